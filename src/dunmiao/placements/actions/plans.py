"""Make, solve, pin, send, deliberate, approve and issue plans."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.models import User
from dunmiao.access.roles import Permission
from dunmiao.jobs.models import Job
from dunmiao.jobs.queue import queue_job
from dunmiao.jobs.selectors import is_worked_on
from dunmiao.kernel.errors import Conflict, RuleBroken, require_revision
from dunmiao.placements import engine, rules, scoring, selectors
from dunmiao.placements.inputs import Frozen, freeze, pair_key
from dunmiao.placements.lifecycle import PLAN
from dunmiao.placements.messages import say
from dunmiao.placements.models import PlacementPlan, PlanEvent, PlanPin, PlanSeat
from dunmiao.posts.models import Post, Programme
from dunmiao.rulebook.selectors import parameter, rule_sets_in_force
from dunmiao.secondments.lifecycle import ENDED
from dunmiao.secondments.models import Nomination, Secondment
from dunmiao.secondments.opening import open_secondment

SOLVE = "placements.solve"


def note_event(actor: Actor, plan: PlacementPlan, kind: str, note: str = "") -> None:
    """A line of the plan's log."""
    PlanEvent.objects.create(
        city_id=actor.city_id, plan=plan, kind=kind, actor_name=actor.name, note=note[:300]
    )


def _may(plan: PlacementPlan, act: str) -> None:
    if objections := PLAN.objections(state=plan.state, act=act):
        raise Conflict(objections)


def locked_plan(
    actor: Actor, plan_uid: Any, act: str, revision: int | None = None
) -> PlacementPlan:
    """The plan, held, if its state allows the act."""
    plan = selectors.get_plan(actor=actor, uid=plan_uid, lock=True)
    _may(plan, act)
    require_revision(plan.revision, revision)
    return plan


@transaction.atomic
def make_plan(
    *,
    actor: Actor,
    programme: Programme,
    name: str = "",
    copy_of: PlacementPlan | None = None,
    supplements: PlacementPlan | None = None,
) -> PlacementPlan:
    """A new draft; a copy takes weights and pins along.

    One that supplements an issued plan fills only what fell empty since: who serves stays.
    """
    actor.require(Permission.PLANS_PREPARE, at=[programme.lead_unit_id])
    if supplements is not None:
        _require_open_seats(supplements)
    count = PlacementPlan.objects.filter(programme=programme).count() + 1
    plan = PlacementPlan.objects.create(
        city_id=actor.city_id,
        programme=programme,
        supplements=supplements,
        name=name or f"{'补充' if supplements else ''}方案{count}",
        weights=dict(copy_of.weights) if copy_of else dict(scoring.DEFAULT_WEIGHTS),
        mode=copy_of.mode if copy_of else "OPTIMAL",
        manual_list=list(copy_of.manual_list) if copy_of else [],
        made_by_id=actor.user_id,
    )
    if copy_of:
        for pin in copy_of.pins.all():
            pin.pk, pin.plan = None, plan
            pin._state.adding = True
            pin.save()
    note_event(actor, plan, "made")
    actor.record("plan.made", plan)
    return plan


def _require_open_seats(base: PlacementPlan) -> None:
    if base.state != "ISSUED":
        raise Conflict([say("plan.not_issued")])
    alive = Secondment.objects.filter(programme=base.programme, left_on=None)
    taken = alive.exclude(state__in=ENDED).count()
    seats = sum(Post.objects.filter(programme=base.programme).values_list("seats", flat=True))
    if taken >= seats:
        raise RuleBroken([say("plan.nothing_open")])


@transaction.atomic
def set_weights(
    *, actor: Actor, plan_uid: Any, weights: dict[str, int], revision: int | None = None
) -> PlacementPlan:
    """Change weights; the plan is then outdated, never solved again in silence."""
    plan = locked_plan(actor, plan_uid, "change", revision)
    actor.require(Permission.PLANS_PREPARE, at=[plan.programme.lead_unit_id])
    limits = ((value, 10_000 if key == "stickiness" else 500) for key, value in weights.items())
    if any(not 0 <= value <= most for value, most in limits):
        raise RuleBroken([say("weight.range")])
    plan.weights = {**plan.weights, **weights}
    outdate(plan)
    note_event(actor, plan, "weights", "、".join(f"{k}={v}" for k, v in weights.items()))
    actor.record("plan.weighted", plan, weights=weights)
    return plan


