"""What must hold before a round is finished, and what its readers should know of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from dunmiao.assessments.messages import say
from dunmiao.assessments.rules.schemes import warn
from dunmiao.engines.appraisal.publication import LEAST
from dunmiao.kernel.findings import Finding

FEWEST = LEAST  # voters of a group that may be shown by itself


@dataclass(frozen=True, slots=True)
class GroupCount:
    """Voters due of one group in one session."""

    code: str
    name: str
    due: int


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A session as planned: its groups and the people it rates, by any hashable id."""

    name: str
    groups: tuple[GroupCount, ...]
    subjects: frozenset[int]


def review_round(
    sessions: Sequence[SessionPlan],
    *,
    links: Sequence[frozenset[int]] = (),
    least: int = FEWEST,
) -> list[Finding]:
    """Errors stop the round from being finished; warnings say what its results will not tell.

    `links`: for each panel the people whom it judges in several sessions.
    """
    if not sessions:
        return [say("round.no_sessions")]
    found: list[Finding] = []
    for session in sessions:
        if not session.subjects:
            found.append(say("round.no_subjects", name=session.name))
        if not any(group.due for group in session.groups):
            found.append(say("round.no_groups", name=session.name))
        if len(session.subjects) == 1 and len(sessions) == 1:
            found.append(warn("round.one_subject", name=session.name))
    found += _small(sessions, least)
    apart = islands([*(session.subjects for session in sessions), *links])
    if apart > 1:
        found.append(warn("round.apart", count=apart))
    return found


def _small(sessions: Sequence[SessionPlan], least: int) -> list[Finding]:
    where: dict[str, list[str]] = {}
    for session in sessions:
        for group in session.groups:
            if 0 < group.due < least:
                where.setdefault(group.name, []).append(session.name)
    return [
        warn("round.small_group", name="、".join(names), group=group, least=least)
        for group, names in where.items()
    ]


def islands(judged: Sequence[frozenset[int]]) -> int:
    """Parts that share nobody rated, so that nothing compares across them."""
    parts: list[set[int]] = []
    for subjects in judged:
        joined = set(subjects)
        rest = []
        for part in parts:
            if part & joined:
                joined |= part
            else:
                rest.append(part)
        parts = [*rest, joined] if joined else rest
    return len(parts)
