"""Django's name for this room."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """Label `outcomes`."""

    name = "dunmiao.outcomes"
    label = "outcomes"
    default_auto_field = "django.db.models.BigAutoField"
