"""Compose a team by hand or let the engine fill it: every act a pin of the plan, every act undone."""

from collections.abc import Iterable, Set
from typing import Annotated, Any

from django.db.models import QuerySet

from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held, Whoever
from dunmiao.acts.declare import act
from dunmiao.acts.fields import One, Text
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.people.facts import kin_between
from dunmiao.placements import engine, rules, selectors
from dunmiao.placements.actions.plans import PREPARES, make_plan, supplement_plan
from dunmiao.placements.against import nothing_open
from dunmiao.placements.events import note_event, outdate
from dunmiao.placements.inputs import freeze
from dunmiao.placements.lifecycle import PLAN
from dunmiao.placements.messages import say
from dunmiao.placements.models import KinClearance, PlacementPlan, PlanPin, TeamMove
from dunmiao.placements.teams import Composition, Pair
from dunmiao.placements.words import named, titled
from dunmiao.posts.models import Post, ProjectTeam
from dunmiao.posts.selectors import list_posts
from dunmiao.secondments.models import Nomination
from dunmiao.secondments.selectors import fits_of

REASON_CODE = "TEAM"
FILL_SECONDS = 5.0


def _people(doing: Doing, plan: PlacementPlan) -> QuerySet[Nomination]:
    return selectors.nominees(actor=doing.actor, plan=plan)


def _seated(doing: Doing, plan: PlacementPlan) -> QuerySet[Nomination]:
    pins = plan.pins.filter(is_forbidden=False).exclude(post__team=None)
    return _people(doing, plan).filter(pk__in=pins.values("nomination"))


def _posts(doing: Doing, plan: PlacementPlan) -> QuerySet[Post]:
    return list_posts(programme=plan.programme).exclude(team=None)


def _teams(doing: Doing, plan: PlacementPlan) -> QuerySet[ProjectTeam]:
    return visible(ProjectTeam, doing.actor).filter(programme=plan.programme_id).order_by("name")


SEARCH = ("cadre__name",)
Team = Annotated[ProjectTeam, One("团队", offers=_teams)]
Candidate = Annotated[Nomination, One("人选", offers=_people, say=named, search=SEARCH)]
Member = Annotated[Nomination, One("组内人员", offers=_seated, say=named, search=SEARCH)]
Seat = Annotated[Post, One("席位", offers=_posts, say=titled, search=("unit__name", "title"))]


# ── the draft that is composed in ──
def _base(team: ProjectTeam, doing: Doing) -> PlacementPlan | None:
    """The issued plan that a new draft would supplement."""
    found = selectors.composing_plan(actor=doing.actor, team=team)
    return found if found is not None and found.state == "ISSUED" else None


def _full(team: ProjectTeam, doing: Doing) -> Iterable[Finding]:
    base = _base(team, doing)
    return nothing_open(base, doing) if base else ()


@act(
    "team.compose", ProjectTeam, "开始编组",
    records="team.composing_begun",
    said="可以编组了。",
    may=Held(Permission.PLANS_PREPARE, "programme.lead_unit"), unless=_full, related="programme",
)  # fmt: skip
def compose_team(team: ProjectTeam, doing: Doing) -> PlacementPlan:
    """The draft that a team is composed in: the newest one of its round, else a new one; a
    supplement where the round's plan is issued already."""
    doing.note(team=team.name)
    found = selectors.composing_plan(actor=doing.actor, team=team)
    if found is not None and found.state == "DRAFT":
        return found
    if found is not None:
        return supplement_plan.plain(found, doing)
    return make_plan.plain(team.programme, doing)


# ── by hand ──
def _apply(
    plan: PlacementPlan, doing: Doing, team: ProjectTeam, added: list[Pair], removed: list[Pair]
) -> PlacementPlan:
    """Take pins out and put pins in, and remember both so that the act can be taken back."""
    _write(plan, doing, added, removed)
    TeamMove.objects.create(
        city_id=plan.city_id, plan=plan, team=team, added=added, removed=removed,
        made_by_id=doing.actor.user_id,
    )  # fmt: skip
    note_event(doing.actor, plan, "composed", f"{team.name} +{len(added)} −{len(removed)}")
    doing.note(team=team.name)
    return plan


