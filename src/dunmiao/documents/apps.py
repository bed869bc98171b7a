"""Django's name for this room."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Label `documents`."""

    name = "dunmiao.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
