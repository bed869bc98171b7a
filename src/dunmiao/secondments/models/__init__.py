"""Nominations before the plan, secondments after it, with everything that belongs to a case."""

from dunmiao.secondments.models.batches import Care, Handover, HandoverItem
from dunmiao.secondments.models.ending import FeedbackVisit, Obligation, TermAppraisal
from dunmiao.secondments.models.exchanges import (
    EstablishmentCount,
    Exchange,
    ExchangeConsent,
    ExchangeLeg,
    Transfer,
)
from dunmiao.secondments.models.nominations import (
    HostRanking,
    Nomination,
    NominationFile,
    NominationWish,
)
from dunmiao.secondments.models.reports import (
    GainedExperience,
    LogPhoto,
    PlanMeasure,
    Report,
    Visit,
    WorkLog,
)
from dunmiao.secondments.models.secondments import (
    Secondment,
    SecondmentEvent,
)
from dunmiao.secondments.models.serving import (
    ChangeRequest,
    Consent,
    DatedAct,
    LeaveRequest,
    RelationTransfer,
)

__all__ = [
    "Care",
    "ChangeRequest",
    "Consent",
    "DatedAct",
    "EstablishmentCount",
    "Exchange",
    "ExchangeConsent",
    "ExchangeLeg",
    "FeedbackVisit",
    "GainedExperience",
    "Handover",
    "HandoverItem",
    "HostRanking",
    "LeaveRequest",
    "LogPhoto",
    "Nomination",
    "NominationFile",
    "NominationWish",
    "Obligation",
    "PlanMeasure",
    "RelationTransfer",
    "Report",
    "Secondment",
    "SecondmentEvent",
    "TermAppraisal",
    "Transfer",
    "Visit",
    "WorkLog",
]
