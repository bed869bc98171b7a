"""One view an act: read the form, call one action, say what was done, come back."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dunmiao.web.requests import ActorRequest

Read = Callable[[QueryDict], dict[str, Any]]


def act(
    action: Callable[..., Any],
    read: Read,
    said: str,
    *,
    names: str,
    back: str,
    clock: str = "today",
) -> Any:
    """A view of `action` on the object `uid`, which the action calls `names`.

    `said` is told when it is done, `back` is the page that follows, `clock` names the moments
    that the action wants ("now", "today" or both).
    """

    @require_POST
    def view(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
        given = read(request.POST)
        if "today" in clock:
            given["today"] = timezone.localdate()
        if "now" in clock:
            given["now"] = timezone.now()
        action(actor=request.actor, **{names: uid}, **given)
        messages.success(request, _(said))
        return redirect(back, uid)

    return view
