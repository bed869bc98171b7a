"""Scope of rows, refusals, language and headers: once, around every view."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation

from dunmiao.access import repeats
from dunmiao.access.actors import Actor
from dunmiao.access.keys import find_key
from dunmiao.access.messages import say
from dunmiao.access.scopes import scope_of
from dunmiao.kernel.errors import DomainError, NotPermitted, NotVisible

KEPT = "X-Kept-Location"  # where a repeat of a page that is shown once is led to
Answer = Callable[[HttpRequest], HttpResponse]
API = "/api/"
OPEN = (
    "/accounts/",
    "/static/",
    "/healthz",
    "/readyz",
    "/language/",
    "/activate/",
    "/favicon.ico",
    "/calendar/",
    "/b/",  # voters have no account
)


def wants_part(request: HttpRequest) -> bool:
    """True when htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"


class HeadersMiddleware:
    """Headers of every answer that Django and the CSP middleware do not set."""

    def __init__(self, get_response: Answer) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add them; pages are never stored."""
        response = self.get_response(request)
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
            response.headers["Vary"] = "Cookie, HX-Request"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response


class LanguageMiddleware:
    """Chinese unless the person chose English (cookie, set by the switch)."""

    def __init__(self, get_response: Answer) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the chosen language for this request."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "zh-hans")
        with translation.override(chosen if chosen in {"zh-hans", "en"} else "zh-hans"):
            request.LANGUAGE_CODE = translation.get_language()
            return self.get_response(request)


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page, or the part, or the API's answer that tells a refusal."""
    if request.path.startswith(API):
        found = {"findings": [finding.as_dict() for finding in error.findings]}
        return JsonResponse(found, status=error.status)
    template = "web/_refusal.html" if wants_part(request) else "web/refusal.html"
    context = {"status": error.status, "findings": error.findings}
    return render(request, template, context, status=error.status)


class RefusalMiddleware:
    """Turn a DomainError of any view into its page, and record refused access."""

    def __init__(self, get_response: Answer) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing on the way in or out."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called inside the scope; the action's own savepoint is rolled back already."""
        if not isinstance(error, DomainError):
            return None
        actor: Actor | None = getattr(request, "actor", None)
        if actor is not None and isinstance(error, NotPermitted | NotVisible):
            codes = [finding.code for finding in error.findings]
            actor.record("access.refused", path=request.path, codes=codes)
        return refusal(request, error)


def _who(request: HttpRequest) -> tuple[Any, frozenset[str] | None]:
    """The account that acts, and for a key the rights that it carries; (None, …) for nobody."""
    header = request.headers.get("Authorization", "")
    if request.path.startswith(API) and header.startswith("Bearer "):
        key = find_key(kind="API", secret=header[7:], today=timezone.localdate())
        return (key.user, frozenset(key.rights)) if key else (None, None)
    user = cast(Any, request.user)
    return (user, None) if user.is_authenticated and user.city_id is not None else (None, None)


class ScopeMiddleware:
    """One transaction and one scope of rows around the view and its rendering."""

    def __init__(self, get_response: Answer) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Signed in: open the scope. Else: to the sign-in page."""
        if request.path.startswith(OPEN):
            return self.get_response(request)
        user, only = _who(request)
        if user is None and request.path.startswith(API):
            code = "key.wrong" if "Authorization" in request.headers else "key.none"
            return JsonResponse({"findings": [say(code).as_dict()]}, status=401)
        if user is None:
            return redirect(f"{settings.LOGIN_URL}?next={request.path}")
        request_id = uuid.uuid4().hex
        with scope_of(user, today=timezone.localdate(), request_id=request_id) as holder:
            actor = holder if only is None else replace(holder, only=only)
            cast(Any, request).actor = actor
            response = self._second_factor(request, actor) or self._once(request, actor)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        response.headers["X-Request-Id"] = request_id
        return response

    def _second_factor(self, request: HttpRequest, actor: Actor) -> HttpResponse | None:
        if not settings.DUNMIAO_REQUIRE_SECOND_FACTOR:
            return None
        if actor.only is not None:  # a key was made by who had passed the second factor
            return None
        needed = any(grant.role.needs_second_factor for grant in actor.grants)
        if not needed or is_mfa_enabled(request.user):
            return None
        return redirect("mfa_activate_totp")

    def _once(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        if request.method != "POST" or not (text := request.POST.get("_key", "")):
            return self.get_response(request)
        try:
            key = uuid.UUID(text)
        except ValueError:
            return self.get_response(request)
        fields = {name: request.POST.getlist(name) for name in request.POST}
        parts = cast(dict[str, Any], request.FILES.dict())
        files = {name: part.read() for name, part in parts.items()}
        for part in parts.values():
            part.seek(0)
        try:
            place = repeats.claim(
                actor=actor, key=key, body=repeats.body_hash(request.path, fields, files)
            )
        except DomainError as different:
            return refusal(request, different)
        if place is not None:
            return HttpResponseRedirect(place or request.path)
        response = self.get_response(request)
        where = response.headers.get(KEPT) or response.headers.get("HX-Redirect")
        response.headers.pop(KEPT, None)
        if isinstance(response, HttpResponseRedirect):
            where = response.headers["Location"]
        if where:
            repeats.keep(actor=actor, key=key, location=where)
        else:
            repeats.release(actor=actor, key=key)
        return response
