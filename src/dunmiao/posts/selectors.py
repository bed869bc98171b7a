"""Read programmes and posts, and how many people each requirement leaves (漏斗)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import not_visible
from dunmiao.people.facts import division_of, person_facts
from dunmiao.people.models import Cadre
from dunmiao.people.selectors import with_parts
from dunmiao.posts.models import Post, Programme, ProgrammeKind, Requirement
from dunmiao.rulebook.rules import Predicate, blocking, judge
from dunmiao.rulebook.selectors import predicates
from dunmiao.units.models import Unit, UnitKind


def list_programmes(*, actor: Actor) -> QuerySet[Programme]:
    """Programmes of the city, newest first, with posts and seats counted."""
    actor.require(Permission.POSTS_VIEW)
    rows = Programme.objects.filter(city_id=actor.city_id).select_related("lead_unit")
    return rows.annotate(post_count=Count("posts"), seat_count=Sum("posts__seats")).order_by("pk")


def programme_kinds() -> list[tuple[str, str]]:
    """Kinds of programmes as code and label."""
    return list(ProgrammeKind.choices)


def get_programme(*, actor: Actor, uid: Any) -> Programme:
    """One programme."""
    if not actor.has(Permission.POSTS_VIEW):
        raise not_visible()
    rows = Programme.objects.filter(city_id=actor.city_id, uid=uid).select_related("lead_unit")
    if (programme := rows.first()) is None:
        raise not_visible()
    return programme


def list_posts(*, programme: Programme) -> QuerySet[Post]:
    """Its posts with unit, team and requirements."""
    rows = programme.posts.select_related("unit", "unit__parent", "team")
    return rows.prefetch_related("requirements")


def get_post(*, actor: Actor, uid: Any, lock: bool = False) -> Post:
    """One post."""
    if not actor.has(Permission.POSTS_VIEW):
        raise not_visible()
    rows = Post.objects.filter(city_id=actor.city_id, uid=uid)
    if lock:
        rows = rows.select_for_update(of=("self",))
    post = rows.select_related("unit", "unit__parent", "programme", "programme__lead_unit").first()
    if post is None:
        raise not_visible()
    return post


def county_of(unit: Unit) -> str:
    """The county a host lies in, by its nearest county above; empty for city-level hosts."""
    node: Unit | None = unit
    while node is not None:
        if node.kind == UnitKind.COUNTY:
            return division_of(node.name)
        node = node.parent
    return ""


def post_facts(post: Post) -> dict[str, Any]:
    """What rules compare a person with."""
    return {
        "unit": str(post.unit.uid),
        "unit_name": post.unit.name,
        "division": county_of(post.unit),
        "title": post.title,
        "specialities": post.specialities,
    }


def as_predicate(requirement: Requirement) -> Predicate:
    """A post's own requirement as a rule."""
    return Predicate(
        f"post.{requirement.attribute}",
        requirement.attribute,
        requirement.operator,
        requirement.value,
        requirement.severity,
        requirement.text,
        "岗位需求表",
        verified=True,
    )


def rules_for(post: Post, *, city_rules: list[Predicate]) -> list[Predicate]:
    """The city's rules and then the post's own; one attribute asked twice stays twice."""
    return [*city_rules, *(as_predicate(row) for row in post.requirements.all())]


@dataclass
class Funnel:
    """How many people a post leaves: in order, and each rule alone."""

    total: int
    eligible: int = 0
    alone: Counter[str] = field(default_factory=Counter)
    in_order: list[tuple[str, int, int]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)


def funnel(*, actor: Actor, post: Post, day: date) -> Funnel:
    """Of all cadres in scope, how many each rule removes, in order and alone."""
    rules = rules_for(post, city_rules=predicates(city_id=actor.city_id, day=day))
    facts_of_post = post_facts(post)
    out = Funnel(0)
    firsts: Counter[str] = Counter()
    for cadre in with_parts(Cadre.objects.visible_to(actor)).iterator(chunk_size=2000):
        out.total += 1
        found = blocking(judge(person_facts(cadre, day=day), facts_of_post, rules, day=day))
        codes = list(dict.fromkeys(finding.facts["rule"] for finding in found))
        out.alone.update(codes)
        if codes:
            firsts[codes[0]] += 1
        else:
            out.eligible += 1
    left = out.total
    for rule in rules:
        out.texts[rule.code] = rule.text
        if firsts[rule.code]:
            left -= firsts[rule.code]
            out.in_order.append((rule.text, firsts[rule.code], left))
    return out
