"""Units and accounts (system administrator), grants (security administrator)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dunmiao.access import selectors
from dunmiao.access.roles import Permission
from dunmiao.units.selectors import list_units
from dunmiao.web.requests import ActorRequest


@require_GET
def units(request: ActorRequest) -> HttpResponse:
    """The tree of units; add one, or bring the table of units."""
    request.actor.require(Permission.UNITS)
    rows = list_units(city_id=request.actor.city_id).select_related("parent")
    return render(request, "web/access/units.html", {"here": "units", "units": rows})


@require_GET
def accounts(request: ActorRequest) -> HttpResponse:
    """List and make accounts; the activation code is shown once."""
    request.actor.require(Permission.ACCOUNTS)
    context = {"here": "accounts", "accounts": selectors.list_accounts(actor=request.actor)}
    return render(request, "web/access/accounts.html", context)


@require_GET
def grants(request: ActorRequest) -> HttpResponse:
    """Accounts with their grants; give another."""
    request.actor.require(Permission.GRANTS)
    held: dict[int, list[object]] = {}
    for grant in selectors.list_grants(actor=request.actor):
        held.setdefault(grant.user_id, []).append(grant)
    accounts = selectors.list_accounts(actor=request.actor)
    rows = [(account, held.get(account.pk, [])) for account in accounts]
    return render(request, "web/access/grants.html", {"here": "grants", "rows": rows})
