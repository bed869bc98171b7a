"""Django's name for this room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Label `access`."""

    name = "dunmiao.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
