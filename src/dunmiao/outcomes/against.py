"""What speaks against an act on a step of an outcome, before anything is asked."""

from collections.abc import Iterable

from dunmiao.acts.claims import Doing
from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import OutcomeFact


def closed(fact: OutcomeFact, doing: Doing) -> Iterable[Finding]:
    """Nothing is done at a step of what was reversed."""
    if (day := fact.outcome.reversed_on) is not None:
        yield say("outcome.reversed", day=day.isoformat())
