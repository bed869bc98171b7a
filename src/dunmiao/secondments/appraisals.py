"""The end-of-term appraisal of a case, and its conclusion by the department."""

from collections.abc import Mapping, Sequence

from dunmiao.acts.claims import Doing
from dunmiao.kernel.errors import RuleBroken
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Secondment, TermAppraisal
from dunmiao.secondments.moves import move

Lines = Sequence[Mapping[str, str]]  # each {text, source}


def appraisal_of(case: Secondment) -> TermAppraisal:
    """The appraisal of a case, held; a new one where none was begun."""
    row = TermAppraisal.objects.select_for_update().filter(secondment=case).first()
    return row or TermAppraisal.of(case)


def conclude(
    case: Secondment,
    doing: Doing,
    *,
    text: str,
    facts: Lines = (),
    strengths: Lines = (),
    shortcomings: Lines = (),
) -> TermAppraisal:
    """The department concludes, once the person's and the host's parts are there.

    The facts, strengths and shortcomings it rests on are frozen with it, each with its source.
    """
    row = appraisal_of(case)
    parts = (("本人总结", row.self_text), ("接收单位意见", row.host_text))
    if missing := [label for label, written in parts if not written]:
        raise RuleBroken([say("appraisal.parts", parts="、".join(missing))])
    row.org_text, row.org_by, row.org_on = text, doing.actor.name, doing.today
    row.facts, row.strengths = [dict(line) for line in facts], [dict(line) for line in strengths]
    row.shortcomings = [dict(line) for line in shortcomings]
    row.save()
    move(doing.actor, case, "appraise", doing.today)
    case.save()
    return row