def _write(plan: PlacementPlan, doing: Doing, added: list[Pair], removed: list[Pair]) -> None:
    for nomination_id, post_id in removed:
        PlanPin.objects.filter(plan=plan, nomination=nomination_id, post=post_id).delete()
    PlanPin.objects.bulk_create(
        PlanPin(
            city_id=plan.city_id, plan=plan, nomination_id=nomination_id, post_id=post_id,
            reason_code=REASON_CODE, reason="编组", made_by_id=doing.actor.user_id,
        )
        for nomination_id, post_id in added
    )  # fmt: skip
    outdate(plan)


@act(
    "plan.seat", PlacementPlan, "放入席位",
    records="plan.person_seated",
    said="已放入。",
    may=PREPARES, life=PLAN, moves="change", related="programme",
)  # fmt: skip
def seat_person(
    plan: PlacementPlan, doing: Doing, *, nomination: Candidate, post: Seat
) -> PlacementPlan:
    """Put a candidate into a seat of a team, or move somebody of the team to another one."""
    assert post.team is not None  # offered by it
    now = Composition.read(actor=doing.actor, plan=plan, team=post.team)
    present = next((row for row in now.seated if row.nomination.pk == nomination.pk), None)
    if found := _against(now, nomination, post, is_present=present is not None):
        raise RuleBroken(found)
    doing.concern(nomination.cadre.uid)
    removed = [[nomination.pk, present.post.pk]] if present else []
    return _apply(plan, doing, post.team, [[nomination.pk, post.pk]], removed)


def _against(
    now: Composition, nomination: Nomination, post: Post, *, is_present: bool
) -> list[Finding]:
    """Everything that speaks against this person in this seat."""
    name = nomination.cadre.name
    if nomination.pk in now.serving or (nomination.pk in now.held and not is_present):
        return [say("team.not_candidate", where="nomination", name=name)]
    found = []
    if now.open_in(post) <= 0:
        found.append(say("team.full", where="post", post=f"{post.unit.name}{post.title}"))
    if not is_present and not found:
        fit = fits_of(nomination=nomination, posts=[post], judging=now.judging)[0]
        reasons = "；".join(finding.message for finding in fit.blocked)
        if reasons:
            found.append(say("pin.blocked", where="post", name=name, reasons=reasons))
    found += [
        say("team.kin", where="nomination", first=name, second=other.cadre.name)
        for other in now.kin_in_team(nomination.cadre_id)
        if other.pk != nomination.pk
    ]
    return found


@act(
    "plan.unseat", PlacementPlan, "移出",
    records="plan.person_unseated",
    said="已移出。",
    may=PREPARES, life=PLAN, moves="change", related="programme",
)  # fmt: skip
def unseat_person(plan: PlacementPlan, doing: Doing, *, nomination: Member) -> PlacementPlan:
    """Take somebody out of his team; who serves already leaves by his case, not here."""
    held = plan.pins.filter(nomination=nomination, is_forbidden=False).exclude(post__team=None)
    pin = held.select_related("post__team").get()
    assert pin.post.team is not None
    doing.concern(nomination.cadre.uid)
    return _apply(plan, doing, pin.post.team, [], [[pin.nomination_id, pin.post_id]])


