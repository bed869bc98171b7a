"""Indicators: what is defined, books brought and checked, taken and withdrawn; towns compared."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.acts.offered import uid_of
from dunmiao.development.town_papers import town_book
from dunmiao.development.towns import TownBoard, read_town_board
from dunmiao.documents.selectors import read_file
from dunmiao.formats.papers import XLSX
from dunmiao.kernel.errors import not_visible
from dunmiao.kernel.quarters import quarter_of
from dunmiao.outcomes import indicator_papers, indicators
from dunmiao.outcomes.comparing import compare_with_present
from dunmiao.outcomes.lifecycle import BOOK
from dunmiao.outcomes.rules.indicators import BASES
from dunmiao.web.downloads import attachment
from dunmiao.web.indicators.presenters import present_lines, present_towns
from dunmiao.web.requests import ActorRequest

MOST_BOOKS, MOST_SHOWN = 30, 100


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """What is defined, and the books."""
    actor = request.actor
    manages = actor.has(Permission.INDICATORS_MANAGE)
    context = {
        "here": "outcomes",
        "rows": indicators.list_definitions(actor=actor),
        "books": list(indicators.list_books(actor=actor)[:MOST_BOOKS]) if manages else [],
        "manages": manages,
        "bases": BASES,
        "states": BOOK.labels,
    }
    return render(request, "web/indicators/index.html", context)


@require_GET
def template(request: ActorRequest) -> HttpResponse:
    """The workbook to fill in, for the quarter that ended last."""
    request.actor.require(Permission.INDICATORS_MANAGE)
    ended = quarter_of(timezone.localdate()) - 1
    content = indicator_papers.template_book(actor=request.actor, quarter=ended)
    return attachment(content, name="指标填报表.xlsx", media_type=XLSX)


@require_GET
def book(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One book: what it would do while it waits, what it did since."""
    actor = request.actor
    row = indicators.get_book(actor=actor, uid=uid)
    compared = None
    if row.state == "WAITING":
        compared = compare_with_present(actor=actor, book=row, today=timezone.localdate())
    context = {
        "here": "outcomes",
        "book": row,
        "compared": compared,
        "revised": compared.revised[:MOST_SHOWN] if compared else [],
        "new": compared.new[:MOST_SHOWN] if compared else [],
        "bases": BASES,
        "states": BOOK.labels,
    }
    return render(request, "web/indicators/book.html", context)


@require_GET
def original(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The file as it was brought."""
    row = indicators.get_book(actor=request.actor, uid=uid)
    request.actor.record("file.read", row.file)
    return attachment(read_file(row.file), name=row.name, media_type=XLSX)


@require_GET
def detail(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """One definition: its newest quarters, its versions, what was revised."""
    actor = request.actor
    row = indicators.get_definition(actor=actor, uid=uid)
    table = indicators.read_table(actor=actor, definition=row)
    context = {
        "here": "outcomes",
        "definition": row,
        "versions": indicators.versions_of(row),
        "table": table,
        "lines": present_lines(table, row.measure),
        "revisions": indicators.read_revisions(actor=actor, definition=row),
        "bases": BASES,
    }
    return render(request, "web/indicators/detail.html", context)


@require_GET
def figures(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """Every quarter of one definition as a workbook."""
    row = indicators.get_definition(actor=request.actor, uid=uid)
    content = indicator_papers.figures_book(actor=request.actor, definition=row)
    return attachment(content, name=f"{row.indicator.name}.xlsx", media_type=XLSX)


@require_GET
def towns(request: ActorRequest) -> HttpResponse:
    """Before and after beside comparison towns; the board of both harvests fetches the same page
    as a part of itself."""
    request.actor.require(Permission.DEVELOPMENT_VIEW)
    definitions: list[Any] = indicators.list_definitions(actor=request.actor)
    board = _board(request, definitions)
    context = {
        "here": "home",
        "definitions": definitions,
        "board": board,
        "towns": present_towns(board) if board else None,
        "bases": BASES,
    }
    is_part = request.headers.get("HX-Request") == "true"
    page = render(request, "web/indicators/_towns.html" if is_part else "web/indicators/towns.html", context)  # fmt: skip
    patch_vary_headers(page, ["HX-Request"])
    return page


def _board(request: ActorRequest, definitions: list[Any]) -> TownBoard | None:
    """Of the definition that is asked for, else of the indicator with most towns."""
    actor, asked = request.actor, request.GET.get("indicator", "")
    if asked:
        row = indicators.get_definition(actor=actor, uid=uid_of(asked))
        return read_town_board(actor=actor, definition=row)
    most = max(definitions, key=lambda row: row.units, default=None)
    if most is None or not most.units:
        return None
    return read_town_board(actor=actor, definition=most)


@require_GET
def towns_table(request: ActorRequest) -> HttpResponse:
    """The same comparison as a workbook."""
    board = _board(request, indicators.list_definitions(actor=request.actor))
    if board is None:
        raise not_visible()
    content = town_book(actor=request.actor, board=board)
    return attachment(content, name="前后对比.xlsx", media_type=XLSX)
