"""Programmes and posts are a market: known to everyone signed in to the city."""

from dunmiao.access.policy import Seen, declare
from dunmiao.access.relations import All

for _name in "programme projectteam teamrequirement post requirement".split():
    declare(f"posts.{_name}", Seen(None, All()))
