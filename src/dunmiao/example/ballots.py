"""Rounds of ballots of the example, cast by voters who follow a seeded truth.

Everybody rated has a merit drawn by lot, every voter a strictness, every place a leniency and
every item a small difference of its own. The standing should find the merits again, as far as
its intervals say; a test compares them.
"""

import random
import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from dunmiao.example.stage import Stage

ITEMS = "能力\n作风\n业绩\n总体"
GRADES = "优秀=100\n称职=80\n基本称职=60\n不称职=0"
GROUPS = "A 牵头单位领导=30%\nB 项目组同事=40%\nC 服务对象=30%"
VOTERS = {"A": 6, "B": 12, "C": 9}
MERIT, STRICT, LENIENT, NOISE = 6.0, 4.0, 3.0, 6.0  # points of 100
CUTS = ((90.0, "优秀"), (72.0, "称职"), (45.0, "基本称职"))
GROWTH = 9.0
SEED = 20141
HALF_WAY, LATER = 140, 60  # days ago of the two rounds over the teams
FEWER = {"A": 5, "B": 7, "C": 6}  # voters half-way


def merit_of(name: str, birth: date | None) -> float:
    """The true merit of an example person, in points around 0; the same in every installation."""
    return random.Random(f"{SEED}|{name}|{birth}").gauss(0.0, MERIT)


def grown_by(name: str, birth: date | None) -> float:
    """How much of it he has gained since the middle of his term: one in six a good deal."""
    return GROWTH if random.Random(f"{SEED}|grown|{name}|{birth}").random() < 1 / 6 else 0.0


def _mark(lot: random.Random, level: float, *, never: float = 0.015) -> str:
    if lot.random() < never:
        return "弃权"
    return next((grade for cut, grade in CUTS if level >= cut), "不称职")


def ballot(lot: random.Random, merits: Sequence[float], place: float) -> list[list[str]]:
    """One voter's marks on all people; the halo of one impression covers the four items."""
    strict, out = lot.gauss(0.0, STRICT), []
    for merit in merits:
        whole = 87.0 + merit + place - strict + lot.gauss(0.0, NOISE)
        out.append([_mark(lot, whole + lot.gauss(0.0, 2.5)) for _ in range(4)])
    return out


def hold(stage: Stage, programmes: dict[str, Any]) -> None:
    """Two rounds over seven teams, archived; a recommendation, counted; one being set up."""
    forms = _forms(stage)
    teams, form = programmes["projects-before"], forms["专项考察测评"]
    _teams(stage, teams, form, HALF_WAY, "中期测评", FEWER)
    _teams(stage, teams, form, LATER, "专项考察测评", VOTERS)
    _recommend(stage, programmes["projects-before"], forms["会议推荐"])
    _towns(stage, programmes["towns-before"], forms["专项考察测评"])


def _forms(stage: Stage) -> dict[str, Any]:
    from dunmiao.assessments.actions.schemes import keep_appraisal, keep_recommendation

    day = stage.today - timedelta(days=HALF_WAY + 20)
    with stage.at("zuzhi1", day) as officer:
        doing = stage.doing(officer, day)
        made = [
            keep_appraisal(
                doing, name="专项考察测评", items=ITEMS, grades=GRADES, groups=GROUPS,
                document="示例组通〔2026〕3号",
            ),
            keep_appraisal(
                doing, name="年度考核测评", items="德\n能\n勤\n绩\n廉", grades=GRADES,
                groups="A 单位领导=40%\nB 本单位干部=60%",
            ),
            keep_recommendation(
                doing, name="会议推荐", groups="A 领导班子=50%\nB 中层干部=50%", choose=2
            ),
        ]  # fmt: skip
    return {row.name: row for row in made}


def _cases(officer: Any, programme: Any) -> list[Any]:
    from dunmiao.secondments.selectors import list_secondments

    rows = list_secondments(actor=officer).filter(programme=programme)
    rows = rows.exclude(state="CANCELLED").select_related("cadre", "host_unit", "post__team")
    return list(rows.order_by("post__sort_order", "pk"))


