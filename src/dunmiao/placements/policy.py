"""Plans belong to the organisation department: only those with the whole city see them."""

from dunmiao.access.policy import Seen, declare
from dunmiao.access.roles import Permission

PLANS = Seen(Permission.PLANS_VIEW)
for _name in "placementplan planpin planseat planevent teammove kinclearance".split():
    declare(f"placements.{_name}", PLANS)
