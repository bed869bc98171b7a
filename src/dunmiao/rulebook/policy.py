"""Rules are known in the city."""

from dunmiao.access.policy import Seen, declare
from dunmiao.access.relations import All

for _name in "ruleset rule ruleparameter override".split():
    declare(f"rulebook.{_name}", Seen(None, All()))
