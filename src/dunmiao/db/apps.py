"""Django's name for this room."""

from django.apps import AppConfig


class DbConfig(AppConfig):
    """Label `db`."""

    name = "dunmiao.db"
    label = "db"
    default_auto_field = "django.db.models.BigAutoField"
