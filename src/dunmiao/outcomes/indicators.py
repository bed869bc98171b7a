"""Reads of indicators: what is defined, what is reported, what was revised."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import not_visible
from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import (
    IndicatorBook,
    IndicatorDefinition,
    IndicatorFigure,
)
from dunmiao.outcomes.rules.indicators import Version
from dunmiao.units.models import Unit, UnitKind
from dunmiao.units.selectors import UnitNames, list_units

REPORTED_OF = (UnitKind.TOWN, UnitKind.PROJECT)
SHOWN_QUARTERS = 8
MOST_REVISIONS = 100


@dataclass(frozen=True)
class Places:
    """The units whose figures somebody may bring, found by the names that tables use."""

    names: UnitNames
    allowed: frozenset[int]
    root: Unit

    def find(self, name: str) -> int | Finding:
        """The key of a town or project within reach, or why there is none."""
        unit = self.names.find(name)
        if isinstance(unit, Finding):
            return unit
        if unit.kind not in REPORTED_OF:
            return say("indicator.unit_kind", unit=name)
        if unit.pk not in self.allowed:
            return say("indicator.unit_beyond", unit=name)
        return unit.pk


def places_of(*, actor: Actor) -> Places:
    """Where the actor may bring figures."""
    units = list(list_units(city_id=actor.city_id))
    allowed = actor.units_with(Permission.INDICATORS_MANAGE)
    own = [unit for unit in units if allowed is None or unit.pk in allowed]
    return Places(
        UnitNames.of(actor.city_id),
        frozenset(unit.pk for unit in own),
        min(own, key=lambda unit: len(unit.chain)),
    )


def _in_force() -> QuerySet[IndicatorDefinition]:
    return IndicatorDefinition.objects.filter(book__withdrawn_at=None)


def known_versions(*, actor: Actor) -> dict[str, list[Version]]:
    """The definitions in force, by the name of the indicator, the oldest first."""
    out: dict[str, list[Version]] = {}
    rows = _in_force().filter(city_id=actor.city_id).select_related("indicator")
    for row in rows.order_by("indicator", "version"):
        mine = out.setdefault(row.indicator.name, [])
        mine.append(Version(row.pk, row.version, row.plain()))
    return out


def present_figures(*, actor: Actor) -> Mapping[tuple[Any, Any, int], Decimal]:
    """The present figures within sight by (definition, unit, quarter)."""
    rows = visible(IndicatorFigure, actor).filter(is_present=True)
    return {
        (definition, unit, quarter): value
        for definition, unit, quarter, value in rows.values_list(
            "definition", "unit", "quarter", "value"
        )
    }


def list_definitions(*, actor: Actor) -> list[IndicatorDefinition]:
    """The newest definition of each indicator with `units`, `first` and `last` quarter, and how
    many of its figures were `revised`, as far as the actor sees them."""
    actor.require(Permission.INDICATORS_VIEW)
    units = actor.units_with(Permission.INDICATORS_VIEW)
    seen = Q() if units is None else Q(figures__unit__in=units)
    present = seen & Q(figures__is_present=True)
    rows = (
        _in_force()
        .filter(city_id=actor.city_id)
        .select_related("indicator")
        .annotate(
            units=Count("figures__unit", filter=present, distinct=True),
            first=Min("figures__quarter", filter=present),
            last=Max("figures__quarter", filter=present),
            revised=Count("figures", filter=present & Q(figures__revision__gt=1)),
        )
        .order_by("indicator__name", "version")
    )
    return list({row.indicator_id: row for row in rows}.values())


def get_definition(*, actor: Actor, uid: Any) -> IndicatorDefinition:
    """One definition in force."""
    actor.require(Permission.INDICATORS_VIEW)
    rows = _in_force().filter(city_id=actor.city_id, uid=uid)
    row = rows.select_related("indicator", "book").first()
    if row is None:
        raise not_visible()
    return row


def versions_of(row: IndicatorDefinition) -> list[IndicatorDefinition]:
    """Every definition of the same indicator that is in force, the oldest first."""
    rows = _in_force().filter(indicator=row.indicator_id).select_related("book")
    return list(rows.order_by("version"))


def figures_of(*, actor: Actor, definition: IndicatorDefinition) -> QuerySet[IndicatorFigure]:
    """The present figures of one definition within sight."""
    actor.require(Permission.INDICATORS_VIEW)
    rows = visible(IndicatorFigure, actor)
    return rows.filter(definition=definition, is_present=True)


@dataclass(frozen=True)
class Table:
    """Figures laid out: a line a unit, a column a quarter; None where nothing is reported, and
    whether a figure was revised beside it."""

    quarters: list[int]
    lines: list[tuple[str, list[tuple[Decimal, bool] | None]]]


def read_table(
    *, actor: Actor, definition: IndicatorDefinition, most: int | None = SHOWN_QUARTERS
) -> Table:
    """The newest quarters (`most` of them, or all) of every unit within sight."""
    rows = figures_of(actor=actor, definition=definition)
    quarters = sorted(set(rows.order_by().values_list("quarter", flat=True).distinct()))
    if most is not None:
        quarters = quarters[-most:]
    lines: dict[int, tuple[str, dict[int, tuple[Decimal, bool]]]] = {}
    shown = rows.filter(quarter__in=quarters).order_by("unit__sort_order", "unit__pk")
    for unit, name, quarter, value, revision in shown.values_list(
        "unit", "unit__name", "quarter", "value", "revision"
    ):
        lines.setdefault(unit, (name, {}))[1][quarter] = (value, revision > 1)
    return Table(
        quarters,
        [(name, [line.get(quarter) for quarter in quarters]) for name, line in lines.values()],
    )


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure and what it was before: None where the book that gave it was withdrawn since."""

    unit: str
    quarter: int
    value: Decimal
    before: Decimal | None
    book: IndicatorBook


