"""Django's name for this room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Label `access`."""

    name = "dunmiao.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the sign-in signals."""
        from dunmiao.access import signals

        assert signals  # importing it connects them
