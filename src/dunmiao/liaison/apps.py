"""Django's name for this room."""

from django.apps import AppConfig


class LiaisonConfig(AppConfig):
    """Label `liaison`."""

    name = "dunmiao.liaison"
    label = "liaison"
    default_auto_field = "django.db.models.BigAutoField"
