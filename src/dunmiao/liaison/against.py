"""What speaks against an act on a group or at its activity, before anything is asked."""

from collections.abc import Iterable

from dunmiao.acts.claims import Doing
from dunmiao.kernel.findings import Finding
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import Group, GroupActivity


def dissolved(group: Group, doing: Doing) -> Iterable[Finding]:
    """Nothing begins in a group that was dissolved."""
    if group.dissolved_on is not None:
        yield say("group.dissolved")


def cancelled(row: GroupActivity, doing: Doing) -> Iterable[Finding]:
    """Nothing is done at an activity that was called off, or of a group that is no more."""
    if row.is_cancelled:
        yield say("activity.cancelled")
    yield from dissolved(row.group, doing)


def not_begun(row: GroupActivity, doing: Doing) -> Iterable[Finding]:
    """Nor before it began, where it tells what happened."""
    yield from cancelled(row, doing)
    if row.starts_at > doing.now:
        yield say("activity.not_begun")
