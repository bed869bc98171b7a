"""Reads of exchanges: the ring, its sides, establishment before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import not_visible
from dunmiao.kernel.moves import MoveKind
from dunmiao.kernel.ranks import Rank
from dunmiao.people.models import Cadre
from dunmiao.rulebook.policies import parameters_in_force, read_policy
from dunmiao.secondments.models import (
    EstablishmentCount,
    Exchange,
    ExchangeConsent,
    ExchangeLeg,
    RelationTransfer,
    Secondment,
)
from dunmiao.secondments.rules import exchanges as rules
from dunmiao.secondments.rules.exchanges import Known, Leg, Places
from dunmiao.units.models import Unit, UnitKind

UNNAMED = "（外单位人员）"


def side_ids(units: Iterable[Unit]) -> list[int]:
    """The departments that answer for these units: the county a unit lies in, else the city."""
    chains = [unit.chain for unit in units]
    counties = set(
        Unit.objects.filter(
            pk__in={pk for chain in chains for pk in chain}, kind=UnitKind.COUNTY
        ).values_list("pk", flat=True)
    )
    found = [next((pk for pk in chain if pk in counties), chain[0]) for chain in chains]
    return list(dict.fromkeys(found))


def speaks_for(actor: Actor, side_id: int, *, city_root: int) -> bool:
    """Each side speaks for itself: the city's department not for a county, nor the reverse."""
    held = actor.grants_with(Permission.CASES_MANAGE)
    if side_id == city_root:
        return any(grant.is_root for grant in held)
    return any(not grant.is_root and side_id in grant.covers for grant in held)


def list_exchanges(*, actor: Actor) -> QuerySet[Exchange]:
    """Exchanges in scope, newest first."""
    actor.require(Permission.SECONDMENTS_VIEW)
    return visible(Exchange, actor).select_related("programme")


def get_exchange(*, actor: Actor, uid: Any) -> Exchange:
    """One exchange in scope."""
    found = list_exchanges(actor=actor).filter(uid=uid).first()
    if found is None:
        raise not_visible()
    return found


def policy_of(*, city_id: int, day: date) -> rules.ExchangePolicy:
    """The parameters of exchanges in force on a day."""
    values = parameters_in_force(city_id=city_id, day=day)
    return read_policy(rules.ExchangePolicy, values, prefix="exchange")


def exchange_of(*, secondment: Secondment) -> Exchange | None:
    """The exchange a case belongs to, where it is one."""
    if secondment.kind != MoveKind.EXCHANGE_APPOINTMENT.value:
        return None
    return Exchange.objects.filter(legs__secondment=secondment).first()


@dataclass
class Member:
    """A leg as its reader may see it: others' people without a name."""

    leg: ExchangeLeg
    name: str
    case: Secondment | None
    relations: list[RelationTransfer]

    def relation(self, code: str, way: str) -> RelationTransfer | None:
        """The letter of a relation on a way."""
        found = (row for row in self.relations if (row.relation, row.way) == (code, way))
        return next(found, None)


def members_of(exchange: Exchange) -> list[Member]:
    """The ring in its order; names and cases as far as they are in scope."""
    legs = list(exchange.legs.select_related("home_unit", "host_unit", "post"))
    cadres = Cadre.objects.in_bulk([leg.cadre_id for leg in legs])
    cases = Secondment.objects.in_bulk([leg.secondment_id for leg in legs if leg.secondment_id])
    moved: dict[int, list[RelationTransfer]] = {}
    for row in RelationTransfer.objects.filter(secondment__in=list(cases)):
        moved.setdefault(row.secondment_id, []).append(row)
    return [
        Member(
            leg,
            cadres[leg.cadre_id].name if leg.cadre_id in cadres else UNNAMED,
            cases.get(leg.secondment_id or 0),
            moved.get(leg.secondment_id or 0, []),
        )
        for leg in legs
    ]


def legs_of(rows: Sequence[ExchangeLeg]) -> list[Leg]:
    """The ring as plain values."""
    return [
        Leg(
            Known(row.cadre_id, row.cadre.name),
            Known(row.home_unit_id, row.home_unit.name),
            Known(row.host_unit_id, row.host_unit.name),
            row.cadre.rank >= Rank.DEPUTY_SECTION,
        )
        for row in rows
    ]


def places_of(*, city_id: int, unit_ids: Iterable[int], day: date) -> dict[int, Places]:
    """Each unit's limits, and how many it holds at a day: the last count, moved on by every
    personnel relation that left or came since."""
    wanted = set(unit_ids)
    counts: dict[int, EstablishmentCount] = {}
    rows = EstablishmentCount.objects.filter(city_id=city_id, unit__in=wanted, as_of__lte=day)
    for count in rows.order_by("as_of"):
        counts[count.unit_id] = count
    delta = _moves_since(city_id, wanted, counts, day)
    out = {}
    for unit_id, count in counts.items():
        people, leaders = delta.get(unit_id, (0, 0))
        held = None if count.leaders is None else count.leaders + leaders
        out[unit_id] = Places(count.establishment, count.occupied + people, count.headcount, held)
    return out


def _moves_since(
    city_id: int, units: set[int], counts: dict[int, EstablishmentCount], day: date
) -> dict[int, tuple[int, int]]:
    rows = RelationTransfer.objects.filter(city_id=city_id, relation="PERSONNEL").filter(
        Q(home_unit__in=units) | Q(host_unit__in=units)
    )
    out: dict[int, tuple[int, int]] = {}
    columns = ("home_unit", "host_unit", "way", "sent_on", "received_on", "secondment__cadre__rank")
    for home, host, way, sent, received, rank in rows.values_list(*columns):
        leaving, coming = (host, home) if way == "BACK" else (home, host)
        for unit, on, step in ((leaving, sent, -1), (coming, received, 1)):
            if unit not in counts or on is None or not counts[unit].as_of < on <= day:
                continue
            people, leaders = out.get(unit, (0, 0))
            out[unit] = (people + step, leaders + step * (rank >= Rank.DEPUTY_SECTION))
    return out


def places_around(legs: Sequence[ExchangeLeg], *, city_id: int, day: date) -> dict[int, Places]:
    """`places_of` the units of a ring."""
    units = {pk for leg in legs for pk in (leg.home_unit_id, leg.host_unit_id)}
    return places_of(city_id=city_id, unit_ids=units, day=day)


@dataclass
class Side:
    """One side of an exchange, its answer if it gave one, and whether the reader speaks for it."""

    unit: Unit
    label: str
    consent: ExchangeConsent | None
    is_mine: bool

    @property
    def may_answer(self) -> bool:
        """True while the reader's own side owes its answer."""
        return self.is_mine and self.consent is None


def sides_of(*, actor: Actor, exchange: Exchange) -> list[Side]:
    """Whose agreement is needed, and who gave it."""
    units = [unit for leg in exchange.legs.select_related("home_unit") for unit in [leg.home_unit]]
    ids = side_ids(units)
    rows = Unit.objects.in_bulk(ids)
    given = {row.side_id: row for row in exchange.consents.all()}
    root = units[0].chain[0] if units else 0
    return [
        Side(
            rows[pk],
            f"{rows[pk].name}组织部门",
            given.get(pk),
            speaks_for(actor, pk, city_root=root),
        )
        for pk in ids
    ]


def shape_words(legs: Sequence[Any]) -> str:
    """对调 or 互派环."""
    return rules.SHAPES[rules.shape_of(legs)]
