"""What every call shares: the actor, the CSRF check of a browser, a repeated call done once."""

import hashlib
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

from dunmiao.access import repeats
from dunmiao.access.actors import Actor
from dunmiao.access.messages import say
from dunmiao.kernel.errors import DomainError, NotPermitted, RuleBroken

SAFE = {"GET", "HEAD", "OPTIONS"}


class ActorRequest(HttpRequest):
    """A request behind the scope: it has its actor."""

    actor: Actor


class _Check(CsrfViewMiddleware):
    """Django's own check, returning its reason instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def _pass(request: HttpRequest) -> Any:
    return None


def known_caller(request: ActorRequest) -> Actor:
    """The actor of a call; a browser session must bring its CSRF token to change anything."""
    actor = request.actor
    if actor.only is None and request.method not in SAFE:
        check = _Check(_pass)
        check.process_request(request)
        if check.process_view(request, _pass, (), {}) is not None:
            raise NotPermitted([say("key.csrf")])
    return actor


class Once(NamedTuple):
    """An act done by this call, or by an earlier one of which only `kept` is known."""

    made: Any
    kept: str
    is_repeat: bool


def once(
    request: ActorRequest,
    call: Callable[[], Any],
    *,
    keep: Callable[[Any], str] = str,
    content: bytes | None = None,
) -> Once:
    """Do a call with an `Idempotency-Key` (a UUID) once; `keep` says what a repeat is told.

    `content` is what was uploaded: a form with a file is framed anew each time it is sent.

    A key that cannot be read is refused: done without it, the repeat would be done again.
    """
    text = request.headers.get("Idempotency-Key", "")
    if not text:
        made = call()
        return Once(made, keep(made), is_repeat=False)
    try:
        key = uuid.UUID(text)
    except ValueError:
        fault = say("input.invalid", place="Idempotency-Key", problem="UUID")
        raise RuleBroken([fault]) from None
    body = request.body if content is None else content
    digest = hashlib.sha256(request.path.encode() + b"\0" + body).hexdigest()
    if (kept := repeats.claim(actor=request.actor, key=key, body=digest)) is not None:
        return Once(None, kept, is_repeat=True)
    try:
        made = call()
    except DomainError:
        repeats.release(actor=request.actor, key=key)
        raise
    repeats.keep(actor=request.actor, key=key, location=keep(made))
    return Once(made, keep(made), is_repeat=False)
