"""A job is seen by whoever asked for it, and at its unit by whoever may see what it is about."""

from dunmiao.access.policy import Seen, declare
from dunmiao.access.relations import Person, Unit
from dunmiao.access.roles import Permission as P

# The right to stop and retry a work → the right to follow it.
FOLLOWED_BY = {P.PEOPLE_IMPORT: P.PEOPLE_IMPORT, P.PLANS_PREPARE: P.PLANS_VIEW}
declare(
    "jobs.job",
    *(
        Seen(seen, Unit("unit"), Person("asked_by"), only={"right": (right.value,)})
        for right, seen in FOLLOWED_BY.items()
    ),
)