def read_revisions(*, actor: Actor, definition: IndicatorDefinition) -> list[Revision]:
    """What was revised, the newest first, `MOST_REVISIONS` at most."""
    actor.require(Permission.INDICATORS_VIEW)
    rows = visible(IndicatorFigure, actor).filter(definition=definition, book__withdrawn_at=None)
    later = list(
        rows.filter(revision__gt=1).select_related("unit", "book").order_by("-pk")[:MOST_REVISIONS]
    )
    places = {(row.unit_id, row.quarter) for row in later}
    history: dict[tuple[int, int], list[tuple[int, Decimal]]] = {}
    earlier = rows.filter(
        unit__in={unit for unit, _ in places}, quarter__in={quarter for _, quarter in places}
    )
    for unit, quarter, revision, value in earlier.order_by("revision").values_list(
        "unit", "quarter", "revision", "value"
    ):
        history.setdefault((unit, quarter), []).append((revision, value))
    return [
        Revision(row.unit.name, row.quarter, row.value, _before(row, history), row.book)
        for row in later
    ]


def _before(
    row: IndicatorFigure, history: Mapping[tuple[int, int], list[tuple[int, Decimal]]]
) -> Decimal | None:
    known = [value for number, value in history[row.unit_id, row.quarter] if number < row.revision]
    return known[-1] if known else None


def list_books(*, actor: Actor) -> QuerySet[IndicatorBook]:
    """The books that were brought within one's units, the newest first: a county sees its own."""
    actor.require(Permission.INDICATORS_MANAGE)
    rows = IndicatorBook.objects.filter(city_id=actor.city_id).order_by("-brought_at", "-pk")
    units = actor.units_with(Permission.INDICATORS_MANAGE)
    return rows if units is None else rows.filter(file__unit__in=units)


def get_book(*, actor: Actor, uid: Any) -> IndicatorBook:
    """One book within sight."""
    row = list_books(actor=actor).select_related("file").filter(uid=uid).first()
    if row is None:
        raise not_visible()
    return row