def outdate(plan: PlacementPlan) -> None:
    """Its result no longer belongs to what it would be made of now."""
    plan.is_outdated = True
    plan.revision += 1
    plan.save(update_fields=["weights", "is_outdated", "revision"])


@transaction.atomic
def pin_pair(
    *,
    actor: Actor,
    plan_uid: Any,
    nomination: Nomination,
    post: Post,
    is_forbidden: bool,
    reason_code: str,
    reason: str,
    revision: int | None = None,
) -> PlanPin:
    """Hold a pair or keep it out, with a reason; a hard gate cannot be pinned over."""
    plan = locked_plan(actor, plan_uid, "change", revision)
    actor.require(Permission.PLANS_PREPARE, at=[plan.programme.lead_unit_id])
    if not reason.strip():
        raise RuleBroken([say("pin.reason")])
    frozen = freeze(actor=actor, plan=plan)
    key = pair_key(nomination.uid, post.uid)
    if not is_forbidden and key not in frozen.why:
        reasons = "；".join(item["message"] for item in frozen.out.get(key, []))
        raise RuleBroken([say("pin.blocked", name=nomination.cadre.name, reasons=reasons)])
    pin, created = PlanPin.objects.get_or_create(
        plan=plan,
        nomination=nomination,
        post=post,
        defaults={
            "city_id": actor.city_id,
            "is_forbidden": is_forbidden,
            "reason_code": reason_code,
            "reason": reason[:200],
            "price": _price(plan, nomination, post),
            "made_by_id": actor.user_id,
        },
    )
    if not created and pin.is_forbidden != is_forbidden:
        raise Conflict([say("pin.both")])
    outdate(plan)
    note_event(
        actor, plan, "forbidden" if is_forbidden else "pinned", f"{nomination.cadre.name}：{reason}"
    )
    kind = "plan.pair_excluded" if is_forbidden else "plan.pair_pinned"
    actor.record(kind, plan, cadres=[nomination.cadre.uid], reason=reason, code=reason_code)
    return pin


def _price(plan: PlacementPlan, nomination: Nomination, post: Any) -> int | None:
    """What the pin costs against the plan as last solved; None where it was not solved."""
    if not plan.certificate:
        return None
    answer = engine.explain_pair(
        plan.inputs["files"],
        plan.result,
        plan.certificate,
        person=str(nomination.uid),
        post=str(post.uid),
    )
    return 0 if answer["verdict"] == "placed" else answer["loss"]


@transaction.atomic
def unpin_pair(*, actor: Actor, plan_uid: Any, pin_id: int) -> PlacementPlan:
    """Take a pin or exclusion back."""
    plan = locked_plan(actor, plan_uid, "change")
    actor.require(Permission.PLANS_PREPARE, at=[plan.programme.lead_unit_id])
    pin = plan.pins.filter(pk=pin_id).select_related("nomination__cadre").first()
    if pin is not None:
        name = pin.nomination.cadre.name
        pin.delete()
        outdate(plan)
        note_event(actor, plan, "unpinned", name)
        actor.record("plan.pair_freed", plan)
    return plan


# ── runs ──
@transaction.atomic
def ask_run(*, actor: Actor, plan_uid: Any) -> Job:
    """Queue a run; one at a time for a plan. Faults of the inputs are said at once."""
    plan = locked_plan(actor, plan_uid, "change")
    actor.require(Permission.PLANS_PREPARE, at=[plan.programme.lead_unit_id])
    freeze(actor=actor, plan=plan)
    job = queue_job(actor=actor, work=SOLVE, subject=plan, unit_id=plan.programme.lead_unit_id)
    note_event(actor, plan, "asked")
    actor.record("plan.run_asked", plan)
    return job


