"""Bring a book of figures, take it, withdraw it again; what was reported before stays known."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.documents.models import FileKind
from dunmiao.documents.selectors import read_file
from dunmiao.documents.storing import store_file
from dunmiao.formats.books import read_tables
from dunmiao.formats.container import Refused
from dunmiao.formats.papers import XLSX
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.kernel.quarters import quarter_of
from dunmiao.outcomes.indicators import (
    get_book,
    known_versions,
    places_of,
    present_figures,
)
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import (
    Indicator,
    IndicatorBook,
    IndicatorDefinition,
    IndicatorFigure,
)
from dunmiao.outcomes.rules.indicator_books import read_indicator_book
from dunmiao.outcomes.rules.indicators import (
    MOST_FAULTS,
    Cell,
    Comparison,
    Definition,
    compare_book,
    place_cells,
)
from dunmiao.secondments.rules.words import objections_to_words
from dunmiao.units.models import City

LEAST_REASON = 4


@transaction.atomic
def bring_book(
    *, actor: Actor, name: str, content: bytes, today: date, now: datetime
) -> IndicatorBook:
    """Keep a workbook and wait for a word; refused with every fault at once, nothing kept."""
    actor.require(Permission.INDICATORS_MANAGE)
    places = places_of(actor=actor)
    compared = _compare(actor, content, today)
    if compared.faults:
        raise RuleBroken(compared.faults)
    if not compared.new and not compared.revised:
        raise RuleBroken([say("indicator.nothing_new")])
    file = store_file(
        actor=actor, kind=FileKind.INDICATORS, name=name, media_type=XLSX, content=content,
        unit_id=places.root.pk,
    )  # fmt: skip
    book = IndicatorBook.objects.create(
        city_id=actor.city_id,
        file=file,
        name=file.name,
        brought_at=now,
        brought_by_id=actor.user_id,
        bringer=actor.name,
    )
    actor.record("indicators.brought", book, new=len(compared.new), revised=len(compared.revised))
    return book


def compare_with_present(*, actor: Actor, book: IndicatorBook, today: date) -> Comparison:
    """What a waiting book would do today: others may have brought theirs meanwhile."""
    actor.require(Permission.INDICATORS_MANAGE)
    return _compare(actor, read_file(book.file), today)


def _compare(actor: Actor, content: bytes, today: date) -> Comparison:
    try:
        read, found = read_indicator_book(read_tables(content))
    except Refused as refused:
        raise RuleBroken([refused.finding]) from refused
    found += place_cells(read, places_of(actor=actor).find)
    compared = compare_book(
        read,
        known=known_versions(actor=actor),
        figures=present_figures(actor=actor),
        this_quarter=quarter_of(today),
    )
    if compared.begun and actor.units_with(Permission.INDICATORS_MANAGE) is not None:
        found += [say("indicator.city_defines", name=new.name) for new, _ in compared.begun]
    compared.faults = (found + compared.faults)[:MOST_FAULTS]
    return compared


@transaction.atomic
def take_book(
    *, actor: Actor, book_uid: Any, reason: str, today: date, now: datetime
) -> IndicatorBook:
    """Write what the book says: new figures, and revisions beside what they revise."""
    City.objects.select_for_update().get(pk=actor.city_id)
    book = get_book(actor=actor, uid=book_uid)
    if book.state != "WAITING":
        raise Conflict([say("indicator.taken")])
    compared = compare_with_present(actor=actor, book=book, today=today)
    found = compared.faults + _objections_to_reason(compared, reason)
    if not found and not compared.new and not compared.revised:
        found = [say("indicator.nothing_new")]
    if found:
        raise RuleBroken(found)
    keys = compared.versions | {new.name: _begin(actor, book, new).pk for new, _ in compared.begun}
    cells = [*compared.new, *(change.cell for change in compared.revised)]
    _write(actor, book, cells, keys)
    book.taken_at, book.taker, book.reason = now, actor.name, reason.strip()[:200]
    book.new_count, book.revised_count = len(compared.new), len(compared.revised)
    book.save()
    actor.record("indicators.taken", book, new=book.new_count, revised=book.revised_count)
    return book


def _objections_to_reason(compared: Comparison, reason: str) -> list[Finding]:
    found = objections_to_words(reason)
    if compared.revised and len(reason.strip()) < LEAST_REASON:
        found.append(say("indicator.no_reason", count=len(compared.revised)))
    return found


def _begin(actor: Actor, book: IndicatorBook, new: Definition) -> IndicatorDefinition:
    indicator, _ = Indicator.objects.get_or_create(city_id=actor.city_id, name=new.name)
    last = indicator.definitions.aggregate(last=Max("version"))["last"] or 0
    return IndicatorDefinition.objects.create(
        city_id=actor.city_id,
        indicator=indicator,
        version=last + 1,
        measure=new.measure,
        basis=new.basis,
        text=new.text,
        source=new.source,
        since=new.since,
        book=book,
    )


def _write(actor: Actor, book: IndicatorBook, cells: Sequence[Cell], keys: dict[str, Any]) -> None:
    """The figures of the book as the present ones; the revisions go on from the last, withdrawn
    ones too, so that a number once given is never given again."""
    earlier = visible(IndicatorFigure, actor).filter(
        definition__in=set(keys.values()), quarter__in={cell.quarter for cell in cells}
    )
    rows = earlier.values_list("definition", "unit", "quarter")
    last = {tuple(key): number for *key, number in rows.annotate(last=Max("revision"))}
    wanted = [(keys[cell.indicator], cell.party, cell.quarter) for cell in cells]
    revised = {at for at in wanted if at in last}
    present = earlier.filter(is_present=True).values_list("pk", "definition", "unit", "quarter")
    IndicatorFigure.objects.filter(
        pk__in=[pk for pk, *at in present if tuple(at) in revised]
    ).update(is_present=False)
    IndicatorFigure.objects.bulk_create(
        (
            IndicatorFigure(
                city_id=actor.city_id,
                definition_id=at[0],
                unit_id=at[1],
                quarter=at[2],
                revision=last.get(at, 0) + 1,
                value=cell.value,
                book=book,
            )
            for at, cell in zip(wanted, cells, strict=True)
        ),
        batch_size=1000,
    )


@transaction.atomic
def withdraw_book(*, actor: Actor, book_uid: Any, reason: str, now: datetime) -> IndicatorBook:
    """Take a book back: what was in force before it is in force again."""
    actor.require(Permission.INDICATORS_MANAGE)
    City.objects.select_for_update().get(pk=actor.city_id)
    book = get_book(actor=actor, uid=book_uid)
    if book.state != "TAKEN":
        raise Conflict([say("indicator.not_taken")])
    found = objections_to_words(reason)
    if len(reason.strip()) < LEAST_REASON:
        found.append(say("indicator.why_withdrawn"))
    if found:
        raise RuleBroken(found)
    own = visible(IndicatorFigure, actor).filter(book=book)
    _refuse_if_revised(own)
    at = list(own.values_list("definition", "unit", "quarter"))
    own.update(is_present=False)
    book.withdrawn_at, book.withdrawer = now, actor.name
    book.withdrawn_reason = reason.strip()[:200]
    book.save()
    _restore(actor, at)
    actor.record("indicators.withdrawn", book, figures=len(at))
    return book


def _refuse_if_revised(own: Any) -> None:
    stale = own.filter(is_present=False)
    if count := stale.count():
        row = stale.first()
        later = IndicatorFigure.objects.filter(
            definition=row.definition_id, unit=row.unit_id, quarter=row.quarter, is_present=True
        )
        raise Conflict([say("indicator.later", count=count, name=later.get().book.name)])


def _restore(actor: Actor, at: Sequence[tuple[int, int, int]]) -> None:
    """The last figures at these places whose books are in force become the present ones."""
    wanted = set(at)
    rows = visible(IndicatorFigure, actor).filter(
        definition__in={one[0] for one in at},
        quarter__in={one[2] for one in at},
        book__withdrawn_at=None,
    )
    newest: dict[tuple[int, int, int], int] = {}
    for pk, *place in rows.order_by("revision").values_list("pk", "definition", "unit", "quarter"):
        if tuple(place) in wanted:
            newest[tuple(place)] = pk  # type: ignore[index]
    IndicatorFigure.objects.filter(pk__in=newest.values()).update(is_present=True)


@transaction.atomic
def discard_book(*, actor: Actor, book_uid: Any) -> None:
    """Drop a book that waits; its file stays in the store as every file does."""
    actor.require(Permission.INDICATORS_MANAGE)
    book = get_book(actor=actor, uid=book_uid)
    if book.state != "WAITING":
        raise Conflict([say("indicator.taken")])
    actor.record("indicators.discarded", book)
    book.delete()
