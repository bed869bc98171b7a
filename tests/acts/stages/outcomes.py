"""Stages of outcomes: reported by the town, to be verified by the city; information; figures."""

from typing import Any

from dunmiao.acts.fields import Upload
from dunmiao.formats.workbook import Sheet, write_sheets, write_workbook
from dunmiao.kernel.quarters import quarter_label, quarter_of
from dunmiao.outcomes.actions import indicators, information, judging, reports
from dunmiao.outcomes.models import Outcome, OutcomeFact
from dunmiao.outcomes.rules.guests import GUEST_HEADER
from dunmiao.outcomes.rules.indicator_books import DEFINED
from dunmiao.outcomes.steps import Proof
from tests.acts.stages import DEPARTMENT, EVERYBODY, FOREIGN, PERSON, Stage, by, today
from tests.acts.stages.cases import serving

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
# Who sees what a town reports of itself: the town, those above it, the city that is asked.
SEES = DEPARTMENT | {"leader", "host", "county", "liaison"}
REPORTS = DEPARTMENT | {"host", "county", "liaison"}
ASKED = DEPARTMENT | {"liaison"}
SIGNED_IN = EVERYBODY | {FOREIGN}


def programme(city: Any, state: str) -> Any:
    """The round of the towns, in which somebody serves."""
    serving(city)
    return city.programme


def whole(city: Any, state: str) -> Any:
    """The city: a book of figures begins on nothing."""
    return city.city


def common(city: Any) -> dict[str, Any]:
    """What every report tells."""
    return {"title": "装备产业园", "happened_on": today(), "host": city.units["大桥镇"],
            "asked": city.units["甲市"]}  # fmt: skip


def proofs(kind: str) -> list[Proof]:
    """One file that proves a step."""
    return [Proof(kind=kind, files=[Upload("证明.pdf", PDF)])]


def outcome(city: Any, state: str) -> Any:
    """An event of the town, reported by it, in this state."""
    row = by(city, "host", reports.report_event, programme(city, ""), quantity=3,
             proofs=proofs("PHOTO"), **common(city))  # fmt: skip
    if state == "VERIFIED":
        by(city, "officer", judging.verify_step, _step(city, row))
    if state == "REVERSED":
        by(city, "officer", judging.reverse_outcome, row, on_day=today(), reason="活动取消了")
    if state == "DUPLICATE":
        first = _other(city)
        by(city, "officer", judging.mark_duplicate, row, first=first)
    return row


def project(city: Any, state: str) -> Any:
    """A signed investment of the town, in this state."""
    row = by(city, "host", reports.report_investment, programme(city, ""), stage="SIGNED",
             partner="禾丰装备", amount="900", proofs=proofs("CONTRACT"), **common(city))  # fmt: skip
    if state == "REVERSED":
        by(city, "officer", judging.reverse_outcome, row, on_day=today(), reason="投资方撤回")
    return row


def _other(city: Any) -> Outcome:
    return by(city, "host", reports.report_event, city.programme, quantity=2,  # type: ignore[no-any-return]
              **common(city) | {"title": "推介会"})  # fmt: skip


def _step(city: Any, row: Outcome) -> OutcomeFact:
    with city.acting("officer"):
        return OutcomeFact.objects.get(outcome_id=row.pk)


def step(city: Any, state: str) -> Any:
    """The signing, reported by the town with its contract, in this state."""
    fact = _step(city, project(city, ""))
    if state == "VERIFIED":
        by(city, "officer", judging.verify_step, fact)
    if state == "RETURNED":
        by(city, "officer", judging.return_step, fact, reason="合同没有盖章")
    return fact


def item(city: Any, state: str) -> Any:
    """Something that the town relayed to a department of the city, answered or not."""
    row = by(city, "host", information.relay_information, programme(city, ""),
             to=city.units["市科技局"], **news())  # fmt: skip
    if state != "RELAYED":
        by(city, "other_home", information.answer_information, row, used=state == "USED",
           effect="已组织申报")  # fmt: skip
    return row


def news() -> dict[str, Any]:
    """What was heard."""
    return {"title": "首台套目录", "source": "某司通知", "text": "目录月底截止申报。",
            "sent_on": today()}  # fmt: skip


def figures(unit: str) -> Upload:
    """A book with one figure of one town."""
    defined = ["规上总产值", "万元", "当季", "规模以上工业总产值", "统计部门", ""]
    last = quarter_label(quarter_of(today()) - 1)
    heads = ["单位", "规上总产值（万元）"]
    return Upload("镇指标.xlsx", write_sheets([
        Sheet("指标说明", DEFINED, [defined]), Sheet(last, heads, [[unit, 500]]),
    ]))  # fmt: skip


def book(city: Any, state: str) -> Any:
    """A book of the city, in this state."""
    row = by(city, "officer", indicators.bring_book, file=figures("大桥镇"))
    if state != "WAITING":
        row = by(city, "officer", indicators.take_book, row)
    if state == "WITHDRAWN":
        row = by(city, "officer", indicators.withdraw_book, row, reason="报错了的")
    return row


