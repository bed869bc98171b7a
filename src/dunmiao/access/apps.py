"""Django's name for this room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Label `access`."""

    name = "dunmiao.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the sign-in signals, read every room's policy, and close what is migrated."""
        from django.db.models.signals import post_migrate
        from django.utils.module_loading import autodiscover_modules

        from dunmiao.access import audit, policy, row_security, signals

        autodiscover_modules("policy")
        audit.concerned = policy.units_of
        post_migrate.connect(row_security.after_migrating, sender=self)

        assert signals  # importing it connects them
