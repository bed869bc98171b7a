"""How a team is composed, as gauges with their targets and words (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dunmiao.kernel.findings import Finding, Severity
from dunmiao.posts.messages import say
from dunmiao.rulebook.rules import holds


@dataclass(frozen=True, slots=True)
class Need:
    """One requirement of a team: so many of its seats held by people who meet a condition."""

    code: str
    label: str
    needed: int
    attribute: str
    operator: str
    value: Any

    def met_by(self, facts: Mapping[str, Any]) -> bool:
        """True where a person counts for it; an unknown fact never counts."""
        actual = facts.get(self.attribute)
        if self.attribute == "reserve":
            actual = int(bool(actual))
        return actual is not None and holds(self.operator, actual, self.value)


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure of a team beside its target; percents are of the team's seats."""

    label: str
    text: str
    percent: int
    least_percent: int | None
    missing: int

    @property
    def room(self) -> int:
        """Percent of the seats from the target to the end of the scale."""
        return 100 - (self.least_percent or 0)

    @property
    def is_met(self) -> bool:
        """True where the target is met, or there is none."""
        return self.missing == 0


def needed_of(*, at_least: int | None, share: tuple[int, int] | None, seats: int) -> int:
    """How many people a requirement asks for: a share is of all seats, filled or not, rounded up."""
    if at_least is not None:
        return at_least
    top, bottom = share or (0, 1)
    return -(-top * seats // bottom)


def gauges(
    needs: Sequence[Need], people: Sequence[Mapping[str, Any]], *, seats: int
) -> list[Gauge]:
    """One gauge a requirement, then what every team is looked at for; no target, no verdict."""
    total = max(seats, 1)
    out = []
    for need in needs:
        have = sum(need.met_by(facts) for facts in people)
        percent = 100 * have // total
        least = min(100, 100 * need.needed // total)
        text = f"{have} / {need.needed}"
        out.append(Gauge(need.label, text, min(percent, 100), least, max(0, need.needed - have)))
    units = {facts["home_unit"] for facts in people}
    women = sum(facts.get("sex") == "女" for facts in people)
    outside = sum(not str(facts.get("politics") or "").startswith("中共") for facts in people)
    for label, have in (("来源单位", len(units)), ("女干部", women), ("非中共党员", outside)):
        out.append(Gauge(label, str(have), min(100, 100 * have // total), None, 0))
    return out


def shortfalls(
    needs: Sequence[Need], people: Sequence[Mapping[str, Any]], *, team: str
) -> list[Finding]:
    """Requirements that these people do not meet, each by its name: a warning."""
    found = []
    for need in needs:
        have = sum(need.met_by(facts) for facts in people)
        if have < need.needed:
            facts: dict[str, Any] = {"team": team, "label": need.label, "have": have}
            found.append(say("team.short", severity=Severity.WARNING, needed=need.needed, **facts))
    return found
