"""Accounts (system administrator) and grants (security administrator)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dunmiao.access import actions, selectors
from dunmiao.access.roles import LABELS, Permission, Role
from dunmiao.access.units import hang_unit, import_units
from dunmiao.kernel.errors import not_visible
from dunmiao.units.selectors import list_units, unit_kinds
from dunmiao.web import inputs
from dunmiao.web.requests import ActorRequest


@require_http_methods(["GET", "POST"])
def units(request: ActorRequest) -> HttpResponse:
    """The tree of units; add one, or bring the table of units."""
    actor = request.actor
    actor.require(Permission.UNITS)
    rows = list_units(city_id=actor.city_id).select_related("parent")
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is not None:
            added = import_units(actor=actor, content=upload.read())
            messages.success(request, _("新增 %(count)s 个单位。") % {"count": added})
            return redirect("access:units")
        parent = rows.filter(uid=inputs.uid(request.POST.get("parent", ""))).first()
        if parent is None:
            raise not_visible()
        name = request.POST.get("name", "")
        hang_unit(actor=actor, parent=parent, name=name, kind=request.POST.get("kind", ""))
        messages.success(request, _("新增 %(count)s 个单位。") % {"count": 1})
        return redirect("access:units")
    context = {"here": "units", "units": rows, "kinds": unit_kinds()}
    return render(request, "web/access/units.html", context)


@require_http_methods(["GET", "POST"])
def accounts(request: ActorRequest) -> HttpResponse:
    """List and make accounts; the activation code is shown once."""
    actor = request.actor
    actor.require(Permission.ACCOUNTS)
    code = None
    if request.method == "POST":
        name = request.POST.get("username", "").strip()[:50]
        user, code = actions.create_account(
            actor=actor,
            username=name,
            full_name=request.POST.get("full_name", "").strip()[:50],
            now=timezone.now(),
        )
        messages.success(request, _("账号 %(name)s 已建立。") % {"name": user.username})
    context = {"here": "accounts", "accounts": selectors.list_accounts(actor=actor), "code": code}
    return render(request, "web/access/accounts.html", context)


@require_http_methods(["GET", "POST"])
def grants(request: ActorRequest) -> HttpResponse:
    """List and give grants."""
    actor = request.actor
    actor.require(Permission.GRANTS)
    users = selectors.list_accounts(actor=actor)
    units = list_units(city_id=actor.city_id)
    if request.method == "POST":
        user = users.filter(uid=inputs.uid(request.POST.get("user", ""))).first()
        unit = units.filter(uid=inputs.uid(request.POST.get("unit", ""))).first()
        if user is None or unit is None:
            raise not_visible()
        role = Role(inputs.one(request.POST.get("role", ""), list(Role), "身份"))
        actions.grant_role(actor=actor, user=user, role=role, unit=unit, today=timezone.localdate())
        messages.success(request, _("已授权。"))
        return redirect("access:grants")
    context = {
        "here": "grants",
        "users": users,
        "units": units,
        "roles": [(role.value, LABELS[role]) for role in Role],
        "grants": selectors.list_grants(actor=actor),
    }
    return render(request, "web/access/grants.html", context)
