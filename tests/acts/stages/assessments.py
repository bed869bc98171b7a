"""Stages of rounds of ballots, their sessions and sheets, panels, and the year's grades."""

import random
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from dunmiao.acts.fields import Upload
from dunmiao.assessments.actions import (
    annual,
    closing,
    panel_notes,
    results,
    rounds,
    sheets,
    slips,
    years,
)
from dunmiao.assessments.actions import panels as panel_acts
from dunmiao.assessments.actions import quota as pools
from dunmiao.assessments.models import (
    AnnualAssessment,
    BallotSession,
    QuotaPool,
)
from dunmiao.assessments.panel_papers import talk_sheet
from dunmiao.assessments.rules.panels import ASPECTS
from dunmiao.units.models import Unit
from tests.acts.stages import DEPARTMENT, EVERYBODY, FOREIGN, PERSON, Stage, by, doing, today
from tests.factories import ballots as play

# Whoever holds the right to view assessments at the organiser, which is the city.
OFFICE = DEPARTMENT | {"leader", "supervisor"}
WITNESSES = DEPARTMENT | {"supervisor"}
GRANTERS = DEPARTMENT | {"leader"}
# Acts on nothing yet are done in one's own city.
ANYWHERE, SIGNED_IN = DEPARTMENT | {FOREIGN}, EVERYBODY | {FOREIGN}


def city_itself(city: Any, state: str) -> Any:
    """Acts on nothing yet; a form is kept, so that a round can be made."""
    with city.acting("officer") as officer:
        play.scheme(officer)
    return city.city


def a_round(city: Any, state: str, *, recommends: bool = False) -> Any:
    """A round of one session in this state."""
    more = {"choose": 2, "name": "会议推荐"} if recommends else {}
    made = play.make(city, finish=state not in ("DRAFT", "CANCELLED"), **more)
    if state == "CANCELLED":
        made = by(city, "officer", rounds.cancel_round, made, reason="改期")
    if state in ("COUNTED", "PUBLISHED"):
        counted(city, play.session_of(city, made))
    if state == "PUBLISHED":
        by(city, "officer", results.publish_round, made)
    with city.acting("officer"):
        made.refresh_from_db()
    return made


def counted(city: Any, session: Any) -> None:
    """Everybody votes, and the session is closed."""
    lot = random.Random(5)
    for slip in play.issue(city, session):
        play.cast(session, slip.code, play.marks(lot, 3))
    play.close(city, session)


def a_recommendation(city: Any, state: str) -> Any:
    """The same, of a recommendation."""
    return a_round(city, state, recommends=True)


def a_session(city: Any, state: str) -> BallotSession:
    """A session in this state; issued by the second officer, opened and stopped by the witness."""
    session = play.session_of(city, play.make(city, counts={"A": (6, 6), "B": (8, 0)}))
    steps = {
        "ISSUED": [("second", slips.issue_slips)],
        "OPEN": [("supervisor", slips.open_session)],
        "CLOSING": [("supervisor", closing.stop_voting)],
        "CLOSED": [("officer", closing.close_session)],
    }
    for to, done in steps.items() if state != "PREPARED" else ():
        for who, act in done:
            by(city, who, act, session)
        if to == state:
            break
    with city.acting("officer"):
        session.refresh_from_db()
    return session


def a_draft_session(city: Any, state: str) -> BallotSession:
    """A session of a round in this state."""
    return play.session_of(city, a_round(city, state))


def a_flagged_session(city: Any, state: str) -> BallotSession:
    """A session of an archived round, in which something asks for a check."""
    session = play.session_of(city, a_round(city, "PUBLISHED"))
    with city.acting("officer"):
        return BallotSession.objects.select_related("round").get(pk=session.pk)


def flag(city: Any, row: BallotSession) -> dict[str, object]:
    """What was found about the first flag."""
    return {
        "kind": row.round.flags[0]["kind"],
        "conclusion": "EXPLAINED",
        "note": "核对发票记录，无异常。",
    }


def with_sheets(city: Any, state: str) -> BallotSession:
    """Six sheets of A came back, the first of them read differently by two."""
    session = a_session(city, "OPEN" if state == "OPEN" else state)
    if state == "OPEN":
        by(city, "officer", sheets.count_returned, session, group="A", returned=6)
        play.enter(city, "officer", session, "A", 1, [["优秀"] * 3] * 3)
        play.enter(city, "second", session, "A", 1, [["称职"] * 3] * 3)
    return session


MARKS = play.cells([["优秀"] * 3] * 3)
PLAN = {
    "name": "又一场", "held_on": "2026-09-24", "due": {"A": 6, "B": 8}, "paper": {"A": 1},
}  # fmt: skip


