"""Who is back leaves his group: the day's own work."""

from datetime import date

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.liaison.models import BranchPost, GroupMember
from dunmiao.secondments.lifecycle import ENDED


@transaction.atomic
def end_memberships(*, actor: Actor, today: date) -> int:
    """Who is back leaves his group on the day his case closed, its leader too: the group then
    waits for another one. Only the day's own work calls this; returns how many left."""
    rows = GroupMember.objects.select_for_update(of=("self",)).filter(
        city_id=actor.city_id, to_on=None, secondment__state__in=ENDED
    )
    left = list(rows.select_related("secondment", "group").order_by("pk"))
    for row in left:
        assert row.secondment is not None
        row.to_on = max(row.secondment.closed_on or today, row.from_on)
        row.save(update_fields=["to_on"])
        BranchPost.objects.filter(member=row, to_on=None).update(to_on=row.to_on)
        actor.record("group.left", row.group)
    return len(left)
