"""Both harvests line by line: by programme, group, place or person, never one mixed score."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    DecimalField,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Cast

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.assessments.models import AnnualAssessment, Panel
from dunmiao.development.models import UseRecord
from dunmiao.development.rules.uses import PROMOTION, RESERVE
from dunmiao.kernel.ranks import Rank
from dunmiao.liaison.models import Group, GroupMember
from dunmiao.outcomes.models import AttributionShare, Outcome
from dunmiao.outcomes.rules.outcomes import INVESTMENT, SIGNED
from dunmiao.people.models import Cadre
from dunmiao.posts.models import Programme
from dunmiao.secondments.lifecycle import AT_POST
from dunmiao.secondments.models import GainedExperience, Secondment
from dunmiao.units.models import Unit

MONEY = DecimalField(max_digits=30, decimal_places=10)
CENT = Decimal("0.01")
PEOPLE = ("sent", "serving", "finished", "experiences", "fed_back")
FACTS = ("assessed", "excellent", "compared", "told_up", "told_down", "reserve", "promoted")
DONE, SUMS = ("outcomes", "signed"), ("contracted", "paid_in", "foreign_paid")


@dataclass(frozen=True)
class HarvestRow:
    """One line. People on the left, each counted once; work on the right, verified only. Money is
    what falls to these people's shares (万元, 万美元), for a programme the whole; `told` counts
    standings that changed by what can be told, of `compared`."""

    key: int
    name: str
    uid: Any
    sent: int
    serving: int
    finished: int
    assessed: int
    excellent: int
    compared: int
    told_up: int
    told_down: int
    reserve: int
    promoted: int
    experiences: int
    fed_back: int
    outcomes: int
    signed: int
    contracted: Decimal
    paid_in: Decimal
    foreign_paid: Decimal


def scoped_cases(
    *,
    actor: Actor,
    programme: Any = None,
    year: int | None = None,
    group: Any = None,
    place: Any = None,
) -> QuerySet[Secondment]:
    """Cases within sight that a board is about; a place is a host or the unit above hosts that
    lie outside the city, a group those who are or were in it."""
    cases = visible(Secondment, actor).exclude(state="CANCELLED").order_by()
    if programme is not None:
        cases = cases.filter(programme=programme)
    if year is not None:
        cases = cases.filter(starts_on__year=year)
    if group is not None:
        members = group.groupmembers.filter(secondment__isnull=False)
        cases = cases.filter(pk__in=members.values("secondment"))
    if place is not None:
        cases = cases.annotate(place=_place()).filter(place=place.pk)
    return cases


def _place(prefix: str = "") -> Case:
    """The key of the place somebody is at: hosts outside the city count as what is above them."""
    outside = {f"{prefix}host_unit__kind": "OUTSIDE"}
    above = f"{prefix}host_unit__parent"
    return Case(
        When(Q(**outside) & Q(**{f"{above}__parent__isnull": False}), then=F(f"{above}_id")),
        default=F(f"{prefix}host_unit_id"),
    )


def _key(by: str, prefix: str = "") -> Any:
    if by == "place":
        return _place(prefix)
    names = {"programme": "programme_id", "group": "memberships__group_id", "person": "cadre_id"}
    return F(prefix + names[by])


def harvest_place(*, actor: Actor, uid: str) -> Unit | None:
    """The unit of that address in the actor's city, None for a word that is no such address."""
    found: Unit | None = _by_uid(Unit.objects.filter(city_id=actor.city_id), uid)
    return found


def harvest_group(*, actor: Actor, uid: str) -> Group | None:
    """The group of secondees of that address within sight, None for any other word."""
    if not actor.has(Permission.GROUPS_VIEW):
        return None
    groups = visible(Group, actor).filter(kind="SECONDMENT")
    found: Group | None = _by_uid(groups, uid)
    return found


def _by_uid(rows: Any, uid: str) -> Any:
    try:
        key = UUID(uid)
    except ValueError:
        return None
    return rows.filter(uid=key).first()


