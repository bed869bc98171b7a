"""The rules of a placement, one file each, with their words.

`CAPS` are nested on each side (person ⊂ unit ⊂ system; unit on post ⊂ post ⊂ host ⊂ county), so
that all of them together are one flow; sides cut across and are priced.
"""

from dunmiao.engines.matching.constraints import couples, recusals
from dunmiao.engines.matching.constraints.county_cap import COUNTY_CAP
from dunmiao.engines.matching.constraints.family import Family
from dunmiao.engines.matching.constraints.host_cap import HOST_CAP
from dunmiao.engines.matching.constraints.one_post import ONE_POST
from dunmiao.engines.matching.constraints.release_cap import RELEASE_CAP
from dunmiao.engines.matching.constraints.seats import SEATS
from dunmiao.engines.matching.constraints.side import Side
from dunmiao.engines.matching.constraints.system_cap import SYSTEM_CAP
from dunmiao.engines.matching.constraints.unit_post_cap import UNIT_POST_CAP
from dunmiao.engines.matching.problem import Problem

CAPS: tuple[Family, ...] = (
    ONE_POST,
    SEATS,
    RELEASE_CAP,
    SYSTEM_CAP,
    HOST_CAP,
    COUNTY_CAP,
    UNIT_POST_CAP,
)


def sides_of(problem: Problem) -> list[Side]:
    """Everything that cuts across the caps, in one order; found once for a problem."""
    kept: dict[str, list[Side]] = problem.__dict__
    if "sides" not in kept:
        kept["sides"] = [*recusals.sides(problem), *couples.sides(problem)]
    return kept["sides"]
