"""Away from home: cares are raised, seen to by their owner, or dropped (家庭关怀)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held, Own
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Day, Text
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.secondments.duties import refresh_case, refresh_part
from dunmiao.secondments.labels import CARE_KINDS, CARE_OWNERS
from dunmiao.secondments.lifecycle import LIVING, SECONDMENT
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Care, Secondment

Kind = Annotated[str, Choice("种类", of=CARE_KINDS)]
Matter = Annotated[str, Text("事项", most=300)]
Owner = Annotated[str, Choice("由谁办", of=CARE_OWNERS)]
OwnerName = Annotated[str, Text("经办人", most=50)]
DueOn = Annotated[date, Day("办理时限")]
DoneOn = Annotated[date, Day("办结日期", today=True)]
Result = Annotated[str, Text("结果", most=300)]
Reason = Annotated[str, Text("理由", most=300)]
RAISES = (
    Own(Permission.REPORT_OWN),
    Held(Permission.CASES_HOME, "home_unit"),
    Held(Permission.CASES_MANAGE, "lead_unit"),
)
CASE = "secondment secondment__cadre"


def _ended(care: Care, doing: Doing) -> Iterator[Finding]:
    if care.done_on is not None or care.dropped_reason:
        yield say("care.done")


@act(
    "care.raise", Secondment, "提出关怀事项",
    records="care.raised",
    said="关怀事项已登记。",
    may=RAISES, life=SECONDMENT, states=LIVING, related="cadre", then=refresh_case,
)  # fmt: skip
def raise_care(
    case: Secondment, doing: Doing, *,
    kind: Kind, text: Matter, owner: Owner, owner_name: OwnerName = "", due_on: DueOn,
) -> Care:  # fmt: skip
    """The person, the home unit or the department names a care, who sees to it, and by when."""
    if due_on < doing.today:
        raise RuleBroken([say("care.past", where="due_on", day=due_on.isoformat())])
    row = Care.of(
        case, kind=kind, text=text, owner=owner, owner_name=owner_name, due_on=due_on,
        raised_on=doing.today, raised_by=doing.actor.name,
    )  # fmt: skip
    row.save()
    doing.note(care=kind)
    return row


@act(
    "care.see_to", Care, "办结",
    records="care.seen_to",
    said="办理结果已记录。",
    may=(
        Held(Permission.CASES_MANAGE, "lead_unit", when=lambda care: care.owner == "ORG"),
        Held(Permission.FEED_BACK, "lead_unit", when=lambda care: care.owner == "LEAD"),
        Held(Permission.CASES_HOST, "host_unit", when=lambda care: care.owner == "HOST"),
        Held(Permission.CASES_HOME, "home_unit", when=lambda care: care.owner == "HOME"),
    ),
    unless=_ended, related=CASE, locks="secondment", then=refresh_part,
)  # fmt: skip
def see_to_care(care: Care, doing: Doing, *, done_on: DoneOn, result: Result) -> Care:
    """The owner says what was done."""
    found = []
    if done_on > doing.today:
        found.append(say("act.in_future", where="done_on", day=done_on.isoformat()))
    if done_on < care.raised_on:
        found.append(say("care.before", where="done_on", day=care.raised_on.isoformat()))
    if found:
        raise RuleBroken(found)
    care.done_on, care.result = done_on, result
    care.save()
    doing.note(owner=CARE_OWNERS[care.owner])
    return care


@act(
    "care.drop", Care, "取消",
    records="care.dropped",
    said="已取消。",
    may=RAISES, unless=_ended, related=CASE, locks="secondment", then=refresh_part,
)  # fmt: skip
def drop_care(care: Care, doing: Doing, *, reason: Reason) -> Care:
    """A care that is no longer needed, with the reason."""
    care.dropped_reason = reason
    care.save()
    doing.note(reason=reason)
    return care
