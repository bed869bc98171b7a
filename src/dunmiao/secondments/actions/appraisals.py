"""The end-of-term appraisal: the person's own part, the host's, and his answer afterwards.

The department's part is in the room `development`, which fills it from what is on record.
"""

from collections.abc import Iterator
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held, Own
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Text
from dunmiao.kernel.findings import Finding
from dunmiao.secondments.appraisals import appraisal_of
from dunmiao.secondments.duties import refresh_case
from dunmiao.secondments.lifecycle import SECONDMENT
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Secondment, TermAppraisal

Summary = Annotated[str, Text("总结", most=8000, lines=6)]
Opinion = Annotated[str, Text("鉴定意见", most=8000, lines=4)]
Answer = Annotated[str, Text("有不同看法可以说明一次", most=2000, lines=3)]


@act(
    "appraisal.write", Secondment, "提交总结",
    records="appraisal.own_part",
    said="个人总结已记录。",
    may=Own(Permission.REPORT_OWN), life=SECONDMENT, moves="appraise", waits=True, related="cadre",
)  # fmt: skip
def write_own_part(case: Secondment, doing: Doing, *, text: Summary) -> TermAppraisal:
    """The person's own part of the end-of-term appraisal; anew until it is concluded."""
    row = appraisal_of(case)
    row.self_text = text
    row.save()
    return row


@act(
    "appraisal.give", Secondment, "鉴定意见",
    records="appraisal.host_part",
    said="鉴定意见已记录。",
    may=Held(Permission.CASES_HOST, "host_unit"),
    life=SECONDMENT, moves="appraise", other_than="user", waits=True,
    related="cadre", then=refresh_case,
)  # fmt: skip
def give_opinion(case: Secondment, doing: Doing, *, text: Opinion) -> TermAppraisal:
    """The host's opinion on the whole term; anew until it is concluded."""
    row = appraisal_of(case)
    row.host_text, row.host_by, row.host_on = text, doing.actor.name, doing.today
    row.save()
    return row


def _against_an_answer(case: Secondment, doing: Doing) -> Iterator[Finding]:
    row = case.termappraisals.first()
    if row is None or row.org_on is None:
        yield say("appraisal.not_concluded")
    elif row.answered_on is not None:
        yield say("appraisal.answered")


@act(
    "appraisal.answer", Secondment, "说明",
    records="appraisal.answered",
    said="说明已记录，随鉴定表保存。",
    may=Own(Permission.REPORT_OWN), unless=_against_an_answer, related="cadre",
)  # fmt: skip
def answer_appraisal(case: Secondment, doing: Doing, *, text: Answer) -> TermAppraisal:
    """The person's own answer to his concluded appraisal: once, kept beside it for good."""
    row = appraisal_of(case)
    row.answer, row.answered_on = text, doing.today
    row.save()
    return row
