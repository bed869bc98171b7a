"""Reads of the year's ledger: pools, parts, people, and the sums that prove it."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.assessments.models import AnnualAssessment, AssessmentYear, QuotaPool
from dunmiao.assessments.rules import annual as rules
from dunmiao.kernel.errors import not_visible
from dunmiao.rulebook.policies import parameters_in_force, read_policy

SETTLED = ("APPROVED", "NOTIFIED", "OBJECTED", "FINAL")


def quota_policy(*, city_id: int, day: date) -> rules.QuotaPolicy:
    """Rates of the rule set in force."""
    values = parameters_in_force(city_id=city_id, day=day)
    return read_policy(rules.QuotaPolicy, values, prefix="excellent")


def list_years(*, actor: Actor) -> QuerySet[AssessmentYear]:
    """Years, the newest first."""
    if not actor.has(Permission.ASSESSMENTS_VIEW):
        actor.require(Permission.GRADES_PROPOSE)
    return visible(AssessmentYear, actor)


def get_year(*, actor: Actor, year: int) -> AssessmentYear:
    """The ledger of a year; NotVisible where there is none."""
    rows = list_years(actor=actor).filter(year=year)
    row = rows.first()
    if row is None:
        raise not_visible()
    return row


def get_pool(*, actor: Actor, uid: Any) -> QuotaPool:
    """A pool in scope."""
    rows = visible(QuotaPool, actor).select_related("year", "holder", "programme")
    row = rows.filter(uid=uid).first()
    if row is None:
        raise not_visible()
    return row


def get_assessment(*, actor: Actor, uid: Any) -> AnnualAssessment:
    """One person's year, for the organiser, the units concerned, or himself from the notice on."""
    rows = visible(AnnualAssessment, actor).select_related(
        "year", "pool", "cadre", "home_unit", "assessing_unit", "other_unit"
    )
    row = rows.filter(uid=uid).first()
    if row is None:
        raise not_visible()
    return row


def members_of(pool: QuotaPool) -> QuerySet[AnnualAssessment]:
    """The people of a pool in stroke order."""
    rows = pool.members.select_related("cadre", "home_unit", "assessing_unit", "other_unit")
    return rows.order_by("part", "cadre__name_stroke_key", "pk")


def sees_grade(actor: Actor, row: AnnualAssessment) -> bool:
    """A grade only proposed is for the office and the unit that proposes it; the rest learn it
    with the notice."""
    return (
        row.state in ("NOTIFIED", "OBJECTED", "FINAL")
        or actor.may(Permission.ASSESSMENTS_VIEW, at=[row.unit_id])
        or actor.may(Permission.GRADES_PROPOSE, at=[row.assessing_unit_id])
    )


def own_assessments(*, actor: Actor) -> QuerySet[AnnualAssessment]:
    """What the person himself was told, the newest year first."""
    rows = AnnualAssessment.objects.filter(city_id=actor.city_id, user_id=actor.user_id)
    rows = rows.filter(state__in=["NOTIFIED", "OBJECTED", "FINAL"])
    return rows.select_related("year", "assessing_unit").order_by("-year__year")


@dataclass(frozen=True, slots=True)
class Entry:
    """A pool with its line of the ledger."""

    pool: QuotaPool
    line: rules.PoolLine
    people: int
    proposed: int
    settled: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """A year: its pools and the sums that must hold."""

    entries: list[Entry]
    proofs: list[rules.Proof]
    people: int
    not_graded: int


def ledger_of(year: AssessmentYear) -> Ledger:
    """The whole ledger in four queries."""
    pools = list(year.pools.select_related("holder", "programme").prefetch_related("shares"))
    counted = {
        row["pool"]: row
        for row in year.assessments.values("pool").annotate(
            people=Count("pk"),
            none=Count("pk", filter=Q(grade=rules.NOT_GRADED)),
            excellent=Count("pk", filter=Q(grade=rules.EXCELLENT)),
            used=Count("pk", filter=Q(grade=rules.EXCELLENT, state__in=SETTLED)),
            settled=Count("pk", filter=Q(state__in=SETTLED)),
        )
    }
    empty = {"people": 0, "none": 0, "excellent": 0, "used": 0, "settled": 0}
    entries = []
    for pool in pools:
        row = counted.get(pool.pk, empty)
        line = rules.PoolLine(
            pool.pk,
            pool.kind,
            row["people"] - row["none"],
            pool.fraction,
            pool.extra,
            pool.places,
            row["used"],
        )
        entries.append(Entry(pool, line, row["people"], row["excellent"], row["settled"]))
    people = sum(entry.people for entry in entries)
    none = sum(row["none"] for row in counted.values())
    return Ledger(entries, _proofs(year, entries, people, none), people, none)


def _proofs(
    year: AssessmentYear, entries: Iterable[Entry], people: int, none: int
) -> list[rules.Proof]:
    entries = list(entries)
    by_cadre = Counter(year.assessments.values_list("cadre", flat=True))
    separate = {entry.pool.pk for entry in entries if entry.pool.kind == rules.PROJECT}
    in_home = year.assessments.filter(pool__kind=rules.HOME, cadre__in=year.assessments.filter(
        pool__in=separate).values("cadre")).count()  # fmt: skip
    shares: dict[Hashable, tuple[int, int]] = {
        entry.pool.pk: (
            sum(share.seats for share in entry.pool.shares.all()),
            next((s.tied_places for s in entry.pool.shares.all() if s.is_tied), 0),
        )
        for entry in entries
        if entry.pool.shares.all() and entry.pool.places is not None
    }
    return rules.proofs(
        [entry.line for entry in entries],
        people=people,
        not_graded=none,
        in_two_pools=sum(count > 1 for count in by_cadre.values()),
        separate_in_home=in_home,
        shares=shares,
    )