def freeze_plan(*, actor: Actor, plan_uid: Any) -> Frozen:
    """What a run is given: the inputs as they are now, if the plan may still be changed."""
    plan = selectors.get_plan(actor=actor, uid=plan_uid)
    _may(plan, "change")
    return freeze(actor=actor, plan=plan)


@transaction.atomic
def store_result(
    *, actor: Actor, plan_uid: Any, frozen: Frozen, answer: dict[str, Any], now: datetime
) -> PlacementPlan:
    """Keep result, certificate and explanations with the frozen inputs they belong to.

    The inputs are frozen once more: where pins, wishes, posts, people, rules, weights or the mode
    changed while the engine was thinking, the result is kept as outdated.
    """
    plan = locked_plan(actor, plan_uid, "change")
    before = {a["person"]: a["post"] for a in plan.result.get("assignments", [])}
    plan.is_outdated = not _still_asked(actor, plan, frozen)
    plan.inputs = {"files": frozen.files, "why": frozen.why, "out": frozen.out}
    plan.inputs_sha256 = engine.inputs_sha256(frozen.files)
    plan.result, plan.certificate = answer["plan"], answer["certificate"]
    plan.explanations = {"rivals": answer["rivals"], "before": before}
    day = plan.programme.starts_on
    plan.rule_sets = [str(row) for row in rule_sets_in_force(city_id=actor.city_id, day=day)]
    plan.cut_off_at = now
    plan.revision += 1
    plan.save()
    _write_seats(actor, plan)
    note_event(actor, plan, "solved", f"{answer['plan']['status']} {answer['plan']['value']}")
    return plan


def _still_asked(actor: Actor, plan: PlacementPlan, frozen: Frozen) -> bool:
    try:
        return frozen.gives_the_same(freeze(actor=actor, plan=plan))
    except RuleBroken:  # nobody, or no post, is left
        return False


def _write_seats(actor: Actor, plan: PlacementPlan) -> None:
    names = selectors.PlanNames(plan)
    pins = {(pin.nomination_id, pin.post_id) for pin in plan.pins.all() if not pin.is_forbidden}
    plan.seats.all().delete()
    for entry in plan.result.get("assignments", []):
        nomination, post = names.nominations[entry["person"]], names.posts[entry["post"]]
        PlanSeat.objects.create(
            city_id=actor.city_id,
            plan=plan,
            nomination=nomination,
            post=post,
            score=entry["score"],
            terms=entry["terms"],
            is_pinned=(nomination.pk, post.pk) in pins,
        )


# ── approval ──
@transaction.atomic
def submit_plan(*, actor: Actor, plan_uid: Any, now: datetime) -> PlacementPlan:
    """Send a solved plan for approval; it can then no longer be changed."""
    plan = locked_plan(actor, plan_uid, "submit")
    actor.require(Permission.PLANS_PREPARE, at=[plan.programme.lead_unit_id])
    if is_worked_on(plan.uid):
        raise Conflict([say("plan.running")])
    if not plan.result:
        raise RuleBroken([say("plan.unsolved")])
    if plan.is_outdated:
        raise RuleBroken([say("plan.outdated")])
    if plan.result["status"] == "infeasible":
        raise RuleBroken([say("plan.infeasible")])
    plan.state, plan.submitted_by_id, plan.submitted_at = "SUBMITTED", actor.user_id, now
    plan.revision += 1
    plan.save()
    note_event(actor, plan, "submitted")
    actor.record("plan.submitted", plan)
    return plan


@transaction.atomic
def return_plan(*, actor: Actor, plan_uid: Any, reason: str) -> PlacementPlan:
    """Give a sent plan back as a draft."""
    plan = locked_plan(actor, plan_uid, "return")
    actor.require(Permission.PLANS_APPROVE, at=[plan.programme.lead_unit_id])
    plan.state, plan.submitted_by, plan.submitted_at = "DRAFT", None, None
    plan.revision += 1
    plan.save()
    note_event(actor, plan, "returned", reason)
    actor.record("plan.returned", plan, reason=reason)
    return plan


