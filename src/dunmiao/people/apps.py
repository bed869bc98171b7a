"""Django's name for this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Label `people`."""

    name = "dunmiao.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
