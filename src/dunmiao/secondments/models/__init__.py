"""Nominations before the plan, secondments after it."""

from dunmiao.secondments.models.nominations import HostRanking, Nomination, NominationWish
from dunmiao.secondments.models.secondments import Secondment, SecondmentEvent

__all__ = ["HostRanking", "Nomination", "NominationWish", "Secondment", "SecondmentEvent"]
