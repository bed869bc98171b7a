"""Hold a pair of person and post, or keep it out: a human wish on a plan, with its reason."""

from typing import Annotated

from django.db.models import QuerySet

from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, One, Pick, Text
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.placements import engine, selectors
from dunmiao.placements.actions.plans import PREPARES, Solve, solve_plan
from dunmiao.placements.events import note_event, outdate
from dunmiao.placements.inputs import freeze, pair_key
from dunmiao.placements.lifecycle import PLAN
from dunmiao.placements.messages import say
from dunmiao.placements.models import PlacementPlan, PlanPin
from dunmiao.placements.rules import PIN_REASONS
from dunmiao.placements.words import named, titled
from dunmiao.posts.models import Post
from dunmiao.posts.selectors import list_posts
from dunmiao.secondments.models import Nomination


def _people(doing: Doing, plan: PlacementPlan) -> QuerySet[Nomination]:
    return selectors.nominees(actor=doing.actor, plan=plan)


def _posts(doing: Doing, plan: PlacementPlan) -> QuerySet[Post]:
    return list_posts(programme=plan.programme)


def _pins(doing: Doing, plan: PlacementPlan) -> list[tuple[str, str]]:
    pins = plan.pins.select_related("nomination__cadre", "post__unit")
    return [(str(p.pk), f"{p}：{p.nomination.cadre.name} {p.post.unit.name}") for p in pins]


Person = Annotated[Nomination, One("人选", offers=_people, say=named, search=("cadre__name",))]
Place = Annotated[Post, One("岗位", offers=_posts, say=titled, search=("unit__name", "title"))]
Code = Annotated[str, Choice("理由类别", of=PIN_REASONS)]
Reason = Annotated[str, Text("理由", most=200)]


@act(
    "plan.pin", PlacementPlan, "固定",
    records="plan.pair_pinned",
    said="已固定。",
    may=PREPARES, life=PLAN, moves="change", revised=True, related="programme",
)  # fmt: skip
def pin_pair(
    plan: PlacementPlan, doing: Doing, *, nomination: Person, post: Place, reason_code: Code,
    reason: Reason, solve: Solve = False,
) -> PlacementPlan:  # fmt: skip
    """Hold a pair, with the reason; a hard gate cannot be pinned over."""
    frozen = freeze(actor=doing.actor, plan=plan)
    key = pair_key(nomination.uid, post.uid)
    if key not in frozen.why:
        reasons = "；".join(item["message"] for item in frozen.out.get(key, []))
        name = nomination.cadre.name
        raise RuleBroken([say("pin.blocked", where="post", name=name, reasons=reasons)])
    pin = PlanPin(nomination=nomination, post=post, reason_code=reason_code, reason=reason)
    _keep(plan, doing, pin, "pinned")
    return solve_plan.plain(plan, doing) if solve else plan


@act(
    "plan.exclude", PlacementPlan, "排除",
    records="plan.pair_excluded",
    said="已排除。",
    may=PREPARES, life=PLAN, moves="change", revised=True, related="programme",
)  # fmt: skip
def exclude_pair(
    plan: PlacementPlan, doing: Doing, *, nomination: Person, post: Place, reason_code: Code,
    reason: Reason,
) -> PlacementPlan:  # fmt: skip
    """Keep a pair out, with the reason."""
    pin = PlanPin(nomination=nomination, post=post, reason_code=reason_code, reason=reason)
    pin.is_forbidden = True
    _keep(plan, doing, pin, "forbidden")
    return plan


def _keep(plan: PlacementPlan, doing: Doing, pin: PlanPin, event: str) -> None:
    cadre = pin.nomination.cadre
    doing.concern(cadre.uid)
    doing.note(reason=pin.reason, code=pin.reason_code)
    if known := plan.pins.filter(nomination=pin.nomination, post=pin.post).first():
        if known.is_forbidden != pin.is_forbidden:
            raise Conflict([say("pin.both", where="post")])
        return
    pin.city_id, pin.plan, pin.made_by_id = plan.city_id, plan, doing.actor.user_id
    pin.price = _price(plan, pin)
    pin.save()
    outdate(plan)
    note_event(doing.actor, plan, event, f"{cadre.name}：{pin.reason}")


def _price(plan: PlacementPlan, pin: PlanPin) -> int | None:
    """What the pin costs against the plan as last solved; None where it was not solved."""
    if not plan.certificate:
        return None
    answer = engine.explain_pair(
        plan.inputs["files"], plan.result, plan.certificate, person=str(pin.nomination.uid),
        post=str(pin.post.uid),
    )  # fmt: skip
    return 0 if answer["verdict"] == "placed" else answer["loss"]


@act(
    "plan.unpin", PlacementPlan, "取消固定或排除",
    records="plan.pair_freed",
    said="已取消。",
    may=PREPARES, life=PLAN, moves="change", related="programme",
)  # fmt: skip
def unpin_pair(
    plan: PlacementPlan, doing: Doing, *, pin: Annotated[str, Pick("固定或排除", offers=_pins)]
) -> PlacementPlan:
    """Take a pin or exclusion back."""
    found = plan.pins.select_related("nomination__cadre").get(pk=pin)
    cadre = found.nomination.cadre
    found.delete()
    outdate(plan)
    note_event(doing.actor, plan, "unpinned", cadre.name)
    doing.concern(cadre.uid)
    return plan
