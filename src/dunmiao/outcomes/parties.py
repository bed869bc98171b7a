"""Where an outcome belongs, and what it counts for now."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import not_visible
from dunmiao.outcomes.models import Outcome
from dunmiao.outcomes.rules.outcomes import INVESTMENT, Fact, Known, figures
from dunmiao.secondments.cases import own_secondment
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import Unit


@dataclass(frozen=True)
class Place:
    """Who reports (`unit`, by a person of `secondment` where there is one), where it comes to
    (`host`), for which programme, and which unit is asked to verify it."""

    unit: Unit
    host: Unit
    programme: Any
    asked: Unit
    secondment: Secondment | None = None

    def is_of(self, actor: Actor) -> bool:
        """Whether this is the actor's own place."""
        if self.secondment is not None and self.secondment.user_id == actor.user_id:
            return True
        return actor.may(Permission.OUTCOMES_REPORT, at=[self.unit.pk])

    def own_units(self) -> set[int]:
        """Units whose word would be their own."""
        home = {self.secondment.home_unit_id} if self.secondment else set()
        return {self.unit.pk} | home

    def cadres(self) -> list[Any]:
        """Whom it is about."""
        return [self.secondment.cadre.uid] if self.secondment else []


def own_place(*, actor: Actor) -> tuple[Unit, Secondment | None] | None:
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


def possible_verifiers(*, unit: Unit, secondment: Secondment | None, programme: Any) -> list[Unit]:
    """Units that may be asked: those above the unit, the lead unit, and the city's own
    departments; never the reporting unit or the home unit. The nearest first."""
    above = [int(part) for part in unit.path.strip("/").split("/")][::-1][1:]
    own = {unit.pk} | ({secondment.home_unit_id} if secondment else set())
    rows = Unit.objects.filter(city_id=unit.city_id).exclude(pk__in=own)
    rows = rows.filter(Q(pk__in=above) | Q(pk=programme.lead_unit_id) | Q(kind="DEPARTMENT"))
    near = {pk: at for at, pk in enumerate([programme.lead_unit_id, *above])}
    return sorted(rows, key=lambda row: (near.get(row.pk, len(near)), row.sort_order, row.pk))


def choose_unit(units: list[Unit], uid: Any) -> Unit:
    """One of these, by its address."""
    found = next((unit for unit in units if str(unit.uid) == str(uid)), None)
    if found is None:
        raise not_visible()
    return found


def known_facts(row: Outcome) -> list[Known]:
    """The facts on record that nobody has returned."""
    return [
        Known(
            Fact(fact.kind, fact.happened_on, fact.stage, fact.amount, fact.foreign, fact.words),
            fact.state == "VERIFIED",
        )
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
