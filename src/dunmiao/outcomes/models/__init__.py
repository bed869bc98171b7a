"""Tables of this room."""

from dunmiao.outcomes.models.guests import EventGuest
from dunmiao.outcomes.models.indicators import (
    Indicator,
    IndicatorBook,
    IndicatorDefinition,
    IndicatorFigure,
)
from dunmiao.outcomes.models.information import RelayedInformation
from dunmiao.outcomes.models.outcomes import AttributionShare, Evidence, Outcome, OutcomeFact
from dunmiao.outcomes.models.targets import OutcomeTarget

__all__ = [
    "AttributionShare",
    "EventGuest",
    "Evidence",
    "Indicator",
    "IndicatorBook",
    "IndicatorDefinition",
    "IndicatorFigure",
    "Outcome",
    "OutcomeFact",
    "OutcomeTarget",
    "RelayedInformation",
]
