"""Who reports, who may be asked to verify, and what an outcome counts for now."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Whoever
from dunmiao.outcomes.models import Outcome
from dunmiao.outcomes.rules.outcomes import INVESTMENT, Known, figures
from dunmiao.posts.models import Programme
from dunmiao.secondments.cases import own_secondment
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import Unit

OwnPlace = tuple[Unit, Secondment | None]
LANDS = ("CITY", "DEPARTMENT", "COUNTY", "COUNTY_DEPARTMENT", "TOWN", "ENTERPRISE", "PROJECT")


def own_place(*, actor: Actor) -> OwnPlace | None:
    """The unit for which the actor reports, with his own secondment; None where there is none.

    Who serves somewhere reports for the unit where he serves.
    """
    case = own_secondment(actor=actor)
    if case is not None and case.arrived_on is not None and case.state != "CANCELLED":
        return case.host_unit, case
    for grant in actor.grants_with(Permission.OUTCOMES_REPORT):
        if not grant.role.is_personal:
            return Unit.objects.get(pk=grant.unit_id), None
    return None


def place_in(*, actor: Actor, programme: Programme) -> OwnPlace | None:
    """The same for one programme: who serves reports of his own."""
    own = own_place(actor=actor)
    if own is None or (own[1] is not None and own[1].programme_id != programme.pk):
        return None
    return own


REPORTER = Whoever(
    Permission.OUTCOMES_REPORT,
    lambda doing, programme: place_in(actor=doing.actor, programme=programme) is not None,
)


def possible_verifiers(doing: Doing, programme: Programme) -> QuerySet[Unit]:
    """Units that may be asked: those above the reporting unit, the lead unit, and the city's own
    departments; never the reporting unit or the home unit. The nearest first."""
    own = place_in(actor=doing.actor, programme=programme)
    if own is None:
        return Unit.objects.none()
    unit, case = own
    above = [int(part) for part in unit.path.strip("/").split("/")][::-1][1:]
    rows = Unit.objects.filter(city_id=unit.city_id).exclude(pk__in=own_units(*own))
    rows = rows.filter(Q(pk__in=above) | Q(pk=programme.lead_unit_id) | Q(kind="DEPARTMENT"))
    return nearest_first(rows, [programme.lead_unit_id, *above])


def possible_lands(doing: Doing, programme: Programme) -> QuerySet[Unit]:
    """Units of the city to which an outcome may come: one's own first, then the lead unit."""
    own = place_in(actor=doing.actor, programme=programme)
    rows = Unit.objects.filter(city_id=programme.city_id, kind__in=LANDS)
    near = [own[0].pk] if own else []
    return nearest_first(rows, [*near, programme.lead_unit_id])


def nearest_first(rows: QuerySet[Unit], near: Sequence[int]) -> QuerySet[Unit]:
    """These keys before the rest; of a key that comes twice, the last place counts."""
    places = {pk: at for at, pk in enumerate(near)}
    nearness = Case(
        *(When(pk=pk, then=Value(at)) for pk, at in places.items()),
        default=Value(len(near)),
        output_field=IntegerField(),
    )
    return rows.order_by(nearness, "sort_order", "pk")


def own_units(unit: Unit, case: Secondment | None) -> set[int]:
    """Units whose word would be their own."""
    return {unit.pk} | ({case.home_unit_id} if case else set())


def known_facts(row: Outcome) -> list[Known]:
    """The facts on record that nobody has returned."""
    return [
        Known(fact.plain(), fact.state == "VERIFIED")
        for fact in row.facts.exclude(state="RETURNED")
    ]


def recount(row: Outcome, *, today: date) -> None:
    """Write what the outcome counts for from its facts; nothing once it is a duplicate."""
    facts = known_facts(row)
    counted = figures(facts, on=today, reversed_on=row.reversed_on)
    claimed = figures(facts, on=today, reversed_on=row.reversed_on, claimed=True)
    if row.duplicate_of_id is not None:
        counted = claimed = figures([], on=today)
    row.counts = counted.counts
    row.is_pending = row.reversed_on is None and any(not fact.is_verified for fact in facts)
    row.stage, row.claimed_stage = counted.stage, claimed.stage
    row.contracted, row.paid_in = counted.contracted, counted.paid_in
    row.foreign_contracted = counted.foreign_contracted
    row.foreign_paid = counted.foreign_paid
    row.claimed_contracted = claimed.contracted if row.kind == INVESTMENT else counted.contracted
    row.revision += 1
    row.save()
