"""Django's name for this room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Label `web`."""

    name = "dunmiao.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
