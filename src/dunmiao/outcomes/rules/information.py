"""Information relayed (信息): from where, for whom, whether it was used and what came of it."""

from datetime import date

from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.rules.outcomes import objections_to_day

LEAST, MOST = 6, 500


def objections_to_information(
    text: str, sent_on: date, *, since: date | None, today: date
) -> list[Finding]:
    """A text that says too little or is a book; a day to come or before the secondment."""
    found = []
    if not LEAST <= len(text) <= MOST:
        found.append(say("information.words", where="text", least=LEAST, most=MOST))
    return found + objections_to_day(sent_on, since=since, today=today, where="sent_on")
