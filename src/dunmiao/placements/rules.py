"""Judgements on deliberation and approval (pure)."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from dunmiao.kernel.findings import Finding
from dunmiao.placements.messages import say

Seat = dict[str, Any]  # person, post, score
# Why a pair is held or kept out (理由类别); people asked for by name are listed in the briefing.
PIN_REASONS = {
    "WORK": "工作衔接",
    "SKILL": "专业唯一",
    "NAMED": "点名要人（列入部务会材料和审计）",
    "OTHER": "其他",
}


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
        return [say("plan.counts", where="present")]
    return []


def objections_to_approval(counts: Counts, *, policy: MeetingPolicy) -> list[Finding]:
    """Quorum and majority."""
    found = objections_to_counts(counts)
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


def choose_apart(
    solve: Callable[[Set[str]], list[Seat]],
    *,
    related: Set[tuple[str, str]],
    staying: Set[str],
) -> list[Seat]:
    """The best seats with nobody beside his relative.

    `solve` answers the best seats without the people it is given; of two related among them
    the newcomer of fewer points is left out and the rest solved anew, until none is left.
    Who stays anyway is never left out. Ends after at most one round a related pair.
    """
    left_out: set[str] = set()
    while True:
        chosen = solve(left_out)
        points = {seat["person"]: seat["score"] for seat in chosen}
        beside = (set(pair) - staying for pair in sorted(related) if set(pair) <= points.keys())
        newcomers = next(filter(None, beside), None)
        if newcomers is None:
            return chosen
        left_out.add(min(newcomers, key=lambda person: (points[person], person)))
