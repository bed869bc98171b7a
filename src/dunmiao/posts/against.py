"""What speaks against an act on a round, its posts or its nominations, before it is asked."""

from dunmiao.acts.claims import Doing
from dunmiao.kernel.findings import Finding
from dunmiao.posts.messages import say
from dunmiao.posts.models import Programme


def against_closed(programme: Programme, doing: Doing) -> list[Finding]:
    """A round that is closed takes no more posts, nominations or plans."""
    if programme.closed_on is None:
        return []
    return [say("programme.closed", name=programme.name, day=programme.closed_on.isoformat())]
