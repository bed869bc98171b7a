"""How a search came out: what is known of the plan, and why the search ended."""

from enum import StrEnum


class Status(StrEnum):
    """What is known of a plan."""

    OPTIMAL = "optimal"
    """The bound equals the value: no plan is better."""
    FEASIBLE = "feasible"
    """It keeps every rule; a better one is not ruled out."""
    INFEASIBLE = "infeasible"
    """There is no plan; `findings` name what conflicts."""


class Ended(StrEnum):
    """Why the search ended."""

    PROVEN = "proven"
    """Nothing is left to prove."""
    ENOUGH = "enough"
    """Proven within the gap that was asked for."""
    TIME = "time"
    """The seconds were spent: the safety stop."""
    WORK = "work"
    """The limits on splits and rounds were reached; they are the same on every machine."""
    NO_PLAN = "no-plan"
    """A conflict was found."""