def plan(city: Any, row: Any) -> dict[str, object]:
    """One more session, of one person."""
    town, person = city.units["大桥镇"], city.cadres["王伟"]
    return PLAN | {"place": str(town.uid), "people": [str(person.uid)]}


def plan_for_all(city: Any, row: Any) -> dict[str, object]:
    """One more session, of everybody of the city."""
    return PLAN | {"place": str(city.units["大桥镇"].uid), "unit": str(city.units["甲市"].uid)}


def new_round(city: Any, row: Any, who: str) -> dict[str, object]:
    """A round with a form that the city keeps; of the other city with one of its own."""
    with city.acting(who if who == FOREIGN else "officer") as officer:
        scheme = play.scheme(officer)
        return {"title": "测评", "scheme": str(scheme.uid), "unit": root_of(officer),
                "starts_on": "2026-09-24", "ends_on": "2026-09-24"}  # fmt: skip


def root_of(actor: Any) -> str:
    """The unit that is the actor's city."""
    return str(Unit.objects.get(city_id=actor.city_id, parent=None).uid)


def new_year(city: Any, row: Any, who: str) -> dict[str, object]:
    """A year of the city of whoever acts."""
    with city.acting(who if who == FOREIGN else "officer") as officer:
        return {"year": 2027, "unit": root_of(officer)}


# ── panels ──
def programme(city: Any, state: str) -> Any:
    """The round of the towns, with a person who serves."""
    city.secondee(PERSON)
    return city.programme


def members(city: Any, row: Any) -> dict[str, object]:
    """Two of the department go and see him."""
    with city.acting("officer"):
        case = row.secondments.get()
    return {"title": "走访", "unit": str(city.units["甲市"].uid), "starts_on": "2026-09-24",
            "ends_on": "2026-09-24", "leader": str(city.users["officer"].uid),
            "members": [str(city.users["panel_member"].uid)], "cases": [str(case.uid)],
            "days": {str(case.uid): "2026-09-24"}}  # fmt: skip


def panel(city: Any, state: str) -> Any:
    """A panel of the officer and the member; concluded where asked."""
    case = city.secondee(PERSON)
    made = by(
        city, "officer", panel_acts.send_panel, city.programme, title="走访",
        unit=city.units["甲市"], starts_on=today(), ends_on=today(),
        leader=city.users["officer"], members=[city.users["panel_member"]], cases=[case],
    )  # fmt: skip
    if state == "CLOSED":
        written(city, made)
        by(city, "officer", panel_acts.close_panel, made)
    return made


def written(city: Any, row: Any) -> None:
    """Both write about him."""
    for key in ("officer", "panel_member"):
        by(city, key, panel_notes.write_note, subject(city, row), submit=True, **note(city, row))


def whole_panel(city: Any, state: str) -> Any:
    """A panel whose members have written about everybody."""
    made = panel(city, state)
    if state == "OPEN":
        written(city, made)
    return made


def subject(city: Any, made: Any) -> Any:
    with city.acting("officer"):
        return made.subjects.select_related("panel").get()


def visited(city: Any, state: str) -> Any:
    """Somebody whom a panel visits."""
    return subject(city, panel(city, state))


def note(city: Any, row: Any) -> dict[str, Any]:
    """A whole note."""
    words = dict.fromkeys(ASPECTS, "走访企业三十家，办结问题二十件")
    return {"grades": dict.fromkeys(ASPECTS, "优秀"), "words": words, "talks": {"leaders": 2}}


def kept_note(city: Any, row: Any) -> dict[str, Any]:
    """The same, as a draft."""
    return note(city, row) | {"submit": False}


def sheet(city: Any, row: Any) -> dict[str, object]:
    """The talk sheet as it was downloaded."""
    with city.acting("officer") as officer:
        return {"sheet": Upload("谈话记录表.xlsx", talk_sheet(actor=officer, panel=row))}


# ── the year ──
DAY = date(2026, 12, 20)


def year(city: Any, state: str) -> Any:
    """A year whose people are listed."""
    city.secondee(PERSON)
    made = by(city, "officer", years.open_year, year=2025, unit=city.units["甲市"], document="文")
    return by(city, "officer", years.list_people, made)


def fresh_year(city: Any, state: str) -> Any:
    """A year whose rates another than the officer set, so that he may grant."""
    made = year(city, state)
    with city.acting("officer"):
        QuotaPool.objects.update(set_by=None)
    return made


def pool(city: Any, state: str) -> QuotaPool:
    """The pool of 市财政局, in which the person is counted; granted where asked."""
    year(city, state)
    with city.acting("officer"):
        QuotaPool.objects.update(set_by=None)
        found: QuotaPool = QuotaPool.objects.get(name="市财政局")
    if state == "GRANTED":
        by(city, "officer", pools.grant_places, found)
        with city.acting("officer"):
            found.refresh_from_db()
    return found


