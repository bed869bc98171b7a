"""How far a round is: its next revision, whether it is ready to be held, whether it is counted."""

from collections.abc import Iterator

from dunmiao.acts.claims import Doing
from dunmiao.assessments.lifecycle import ENDED, ROUND, SESSION
from dunmiao.assessments.models import BallotRound, BallotSession
from dunmiao.kernel.findings import Finding


def touch(round_: BallotRound) -> BallotRound:
    """Save a round as its next revision."""
    round_.revision += 1
    round_.save()
    return round_


def in_a_ready_round(session: BallotSession, doing: Doing) -> Iterator[Finding]:
    """Against every act on a session whose round is not finished, or is over."""
    if session.round.state != ROUND.target("finish"):
        yield from ROUND.objections(state=session.round.state, act="count")


def count_if_done(round_: BallotRound) -> None:
    """The round is counted when its last session is closed or void."""
    states = set(round_.sessions.values_list("state", flat=True))
    if SESSION.target("close") in states and states <= set(ENDED):
        round_.state = ROUND.target("count")
        touch(round_)
