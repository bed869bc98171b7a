"""Pages for what is not a refusal: unknown address, broken form, a bug of ours."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address that does not exist looks like one that is hidden."""
    from dunmiao.kernel.errors import not_visible
    from dunmiao.web.middleware import refusal

    return refusal(request, not_visible())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: sent from elsewhere, or the session ended."""
    return render(request, "web/form_expired.html", status=403)


def _is_full(error: BaseException) -> bool:
    """True when the database itself says that no space is left (SQLSTATE 53100)."""
    return getattr(error.__cause__, "sqlstate", None) == "53100"


def server_error(request: HttpRequest) -> HttpResponse:
    """A bug: the trace is in the log, the person gets the request's number.

    A database that is away (being restarted after a crash) is 503, never a page with 200.
    """
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return render(request, "web/unavailable.html", {"full": _is_full(error)}, status=503)
    actor = getattr(request, "actor", None)
    number = actor.request_id if actor else ""
    return render(request, "web/server_error.html", {"number": number}, status=500)
