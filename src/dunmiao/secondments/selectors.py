"""Reads of nominations and secondments; eligibility of a person for posts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import not_visible
from dunmiao.kernel.findings import Finding
from dunmiao.people.facts import person_facts
from dunmiao.people.models import Cadre
from dunmiao.posts.models import Post, Programme
from dunmiao.posts.selectors import list_posts, post_facts, rules_for
from dunmiao.rulebook.rules import Predicate, blocking, judge
from dunmiao.rulebook.selectors import overrides_of, predicates
from dunmiao.secondments import rules
from dunmiao.secondments.models import HostRanking, Nomination, NominationWish, Secondment
from dunmiao.units.models import Unit

CADRE_PARTS = (
    "cadre__annualgrades",
    "cadre__familymembers",
    "cadre__reservelistings",
    "wishes__post__unit",
)


def list_nominations(
    *, actor: Actor, programme: Programme, with_facts: bool = True
) -> QuerySet[Nomination]:
    """Nominations of a programme in scope, in stroke order; `with_facts` for judging them."""
    rows = Nomination.objects.visible_to(actor).filter(programme=programme)
    rows = rows.select_related("programme", "cadre", "cadre__home_unit", "home_unit", "screened_by")
    parts = CADRE_PARTS if with_facts else ("wishes",)
    return rows.prefetch_related(*parts).order_by("cadre__name_stroke_key", "pk")


def get_nomination(*, actor: Actor, uid: Any, lock: bool = False) -> Nomination:
    """One nomination in scope."""
    rows = Nomination.objects.visible_to(actor)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = (
        rows.select_related("cadre", "cadre__home_unit", "home_unit", "programme")
        .prefetch_related(*CADRE_PARTS)
        .filter(uid=uid)
        .first()
    )
    if found is None:
        raise not_visible()
    return found


def silent_units(*, actor: Actor, programme: Programme) -> list[Unit]:
    """Departments that have people in scope and have nominated nobody (催报)."""
    spoken = Nomination.objects.filter(programme=programme).values("home_unit_id")
    manned = Cadre.objects.visible_to(actor).values("home_unit_id")
    rows = Unit.objects.filter(city_id=actor.city_id, pk__in=manned).exclude(pk__in=spoken)
    return list(rows.order_by("sort_order", "pk"))


def missing_of(nomination: Nomination) -> list[str]:
    """What keeps a draft from being sent, in words."""
    state = rules.NominationState(
        opinion=nomination.unit_opinion,
        recusal_declared=nomination.recusal_declared,
        wishes=[str(wish.post_id) for wish in nomination.wishes.all()],
        nominate_by=nomination.programme.nominate_by,
        limit=None,
        already=0,
    )
    found = rules.objections_to_submission(state, today=nomination.programme.nominate_by)
    return [finding.message for finding in found]


@dataclass(frozen=True)
class Fit:
    """What the rules say of one person and one post; `blocked` keeps the pair out."""

    post: Post
    findings: list[Finding]
    blocked: list[Finding]


def fits_of(
    *, nomination: Nomination, posts: list[Post], rules: list[Predicate], day: date
) -> list[Fit]:
    """The person against every post."""
    facts = person_facts(nomination.cadre, day=day)
    granted = overrides_of(city_id=nomination.city_id, subject_uid=nomination.uid)
    out = []
    for post in posts:
        findings = judge(facts, post_facts(post), rules_for(post, city_rules=rules), day=day)
        out.append(Fit(post, findings, blocking(findings, granted)))
    return out


def fits(*, actor: Actor, nomination: Nomination, day: date) -> list[Fit]:
    """The same, for a page."""
    posts = list(list_posts(programme=nomination.programme))
    rules = predicates(city_id=actor.city_id, day=day)
    return fits_of(nomination=nomination, posts=posts, rules=rules, day=day)


def candidates(*, actor: Actor, programme: Programme) -> QuerySet[Cadre]:
    """Cadres that the actor may still nominate."""
    units = actor.units_with(Permission.NOMINATE)
    rows = Cadre.objects.visible_to(actor).exclude(nominations__programme=programme)
    if units is not None:
        rows = rows.filter(home_unit_id__in=units)
    return rows.filter(stage="FREE").select_related("home_unit").order_by("name_stroke_key", "pk")


def short_list(*, actor: Actor, post: Post) -> list[tuple[Nomination, HostRanking | None]]:
    """Nominees released to this post's host, with the host's answers so far."""
    actor.require(Permission.RANK, at=[post.unit_id])
    wishes = NominationWish.objects.filter(post=post, host_unit_id=post.unit_id)
    rows = Nomination.objects.visible_to(actor).filter(
        pk__in=wishes.values("nomination_id"), state="SCREENED"
    )
    rows = rows.select_related("cadre", "home_unit").order_by("cadre__name_stroke_key", "pk")
    answers = {row.nomination_id: row for row in HostRanking.objects.filter(post=post)}
    pairs = [(row, answers.get(row.pk)) for row in rows]
    return sorted(pairs, key=lambda pair: (pair[1] is None, pair[1].rank or 99 if pair[1] else 0))


def list_secondments(*, actor: Actor) -> QuerySet[Secondment]:
    """Secondments in scope, newest first."""
    rows = Secondment.objects.visible_to(actor)
    rows = rows.select_related("cadre", "post", "programme", "home_unit", "host_unit")
    return rows.order_by("-pk")


def get_secondment(*, actor: Actor, uid: Any, lock: bool = False) -> Secondment:
    """One secondment in scope."""
    rows = Secondment.objects.visible_to(actor)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = (
        rows.select_related("cadre", "post", "programme", "home_unit", "host_unit", "notice_file")
        .filter(uid=uid)
        .first()
    )
    if found is None:
        raise not_visible()
    return found