@transaction.atomic
def withdraw_plan(*, actor: Actor, plan_uid: Any, reason: str) -> PlacementPlan:
    """Give a plan up for good; it stays readable with its log."""
    plan = locked_plan(actor, plan_uid, "withdraw")
    actor.require(Permission.PLANS_PREPARE, at=[plan.programme.lead_unit_id])
    if is_worked_on(plan.uid):
        raise Conflict([say("plan.running")])
    plan.state = PLAN.target("withdraw")
    plan.revision += 1
    plan.save()
    note_event(actor, plan, "withdrawn", reason)
    actor.record("plan.withdrawn", plan, reason=reason)
    return plan


@transaction.atomic
def record_deliberation(*, actor: Actor, plan_uid: Any, counts: rules.Counts) -> PlacementPlan:
    """Type in what the meeting counted."""
    plan = locked_plan(actor, plan_uid, "deliberate")
    actor.require(Permission.PLANS_PREPARE, at=[plan.programme.lead_unit_id])
    if objections := rules.objections_to_counts(counts):
        raise RuleBroken(objections)
    plan.due_count, plan.present_count = counts.due, counts.present
    plan.agree_count, plan.disagree_count = counts.agree, counts.disagree
    plan.abstain_count, plan.state = counts.abstain, "DELIBERATED"
    plan.revision += 1
    plan.save()
    note = f"应到{counts.due} 实到{counts.present} 同意{counts.agree}"
    note_event(actor, plan, "deliberated", note)
    actor.record("plan.deliberated", plan, agree=counts.agree, due=counts.due)
    return plan


def meeting_policy(*, city_id: int, day: date) -> rules.MeetingPolicy:
    """Quorum and majority from the rule set in force."""
    quorum = parameter(city_id=city_id, key="meeting.quorum", day=day, default="2/3")
    majority = parameter(city_id=city_id, key="meeting.majority", day=day, default="1/2")
    return rules.MeetingPolicy(Fraction(quorum), Fraction(majority))


@transaction.atomic
def approve_plan(*, actor: Actor, plan_uid: Any, now: datetime, today: date) -> PlacementPlan:
    """Approve, by another natural person; the secondments begin to exist."""
    plan = locked_plan(actor, plan_uid, "approve")
    actor.require(Permission.PLANS_APPROVE, at=[plan.programme.lead_unit_id])
    makers = User.objects.filter(pk__in=[plan.made_by_id, plan.submitted_by_id])
    counts = rules.Counts(
        plan.due_count or 0,
        plan.present_count or 0,
        plan.agree_count or 0,
        plan.disagree_count or 0,
        plan.abstain_count or 0,
    )
    objections = rules.objections_to_approval(
        counts,
        policy=meeting_policy(city_id=actor.city_id, day=today),
        approver=actor.natural_person,
        makers={user.natural_person for user in makers},
    )
    if objections:
        raise RuleBroken(objections)
    plan.state, plan.approved_by_id, plan.approved_at = "APPROVED", actor.user_id, now
    plan.revision += 1
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError:
        raise Conflict([say("plan.another_in_force")]) from None
    for seat in plan.seats.select_related(
        "nomination__cadre", "nomination__home_unit", "post__programme", "post__unit"
    ).order_by("pk"):
        if seat.nomination.state != "PLACED":  # who serves already is in a supplement, too
            term = _rest_of_term(plan, today)
            open_secondment(
                actor=actor, nomination=seat.nomination, post=seat.post, today=today, term=term
            )
    note_event(actor, plan, "approved")
    actor.record("plan.approved", plan)
    return plan


def _rest_of_term(plan: PlacementPlan, today: date) -> tuple[date, date] | None:
    """Who comes later serves from today to the round's end."""
    if plan.supplements_id is None:
        return None
    first = max(today, plan.programme.starts_on)
    return first, max(first, plan.programme.ends_on)
