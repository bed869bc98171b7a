"""The plan of work: measures for the problems that the host named, and what came of them."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Own
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Day, Text
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.secondments.duties import refresh_case
from dunmiao.secondments.labels import LINES
from dunmiao.secondments.lifecycle import AT_POST, SECONDMENT
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import PlanMeasure, Secondment
from dunmiao.secondments.rules.words import objections_to_words


@act(
    "measure.plan", Secondment, "列入计划",
    records="measure.planned",
    said="措施已列入计划。",
    may=Own(Permission.REPORT_OWN), life=SECONDMENT, states=(*AT_POST, "APPRAISED"),
    related="cadre", then=refresh_case,
)  # fmt: skip
def plan_measure(
    case: Secondment,
    doing: Doing,
    *,
    line: Annotated[str, Choice("工作方面", of=LINES)],
    text: Annotated[str, Text("措施", most=300)],
    due_on: Annotated[date, Day("完成时限")],
) -> PlanMeasure:
    """A measure for the problems that the host named, along one of the lines of work."""
    found = objections_to_words(text, where="text")
    if not (case.arrived_on or case.starts_on) <= due_on <= case.ends_on:
        found.append(say("report.period", where="due_on", period=due_on.isoformat()))
    if found:
        raise RuleBroken(found)
    row = PlanMeasure.of(case, line=line, text=text, due_on=due_on, made_on=doing.today)
    row.save()
    return row


def _is_done(row: PlanMeasure, doing: Doing) -> Iterator[Finding]:
    if row.done_on is not None:
        yield say("measure.done")


@act(
    "measure.finish", PlanMeasure, "记录成效",
    records="measure.finished",
    said="完成情况已记录。",
    may=Own(Permission.REPORT_OWN), unless=_is_done,
    related="secondment secondment__cadre", locks="secondment",
)  # fmt: skip
def finish_measure(
    row: PlanMeasure,
    doing: Doing,
    *,
    done_on: Annotated[date, Day("完成日期", today=True)],
    result: Annotated[str, Text("成效", most=500)],
) -> PlanMeasure:
    """What came of a measure."""
    found = objections_to_words(result, where="result")
    if done_on > doing.today:
        found.append(say("act.in_future", where="done_on", day=done_on.isoformat()))
    if found:
        raise RuleBroken(found)
    row.done_on, row.result = done_on, result
    row.save()
    return row