def reporting(**more: object) -> Any:
    """The body of a report: for the town, to be verified by a department that reports nothing."""
    return lambda city, row: {
        "title": "新的一项", "happened_on": str(today()), "host": str(city.units["新仓镇"].uid),
        "asked": str(city.units["市科技局"].uid), **more,
    }  # fmt: skip


def relaying(city: Any, row: Any) -> dict[str, object]:
    """News for a department that reports nothing."""
    return news() | {"sent_on": str(today()), "to": str(city.units["市科技局"].uid)}


def sharing(city: Any, row: Any) -> dict[str, object]:
    """All of it to the town."""
    return {"parties": [{"unit": str(city.units["大桥镇"].uid), "share": "100%"}]}


def handed(kind: str) -> list[dict[str, object]]:
    """A file as forms send it."""
    return [{"kind": kind, "files": [Upload("证明.pdf", PDF)]}]


LIST = Upload("名单.xlsx", write_workbook(
    sheet="到会名单", header=GUEST_HEADER, rows=[["禾丰装备", "贺维钧", "副总经理", ""]]
))  # fmt: skip
REPORTING = DEPARTMENT | {"host", "other_host", "county", "lead", "liaison", PERSON}
REPORT: dict[str, Any] = {"make": programme, "may": REPORTING, "sees": EVERYBODY}
STAGES = {
    "outcome.report_investment": Stage(**REPORT, given=reporting(partner="禾丰装备")),
    "outcome.report_event": Stage(**REPORT, given=reporting(quantity=3)),
    "outcome.report_visit": Stage(**REPORT, given=reporting(partner="某司")),
    "outcome.report_talent": Stage(**REPORT, given=reporting(quantity=3)),
    "outcome.report_policy": Stage(**REPORT, given=reporting(level="CITY", body="市经信局")),
    "outcome.report_solved": Stage(**REPORT, given=reporting(partner="镇内企业")),
    "outcome.reach": Stage(
        make=project, state="REPORTED", wrong="REVERSED", may=REPORTS, sees=SEES,
        given=lambda city, row: {"stage": "REGISTERED", "happened_on": str(today())}),
    "outcome.pay_in": Stage(
        make=project, state="REPORTED", wrong="REVERSED", may=REPORTS, sees=SEES,
        given=lambda city, row: {"happened_on": str(today()), "amount": "100万"}),
    "outcome.list_guests": Stage(make=outcome, state="REPORTED", wrong="VERIFIED", may=REPORTS,
                                 sees=SEES, given={"file": LIST}),
    "outcome.share": Stage(make=outcome, state="REPORTED", wrong="REVERSED", sees=SEES,
                           may=REPORTS, given=sharing),
    "outcome.reverse": Stage(
        make=outcome, state="REPORTED", wrong="REVERSED", may=REPORTS, sees=SEES,
        given=lambda city, row: {"on_day": str(today()), "reason": "活动取消了"}),
    "outcome.mark_duplicate": Stage(make=outcome, state="REPORTED", wrong="REVERSED", may=ASKED,
                                    sees=SEES, given=lambda city, row: {"first": str(_other(city).uid)}),
    "outcome.tell_apart": Stage(make=outcome, state="DUPLICATE", wrong="REPORTED", may=ASKED,
                                sees=SEES),
    "step.prove": Stage(make=step, state="REPORTED", wrong="VERIFIED", may=REPORTS, sees=SEES,
                        given={"proofs": handed("PHOTO")}),
    "step.verify": Stage(make=step, state="REPORTED", wrong="RETURNED", may=ASKED, sees=SEES),
    "step.return": Stage(make=step, state="REPORTED", wrong="VERIFIED", may=ASKED, sees=SEES,
                         given={"reason": "合同没有盖章"}),
    "information.relay": Stage(**REPORT, given=relaying),
    "information.answer": Stage(make=item, state="RELAYED", wrong="USED",
                                may=ASKED | {"other_home"}, sees=SEES | {"other_home"},
                                given={"used": True, "effect": "已组织申报"}),
    "target.set": Stage(make=programme, may=DEPARTMENT, sees=EVERYBODY, given={
        "year": 2026, "measure": "EVENTS", "value": "5", "weight": 20}),
    # Another city has no such town: its officer is told so.
    "indicator_book.bring": Stage(make=whole, may=DEPARTMENT, sees=SIGNED_IN, told={FOREIGN: 422},
                                  given=lambda city, row: {"file": figures("大桥镇")}),
    "indicator_book.take": Stage(make=book, state="WAITING", wrong="TAKEN", may=DEPARTMENT,
                                 sees=EVERYBODY),
    "indicator_book.withdraw": Stage(make=book, state="TAKEN", wrong="WITHDRAWN", may=DEPARTMENT,
                                     sees=EVERYBODY, given={"reason": "报错了的"}),
    "indicator_book.discard": Stage(make=book, state="WAITING", wrong="TAKEN", may=DEPARTMENT,
                                    sees=EVERYBODY),
}  # fmt: skip
