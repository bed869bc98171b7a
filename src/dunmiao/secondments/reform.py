"""What a unit holds when it is to be closed or merged, and carrying it over (机构改革)."""

from dataclasses import dataclass

from django.db.models import F, Q

from dunmiao.access.accounts import make_grant
from dunmiao.access.models import Grant, GrantQuerySet
from dunmiao.access.roles import Role
from dunmiao.access.scopes import beyond_own_rows
from dunmiao.acts.claims import Doing
from dunmiao.people.models import Cadre, CadreShare, NameToken
from dunmiao.secondments.lifecycle import ENDED
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import Unit


@dataclass(frozen=True, slots=True)
class Inside:
    """Counts only: whoever keeps units sees no cadre."""

    people: int
    cases: int
    units: int
    grants: int


def inside(doing: Doing, unit: Unit) -> Inside:
    """How many people, living cases, open units below and standing grants a unit has itself."""
    with beyond_own_rows(doing.actor):
        people = Cadre.objects.filter(home_unit=unit).count()
        of_it = Q(home_unit=unit) | Q(host_unit=unit) | Q(lead_unit=unit)
        cases = Secondment.objects.filter(of_it).exclude(state__in=ENDED).count()
    return Inside(
        people,
        cases,
        Unit.objects.filter(parent=unit, valid_to=None).count(),
        _standing(doing, unit).count(),
    )


def _standing(doing: Doing, unit: Unit) -> GrantQuerySet:
    rows = Grant.objects.standing().filter(unit=unit)
    return rows.filter(Q(valid_to=None) | Q(valid_to__gte=doing.today))


def same_names(unit: Unit, into: Unit) -> list[str]:
    """Names that units below both of them have."""
    there = set(Unit.objects.filter(parent=into).exclude(pk=unit.pk).values_list("name", flat=True))
    mine = Unit.objects.filter(parent=unit).values_list("name", flat=True)
    return sorted(there & {*mine, *([unit.name] if unit.parent_id != into.pk else [])})


def carry_people(doing: Doing, unit: Unit, into: Unit) -> int:
    """The cadre files of a unit belong to another one from now on; returns how many."""
    with beyond_own_rows(doing.actor):
        for part in (NameToken, CadreShare):
            part._default_manager.filter(home_unit=unit).update(home_unit=into)
        people = Cadre.objects.filter(home_unit=unit)
        return people.update(home_unit=into, revision=F("revision") + 1)


def carry_grants(doing: Doing, unit: Unit, into: Unit) -> int:
    """The same grants at the other unit, for as long; those here end. Returns how many."""
    rows = list(_standing(doing, unit).select_related("user", "deputy_of"))
    for row in rows:
        row.ended_at = doing.now
        row.save(update_fields=["ended_at"])
        make_grant(
            actor=doing.actor, user=row.user, role=Role(row.role), unit=into,
            today=max(row.valid_from, doing.today), last=row.valid_to, deputy_of=row.deputy_of,
        )  # fmt: skip
    return len(rows)
