"""Who wrote in a version of a rule set."""

from dunmiao.access.scopes import SYSTEM
from dunmiao.acts.claims import Doing
from dunmiao.rulebook.models import RuleSet


def wrote(rule_set: RuleSet, doing: Doing) -> None:
    """Whoever wrote in a draft cannot confirm it."""
    writer = doing.actor.user_id
    if writer != SYSTEM and writer not in rule_set.author_ids:
        rule_set.author_ids = [*rule_set.author_ids, writer]
        rule_set.save(update_fields=["author_ids"])
