"""The sessions of a round that is being set up: where and when, who votes, who is rated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from django.conf import settings

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Day, One, Pick, Several, Sheet, Text, Whole
from dunmiao.assessments import offers
from dunmiao.assessments.actions.rounds import PREPARES
from dunmiao.assessments.lifecycle import ROUND
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import (
    BallotRound,
    BallotSession,
    RoundSubject,
    SessionGroup,
    SessionSubject,
)
from dunmiao.assessments.models.rounds import part_of
from dunmiao.assessments.progress import touch
from dunmiao.assessments.rules.schemes import (
    ON_SITE,
    RECOMMENDATION,
    REMOTE,
    WAYS,
    objections_to_balance,
)
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.kernel.ranks import RANK_LABELS
from dunmiao.people.models import Cadre
from dunmiao.people.selectors import eligible
from dunmiao.units.models import Unit

MOST_RATED = 1000  # on one ballot: more cannot be looked through on a phone
MOST_VOTERS = 100_000
RANKS = {str(int(rank)): label for rank, label in RANK_LABELS.items()}


def _ways(doing: Doing, round_: BallotRound) -> list[tuple[str, str]]:
    ways = list(WAYS.items())
    if not settings.DUNMIAO_REMOTE_BALLOTS:
        ways.remove((REMOTE, WAYS[REMOTE]))
    return ways


Count = Whole("人", most=MOST_VOTERS)
Name = Annotated[str, Text("场次名称", most=60)]
Place = Annotated[Unit, One("投票人所在单位", offers=offers.units)]
HeldOn = Annotated[date, Day("日期", first=lambda round_: round_.starts_on)]
Due = Annotated[dict[str, int], Sheet("应到人数", offers=offers.groups, cell=Count)]
Paper = Annotated[
    dict[str, int] | None, Sheet("其中用纸质票", offers=offers.groups, cell=Count)
]  # fmt: skip
Way = Annotated[str, Pick("投票方式", offers=_ways)]
Below = Annotated[Unit, One("单位及其下属", offers=offers.units)]
People = Annotated[list[Cadre], Several("测评对象", offers=offers.rated)]


@dataclass(frozen=True, slots=True)
class _Planned:
    """A session as it was asked for."""

    name: str
    place: Unit
    held_on: date
    due: Mapping[str, int]
    paper: Mapping[str, int]
    way: str


@act(
    "ballot_session.add", BallotRound, "加入场次",
    records="ballot_session.added",
    said="场次已加入。",
    may=PREPARES, life=ROUND, moves="edit", revised=True,
)  # fmt: skip
def add_session(
    round_: BallotRound, doing: Doing, *, name: Name, place: Place, held_on: HeldOn, due: Due,
    paper: Paper = None, way: Way = ON_SITE, people: People,
) -> BallotSession:  # fmt: skip
    """One sitting that rates these people, each under the post he serves in.

    `due` and `paper`: voters due of each group, and how many of them vote on paper. A session
    whose voters are elsewhere (`way`) only where the setting allows it.
    """
    planned = _Planned(name, place, held_on, due, paper or {}, way)
    served = offers.cases(doing, round_).filter(cadre__in=people).order_by("pk")
    posts = {case.cadre_id: f"{case.host_unit.name}{case.post.title}" for case in served}
    return _add(round_, doing, planned, people, posts)


@act(
    "ballot_session.add_eligible", BallotRound, "加入场次：凡符合条件的人都可推荐",
    records="ballot_session.added",
    said="场次已加入。",
    may=Held(Permission.ROUNDS_PREPARE, "unit", when=lambda row: row.kind == RECOMMENDATION),
    life=ROUND, moves="edit", revised=True,
)  # fmt: skip
def add_eligible_session(
    round_: BallotRound, doing: Doing, *, name: Name, place: Place, held_on: HeldOn, due: Due,
    paper: Paper = None, way: Way = ON_SITE,
    unit: Below,
    rank_from: Annotated[str, Choice("职务层次从", of=RANKS)] = min(RANKS, key=int),
    rank_to: Annotated[str, Choice("职务层次到", of=RANKS)] = max(RANKS, key=int),
    oldest: Annotated[int | None, Whole("不超过（岁）", most=120)] = None,
) -> BallotSession:  # fmt: skip
    """One sitting on whose ballots stands everybody of a unit whose level and age fit."""
    found = eligible(
        actor=doing.actor, unit=unit, rank_from=int(rank_from), rank_to=int(rank_to),
        oldest=oldest, today=doing.today,
    )  # fmt: skip
    people = list(found[: MOST_RATED + 1])
    if not people:
        raise RuleBroken([say("round.nobody_eligible", where="unit")])
    planned = _Planned(name, place, held_on, due, paper or {}, way)
    return _add(round_, doing, planned, people, {})


def _add(
    round_: BallotRound,
    doing: Doing,
    planned: _Planned,
    people: Sequence[Cadre],
    posts: Mapping[int, str],
) -> BallotSession:
    found = list(_objections_to_counts(planned))
    if len(people) > MOST_RATED:
        count, most = len(people), MOST_RATED
        found.append(say("round.too_many_people", where="people", count=count, most=most))
    if found:
        raise RuleBroken(found)
    twice = say("scheme.twice", where="name", what="场次", name=planned.name)
    with conflict("session_name_once", twice):
        session = BallotSession.objects.create(
            **part_of(round_, round=round_, place=planned.place), name=planned.name,
            held_on=planned.held_on, is_remote=planned.way == REMOTE,
        )  # fmt: skip
    SessionGroup.objects.bulk_create(
        SessionGroup(
            **part_of(round_, session=session), code=group.code, due=planned.due.get(group.code, 0),
            present=planned.due.get(group.code, 0), paper=planned.paper.get(group.code, 0),
        )
        for group in round_.form.groups
    )  # fmt: skip
    _rate(round_, session, people, posts)
    touch(round_)
    doing.note(name=session.name, people=len(people))
    return session


def _objections_to_counts(planned: _Planned) -> Iterable[Finding]:
    for code in {**planned.due, **planned.paper}:
        due = planned.due.get(code, 0)
        yield from objections_to_balance(
            due=due, present=due, paper=planned.paper.get(code, 0), where=f"paper.{code}"
        )


def _rate(
    round_: BallotRound, session: BallotSession, cadres: Sequence[Cadre], posts: Mapping[int, str]
) -> None:
    """Put people on the ballots of a session, in stroke order."""
    wanted = {cadre.pk: cadre for cadre in cadres}
    there = list(round_.subjects.filter(cadre_id__in=wanted))
    known = {row.cadre_id for row in there}
    there += RoundSubject.objects.bulk_create(
        RoundSubject(
            **part_of(round_, round=round_),
            cadre=cadre,
            name=cadre.name,
            post=posts.get(cadre.pk, cadre.current_post)[:120],
            stroke_key=bytes(cadre.name_stroke_key),
        )
        for cadre in wanted.values()
        if cadre.pk not in known
    )
    ordered = sorted(there, key=lambda row: (bytes(row.stroke_key), row.pk))
    SessionSubject.objects.bulk_create(
        SessionSubject(**part_of(round_, session=session), subject=subject, number=number)
        for number, subject in enumerate(ordered, start=1)
    )


@act(
    "ballot_session.drop", BallotSession, "移出",
    records="ballot_session.dropped",
    said="场次已移出。",
    may=PREPARES, life=ROUND, state_of="round", moves="edit", related="round", locks="round",
)  # fmt: skip
def drop_session(session: BallotSession, doing: Doing) -> BallotRound:
    """Take a session out of a round that is still being set up; a draft leaves no trace but
    its history."""
    round_ = session.round
    SessionSubject.objects.filter(session=session).delete()
    SessionGroup.objects.filter(session=session).delete()
    doing.note(name=session.name)
    session.delete()
    round_.subjects.filter(places=None).delete()
    return touch(round_)
