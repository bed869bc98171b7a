"""One's own things: language, theme, activation, settings; and the health of the service."""

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dunmiao.access import accounts
from dunmiao.access.keys import list_keys
from dunmiao.accounts.guards import read_person
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.web.requests import ActorRequest

YEAR = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponseRedirect:
    place = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(place, {request.get_host()})
    return HttpResponseRedirect(place if safe else "/")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the pages."""
    response = _back(request)
    chosen = "en" if request.POST.get("language") == "en" else "zh-hans"
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax", httponly=True
    )
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system has it."""
    response = _back(request)
    chosen = request.POST.get("theme", "")
    kept = chosen if chosen in {"light", "dark"} else ""
    response.set_cookie("theme", kept, max_age=YEAR, samesite="Lax", httponly=True)
    return response


@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """Set the password with the code of a slip, and say who one is."""
    faults: list[str] = []
    if request.method == "POST":
        data = request.POST
        try:
            found: list[Finding] = []
            person = read_person(data.get("id_number", "")[:30], "", found)
            if found:
                raise RuleBroken(found)
            validate_password(data.get("password", ""))
            accounts.activate_account(
                username=data.get("username", ""),
                code=data.get("code", ""),
                password=data.get("password", ""),
                now=timezone.now(),
                person=person,
            )
            return redirect(settings.LOGIN_URL)
        except ValidationError as weak:
            faults = list(weak.messages)
        except RuleBroken as refused:
            faults = [finding.message for finding in refused.findings]
    context = {"faults": faults, "username": request.POST.get("username", "")}
    return render(request, "web/account/activate.html", context, status=422 if faults else 200)


@require_GET
def own_settings(request: ActorRequest) -> HttpResponse:
    """Password, second factor, language, theme, and what the acting role may do."""
    context = {
        "here": "settings",
        "account": request.user,
        "mails": settings.DUNMIAO_MAILS,
        "keys": list_keys(actor=request.actor),
        "today": timezone.localdate(),
    }
    return render(request, "web/account/settings.html", context)


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ready\n", content_type="text/plain")
