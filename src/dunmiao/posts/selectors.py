"""Read programmes and posts, and how many people each requirement leaves (漏斗)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.access.scopes import beyond_own_rows
from dunmiao.formats.places import county_of as county_in
from dunmiao.kernel.errors import not_visible
from dunmiao.people.facts import kin_at, person_facts
from dunmiao.people.models import Cadre
from dunmiao.people.screening import count_by_rules
from dunmiao.people.selectors import with_parts
from dunmiao.posts.composition import Need, needed_of
from dunmiao.posts.models import Post, Programme, ProgrammeKind, ProjectTeam, Requirement
from dunmiao.posts.rules import MOVE_OF_PROGRAMME, banded
from dunmiao.rulebook.rules import Predicate, blocking, judge
from dunmiao.rulebook.selectors import grade_look_back, predicates
from dunmiao.rulebook.sentences import read_value, sentence
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


def open_posts(*, actor: Actor, today: date) -> QuerySet[Post]:
    """Posts of every programme that has not ended, by programme and order."""
    actor.require(Permission.POSTS_VIEW)
    rows = Post.objects.filter(
        city_id=actor.city_id, programme__ends_on__gte=today, withdrawn_on=None
    )
    return rows.select_related("unit").order_by("programme", "sort_order", "pk")


def list_posts(*, programme: Programme, withdrawn: bool = False) -> QuerySet[Post]:
    """Its posts with unit, team and requirements; those that were withdrawn only when asked."""
    rows = programme.posts.select_related("unit", "unit__parent", "team")
    rows = rows if withdrawn else rows.filter(withdrawn_on=None)
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
            return county_in(node.name, city="")
        node = node.parent
    return ""


def post_facts(post: Post) -> dict[str, Any]:
    """What rules compare a person with."""
    return {
        "unit": str(post.unit.uid),
        "unit_name": post.unit.name,
        "division": county_of(post.unit),
        "title": post.title,
        "post_class": post.post_class,
        "move": MOVE_OF_PROGRAMME[post.programme.kind].value,
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


def funnel(
    *,
    actor: Actor,
    post: Post,
    day: date,
    extra: Sequence[Predicate] = (),
    cadres: QuerySet[Cadre] | None = None,
) -> Funnel:
    """Of all cadres in scope (or `cadres`), how many each rule removes, in order and alone."""
    rules = [*rules_for(post, city_rules=predicates(city_id=actor.city_id, day=day)), *extra]
    rows = visible(Cadre, actor) if cadres is None else cadres
    look_back = grade_look_back(city_id=actor.city_id, day=day)
    facts = post_facts(post)
    patterns = count_by_rules(rows, rules, facts, day=day, look_back=look_back)
    if patterns is None:
        patterns = _judged_one_by_one(rows, rules, facts, day=day, look_back=look_back)
    return _funnel(rules, patterns)


def _judged_one_by_one(
    rows: QuerySet[Cadre],
    rules: Sequence[Predicate],
    post: dict[str, Any],
    *,
    day: date,
    look_back: int,
) -> Counter[tuple[bool, ...]]:
    """The same counts by the definition itself, for rules that SQL cannot express."""
    patterns: Counter[tuple[bool, ...]] = Counter()
    kin = kin_at(rows.values_list("pk", flat=True))
    for cadre in with_parts(rows).iterator(chunk_size=2000):
        mine = kin.get(cadre.pk, frozenset())
        facts = person_facts(cadre, day=day, look_back=look_back, kin=mine)
        pattern = tuple(bool(blocking(judge(facts, post, [rule], day=day))) for rule in rules)
        patterns[pattern] += 1
    return patterns


def _funnel(rules: Sequence[Predicate], patterns: Counter[tuple[bool, ...]]) -> Funnel:
    out = Funnel(patterns.total())
    firsts: Counter[int] = Counter()
    for pattern, people in patterns.items():
        failed = [index for index, is_out in enumerate(pattern) if is_out]
        out.alone.update({rules[index].code: people for index in failed})
        if failed:
            firsts[failed[0]] += people
        else:
            out.eligible += people
    left = out.total
    for index, rule in enumerate(rules):
        out.texts[rule.code] = rule.text
        if firsts[index]:
            left -= firsts[index]
            out.in_order.append((rule.text, firsts[index], left))
    return out


def eligible_count(
    *, actor: Actor, post: Post, day: date, attribute: str, operator: str, text: str, severity: str
) -> tuple[int | None, str]:
    """How many people would meet a post with one more requirement: (exact, in words).

    Who sees everyone gets the number; a host gets a band of the whole city, counted beyond
    its own rows and told no closer.
    """
    actor.require(Permission.POSTS_FILE, at=[post.unit_id])
    extra: list[Predicate] = []
    if attribute:
        value = read_value(attribute, operator, text)
        words = sentence(attribute, operator, value)
        extra = [Predicate("post.draft", attribute, operator, value, severity, words, "")]
    if actor.has_all_units:
        count = funnel(actor=actor, post=post, day=day, extra=extra).eligible
        return count, str(count)
    with beyond_own_rows(actor):
        everyone = Cadre.objects.filter(city_id=actor.city_id)
        count = funnel(actor=actor, post=post, day=day, extra=extra, cadres=everyone).eligible
    return None, banded(count)


def needs_of(team: ProjectTeam) -> list[Need]:
    """A team's requirements with how many people each asks for, by the seats of its posts."""
    seats = sum(Post.objects.filter(team=team, withdrawn_on=None).values_list("seats", flat=True))
    return [
        Need(
            row.code,
            row.label,
            needed_of(
                at_least=row.at_least,
                share=(row.share_top or 0, row.share_bottom or 1),
                seats=seats,
            ),
            row.attribute,
            row.operator,
            row.value,
        )
        for row in team.requirements.order_by("code")
    ]


def get_team(*, actor: Actor, uid: Any) -> ProjectTeam:
    """One team in scope."""
    actor.require(Permission.POSTS_VIEW)
    rows = ProjectTeam.objects.filter(city_id=actor.city_id, uid=uid)
    found = rows.select_related("programme", "programme__lead_unit").first()
    if found is None:
        raise not_visible()
    return found


def list_teams(*, actor: Actor) -> QuerySet[ProjectTeam]:
    """Teams in scope with their posts, newest round first."""
    actor.require(Permission.POSTS_VIEW)
    rows = ProjectTeam.objects.filter(city_id=actor.city_id)
    return rows.select_related("programme").prefetch_related("posts").order_by("-programme", "name")
