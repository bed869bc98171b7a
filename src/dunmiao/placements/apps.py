"""Django's name for this room."""

from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    """Label `placements`."""

    name = "dunmiao.placements"
    label = "placements"
    default_auto_field = "django.db.models.BigAutoField"
