"""Judgements on deliberation and approval (pure)."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from dunmiao.kernel.findings import Finding
from dunmiao.placements.messages import say


@dataclass(frozen=True, slots=True)
class Counts:
    """应到, 实到, 同意, 不同意, 弃权."""

    due: int
    present: int
    agree: int
    disagree: int
    abstain: int


@dataclass(frozen=True, slots=True)
class MeetingPolicy:
    """Quorum of the due members present; majority of all due members (dated parameters)."""

    quorum: Fraction = Fraction(2, 3)
    majority: Fraction = Fraction(1, 2)


def objections_to_counts(counts: Counts) -> list[Finding]:
    """The balance of the counts typed in."""
    numbers = (counts.due, counts.present, counts.agree, counts.disagree, counts.abstain)
    total = counts.agree + counts.disagree + counts.abstain
    if (
        min(numbers) < 0
        or counts.due == 0
        or total != counts.present
        or counts.present > counts.due
    ):
        return [say("plan.counts")]
    return []


def objections_to_approval(
    counts: Counts, *, policy: MeetingPolicy, approver: bytes, makers: set[bytes]
) -> list[Finding]:
    """Quorum, majority, and that the approver is another natural person."""
    found = objections_to_counts(counts)
    if approver in makers:
        found.append(say("plan.own"))
    if Fraction(counts.present, max(1, counts.due)) < policy.quorum:
        facts: dict[str, Any] = {
            "present": counts.present,
            "due": counts.due,
            "quorum": str(policy.quorum),
        }
        found.append(say("plan.quorum", **facts))
    if Fraction(counts.agree, max(1, counts.due)) <= policy.majority:
        facts = {"agree": counts.agree, "due": counts.due, "majority": str(policy.majority)}
        found.append(say("plan.majority", **facts))
    return found
