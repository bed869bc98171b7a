"""Tables of rounds of ballots; no row of them ties a ballot to a person."""

from dunmiao.assessments.models.ballots import (
    Ballot,
    BallotCode,
    BoardEntry,
    CastBallot,
    PaperSheet,
    TallyCell,
)
from dunmiao.assessments.models.rounds import (
    BallotRound,
    BallotScheme,
    BallotSession,
    FlagReview,
    RoundSubject,
    SessionGroup,
    SessionSubject,
)

__all__ = [
    "Ballot",
    "BallotCode",
    "BallotRound",
    "BallotScheme",
    "BallotSession",
    "BoardEntry",
    "CastBallot",
    "FlagReview",
    "PaperSheet",
    "RoundSubject",
    "SessionGroup",
    "SessionSubject",
    "TallyCell",
]
