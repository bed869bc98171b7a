"""Roster, search, the cadre file, comparison and exports."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from dunmiao.access.roles import Permission
from dunmiao.acts.offered import uid_of
from dunmiao.formats.idnumber import mask_id_number, mask_phone
from dunmiao.formats.papers import XLSX
from dunmiao.kernel.errors import not_visible
from dunmiao.people import exports, selectors
from dunmiao.people.masks import FieldClass, masked
from dunmiao.people.records import record_of
from dunmiao.people.selectors import RosterQuery
from dunmiao.units.selectors import list_units
from dunmiao.web import queries
from dunmiao.web.cadres.ladders import ladder_rows
from dunmiao.web.cadres.presenters import career_chart, experience_bars
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest


def _query(request: ActorRequest) -> RosterQuery:
    get = request.GET
    sort = get.get("sort", "stroke")
    return RosterQuery(
        unit=get.get("unit", ""),
        rank=get.get("rank", ""),
        sex=get.get("sex", ""),
        reserve=get.get("reserve", ""),
        stage=get.get("stage", ""),
        sort=queries.one(sort, selectors.SORTS, "sort"),
        after=get.get("after", ""),
        search=request.POST.get("q", "")[:100] if request.method == "POST" else "",
    )


@require_http_methods(["GET", "POST"])
def roster(request: ActorRequest) -> HttpResponse:
    """The roster; a search by name is POSTed, so that no name stands in an address."""
    request.actor.require(Permission.PEOPLE_VIEW)
    query = _query(request)
    page = selectors.list_cadres(actor=request.actor, query=query)
    units = list_units(city_id=request.actor.city_id, kinds=["DEPARTMENT"])
    if not request.actor.has_all_units:
        units = units.filter(pk__in=request.actor.unit_ids)
    kept = request.GET.copy()
    kept.pop("after", None)
    context = {
        "here": "cadres",
        "page": page,
        "query": query,
        "units": units,
        "kept": kept.urlencode(),
    }
    return render(request, "web/cadres/roster.html", context)


@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """The filtered rows as a workbook."""
    content = exports.export_roster(
        actor=request.actor, query=_query(request), now=timezone.localtime()
    )
    return attachment(content, name="干部名册.xlsx", media_type=XLSX)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One person, the whole story, trimmed to the reader."""
    cadre = selectors.get_cadre(actor=request.actor, uid=uid)
    classes = selectors.visible_classes(request.actor, cadre)
    record = masked(record_of(cadre), classes)
    shown = "show" in request.GET and FieldClass.IDENTITY in classes
    if shown:
        request.actor.record(
            "cadre.unmasked", cadre, cadres=[cadre.uid], fields=["id_number", "phone"]
        )
    context = {
        "here": "cadres",
        "cadre": cadre,
        "record": record,
        "shows": {group.value: group in classes for group in FieldClass},
        "shown": shown,
        "id_number": record.id_number if shown else mask_id_number(record.id_number),
        "phone": record.phone if shown else mask_phone(record.phone),
        "ladders": ladder_rows(cadre, classes=classes),
        "chart": career_chart(record.career, today=timezone.localdate()),
        "bars": experience_bars(record.career, today=timezone.localdate()),
    }
    return render(request, "web/cadres/detail.html", context)


@require_GET
def form(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The appointment form as .lrmx."""
    cadre = selectors.get_cadre(actor=request.actor, uid=uid)
    content = exports.export_form(actor=request.actor, cadre=cadre, today=timezone.localdate())
    return attachment(content, name=f"{cadre.name}.lrmx", media_type="application/xml")


@require_GET
def photo(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The re-encoded photo."""
    from dunmiao.documents.selectors import read_file

    cadre = selectors.get_cadre(actor=request.actor, uid=uid)
    if cadre.photo is None:
        raise not_visible()
    return HttpResponse(read_file(cadre.photo), content_type="image/jpeg")


@require_GET
def compare(request: ActorRequest) -> HttpResponse:
    """Up to five people side by side."""
    uids = [uid_of(text) for text in request.GET.getlist("id")]
    cadres = selectors.compare_cadres(actor=request.actor, uids=uids)
    return render(request, "web/cadres/compare.html", {"here": "cadres", "cadres": cadres})
