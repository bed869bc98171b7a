"""Tables of this room."""

from dunmiao.outcomes.models.information import RelayedInformation
from dunmiao.outcomes.models.outcomes import AttributionShare, Evidence, Outcome, OutcomeFact
from dunmiao.outcomes.models.targets import OutcomeTarget

__all__ = [
    "AttributionShare",
    "Evidence",
    "Outcome",
    "OutcomeFact",
    "OutcomeTarget",
    "RelayedInformation",
]
