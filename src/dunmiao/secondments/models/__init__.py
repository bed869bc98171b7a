"""Nominations before the plan, secondments after it."""

from dunmiao.secondments.models.nominations import (
    HostRanking,
    Nomination,
    NominationFile,
    NominationWish,
)
from dunmiao.secondments.models.secondments import Secondment, SecondmentEvent

__all__ = [
    "HostRanking",
    "Nomination",
    "NominationFile",
    "NominationWish",
    "Secondment",
    "SecondmentEvent",
]