def read_rows(
    *,
    actor: Actor,
    by: str,
    programme: Any = None,
    year: int | None = None,
) -> list[HarvestRow]:
    """Every line of one dimension; the year is that of departure on the left and of what was
    brought home on the right. A fixed number of queries for any number of people."""
    actor.require(Permission.DEVELOPMENT_VIEW)
    cases = scoped_cases(actor=actor, programme=programme, year=year)
    if by == "group":
        cases = cases.filter(memberships__in=_memberships())
    people = {row["key"]: row for row in _people(by, cases)}
    keys_of = _keys_of_cadres(by, cases)
    grades = _by_key(keys_of, _grades(actor, cases, year))
    uses = _by_key(keys_of, _uses(actor, cases))
    changes = _by_key(keys_of, _changes(actor))
    work = {row["key"]: row for row in _work(actor, by, cases, programme, year)}
    names = _names(by, people)
    return [
        _row(key, names[key], people[key], grades[key] + uses[key] + changes[key], work.get(key))
        for key in names
        if key in people
    ]


def _memberships() -> Any:
    """One row for each person in each group of secondees: who hands leadership over has two."""
    rows = GroupMember.objects.filter(kind="SECONDMENT").order_by()
    return rows.values("secondment", "group").annotate(one=Min("pk")).values("one")


def _people(by: str, cases: QuerySet[Secondment]) -> Iterable[Any]:
    told = GainedExperience.objects.filter(secondment=OuterRef("pk")).values("secondment")
    return (
        cases.annotate(key=_key(by))
        .annotate(gained=Subquery(told.annotate(n=Count("pk")).values("n")))
        .values("key")
        .annotate(
            sent=Count("pk", distinct=True),
            serving=Count("pk", filter=Q(state__in=AT_POST), distinct=True),
            finished=Count("pk", filter=Q(left_on__isnull=False), distinct=True),
            fed_back=Count("pk", filter=Q(feedback__received_on__isnull=False), distinct=True),
            experiences=Sum("gained", default=0),
        )
    )


def _keys_of_cadres(by: str, cases: QuerySet[Secondment]) -> dict[int, set[int]]:
    out: dict[int, set[int]] = {}
    for cadre, key in cases.annotate(key=_key(by)).values_list("cadre", "key"):
        out.setdefault(cadre, set()).add(key)
    return out


def _by_key(
    keys_of: Mapping[int, set[int]], facts: Iterable[tuple[int, str]]
) -> Mapping[int, Counter[str]]:
    """How many people of each line have a fact; a person counts once for one fact."""
    out: dict[int, Counter[str]] = {key: Counter() for keys in keys_of.values() for key in keys}
    for cadre, fact in set(facts):
        for key in keys_of.get(cadre, ()):
            out[key][fact] += 1
    return out


def _grades(
    actor: Actor, cases: QuerySet[Secondment], year: int | None
) -> Iterable[tuple[int, str]]:
    rows = AnnualAssessment.objects.filter(
        city_id=actor.city_id, cadre__in=cases.values("cadre"), state="FINAL"
    )
    if year is not None:
        rows = rows.filter(year__year=year)
    for cadre, grade in rows.values_list("cadre", "grade"):
        yield cadre, "assessed"
        if grade == "EXCELLENT":
            yield cadre, "excellent"


def _uses(actor: Actor, cases: QuerySet[Secondment]) -> Iterable[tuple[int, str]]:
    rows = UseRecord.objects.filter(city_id=actor.city_id, secondment__in=cases.values("pk"))
    for cadre, kind, after in rows.values_list("cadre", "kind", "rank_after"):
        if kind == RESERVE:
            yield cadre, "reserve"
        if kind == PROMOTION and after is not None and after >= Rank.DEPUTY_DIVISION:
            yield cadre, "promoted"


