"""Reads of nominations and secondments; eligibility of a person for posts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.documents.selectors import read_file
from dunmiao.formats.papers import LRMX
from dunmiao.formats.read import read_upload
from dunmiao.kernel.errors import not_visible
from dunmiao.kernel.findings import Finding
from dunmiao.people.facts import kin_at, person_facts
from dunmiao.people.models import Cadre
from dunmiao.people.records import differences, merge, record_of
from dunmiao.people.selectors import with_parts
from dunmiao.posts.models import Post, Programme
from dunmiao.posts.selectors import list_posts, post_facts, rules_for
from dunmiao.rulebook.models import RuleSet
from dunmiao.rulebook.rules import Predicate, blocking, judge
from dunmiao.rulebook.selectors import (
    look_back_of,
    overrides_granted,
    predicates_of,
    rule_sets_in_force,
)
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import (
    GainedExperience,
    HostRanking,
    Nomination,
    NominationWish,
    Secondment,
)
from dunmiao.secondments.rules import nominations as rules
from dunmiao.units.models import Unit

SECONDMENT_PARTS = (
    "user",
    "cadre",
    "post",
    "programme",
    "home_unit",
    "host_unit",
    "lead_unit",
    "notice_file",
    "feedback",
)
CADRE_PARTS = (
    "cadre__annualgrades",
    "cadre__reservelistings",
    "wishes__post__unit",
)


def list_nominations(
    *, actor: Actor, programme: Programme, with_facts: bool = True
) -> QuerySet[Nomination]:
    """Nominations of a programme in scope, in stroke order; `with_facts` for judging them."""
    rows = visible(Nomination, actor).filter(programme=programme)
    rows = rows.select_related("programme", "cadre", "cadre__home_unit", "home_unit", "screened_by")
    parts = CADRE_PARTS if with_facts else ("wishes",)
    if programme.required_papers:
        parts = (*parts, "files")
    return rows.prefetch_related(*parts).order_by("cadre__name_stroke_key", "pk")


def get_nomination(*, actor: Actor, uid: Any, lock: bool = False) -> Nomination:
    """One nomination in scope."""
    rows = visible(Nomination, actor)
    rows = rows.select_related("cadre", "cadre__home_unit", "home_unit", "programme")
    if lock:  # an act needs the row; what it judges by is read when it is asked for
        rows = rows.select_for_update(of=("self",))
    else:
        rows = rows.prefetch_related(*CADRE_PARTS)
    found = rows.filter(uid=uid).first()
    if found is None:
        raise not_visible()
    return found


def silent_units(*, actor: Actor, programme: Programme) -> list[Unit]:
    """Departments that have people in scope and have nominated nobody (催报)."""
    spoken = Nomination.objects.filter(programme=programme).values("home_unit_id")
    manned = visible(Cadre, actor).values("home_unit_id")
    rows = Unit.objects.filter(city_id=actor.city_id, pk__in=manned).exclude(pk__in=spoken)
    return list(rows.order_by("sort_order", "pk"))


def submission_state(
    nomination: Nomination, *, limit: int | None, already: int
) -> rules.NominationState:
    """A nomination (wishes and files prefetched for many) as plain values to judge."""
    required = nomination.programme.required_papers
    return rules.NominationState(
        opinion=nomination.unit_opinion,
        recusal_declared=nomination.recusal_declared,
        wishes=[str(wish.post_id) for wish in nomination.wishes.all()],
        nominate_by=nomination.programme.nominate_by,
        limit=limit,
        already=already,
        papers_required=required,
        papers_given=[row.kind for row in nomination.files.all()] if required else [],
    )


def missing_of(nomination: Nomination) -> list[str]:
    """What keeps a draft from being sent, in words."""
    state = submission_state(nomination, limit=None, already=0)
    found = rules.objections_to_submission(state, today=nomination.programme.nominate_by)
    return [finding.message for finding in found]


def form_differences(nomination: Nomination) -> list[dict[str, str]]:
    """Where the newest attached .lrmx says otherwise than the cadre file, old → new."""
    forms = nomination.files.filter(kind="APPOINTMENT_FORM", file__media_type=LRMX)
    newest = forms.select_related("file").order_by("-pk").first()
    if newest is None:
        return []
    reads = read_upload(newest.file.name, read_file(newest.file), today=newest.file.made_at.date())
    people = [person for read in reads for person in read.people]
    if len(people) != 1:
        return []
    cadre = with_parts(Cadre.objects.filter(pk=nomination.cadre_id)).get()
    before = record_of(cadre)
    return differences(before, merge(before, people[0].person))


@dataclass(frozen=True)
class Fit:
    """What the rules say of one person and one post; `blocked` keeps the pair out."""

    post: Post
    findings: list[Finding]
    blocked: list[Finding]


@dataclass(frozen=True)
class Judging:
    """What people are judged by at a day; read once for all of them."""

    day: date
    rules: list[Predicate]
    look_back: int
    granted: dict[Any, frozenset[str]]
    kin: dict[int, frozenset[str]]

    def facts_of(self, cadre: Cadre) -> dict[str, Any]:
        """A cadre as facts at this day."""
        kin = self.kin.get(cadre.pk, frozenset())
        return person_facts(cadre, day=self.day, look_back=self.look_back, kin=kin)


def judging_by(
    sets: Sequence[RuleSet], *, city_id: int, day: date, cadre_ids: Iterable[int]
) -> Judging:
    """These versions of rules, granted exceptions and kin of these cadres, at a day."""
    return Judging(
        day,
        predicates_of(sets),
        look_back_of(sets, day=day),
        overrides_granted(city_id=city_id),
        kin_at(cadre_ids),
    )


def judging_at(*, city_id: int, day: date, cadre_ids: Iterable[int]) -> Judging:
    """The same by the rules in force on the day."""
    sets = rule_sets_in_force(city_id=city_id, day=day)
    return judging_by(sets, city_id=city_id, day=day, cadre_ids=cadre_ids)


def fits_of(*, nomination: Nomination, posts: list[Post], judging: Judging) -> list[Fit]:
    """The person against every post."""
    day = judging.day
    facts = judging.facts_of(nomination.cadre)
    granted = judging.granted.get(nomination.uid, frozenset())
    out = []
    for post in posts:
        rules = rules_for(post, city_rules=judging.rules)
        findings = judge(facts, post_facts(post), rules, day=day)
        out.append(Fit(post, findings, blocking(findings, granted)))
    return out


def objections_to_post(*, nomination: Nomination, post: Post, judging: Judging) -> list[Finding]:
    """What keeps a nominated person from a post, said as one refusal with every reason."""
    fit = fits_of(nomination=nomination, posts=[post], judging=judging)[0]
    if not fit.blocked:
        return []
    reasons = "；".join(finding.message for finding in fit.blocked)
    label = f"{post.unit.name}{post.title}"
    return [say("post.blocked", name=nomination.cadre.name, post=label, reasons=reasons)]


def fits(*, actor: Actor, nomination: Nomination, day: date) -> list[Fit]:
    """The same, for a page."""
    posts = list(list_posts(programme=nomination.programme))
    mine = [nomination.cadre_id]
    judging = judging_at(city_id=actor.city_id, day=day, cadre_ids=mine)
    return fits_of(nomination=nomination, posts=posts, judging=judging)


def candidates(*, actor: Actor, programme: Programme) -> QuerySet[Cadre]:
    """Cadres that the actor may still nominate."""
    units = actor.units_with(Permission.NOMINATE)
    rows = visible(Cadre, actor).exclude(nominations__programme=programme)
    if units is not None:
        rows = rows.filter(home_unit_id__in=units)
    return rows.filter(stage="FREE").select_related("home_unit").order_by("name_stroke_key", "pk")


def released_to(*, actor: Actor, post: Post) -> QuerySet[Nomination]:
    """Nominees who wish for the post and passed the screening."""
    wishes = NominationWish.objects.filter(post=post, host_unit_id=post.unit_id)
    rows = visible(Nomination, actor).filter(
        pk__in=wishes.values("nomination_id"), state="SCREENED"
    )
    return rows.select_related("cadre", "home_unit").order_by("cadre__name_stroke_key", "pk")


def short_list(*, actor: Actor, post: Post) -> list[tuple[Nomination, HostRanking | None]]:
    """Nominees released to this post's host, with the host's answers so far."""
    actor.require(Permission.RANK, at=[post.unit_id])
    rows = released_to(actor=actor, post=post)
    answers = {row.nomination_id: row for row in HostRanking.objects.filter(post=post)}
    pairs = [(row, answers.get(row.pk)) for row in rows]
    return sorted(pairs, key=lambda pair: (pair[1] is None, pair[1].rank or 99 if pair[1] else 0))


def list_secondments(*, actor: Actor) -> QuerySet[Secondment]:
    """Secondments in scope, newest first."""
    rows = visible(Secondment, actor)
    rows = rows.select_related("cadre", "post", "programme", "home_unit", "host_unit")
    return rows.order_by("-pk")


def count_states(*, actor: Actor) -> Counter[str]:
    """How many secondments in scope stand in each state."""
    rows = visible(Secondment, actor).order_by().values_list("state")
    return Counter(dict(rows.annotate(people=Count("pk"))))


def get_secondment(*, actor: Actor, uid: Any, lock: bool = False) -> Secondment:
    """One secondment in scope; unless it is locked for an act, with its `experiences`."""
    rows = visible(Secondment, actor).filter(uid=uid)
    told = GainedExperience.objects.filter(secondment=OuterRef("pk"))
    fields = {name: name for name in ("uid", "kind", "text", "on_day", "teller")}
    if lock:  # an act needs the row and little beside it
        found = rows.select_for_update(of=("self",)).select_related("cadre").first()
    else:
        rows = rows.annotate(experiences=ArraySubquery(told.values(plain=JSONObject(**fields))))
        found = rows.select_related(*SECONDMENT_PARTS).first()
    if found is None:
        raise not_visible()
    return found
