"""One endpoint an act: read the schema, call the action, answer with the state after it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from ninja import Router, Schema

from dunmiao.api.requests import ActorRequest, once


class Done(Schema):
    """What an act left: the state of its object, and whether this call was a repeat."""

    uid: uuid.UUID
    state: str = ""
    repeated: bool = False


def done(
    request: ActorRequest,
    call: Callable[[], Any],
    *,
    about: uuid.UUID | None = None,
    content: bytes | None = None,
) -> Done:
    """Do it once; answer with what it made, or with `about` where the act makes nothing.

    `content` is the file that was sent, where one was.
    """
    answer = once(
        request, call, keep=lambda made: str(getattr(made, "uid", about)), content=content
    )
    state = str(getattr(answer.made, "state", ""))
    return Done(uid=uuid.UUID(answer.kept), state=state, repeated=answer.is_repeat)


class NothingIn(Schema):
    """An empty body."""


class ReasonIn(Schema):
    """A reason."""

    reason: str


def act(
    router: Router,
    path: str,
    action: Callable[..., Any],
    schema: type[Schema],
    *,
    names: str,
    clock: str = "today",
    read: Callable[[ActorRequest, dict[str, Any]], dict[str, Any]] | None = None,
) -> None:
    """Offer `action` at POST `<uid>/<path>`; the action calls the address `names`.

    `clock` names the moments it wants; `read` turns addresses in the body into objects.
    """

    def view(request: ActorRequest, uid: uuid.UUID, asked: schema) -> Any:  # type: ignore[valid-type]
        given = asked.dict()  # type: ignore[attr-defined]
        if read is not None:
            given = read(request, given)
        if "today" in clock:
            given["today"] = timezone.localdate()
        if "now" in clock:
            given["now"] = timezone.now()
        return done(
            request, lambda: action(actor=request.actor, **{names: uid}, **given), about=uid
        )

    view.__name__ = action.__name__
    view.__doc__ = (action.__doc__ or "").strip().split("\n")[0]
    router.post(f"{{uuid:uid}}/{path}", response=Done, url_name=action.__name__)(view)