def _changes(actor: Actor) -> Iterable[tuple[int, str]]:
    """The newest comparison of two standings of somebody, where two could be compared."""
    newest: dict[str, Any] = {}
    panels = Panel.objects.filter(city_id=actor.city_id, state="CLOSED").exclude(growth={})
    for growth in panels.order_by("starts_on", "pk").values_list("growth", flat=True):
        newest |= growth.get("people", {})
    keys = dict(Cadre.objects.filter(uid__in=newest).values_list("uid", "pk"))
    for uid, cadre in keys.items():
        _, low, high = newest[str(uid)]
        yield cadre, "compared"
        if low > 0:
            yield cadre, "told_up"
        if high < 0:
            yield cadre, "told_down"


def _work(
    actor: Actor, by: str, cases: QuerySet[Secondment], programme: Any, year: int | None
) -> Iterable[Any]:
    if by == "programme":
        return _whole(actor, programme, year)
    shares = AttributionShare.objects.filter(
        secondment__in=cases.values("pk"), outcome__counts=True
    ).order_by()
    if by == "group":
        shares = shares.filter(secondment__memberships__in=_memberships())
    if year is not None:
        shares = shares.filter(outcome__happened_on__year=year)
    portion = Cast(F("weight"), MONEY) / Cast(F("whole"), MONEY)
    signed = Q(outcome__kind=INVESTMENT, outcome__stage__gte=SIGNED)
    return (
        shares.annotate(key=_key(by, "secondment__"), portion=portion)
        .values("key")
        .annotate(
            outcomes=Count("outcome", distinct=True),
            signed=Count("outcome", filter=signed, distinct=True),
            contracted=Sum(F("outcome__contracted") * F("portion"), output_field=MONEY),
            paid_in=Sum(F("outcome__paid_in") * F("portion"), output_field=MONEY),
            foreign_paid=Sum(F("outcome__foreign_paid") * F("portion"), output_field=MONEY),
        )
    )


def _whole(actor: Actor, programme: Any, year: int | None) -> Iterable[Any]:
    rows = visible(Outcome, actor).filter(counts=True).order_by()
    if programme is not None:
        rows = rows.filter(programme=programme)
    if year is not None:
        rows = rows.filter(happened_on__year=year)
    by_programme: Iterable[Any] = rows.values(key=F("programme_id")).annotate(
        outcomes=Count("pk"),
        signed=Count("pk", filter=Q(kind=INVESTMENT, stage__gte=SIGNED)),
        contracted=Sum("contracted"),
        paid_in=Sum("paid_in"),
        foreign_paid=Sum("foreign_paid"),
    )
    return by_programme


def _names(by: str, keys: Iterable[int]) -> dict[int, tuple[str, Any]]:
    """Names in the order of the list: programmes the newest first, people by strokes."""
    wanted = list(keys)
    if by == "programme":
        found = Programme.objects.filter(pk__in=wanted).order_by("-starts_on", "pk")
        return {row.pk: (f"{row.name} {row.batch}", row.uid) for row in found}
    if by == "person":
        people = Cadre.objects.filter(pk__in=wanted).order_by("name_stroke_key", "pk")
        return {pk: (name, uid) for pk, name, uid in people.values_list("pk", "name", "uid")}
    model = Group if by == "group" else Unit
    order = "name" if by == "group" else "sort_order"
    rows = model.objects.filter(pk__in=wanted).order_by(order, "pk")
    return {pk: (name, uid) for pk, name, uid in rows.values_list("pk", "name", "uid")}


def _row(
    key: int, name: tuple[str, Any], people: Any, facts: Counter[str], work: Any
) -> HarvestRow:
    counted: dict[str, Any] = {name: facts[name] for name in FACTS}
    counted |= {name: people[name] for name in PEOPLE}
    done = work or {}
    counted |= {name: done.get(name) or 0 for name in DONE}
    counted |= {name: (done.get(name) or Decimal(0)).quantize(CENT) for name in SUMS}
    return HarvestRow(key=key, name=name[0], uid=name[1], **counted)
