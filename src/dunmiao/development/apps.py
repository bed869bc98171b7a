"""Django's name for this room."""

from django.apps import AppConfig


class DevelopmentConfig(AppConfig):
    """Label `development`."""

    name = "dunmiao.development"
    label = "development"
    default_auto_field = "django.db.models.BigAutoField"
