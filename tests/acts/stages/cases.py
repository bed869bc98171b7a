"""Stages of leave, reports and changes."""

from datetime import timedelta
from typing import Any

from dunmiao.secondments.actions import changes, leaves, reports
from dunmiao.secondments.actions.decisions import decide_change
from tests.acts.stages import DEPARTMENT, PERSON, Stage, by, today

# Whoever holds a right to view over a party of a case of 市财政局 → 大桥镇 led by 甲市.
PARTIES = DEPARTMENT | {
    "leader",
    "home",
    "host",
    "county",
    "lead",
    "liaison",
    "group_leader",
    PERSON,
}
HOSTS = DEPARTMENT | {"host", "county"}


def serving(city: Any) -> Any:
    """A case that has begun: the programme's days are moved into the past."""
    from dunmiao.posts.models import Programme

    first, last = today() - timedelta(days=100), today() + timedelta(days=265)
    with city.acting("officer"):
        Programme.objects.filter(pk=city.programme.pk).update(starts_on=first, ends_on=last)
    city.programme.refresh_from_db()
    for post in city.posts.values():
        post.refresh_from_db()
    return city.secondee(PERSON)


def case(city: Any, state: str) -> Any:
    """A case: serving, or set to another state."""
    from dunmiao.secondments.models import Secondment

    found = serving(city)
    if state != "SERVING":
        with city.acting("officer"):
            Secondment.objects.filter(pk=found.pk).update(state=state)
            found.refresh_from_db()
    return found


def leave(city: Any, state: str) -> Any:
    """A short leave in this state."""
    asked = by(city, PERSON, leaves.ask_leave, serving(city), kind="PERSONAL", first=today(),
               last=today(), reason="家事")  # fmt: skip
    if state == "WITHDRAWN":
        return by(city, PERSON, leaves.withdraw_leave, asked)
    if state in {"APPROVED", "REFUSED", "RETURNED"}:
        approve = state != "REFUSED"
        asked = by(city, "host", leaves.decide_leave, asked, approve=approve, note="已阅")
    if state == "RETURNED":
        asked = by(city, "host", leaves.end_leave, asked, returned_on=today())
    return asked


def report(city: Any, state: str) -> Any:
    """A duty report in this state."""
    sent = by(city, PERSON, reports.send_report, serving(city), kind="DUTY", text="述职")
    if state != "SENT":
        confirm = state == "CONFIRMED"
        sent = by(city, "host", reports.answer_report, sent, confirm=confirm, note="请补充")
    return sent


def change(city: Any, state: str) -> Any:
    """An extension asked for by the host, in this state."""
    row = serving(city)
    end = row.ends_on + timedelta(days=90)
    asked = by(city, "host", changes.ask_extension, row, new_end=end, reason="项目未完")
    if state == "WITHDRAWN":
        return by(city, "host", changes.withdraw_change, asked)
    if state == "REFUSED":
        return by(city, "officer", decide_change, asked, approve=False, note="不同意")
    if state == "APPROVED":
        for who in ("home", PERSON):
            by(city, who, changes.answer_change, asked, agree=True)
        asked = by(city, "officer", decide_change, asked, approve=True,
                   document_no="甲组〔2026〕9号")  # fmt: skip
    return asked


def extension(city: Any, row: Any) -> dict[str, object]:
    """Three months more."""
    return {"new_end": str(row.ends_on + timedelta(days=90)), "reason": "项目未完"}


def short(city: Any, row: Any) -> dict[str, object]:
    """A day off."""
    return {"kind": "SICK", "first": str(today()), "last": str(today()), "reason": "就医"}


STAGES = {
    "leave.ask": Stage(make=case, state="SERVING", wrong="CANCELLED", given=short,
                       may={PERSON}, sees=PARTIES),
    "leave.decide": Stage(make=leave, state="ASKED", wrong="REFUSED", may=HOSTS, sees=PARTIES,
                          given={"approve": False, "note": "再议"}),
    "leave.withdraw": Stage(make=leave, state="ASKED", wrong="APPROVED", may={PERSON}, sees=PARTIES),
    "leave.end": Stage(make=leave, state="APPROVED", wrong="RETURNED", may=HOSTS, sees=PARTIES,
                       given=lambda city, row: {"returned_on": str(today())}),
    "report.send": Stage(make=case, state="SERVING", wrong="CANCELLED", may={PERSON}, sees=PARTIES,
                         given={"kind": "DUTY", "text": "述职"}),
    "report.answer": Stage(make=report, state="SENT", wrong="CONFIRMED", may=HOSTS, sees=PARTIES,
                           given={"confirm": True}),
    "change.extend": Stage(make=case, state="SERVING", wrong="CANCELLED", given=extension,
                           may={"host", "county", "home", PERSON}, sees=PARTIES),
    "change.answer": Stage(make=change, state="OPEN", wrong="REFUSED", may={"home", PERSON},
                           sees=PARTIES, given={"agree": True}),
    "change.withdraw": Stage(make=change, state="OPEN", wrong="WITHDRAWN", may={"host", "county"},
                             sees=PARTIES),
    "change.decide": Stage(make=change, state="OPEN", wrong="REFUSED", may=DEPARTMENT, sees=PARTIES,
                           given={"approve": False, "note": "不同意"}),
}  # fmt: skip
