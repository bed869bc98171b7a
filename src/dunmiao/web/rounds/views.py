"""A round as a whole: figures, places as tiles, open cares; roster and summary on paper."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.formats.papers import DOCX, XLSX
from dunmiao.kernel.errors import not_visible
from dunmiao.posts.selectors import get_programme
from dunmiao.secondments import labels, rounds
from dunmiao.secondments.round_papers import overview_paper, roster_paper
from dunmiao.secondments.rules.obligations import PARTIES
from dunmiao.web.downloads import attachment
from dunmiao.web.requests import ActorRequest

TYPES = {"docx": DOCX, "xlsx": XLSX, "pdf": "application/pdf"}
COLUMNS, SIDE = 6, 104


def tiles(places: list[rounds.Place]) -> dict[str, Any]:
    """Equal squares, a place each: no borders and no map data, only how many are where."""
    most = max((place.people for place in places), default=1)
    cells = [
        {
            "x": (index % COLUMNS) * SIDE,
            "y": (index // COLUMNS) * SIDE,
            "lines": [place.name[:6], place.name[6:12]],
            "people": place.people,
            "serving": place.serving,
            "shade": round(0.1 + 0.3 * place.people / most, 2),
        }
        for index, place in enumerate(places)
    ]
    rows = -(-len(places) // COLUMNS)
    return {"cells": cells, "width": min(len(places), COLUMNS) * SIDE, "height": rows * SIDE}


@require_GET
def overview(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The figures of a round."""
    programme = get_programme(actor=request.actor, uid=uid)
    today = timezone.localdate()
    found = rounds.overview_of(actor=request.actor, programme=programme, today=today)
    context = {
        "here": "secondments",
        "programme": programme,
        "found": found,
        "tiles": tiles(found.places),
        "care_kinds": labels.CARE_KINDS,
        "parties": PARTIES,
        "prints": request.actor.has(Permission.PEOPLE_EXPORT),
        "today": today,
    }
    return render(request, "web/rounds/overview.html", context)


@require_GET
def roster(request: ActorRequest, uid: uuid.UUID, form: str) -> HttpResponse:
    """The roster on paper."""
    if form not in TYPES:
        raise not_visible()
    programme = get_programme(actor=request.actor, uid=uid)
    paper = "A4" if request.GET.get("paper") == "A4" else "A3"
    content = roster_paper(
        actor=request.actor, programme=programme, form=form, paper=paper, today=timezone.localdate()
    )
    name = f"{programme.name}名册 {paper}.{form}"
    return attachment(content, name=name, media_type=TYPES[form])


@require_GET
def summary(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The summary of a round as Word."""
    programme = get_programme(actor=request.actor, uid=uid)
    content = overview_paper(actor=request.actor, programme=programme, today=timezone.localdate())
    return attachment(content, name=f"{programme.name}小结.docx", media_type=DOCX)