def _round(doing: Any, programme: Any, scheme: Any, title: str) -> Any:
    from dunmiao.assessments.actions.rounds import make_round

    return make_round(
        doing, title=title, scheme=scheme, unit=programme.lead_unit, programme=programme,
        starts_on=doing.today, ends_on=doing.today + timedelta(days=4),
    )  # fmt: skip


def _add(doing: Any, made: Any, name: str, cases: Sequence[Any], voters: dict[str, int]) -> Any:
    from dunmiao.assessments.actions.sessions import add_session

    return add_session(
        doing, made, name=name, place=cases[0].host_unit, held_on=doing.today, due=voters,
        people=[case.cadre for case in cases],
    )  # fmt: skip


def _teams(
    stage: Stage, programme: Any, scheme: Any, ago: int, what: str, voters: dict[str, int]
) -> None:
    """A round with its panel, from the slips to the archive."""
    from dunmiao.assessments.actions.results import publish_round
    from dunmiao.assessments.actions.rounds import finish_round

    day, early = stage.today - timedelta(days=ago), ago > LATER
    with stage.at("zuzhi1", day) as officer:
        doing = stage.doing(officer, day)
        made = _round(doing, programme, scheme, f"{day.year} 年重点工作一线{what}")
        teams: dict[str, list[Any]] = {}
        for case in _cases(officer, programme):
            teams.setdefault(case.post.team.name, []).append(case)
        sessions = [_add(doing, made, name, cases, voters) for name, cases in teams.items()]
        finish_round(doing, made)
    _panel(stage, programme, made, teams, day, early=early)
    for number, session in enumerate(sessions):
        lot = random.Random(f"{SEED}|{number}|early" if early else f"{SEED}|{number}")
        _vote(stage, session, day, lot, lot.gauss(0.0, LENIENT), early=early)
    end = day + timedelta(days=5)
    with stage.at("zuzhi1", end) as officer:
        publish_round(stage.doing(officer, end), made)


RECUSED = "市审计局"  # the third member's own unit
WORDS = {
    "ability": "能把任务拆到周，遇到难题先到现场。（示例）",
    "style": "常驻一线，群众反映找得到人。（示例）",
    "performance": "所负责的任务按节点完成。（示例）",
}


def _true(name: str, birth: date | None, *, early: bool) -> float:
    return merit_of(name, birth) - (grown_by(name, birth) if early else 0.0)


def _panel(
    stage: Stage,
    programme: Any,
    made: Any,
    teams: dict[str, list[Any]],
    day: date,
    *,
    early: bool,
) -> None:
    """Three of a panel go to every team and talk with some of its people: common raters, by
    whom the teams can be compared."""
    from dunmiao.access.models import User
    from dunmiao.assessments.actions import panel_notes, panels
    from dunmiao.assessments.rules.panels import ASPECTS

    names = ("zuzhi1", "zuzhi2", "kaocha")
    with stage.at("zuzhi1", day) as officer:
        by_name = {user.username: user for user in User.objects.filter(username__in=names)}
        visits = {
            case: day + timedelta(days=number % 4)
            for number, cases in enumerate(teams.values())
            for case in [one for one in cases if one.home_unit.name != RECUSED][:5]
        }
        panel = panels.send_panel(
            stage.doing(officer, day), programme,
            title=f"{day.year} 年重点工作一线{'中期' if early else ''}考察组",
            unit=programme.lead_unit, ballot_round=made, leader=by_name[names[0]],
            members=[by_name[name] for name in names], cases=list(visits),
            days={str(case.uid): on for case, on in visits.items()},
            starts_on=day, ends_on=day + timedelta(days=4),
        )  # fmt: skip
        people = list(panel.subjects.select_related("cadre"))
    for name in names:
        strict = random.Random(f"{SEED}|{name}").gauss(0.0, STRICT)
        lot = random.Random(f"{SEED}|{name}|{early}")
        with stage.at(name, day) as member:
            for person in people:
                true = _true(person.name, person.cadre.birth_month, early=early)
                level = 87.0 + true - strict
                grades = {
                    key: _mark(lot, level + lot.gauss(0.0, NOISE), never=0.0) for key in ASPECTS
                }
                panel_notes.write_note(
                    stage.doing(member, day), person, grades=grades, words=WORDS,
                    talks={"leaders": 2, "colleagues": 3, "served": 2},
                    shortcoming="统筹多项任务的经验还不够。（示例）" if level < 85 else "",
                    submit=True,
                )  # fmt: skip
    end = day + timedelta(days=4)
    with stage.at("zuzhi1", end) as officer:
        panels.close_panel(stage.doing(officer, end), panel)


