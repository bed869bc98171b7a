"""Django's name for this room."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Label `assessments`."""

    name = "dunmiao.assessments"
    label = "assessments"
    default_auto_field = "django.db.models.BigAutoField"