def granted_pool(city: Any, state: str) -> QuotaPool:
    """Its places are granted."""
    return pool(city, "GRANTED")


def tied_pool(city: Any, state: str) -> QuotaPool:
    """One place, two parts of one person each."""
    found = pool(city, "")
    with city.acting("officer"):
        for number, row in enumerate(found.members.order_by("pk"), start=1):
            AnnualAssessment.objects.filter(pk=row.pk).update(part=f"{number}组")
    by(city, "officer", pools.set_rate, found, rate="1/5", extra=1, document="文")
    by(city, "second", pools.grant_places, found)
    return by(city, "officer", pools.share_out, found)


def proposed_pool(city: Any, state: str) -> QuotaPool:
    """The unit proposed."""
    found = pool(city, "")
    by(city, "home", annual.propose_rest, found)
    return found


def approved_pool(city: Any, state: str) -> QuotaPool:
    """The department approved."""
    found = proposed_pool(city, state)
    by(city, "second", annual.approve_pool_grades, found)
    return found


def told_pool(city: Any, state: str) -> QuotaPool:
    """Everybody was told, long ago."""
    found = approved_pool(city, state)
    with doing(city, "officer", day=timezone.localdate() - timedelta(days=90)) as then:
        annual.notify_pool(then, found)
    return found


def assessed(city: Any, state: str) -> AnnualAssessment:
    """The person's row of the year, in this state; 大桥镇 is heard beside his unit."""
    if state == "LISTED":
        pool(city, "")
    elif state == "PROPOSED":
        proposed_pool(city, state)
    elif state == "APPROVED":
        approved_pool(city, state)
    else:
        found = approved_pool(city, state)
        by(city, "officer", annual.notify_pool, found)
    with city.acting("officer"):
        rows = AnnualAssessment.objects.filter(cadre__name=PERSON)
        rows.update(other_unit=city.units["大桥镇"], other_days=60)
        row: AnnualAssessment = rows.get()
    if state == "OBJECTED":
        by(city, PERSON, annual.object_to_grade, row, text="遗漏了一项工作")
    return row


def other_pool(city: Any, row: Any) -> dict[str, object]:
    """Into the pool of the other unit."""
    with city.acting("officer"):
        there = QuotaPool.objects.get(name="市科技局")
    return {"pool": str(there.uid), "reason": "6 月调入"}


# The units of a row of the year: the organiser, the home unit that assesses, the unit heard.
CONCERNED = OFFICE | {"home", "host", "county"}
OWN = CONCERNED | {PERSON}
POOLED = OFFICE | {"home"}
WHY = {"reason": "有误"}

