"""Django's name for this room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Label `access`."""

    name = "dunmiao.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the sign-in signals."""
        from django.utils.module_loading import autodiscover_modules

        from dunmiao.access import signals

        autodiscover_modules("policy")  # who sees which rows; without them nobody sees any

        assert signals  # importing it connects them
