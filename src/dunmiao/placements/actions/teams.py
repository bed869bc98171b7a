"""Compose a team by hand or let the engine fill it: every act a pin of the plan, every act undone."""

from collections.abc import Set
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, RuleBroken, not_visible
from dunmiao.kernel.findings import Finding
from dunmiao.people.models import Cadre
from dunmiao.placements import engine, rules, selectors
from dunmiao.placements.actions.plans import make_plan
from dunmiao.placements.inputs import freeze
from dunmiao.placements.lifecycle import PLAN
from dunmiao.placements.messages import say
from dunmiao.placements.models import KinClearance, PlacementPlan, PlanEvent, PlanPin, TeamMove
from dunmiao.placements.teams import Composition
from dunmiao.posts.models import Post, ProjectTeam
from dunmiao.posts.selectors import get_team
from dunmiao.secondments.models import Nomination
from dunmiao.secondments.selectors import fits_of

REASON_CODE = "TEAM"
FILL_SECONDS = 5.0
Pair = list[int]  # nomination id, post id


def _locked(actor: Actor, plan_uid: Any, team_uid: Any) -> tuple[PlacementPlan, ProjectTeam]:
    plan = selectors.get_plan(actor=actor, uid=plan_uid, lock=True)
    actor.require(Permission.PLANS_PREPARE, at=[plan.programme.lead_unit_id])
    if objections := PLAN.objections(state=plan.state, act="change"):
        raise Conflict(objections)
    team = get_team(actor=actor, uid=team_uid)
    if team.programme_id != plan.programme_id:
        raise not_visible()
    return plan, team


def _apply(
    actor: Actor, plan: PlacementPlan, team: ProjectTeam, added: list[Pair], removed: list[Pair]
) -> TeamMove:
    """Take pins out and put pins in, and remember both so that the act can be taken back."""
    _write(actor, plan, added, removed)
    move = TeamMove.objects.create(
        city_id=actor.city_id,
        plan=plan,
        team=team,
        added=added,
        removed=removed,
        made_by_id=actor.user_id,
    )
    _note(actor, plan, "composed", f"{team.name} +{len(added)} −{len(removed)}")
    return move


def _write(actor: Actor, plan: PlacementPlan, added: list[Pair], removed: list[Pair]) -> None:
    for nomination_id, post_id in removed:
        PlanPin.objects.filter(plan=plan, nomination=nomination_id, post=post_id).delete()
    PlanPin.objects.bulk_create(
        PlanPin(
            city_id=actor.city_id,
            plan=plan,
            nomination_id=nomination_id,
            post_id=post_id,
            reason_code=REASON_CODE,
            reason="编组",
            made_by_id=actor.user_id,
        )
        for nomination_id, post_id in added
    )
    plan.is_outdated = True
    plan.revision += 1
    plan.save(update_fields=["is_outdated", "revision"])


def _note(actor: Actor, plan: PlacementPlan, kind: str, note: str) -> None:
    PlanEvent.objects.create(
        city_id=actor.city_id, plan=plan, kind=kind, actor_name=actor.name, note=note[:300]
    )


@transaction.atomic
def seat_person(
    *, actor: Actor, plan_uid: Any, team_uid: Any, nomination_uid: Any, post_uid: Any
) -> TeamMove:
    """Put a candidate into a seat, or move somebody of the team to another one."""
    plan, team = _locked(actor, plan_uid, team_uid)
    now = Composition.read(actor=actor, plan=plan, team=team)
    rows = {row.uid: row for row in now.nominations.values()}
    posts = {post.uid: post for post in now.posts.values()}
    if nomination_uid not in rows or post_uid not in posts:
        raise not_visible()
    nomination, post = rows[nomination_uid], posts[post_uid]
    present = next((row for row in now.seated if row.nomination.pk == nomination.pk), None)
    if nomination.pk in now.serving or (nomination.pk in now.held and present is None):
        raise RuleBroken([say("team.not_candidate", name=nomination.cadre.name)])
    found = []
    if now.open_in(post) <= 0:
        found.append(say("team.full", post=f"{post.unit.name}{post.title}"))
    if present is None and not found:
        found += _blocked(now, nomination, post)
    for other in now.kin_in_team(nomination.cadre_id):
        if other.pk != nomination.pk:
            mine, theirs = nomination.cadre.name, other.cadre.name
            found.append(say("team.kin", first=mine, second=theirs))
    if found:
        raise RuleBroken(found)
    removed = [[nomination.pk, present.post.pk]] if present else []
    move = _apply(actor, plan, team, [[nomination.pk, post.pk]], removed)
    actor.record("team.seated", team, cadres=[nomination.cadre.uid])
    return move


def _blocked(now: Composition, nomination: Nomination, post: Post) -> list[Finding]:
    fit = fits_of(nomination=nomination, posts=[post], judging=now.judging)[0]
    if not fit.blocked:
        return []
    reasons = "；".join(finding.message for finding in fit.blocked)
    return [say("pin.blocked", name=nomination.cadre.name, reasons=reasons)]