STAGES = {
    "ballot_scheme.keep_appraisal": Stage(
        make=city_itself, may=ANYWHERE, sees=SIGNED_IN,
        given={"name": "表样", "items": play.ITEMS, "grades": play.GRADES, "groups": play.GROUPS}),
    "ballot_scheme.keep_recommendation": Stage(
        make=city_itself, may=ANYWHERE, sees=SIGNED_IN,
        given={"name": "推荐", "groups": play.GROUPS, "choose": 2}),
    "ballot_round.make": Stage(make=city_itself, may=ANYWHERE, sees=SIGNED_IN, given_to=new_round),
    "ballot_round.finish": Stage(make=a_round, state="DRAFT", wrong="READY", may=DEPARTMENT,
                                 sees=OFFICE),
    "ballot_round.reopen": Stage(make=a_round, state="READY", wrong="DRAFT", may=DEPARTMENT,
                                 sees=OFFICE),
    "ballot_round.cancel": Stage(make=a_round, state="DRAFT", wrong="CANCELLED", may=DEPARTMENT,
                                 sees=OFFICE, given=WHY),
    "ballot_round.publish": Stage(make=a_round, state="COUNTED", wrong="READY", may=DEPARTMENT,
                                  sees=OFFICE),
    "ballot_session.add": Stage(make=a_round, state="DRAFT", wrong="READY", may=DEPARTMENT,
                                sees=OFFICE, given=plan),
    "ballot_session.add_eligible": Stage(make=a_recommendation, state="DRAFT", wrong="READY",
                                         may=DEPARTMENT, sees=OFFICE, given=plan_for_all),
    "ballot_session.drop": Stage(make=a_draft_session, state="DRAFT", wrong="READY",
                                 may=DEPARTMENT, sees=OFFICE),
    "ballot_session.issue": Stage(make=a_session, state="PREPARED", wrong="OPEN", may=DEPARTMENT,
                                  sees=OFFICE),
    # Another person than who issued: not the second officer.
    "ballot_session.open": Stage(make=a_session, state="ISSUED", wrong="OPEN",
                                 may=WITNESSES - {"second"}, sees=OFFICE),
    "ballot_session.void": Stage(make=a_session, state="OPEN", wrong="CLOSED", may=DEPARTMENT,
                                 sees=OFFICE, given=WHY),
    "ballot_session.stop": Stage(make=a_session, state="OPEN", wrong="CLOSING", may=WITNESSES,
                                 sees=OFFICE),
    "ballot_session.resume": Stage(make=a_session, state="CLOSING", wrong="OPEN", may=WITNESSES,
                                   sees=OFFICE),
    # Another person than who stopped: not the witness.
    "ballot_session.close": Stage(make=a_session, state="CLOSING", wrong="OPEN", may=DEPARTMENT,
                                  sees=OFFICE),
    "ballot_flag.review": Stage(make=a_flagged_session, may=WITNESSES, sees=OFFICE, given=flag),
    "paper_sheet.count": Stage(make=a_session, state="OPEN", wrong="ISSUED", may=DEPARTMENT,
                               sees=OFFICE, given={"group": "A", "returned": 5}),
    "paper_sheet.enter": Stage(make=with_sheets, state="OPEN", wrong="ISSUED", may=DEPARTMENT,
                               sees=OFFICE, given={"group": "A", "number": 2, "marks": MARKS}),
    "paper_sheet.settle": Stage(make=with_sheets, state="OPEN", wrong="ISSUED", may=DEPARTMENT,
                                sees=OFFICE, given={"sheet": "A-1", "marks": MARKS}),
    "panel.send": Stage(make=programme, may=DEPARTMENT, sees=EVERYBODY, given=members),
    "panel.close": Stage(make=whole_panel, state="OPEN", wrong="CLOSED", may=DEPARTMENT,
                         sees=OFFICE | {"panel_member"}),
    # Members only: the second officer sits on no panel; an account is a member, not a person.
    "panel_note.write": Stage(make=visited, state="OPEN", wrong="CLOSED", given=kept_note,
                              may={"officer", "panel_member"}, sees=OFFICE | {"panel_member"}),
    "talk_sheet.read": Stage(make=panel, state="OPEN", wrong="CLOSED", given=sheet,
                             may={"officer", "panel_member"}, sees=OFFICE | {"panel_member"}),
    "assessment_year.open": Stage(make=city_itself, may=ANYWHERE, sees=SIGNED_IN, given_to=new_year),
    "assessment_year.list_people": Stage(make=year, may=DEPARTMENT, sees=EVERYBODY),
    "assessment_year.grant_all": Stage(make=fresh_year, may=GRANTERS, sees=EVERYBODY),
    "quota_pool.set_rate": Stage(make=pool, may=DEPARTMENT, sees=POOLED, given={"rate": "1/5"}),
    "quota_pool.grant": Stage(make=pool, may=GRANTERS, sees=POOLED),
    "quota_pool.take_back": Stage(make=granted_pool, may=GRANTERS, sees=POOLED, given=WHY),
    "quota_pool.share_out": Stage(make=granted_pool, may=DEPARTMENT, sees=POOLED),
    "quota_pool.decide_tie": Stage(make=tied_pool, may=DEPARTMENT, sees=POOLED,
                                   given={"parts": ["1组"], "minutes": "纪要 3 号"}),
    "quota_pool.propose_rest": Stage(make=pool, may=DEPARTMENT | {"home"}, sees=POOLED),
    "quota_pool.approve_grades": Stage(make=proposed_pool, may=GRANTERS, sees=POOLED),
    "quota_pool.notify": Stage(make=approved_pool, may=DEPARTMENT, sees=POOLED),
    "quota_pool.settle": Stage(make=told_pool, may=DEPARTMENT, sees=POOLED | {PERSON}),
    "assessment.hear": Stage(make=assessed, state="LISTED", wrong="APPROVED", sees=CONCERNED,
                             may=DEPARTMENT | {"host", "county"}, given={"opinion": "表现正常"}),
    "assessment.propose": Stage(make=assessed, state="LISTED", wrong="APPROVED", sees=CONCERNED,
                                may=DEPARTMENT | {"home"}, given={"grade": "COMPETENT"}),
    "assessment.return": Stage(make=assessed, state="PROPOSED", wrong="LISTED", sees=CONCERNED,
                               may=GRANTERS, given=WHY),
    "assessment.move": Stage(make=assessed, state="LISTED", wrong="PROPOSED", sees=CONCERNED,
                             may=DEPARTMENT, given=other_pool),
    "assessment.object": Stage(make=assessed, state="NOTIFIED", wrong="OBJECTED", may={PERSON},
                               sees=OWN, given={"text": "遗漏了一项工作"}),
    # Another person than who approved: not the second officer.
    "assessment.answer": Stage(make=assessed, state="OBJECTED", wrong="NOTIFIED", sees=OWN,
                               may=GRANTERS - {"second"},
                               given={"grade": "COMPETENT", "answer": "核对后维持"}),
}  # fmt: skip
