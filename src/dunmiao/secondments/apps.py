"""Django's name for this room."""

from django.apps import AppConfig


class SecondmentsConfig(AppConfig):
    """Label `secondments`."""

    name = "dunmiao.secondments"
    label = "secondments"
    default_auto_field = "django.db.models.BigAutoField"
