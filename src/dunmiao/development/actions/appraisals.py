"""The end-of-term appraisal filled from what is on record."""

from collections.abc import Sequence
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Picks, Text
from dunmiao.development.appraisals import offered_lines
from dunmiao.development.evidence import Line, plain
from dunmiao.secondments.appraisals import conclude
from dunmiao.secondments.duties import refresh_case
from dunmiao.secondments.lifecycle import SECONDMENT
from dunmiao.secondments.models import Secondment, TermAppraisal


def _lines(doing: Doing, case: Secondment) -> list[tuple[str, str]]:
    """What may be picked, by key."""
    offered = offered_lines(actor=doing.actor, secondment=case, today=doing.today)
    return [(key, line.text) for key, line in (offered.strengths | offered.shortcomings).items()]


@act(
    "appraisal.conclude", Secondment, "完成鉴定",
    records="appraisal.concluded",
    said="期满鉴定已完成。",
    may=Held(Permission.CASES_MANAGE, "lead_unit"),
    life=SECONDMENT, moves="appraise", other_than="user", waits=True,
    related="cadre", then=refresh_case,
)  # fmt: skip
def conclude_appraisal(
    case: Secondment,
    doing: Doing,
    *,
    text: Annotated[str, Text("组织部门意见", most=8000, lines=8)],
    lines: Annotated[Sequence[str], Picks("写入鉴定表的长处和不足", offers=_lines)] = (),
) -> TermAppraisal:
    """Conclude the appraisal; all facts and the picked lines are frozen into the form."""
    offered = offered_lines(actor=doing.actor, secondment=case, today=doing.today)

    def chosen(some: dict[str, Line]) -> list[dict[str, str]]:
        return plain(line for key, line in some.items() if key in lines)

    return conclude(
        case, doing, text=text, facts=plain(offered.facts.values()),
        strengths=chosen(offered.strengths), shortcomings=chosen(offered.shortcomings),
    )  # fmt: skip
