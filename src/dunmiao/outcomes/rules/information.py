"""Information relayed (信息): from where, for whom, whether it was used and what came of it."""

from dataclasses import dataclass
from datetime import date

from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.rules.outcomes import objections_to_day

LEAST, MOST = 6, 500


@dataclass(frozen=True, slots=True)
class Information:
    """What somebody heard that another unit can use."""

    title: str
    source: str
    text: str
    sent_on: date


def objections_to_information(
    item: Information, *, since: date | None, today: date
) -> list[Finding]:
    """Everything wrong with it at once."""
    found = []
    if not item.title.strip():
        found.append(say("outcome.no_title"))
    if not item.source.strip():
        found.append(say("information.no_source"))
    if not LEAST <= len(item.text.strip()) <= MOST:
        found.append(say("information.words", least=LEAST, most=MOST))
    return found + objections_to_day(item.sent_on, since=since, today=today)
