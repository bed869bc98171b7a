"""The end-of-term appraisal filled from what is on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Annotated

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Picks, Text
from dunmiao.development.evidence import Line, ballot_lines, lines_of, plain, term_facts
from dunmiao.development.rules.notes import FACT, SHORTCOMING, STRENGTH
from dunmiao.secondments.appraisals import conclude
from dunmiao.secondments.duties import refresh_case
from dunmiao.secondments.lifecycle import SECONDMENT
from dunmiao.secondments.models import Secondment, TermAppraisal


@dataclass(frozen=True, slots=True)
class Offered:
    """Lines that may go into the appraisal, each by a key that stays the same between reading
    and concluding."""

    facts: dict[str, Line]
    strengths: dict[str, Line]
    shortcomings: dict[str, Line]


def offered_lines(*, actor: Actor, secondment: Secondment, today: date) -> Offered:
    """The facts of the term, and what is on record for and against; for the department."""
    actor.require(Permission.CASES_MANAGE, at=[secondment.lead_unit_id])
    actor.require(Permission.DEVELOPMENT_VIEW)
    recorded = lines_of(actor=actor, cadres=[secondment.cadre_id], today=today)
    lines = [
        *term_facts(secondment=secondment, today=today),
        *ballot_lines(cadre=secondment.cadre),
        *recorded[secondment.cadre_id],
    ]
    return Offered(*(_keyed(lines, tone) for tone in (FACT, STRENGTH, SHORTCOMING)))


def _keyed(lines: list[Line], tone: str) -> dict[str, Line]:
    return {
        sha256(f"{line.text}|{line.source}".encode()).hexdigest()[:16]: line
        for line in lines
        if line.tone == tone
    }


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
