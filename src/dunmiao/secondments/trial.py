"""Try a version of the rules on rounds: whom it would have stopped, whom it would let pass.

Nothing is written; people are judged by their files as they are now, on the first day of the
round, with the exceptions that were granted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.posts.models import Post, Programme
from dunmiao.posts.selectors import list_posts
from dunmiao.rulebook.models import RuleSet
from dunmiao.rulebook.versions import begun
from dunmiao.secondments.models import Nomination
from dunmiao.secondments.selectors import Judging, fits_of, judging_by, list_nominations

MOST_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Judged:
    """A nominee whom the two sets of rules judge otherwise, and by which rules he is stopped."""

    nomination: Nomination
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """One round: how many were nominated, stopped now, stopped then; who more, who no more."""

    programme: Programme
    nominated: int
    stopped_now: int
    stopped_then: int
    more: list[Judged]
    fewer: list[Judged]


def _stopped(nomination: Nomination, posts: Sequence[Post], judging: Judging) -> tuple[str, ...]:
    """The rules that keep a nominee from every post he wishes for (from every post, where he
    named none); empty where one is open to him."""
    wished = {wish.post_id for wish in nomination.wishes.all()}
    asked = [post for post in posts if post.pk in wished] or list(posts)
    found = fits_of(nomination=nomination, posts=asked, judging=judging)
    if not found or not all(fit.blocked for fit in found):
        return ()
    texts = (str(finding.facts["text"]) for fit in found for finding in fit.blocked)
    return tuple(dict.fromkeys(texts))


def _try_round(actor: Actor, programme: Programme, rule_set: RuleSet) -> Tried:
    day, city = programme.starts_on, actor.city_id
    rows = list(list_nominations(actor=actor, programme=programme))
    posts = list(list_posts(programme=programme))
    people = [row.cadre_id for row in rows]
    sets = begun(city_id=city, day=day)
    others = begun(city_id=city, day=day, without=rule_set)
    now = judging_by(sets, city_id=city, day=day, cadre_ids=people)
    then = judging_by([*others, rule_set], city_id=city, day=day, cadre_ids=people)
    judged = [(row, _stopped(row, posts, now), _stopped(row, posts, then)) for row in rows]
    return Tried(
        programme,
        len(rows),
        sum(1 for _, before, _ in judged if before),
        sum(1 for _, _, after in judged if after),
        [Judged(row, after) for row, before, after in judged if after and not before],
        [Judged(row, before) for row, before, after in judged if before and not after],
    )


def try_rules(*, actor: Actor, rule_set: RuleSet) -> list[Tried]:
    """The newest rounds with nominees, each judged by the rules in force on its first day and by
    the same with this version in place of its set."""
    actor.require(Permission.RULES_VIEW)
    nominated = visible(Nomination, actor).values("programme")
    rows = Programme.objects.filter(city_id=actor.city_id, pk__in=nominated)
    rounds = rows.order_by("-starts_on", "-pk")[:MOST_ROUNDS]
    return [_try_round(actor, programme, rule_set) for programme in rounds]
