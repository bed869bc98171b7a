"""The double harvest: people trained and work done, side by side, never one mixed score."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.assessments.models import AnnualAssessment, QuotaPool
from dunmiao.development.harvest_rows import scoped_cases
from dunmiao.development.models import UseRecord
from dunmiao.development.rules.flows import Journey, Picture, picture
from dunmiao.development.rules.uses import PROMOTION, RESERVE
from dunmiao.kernel.ranks import Rank
from dunmiao.outcomes.models import AttributionShare
from dunmiao.outcomes.selectors import (
    Board,
    count_information,
    list_information,
    list_outcomes,
    read_board,
)
from dunmiao.posts.selectors import programme_kinds
from dunmiao.secondments.lifecycle import AT_POST
from dunmiao.secondments.models import Obligation, Secondment

BANDS = ((0, 35, "≤35"), (36, 40, "36–40"), (41, 200, "≥41"))
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class People:
    """The harvest of people; a share stands beside what it is a share of."""

    sent: int
    serving: int
    due: int
    on_time: int
    finished: int
    ended_a_year: int
    used_in_a_year: int
    assessed: int
    excellent: int
    places: int
    found_places: int
    reserve: int
    promoted: int
    looked_back: int
    look_backs_due: int
    ages: list[tuple[str, int, float, float]]


@dataclass(frozen=True)
class Harvest:
    """Both sides for the same programmes and years; `information` is sent, answered, used."""

    people: People
    flows: Picture | None
    work: Board
    information: tuple[int, int, int]


def read_harvest(
    *,
    actor: Actor,
    programme: Any = None,
    year: int | None = None,
    group: Any = None,
    place: Any = None,
    today: date,
) -> Harvest:
    """People sent in the year (or ever), and what was brought home in it, within sight.

    For a group or a place the work is what its people have a share in, as a whole.
    """
    actor.require(Permission.DEVELOPMENT_VIEW)
    cases = scoped_cases(actor=actor, programme=programme, year=year, group=group, place=place)
    asked = {
        "programme": str(programme.uid) if programme is not None else "",
        "year": str(year) if year is not None else "",
    }
    rows = list(_journeys(cases, today))
    outcomes = list_outcomes(actor=actor, asked=asked)
    information = _information(actor, programme, year)
    if group is not None or place is not None:
        people = cases.values("pk")
        shared = AttributionShare.objects.filter(outcome=OuterRef("pk"), secondment__in=people)
        outcomes = outcomes.filter(Exists(shared))
        information = information.filter(secondment__in=people)
    narrowed = group is not None or place is not None
    separate = (0, 0) if narrowed else _separate_places(actor, programme, year)
    return Harvest(
        people=_people(actor, cases, rows, separate, year, today),
        flows=_flows(rows),
        work=read_board(outcomes, policies=1),
        information=count_information(information),
    )


def _information(actor: Actor, programme: Any, year: int | None) -> Any:
    rows = list_information(actor=actor)
    if programme is not None:
        rows = rows.filter(programme=programme)
    return rows if year is None else rows.filter(sent_on__year=year)


def _journeys(cases: QuerySet[Secondment], today: date) -> Any:
    """How many went from where by what to where, and how many of them serve or are back."""
    done = Q(left_on__isnull=False)
    return cases.values(
        "home_unit__name",
        "programme__kind",
        "host_unit__kind",
        "host_unit__name",
        "host_unit__parent__name",
        "host_unit__parent__parent",
    ).annotate(
        n=Count("pk"),
        serving=Count("pk", filter=Q(state__in=AT_POST)),
        finished=Count("pk", filter=done),
        ended_a_year=Count("pk", filter=done & Q(left_on__lte=today - YEAR)),
    )


def _separate_places(actor: Actor, programme: Any, year: int | None) -> tuple[int, int]:
    """(pools, places in them) that are kept apart for who is away."""
    pools = QuotaPool.objects.filter(city_id=actor.city_id, kind="PROJECT")
    if year is not None:
        pools = pools.filter(year__year=year)
    if programme is not None:
        pools = pools.filter(programme=programme)
    found = pools.aggregate(n=Count("pk"), places=Sum("places"))
    return found["n"], found["places"] or 0


def _people(
    actor: Actor,
    cases: QuerySet[Secondment],
    rows: list[Any],
    separate: tuple[int, int],
    year: int | None,
    today: date,
) -> People:
    arrival = Obligation.objects.filter(kind="ARRIVAL", secondment__in=cases.values("pk"))
    arrived = arrival.aggregate(
        due=Count("pk", filter=Q(due_on__lte=today) | Q(met_on__isnull=False)),
        on_time=Count("pk", filter=Q(met_on__lte=F("due_on"))),
    )
    graded = AnnualAssessment.objects.filter(
        city_id=actor.city_id, cadre__in=cases.values("cadre"), state="FINAL"
    )
    if year is not None:
        graded = graded.filter(year__year=year)
    grades = graded.aggregate(n=Count("pk"), best=Count("pk", filter=Q(grade="EXCELLENT")))
    used = _uses(actor, cases, today)
    return People(
        sent=sum(row["n"] for row in rows),
        serving=sum(row["serving"] for row in rows),
        due=arrived["due"],
        on_time=arrived["on_time"],
        finished=sum(row["finished"] for row in rows),
        ended_a_year=sum(row["ended_a_year"] for row in rows),
        used_in_a_year=used["in_a_year"],
        assessed=grades["n"],
        excellent=grades["best"],
        places=separate[1],
        found_places=separate[0],
        reserve=used["reserve"],
        promoted=used["promoted"],
        looked_back=used["looked"],
        look_backs_due=used["to_look"],
        ages=_ages(cases, today),
    )


def _uses(actor: Actor, cases: QuerySet[Secondment], today: date) -> dict[str, int]:
    """What came of them: people and look-backs, each counted once."""
    uses = UseRecord.objects.filter(city_id=actor.city_id, secondment__in=cases.values("pk"))
    within = Q(decided_on__lte=F("secondment__left_on") + YEAR)
    due = Q(look_backs__due_on__lte=today)
    return uses.aggregate(
        reserve=Count("cadre", filter=Q(kind=RESERVE), distinct=True),
        promoted=Count(
            "cadre",
            filter=Q(kind=PROMOTION, rank_after__gte=Rank.DEPUTY_DIVISION),
            distinct=True,
        ),
        in_a_year=Count(
            "secondment",
            filter=within & Q(secondment__left_on__lte=today - YEAR),
            distinct=True,
        ),
        to_look=Count("look_backs", filter=due, distinct=True),
        looked=Count(
            "look_backs", filter=due & Q(look_backs__looked_on__isnull=False), distinct=True
        ),
    )


def _ages(cases: QuerySet[Secondment], today: date) -> list[tuple[str, int, float, float]]:
    """(band, people, start and width in percent) of those serving, by full years."""
    rows = cases.filter(state__in=AT_POST, cadre__birth_month__isnull=False)
    births = rows.values_list("cadre__birth_month")
    counts = [0] * len(BANDS)
    for born, people in births.annotate(n=Count("pk")):
        age = today.year - born.year - (today.month < born.month)
        for at, (low, high, _) in enumerate(BANDS):
            counts[at] += people if low <= age <= high else 0
    whole, out, start = sum(counts) or 1, [], 0.0
    for (_, _, label), people in zip(BANDS, counts, strict=True):
        width = 100 * people / whole
        out.append((label, people, round(start, 1), round(width, 1)))
        start += width
    return out


def _flows(rows: list[Any]) -> Picture | None:
    """Home unit, kind of programme, place: the place of those outside, else the kind of host."""
    kinds = dict(programme_kinds())
    return picture(
        [
            Journey(row["home_unit__name"], kinds[row["programme__kind"]], _place(row), row["n"])
            for row in rows
        ]
    )


def _place(row: Any) -> str:
    if row["host_unit__kind"] == "OUTSIDE" and row["host_unit__parent__parent"] is not None:
        return str(row["host_unit__parent__name"])
    if row["programme__kind"] == "TOWN":
        return "工业强镇"
    if row["programme__kind"] == "EXCHANGE":
        return "市县机关"
    if row["programme__kind"] == "PROJECT":
        return "重点项目"
    return str(row["host_unit__name"])
