"""Rounds of ballots, no row of which ties a ballot to a person; the year's assessment."""

from dunmiao.assessments.models.annual import (
    AnnualAssessment,
    AssessmentYear,
    QuotaPool,
    QuotaShare,
)
from dunmiao.assessments.models.ballots import (
    Ballot,
    BallotCode,
    BoardEntry,
    CastBallot,
    PaperSheet,
    SigningKey,
    TallyCell,
)
from dunmiao.assessments.models.panels import Panel, PanelMember, PanelNote, PanelSubject
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
    "AnnualAssessment",
    "AssessmentYear",
    "Ballot",
    "BallotCode",
    "BallotRound",
    "BallotScheme",
    "BallotSession",
    "BoardEntry",
    "CastBallot",
    "FlagReview",
    "Panel",
    "PanelMember",
    "PanelNote",
    "PanelSubject",
    "PaperSheet",
    "QuotaPool",
    "QuotaShare",
    "RoundSubject",
    "SessionGroup",
    "SessionSubject",
    "SigningKey",
    "TallyCell",
]
