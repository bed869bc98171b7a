"""What is on record for the end-of-term appraisal: lines that may go into it."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.development.evidence import Line, ballot_lines, lines_of, term_facts
from dunmiao.development.rules.notes import FACT, SHORTCOMING, STRENGTH
from dunmiao.secondments.models import Secondment


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
