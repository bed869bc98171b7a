"""Units and accounts (system administrator), grants (security administrator)."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access import selectors
from dunmiao.access.lifecycle import ACCOUNT
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing
from dunmiao.formats.accounts import HEAD
from dunmiao.formats.papers import XLSX
from dunmiao.formats.workbook import write_workbook
from dunmiao.kernel.findings import Finding
from dunmiao.secondments.reform import inside, same_names
from dunmiao.units.selectors import UnitNames, all_units, events_of, get_unit
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

PAGE = 200


@require_GET
def units(request: ActorRequest) -> HttpResponse:
    """The tree of units; add one, or bring the table of units."""
    request.actor.require(Permission.UNITS)
    rows = all_units(city_id=request.actor.city_id).select_related("parent", "successor")
    return render(request, "web/access/units.html", {"here": "units", "units": rows})


@require_GET
def unit(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One unit: what it holds, what became of it; what a merger into another would carry over."""
    request.actor.require(Permission.UNITS)
    doing = Doing.by(request.actor)
    found = get_unit(city_id=request.actor.city_id, uid=uid)
    words = request.GET.get("into", "").strip()[:100]
    named = UnitNames.of(request.actor.city_id).find(words) if words else None
    into = None if isinstance(named, Finding) else named
    context = {
        "here": "units",
        "unit": found,
        "held": inside(doing, found),
        "events": events_of(found),
        "words": words,
        "into": into,
        "unknown": named if isinstance(named, Finding) else None,
        "same": same_names(found, into) if into else [],
    }
    return render(request, "web/access/unit.html", context)


@require_GET
def accounts(request: ActorRequest) -> HttpResponse:
    """Accounts by words and state; make one, or many from a workbook."""
    actor = request.actor
    actor.require(Permission.ACCOUNTS)
    words, state = request.GET.get("q", "").strip()[:50], request.GET.get("state", "")[:10]
    found = selectors.list_accounts(actor=actor, words=words, state=state)
    context = {
        "here": "accounts",
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "asked": selectors.list_accounts(actor=actor, state="ASKED").count(),
        "words": words,
        "state": state,
        "states": list(ACCOUNT.labels.items()),
    }
    return render(request, "web/access/accounts.html", context)


@require_GET
def account(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One account: how one gets into it, what it may do, what it once might."""
    found = selectors.get_account(actor=request.actor, uid=uid)
    context = {
        "here": "accounts" if request.actor.has(Permission.ACCOUNTS) else "grants",
        "account": found,
        "grants": selectors.grants_of(found),
        "has_factor": selectors.has_second_factor(found),
        "today": timezone.localdate(),
    }
    return render(request, "web/access/account.html", context)


@require_GET
def account_table(request: ActorRequest) -> HttpResponse:
    """The table of accounts, empty, to be filled in."""
    request.actor.require(Permission.ACCOUNTS)
    content = write_workbook(sheet="账号表", header=HEAD, rows=[])
    return attachment(content, name="账号表.xlsx", media_type=XLSX)


def print_account_slips(request: ActorRequest, row: Any, made: Any) -> HttpResponse:
    """A slip for each account, with its code, to be cut and sealed; shown once."""
    context = {
        "slips": selectors.slips_of(actor=request.actor, codes=made.facts),
        "address": request.build_absolute_uri(reverse("activate")),
    }
    return render(request, "web/access/slips.html", context)


@require_GET
def grants(request: ActorRequest) -> HttpResponse:
    """Accounts with their grants; give another."""
    today = timezone.localdate()
    held: dict[int, list[object]] = {}
    for grant in selectors.list_grants(actor=request.actor, day=today):
        held.setdefault(grant.user_id, []).append(grant)
    words = request.GET.get("q", "").strip()[:50]
    found = selectors.list_accounts(actor=request.actor, words=words)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(account, held.get(account.pk, [])) for account in page]
    context = {"here": "grants", "rows": rows, "page": page, "words": words, "today": today}
    return render(request, "web/access/grants.html", context)
