"""Django's name for this room."""

from django.apps import AppConfig


class PostsConfig(AppConfig):
    """Label `posts`."""

    name = "dunmiao.posts"
    label = "posts"
    default_auto_field = "django.db.models.BigAutoField"
