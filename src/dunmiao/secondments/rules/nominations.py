"""Judgements on nominations: plain values in, every objection out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dunmiao.kernel.findings import Finding
from dunmiao.posts.rules import PAPERS
from dunmiao.secondments.messages import say


@dataclass(frozen=True, slots=True)
class NominationState:
    """What a submission is judged by."""

    opinion: str
    recusal_declared: bool
    wishes: Sequence[str]
    nominate_by: date
    limit: int | None
    already: int
    papers_required: Sequence[str] = ()
    papers_given: Sequence[str] = ()


def in_order(posts: Iterable[UUID]) -> dict[str, int]:
    """Wishes as they are written down: the address of each post with its place in the order."""
    return {str(post): rank for rank, post in enumerate(posts, start=1)}


def objections_to_submission(nomination: NominationState, *, today: date) -> list[Finding]:
    """Everything that keeps a nomination from being sent."""
    found = []
    if today > nomination.nominate_by:
        found.append(say("nomination.too_late", day=nomination.nominate_by.isoformat()))
    if nomination.limit is not None and nomination.already >= nomination.limit:
        found.append(say("nomination.too_many", count=nomination.already, limit=nomination.limit))
    if not nomination.opinion.strip():
        found.append(say("nomination.no_opinion"))
    if not nomination.recusal_declared:
        found.append(say("nomination.no_recusal"))
    if not nomination.wishes:
        found.append(say("nomination.no_wishes"))
    for paper in nomination.papers_required:
        if paper not in nomination.papers_given:
            found.append(say("nomination.no_paper", paper=PAPERS[paper]))
    return found
