"""Bring a book of figures, take it, withdraw it again; what was reported before stays known."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import Max, QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import File, Text, Upload
from dunmiao.documents.models import FileKind
from dunmiao.documents.storing import store_file
from dunmiao.formats.papers import XLSX
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.comparing import compare_content, compare_with_present
from dunmiao.outcomes.indicators import list_books, places_of
from dunmiao.outcomes.lifecycle import BOOK
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import (
    Indicator,
    IndicatorBook,
    IndicatorDefinition,
    IndicatorFigure,
)
from dunmiao.outcomes.rules.indicators import Cell, Comparison, Definition
from dunmiao.secondments.rules.words import objections_to_words
from dunmiao.units.models import City

LEAST_REASON = 4
MANAGES = Anywhere(Permission.INDICATORS_MANAGE)


def _own(doing: Doing) -> QuerySet[IndicatorBook]:
    return list_books(actor=doing.actor)


@act(
    "indicator_book.bring", City, "上传并核对", said="已核对，尚未写入任何数据。",
    records="indicators.brought", may=MANAGES,
)  # fmt: skip
def bring_book(
    city: City,
    doing: Doing,
    *,
    file: Annotated[
        Upload,
        File(
            "工作簿（.xlsx）",
            accept=".xlsx",
            help="先核对：有一处不对就整份不收，并逐处说明；没有问题才请你确认写入",
        ),
    ],
) -> IndicatorBook:
    """Keep a workbook and wait for a word; refused with every fault at once, nothing kept."""
    places = places_of(actor=doing.actor)
    compared = compare_content(actor=doing.actor, content=file.content, today=doing.today)
    if compared.faults:
        raise RuleBroken(compared.faults)
    if not compared.new and not compared.revised:
        raise RuleBroken([say("indicator.nothing_new")])
    stored = store_file(
        actor=doing.actor, kind=FileKind.INDICATORS, name=file.name, media_type=XLSX,
        content=file.content, unit_id=places.root.pk,
    )  # fmt: skip
    doing.note(new=len(compared.new), revised=len(compared.revised))
    return IndicatorBook.objects.create(
        city_id=city.pk, file=stored, name=stored.name, brought_at=doing.now,
        brought_by_id=doing.actor.user_id, bringer=doing.actor.name,
    )  # fmt: skip


@act(
    "indicator_book.take", IndicatorBook, "确认写入", said="已写入。", records="indicators.taken",
    may=MANAGES, life=BOOK, moves="take", among=_own, related="file",
)  # fmt: skip
def take_book(
    book: IndicatorBook,
    doing: Doing,
    *,
    reason: Annotated[str, Text("修订的理由或依据", most=200, help="有修订的必填")] = "",
) -> IndicatorBook:
    """Write what the book says: new figures, and revisions beside what they revise."""
    City.objects.select_for_update().get(pk=book.city_id)  # one book after another
    compared = compare_with_present(actor=doing.actor, book=book, today=doing.today)
    found = compared.faults + _objections_to_reason(compared, reason)
    if not found and not compared.new and not compared.revised:
        found = [say("indicator.nothing_new")]
    if found:
        raise RuleBroken(found)
    keys = compared.versions | {new.name: _begin(book, new).pk for new, _ in compared.begun}
    cells = [*compared.new, *(change.cell for change in compared.revised)]
    _write(doing.actor, book, cells, keys)
    book.taken_at, book.taker, book.reason = doing.now, doing.actor.name, reason
    book.new_count, book.revised_count = len(compared.new), len(compared.revised)
    book.save()
    doing.note(new=book.new_count, revised=book.revised_count)
    return book


def _objections_to_reason(compared: Comparison, reason: str) -> list[Finding]:
    found = objections_to_words(reason, where="reason")
    if compared.revised and len(reason) < LEAST_REASON:
        found.append(say("indicator.no_reason", where="reason", count=len(compared.revised)))
    return found


def _begin(book: IndicatorBook, new: Definition) -> IndicatorDefinition:
    indicator, _ = Indicator.objects.get_or_create(city_id=book.city_id, name=new.name)
    last = indicator.definitions.aggregate(last=Max("version"))["last"] or 0
    return IndicatorDefinition.objects.create(
        city_id=book.city_id,
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


@act(
    "indicator_book.withdraw", IndicatorBook, "撤回", said="已撤回，恢复到写入之前的数。",
    records="indicators.withdrawn", may=MANAGES, life=BOOK, moves="withdraw", among=_own,
    danger="撤回后恢复到写入之前的数；后来又修订过的，要先撤回后来的。",
)  # fmt: skip
def withdraw_book(
    book: IndicatorBook,
    doing: Doing,
    *,
    reason: Annotated[str, Text("撤回的理由", most=200)],
) -> IndicatorBook:
    """Take a book back: what was in force before it is in force again."""
    City.objects.select_for_update().get(pk=book.city_id)  # one book after another
    found = objections_to_words(reason, where="reason")
    if len(reason) < LEAST_REASON:
        found.append(say("indicator.why_withdrawn", where="reason"))
    if found:
        raise RuleBroken(found)
    own = visible(IndicatorFigure, doing.actor).filter(book=book)
    _refuse_if_revised(own)
    at = list(own.values_list("definition", "unit", "quarter"))
    own.update(is_present=False)
    book.withdrawn_at, book.withdrawer = doing.now, doing.actor.name
    book.withdrawn_reason = reason
    book.save()
    _restore(doing.actor, at)
    doing.note(figures=len(at))
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


@act(
    "indicator_book.discard", IndicatorBook, "放弃", said="已放弃，没有写入。",
    records="indicators.discarded", may=MANAGES, life=BOOK, states=BOOK.moves["take"].starts,
    among=_own,
)  # fmt: skip
def discard_book(book: IndicatorBook, doing: Doing) -> IndicatorBook:
    """Drop a book that waits; its file stays in the store as every file does."""
    book.delete()
    return book
