"""The request as views see it."""

from django.http import HttpRequest

from dunmiao.access.actors import Actor


class ActorRequest(HttpRequest):
    """A request with the person acting; views behind sign-in always have one."""

    actor: Actor
    htmx: object