@transaction.atomic
def unseat_person(*, actor: Actor, plan_uid: Any, team_uid: Any, nomination_uid: Any) -> TeamMove:
    """Take somebody out of the team; who serves already leaves by his case, not here."""
    plan, team = _locked(actor, plan_uid, team_uid)
    pin = PlanPin.objects.filter(
        plan=plan, nomination__uid=nomination_uid, post__team=team, is_forbidden=False
    ).first()
    if pin is None:
        raise not_visible()
    move = _apply(actor, plan, team, [], [[pin.nomination_id, pin.post_id]])
    actor.record("team.unseated", team)
    return move


@transaction.atomic
def undo_move(*, actor: Actor, plan_uid: Any, team_uid: Any) -> None:
    """Take the last act of composing this team back; as often as there are any."""
    plan, team = _locked(actor, plan_uid, team_uid)
    last = TeamMove.objects.filter(plan=plan, team=team).order_by("-pk").first()
    if last is None:
        raise RuleBroken([say("team.no_undo")])
    held = set(plan.pins.filter(is_forbidden=False).values_list("nomination", flat=True))
    gone = {nomination for nomination, _ in last.added}
    back = [pair for pair in last.removed if pair[0] not in held - gone]
    _write(actor, plan, back, last.added)
    last.delete()
    _note(actor, plan, "undone", team.name)
    actor.record("team.move_undone", team)


@transaction.atomic
def fill_team(*, actor: Actor, plan_uid: Any, team_uid: Any) -> TeamMove:
    """Let the engine fill the empty seats: who sits stays, the rest is the proven best.

    Relatives that nobody cleared are kept apart: the pair's weaker one is left out and the
    rest solved anew.
    """
    plan, team = _locked(actor, plan_uid, team_uid)
    now = Composition.read(actor=actor, plan=plan, team=team)
    if all(now.open_in(post) <= 0 for post in now.posts.values()):
        raise RuleBroken([say("team.nothing_to_fill")])
    frozen = freeze(actor=actor, plan=plan, team=team)
    uid_of = {row.cadre_id: str(row.uid) for row in now.nominations.values()}
    chosen = rules.choose_apart(
        lambda left_out: _best_seats(frozen.files, left_out, seed=plan.seed),
        related={
            (uid_of[one], uid_of[other])
            for one, other in now.kin - now.cleared
            if one in uid_of and other in uid_of
        },
        staying={str(now.nominations[pk].uid) for pk in now.held if pk in now.nominations},
    )
    added = _new_pairs(now, chosen)
    if not added:
        raise RuleBroken([say("team.fill_failed")])
    move = _apply(actor, plan, team, added, [])
    actor.record("team.filled", team, people=len(added))
    return move


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


def _new_pairs(now: Composition, chosen: list[dict[str, Any]]) -> list[Pair]:
    by_uid = {str(row.uid): row for row in now.nominations.values()}
    posts = {str(post.uid): post.pk for post in now.posts.values()}
    pairs = [[by_uid[entry["person"]].pk, posts[entry["post"]]] for entry in chosen]
    return [pair for pair in pairs if pair[0] not in now.held]


@transaction.atomic
def clear_kin(
    *,
    actor: Actor,
    plan_uid: Any,
    team_uid: Any,
    first: Cadre,
    second: Cadre,
    reason: str,
) -> KinClearance:
    """A named officer who may read family files finds that two relatives may serve together."""
    plan, team = _locked(actor, plan_uid, team_uid)
    actor.require(Permission.PEOPLE_SENSITIVE)
    pair = (min(first.pk, second.pk), max(first.pk, second.pk))
    if pair not in Composition.read(actor=actor, plan=plan, team=team).kin:
        raise RuleBroken([say("team.kin_none")])
    if not reason.strip():
        raise RuleBroken([say("pin.reason")])
    row, _ = KinClearance.objects.get_or_create(
        plan=plan,
        first_id=pair[0],
        second_id=pair[1],
        defaults={
            "city_id": actor.city_id,
            "reason": reason[:200],
            "cleared_by_id": actor.user_id,
        },
    )
    _note(actor, plan, "kin_cleared", f"{first.name}、{second.name}：{reason}")
    actor.record("team.kin_cleared", team, cadres=[first.uid, second.uid], reason=reason)
    return row


@transaction.atomic
def draft_for_team(*, actor: Actor, team_uid: Any) -> PlacementPlan:
    """The draft that a team is composed in: the newest one of its round, else a new one; a
    supplement where the round's plan is issued already."""
    team = get_team(actor=actor, uid=team_uid)
    found = selectors.composing_plan(actor=actor, team=team)
    if found is not None and found.state == "DRAFT":
        return found
    base = found if found is not None and found.state == "ISSUED" else None
    return make_plan(actor=actor, programme=team.programme, supplements=base)