def _vote(
    stage: Stage,
    session: Any,
    day: date,
    lot: random.Random,
    place: float,
    *,
    early: bool = False,
) -> None:
    """Slips by one, opened by another, ballots by the voters, closed by two."""
    from dunmiao.access.scopes import voter_scope
    from dunmiao.assessments import voting
    from dunmiao.assessments.actions import closing, slips
    from dunmiao.assessments.selectors import subjects_of

    with stage.at("zuzhi1", day) as officer:
        issued = slips.issue_slips(stage.doing(officer, day), session)
        people = [row.cadre for row in subjects_of(session)]
    with stage.at("jiandu", day) as witness:
        slips.open_session(stage.doing(witness, day), session)
    merits = [_true(cadre.name, cadre.birth_month, early=early) for cadre in people]
    lot.shuffle(issued)
    for slip in issued:
        if lot.random() < 0.02:
            continue  # a slip that was not used
        number = uuid.UUID(int=lot.getrandbits(128), version=4)
        marks = ballot(lot, merits, place)
        if session.round.kind != "APPRAISAL":
            marks = _recommended(marks, merits, lot)
        with voter_scope(session=session.uid, ballot=number):
            voting.cast_ballot(
                session_uid=session.uid, ballot_uid=number, code=slip.code, answers=marks
            )
    with stage.at("zuzhi1", day) as officer:
        closing.stop_voting(stage.doing(officer, day), session)
    with stage.at("jiandu", day) as witness:
        closing.close_session(stage.doing(witness, day), session)


def _recommended(
    marks: list[list[str]], merits: Sequence[float], lot: random.Random
) -> list[list[str]]:
    """The two whom this voter thinks best."""
    liked = sorted(range(len(merits)), key=lambda at: merits[at] + lot.gauss(0.0, NOISE))[-2:]
    return [["推荐" if at in liked else "未推荐"] for at in range(len(marks))]


def _recommend(stage: Stage, programme: Any, scheme: Any) -> None:
    from dunmiao.assessments.actions.rounds import finish_round

    day = stage.today - timedelta(days=20)
    with stage.at("zuzhi1", day) as officer:
        doing = stage.doing(officer, day)
        made = _round(doing, programme, scheme, "市重点工作专班副组长人选会议推荐")
        cases = _cases(officer, programme)
        first = [case for case in cases if case.post.team_id == cases[0].post.team_id]
        session = _add(doing, made, "推荐大会", first, {"A": 9, "B": 21})
        finish_round(doing, made)
    _vote(stage, session, day, random.Random(f"{SEED}|recommend"), 0.0)


def _towns(stage: Stage, programme: Any, scheme: Any) -> None:
    """Eleven towns, each rating its own one person: the page says what cannot be compared."""
    day = stage.today
    with stage.at("zuzhi1", day) as officer:
        doing = stage.doing(officer, day)
        made = _round(doing, programme, scheme, f"{day.year} 年工业强镇挂职中期测评")
        lot = random.Random(f"{SEED}|towns")
        for case in _cases(officer, programme):
            voters = {"A": lot.randint(9, 11), "B": lot.randint(21, 28), "C": lot.choice([4, 12])}
            _add(doing, made, case.host_unit.name, [case], voters)