@act(
    "plan.undo_seat", PlacementPlan, "撤销编组",
    records="plan.seating_undone",
    said="已撤销。",
    may=PREPARES, life=PLAN, moves="change", related="programme",
)  # fmt: skip
def undo_seat(plan: PlacementPlan, doing: Doing, *, team: Team) -> PlacementPlan:
    """Take the last act of composing this team back; as often as there are any."""
    last = TeamMove.objects.filter(plan=plan, team=team).order_by("-pk").first()
    if last is None:
        raise RuleBroken([say("team.no_undo", where="team")])
    held = set(plan.pins.filter(is_forbidden=False).values_list("nomination", flat=True))
    gone = {nomination for nomination, _ in last.added}
    back = [pair for pair in last.removed if pair[0] not in held - gone]
    _write(plan, doing, back, last.added)
    last.delete()
    note_event(doing.actor, plan, "undone", team.name)
    doing.note(team=team.name)
    return plan


# ── by the engine ──
@act(
    "plan.fill_team", PlacementPlan, "补齐空席",
    records="plan.team_filled",
    said="已补 {people} 席。",
    may=PREPARES, life=PLAN, moves="change", related="programme",
)  # fmt: skip
def fill_team(plan: PlacementPlan, doing: Doing, *, team: Team) -> PlacementPlan:
    """Let the engine fill the empty seats: who sits stays, the rest is the proven best.

    Relatives that nobody cleared are kept apart: the pair's weaker one is left out and the
    rest solved anew.
    """
    now = Composition.read(actor=doing.actor, plan=plan, team=team)
    if all(now.open_in(post) <= 0 for post in now.posts.values()):
        raise RuleBroken([say("team.nothing_to_fill", where="team")])
    frozen = freeze(actor=doing.actor, plan=plan, team=team)
    chosen = rules.choose_apart(
        lambda left_out: _best_seats(frozen.files, left_out, seed=plan.seed),
        related=now.related(),
        staying={str(now.nominations[pk].uid) for pk in now.held if pk in now.nominations},
    )
    added = now.pairs_of(chosen)
    if not added:
        raise RuleBroken([say("team.fill_failed", where="team")])
    doing.note(people=len(added))
    return _apply(plan, doing, team, added, [])


def _best_seats(files: dict[str, str], left_out: Set[str], *, seed: int) -> list[dict[str, Any]]:
    answer = engine.solve_files(
        _without(files, left_out), seed=seed, seconds=FILL_SECONDS, progress=lambda *_: None
    )
    seats: list[dict[str, Any]] = answer["plan"].get("assignments", [])
    return seats


def _without(files: dict[str, str], people: Set[str]) -> dict[str, str]:
    """The files without the pairs of some people."""
    if not people:
        return files
    rows = files["pairs.csv"].splitlines(keepends=True)
    kept = [row for row in rows if row.split(",", 1)[0] not in people]
    return {**files, "pairs.csv": "".join(kept)}


# ── relatives ──
def _prepares(doing: Doing, plan: PlacementPlan) -> bool:
    return PREPARES.allows(doing, plan)


@act(
    "plan.clear_kin", PlacementPlan, "核定可以同组",
    records="plan.kin_cleared",
    said="已核定。",
    may=Whoever(Permission.PEOPLE_SENSITIVE, _prepares), life=PLAN, moves="change",
    related="programme",
)  # fmt: skip
def clear_kin(
    plan: PlacementPlan, doing: Doing, *, first: Candidate, second: Candidate,
    reason: Annotated[str, Text("核定理由", most=190)],
) -> PlacementPlan:  # fmt: skip
    """A named officer who may read family files finds that two relatives may serve together."""
    pair = sorted([first.cadre, second.cadre], key=lambda cadre: cadre.pk)
    ids = (pair[0].pk, pair[1].pk)
    if ids not in kin_between(ids):
        raise RuleBroken([say("team.kin_none", where="second")])
    KinClearance.objects.get_or_create(
        plan=plan, first=pair[0], second=pair[1],
        defaults={"city_id": plan.city_id, "reason": reason, "cleared_by_id": doing.actor.user_id},
    )  # fmt: skip
    names = "、".join(cadre.name for cadre in pair)
    note_event(doing.actor, plan, "kin_cleared", f"{names}：{reason}")
    doing.concern(*(cadre.uid for cadre in pair))
    doing.note(reason=reason)
    return plan
