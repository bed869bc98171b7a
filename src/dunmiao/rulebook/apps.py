"""Django's name for this room."""

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    """Label `rulebook`."""

    name = "dunmiao.rulebook"
    label = "rulebook"
    default_auto_field = "django.db.models.BigAutoField"
