"""Make a plan, say what counts in it and by which way it is made, have it solved."""

from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, File, Text, Tick, Upload, Whole
from dunmiao.db.errors import conflict
from dunmiao.formats.books import read_filled
from dunmiao.formats.container import Refused
from dunmiao.jobs.queue import queue_job
from dunmiao.kernel.errors import RuleBroken
from dunmiao.placements import manual_lists, scoring, selectors
from dunmiao.placements.against import is_idle, nothing_open
from dunmiao.placements.events import note_event, outdate
from dunmiao.placements.inputs import freeze
from dunmiao.placements.lifecycle import MODES, PLAN
from dunmiao.placements.messages import say
from dunmiao.placements.models import PlacementPlan
from dunmiao.placements.runs import SOLVE
from dunmiao.posts.models import Programme

PREPARES = Held(Permission.PLANS_PREPARE, "programme.lead_unit")
MOST_UPLOAD = 5 << 20
Name = Annotated[str, Text("方案名称", most=60, help="不填则按顺序编号")]
Solve = Annotated[bool, Tick("随即求解")]


def _weight(name: str, most: int = 500) -> Whole:
    def first(plan: PlacementPlan) -> int | None:
        found: int | None = plan.weights.get(name, scoring.DEFAULT_WEIGHTS.get(name))
        return found

    return Whole(scoring.LABELS[name], most=most, first=first)


# ── made ──
def _create(plan: PlacementPlan, doing: Doing, name: str) -> PlacementPlan:
    count = PlacementPlan.objects.filter(programme=plan.programme).count() + 1
    plan.name = name or f"{'补充' if plan.supplements_id else ''}方案{count}"
    plan.made_by_id = doing.actor.user_id
    with conflict("plan_name_once", say("plan.exists", where="name", name=plan.name)):
        plan.save()
    note_event(doing.actor, plan, "made")
    return plan


@act(
    "plan.make", Programme, "新建方案",
    records="plan.made",
    said="方案已新建。",
    may=Held(Permission.PLANS_PREPARE, "lead_unit"),
)  # fmt: skip
def make_plan(programme: Programme, doing: Doing, *, name: Name = "") -> PlacementPlan:
    """A new draft of a round, with the usual weights."""
    weights = dict(scoring.DEFAULT_WEIGHTS)
    plan = PlacementPlan(city_id=programme.city_id, programme=programme, weights=weights)
    return _create(plan, doing, name)


@act(
    "plan.copy", PlacementPlan, "复制为新方案",
    records="plan.made",
    said="已复制为新方案。",
    may=PREPARES, related="programme",
)  # fmt: skip
def copy_plan(plan: PlacementPlan, doing: Doing, *, name: Name = "") -> PlacementPlan:
    """A new draft with the weights, the mode, the pins and the manual list of this plan."""
    made = PlacementPlan(
        city_id=plan.city_id, programme=plan.programme, weights=dict(plan.weights), mode=plan.mode,
        manual_list=list(plan.manual_list),
    )  # fmt: skip
    _create(made, doing, name)
    for pin in plan.pins.all():
        pin.pk, pin.plan = None, made
        pin._state.adding = True
        pin.save()
    doing.note(copy_of=str(plan.uid))
    return made


@act(
    "plan.supplement", PlacementPlan, "补充方案",
    records="plan.made",
    said="补充方案已新建。",
    may=PREPARES, life=PLAN, moves="supplement", unless=nothing_open, related="programme",
)  # fmt: skip
def supplement_plan(plan: PlacementPlan, doing: Doing, *, name: Name = "") -> PlacementPlan:
    """A draft that fills only what fell empty of an issued plan: who serves stays."""
    weights = dict(scoring.DEFAULT_WEIGHTS)
    made = PlacementPlan(
        city_id=plan.city_id, programme=plan.programme, supplements=plan, weights=weights
    )
    return _create(made, doing, name)


# ── asked ──
@act(
    "plan.weigh", PlacementPlan, "改权重",
    records="plan.weighted",
    said="权重已保存。",
    may=PREPARES, life=PLAN, moves="change", revised=True, related="programme",
)  # fmt: skip
def weigh(
    plan: PlacementPlan, doing: Doing, *,
    fit: Annotated[int | None, _weight("fit")] = None,
    wish: Annotated[int | None, _weight("wish")] = None,
    host: Annotated[int | None, _weight("host")] = None,
    growth: Annotated[int | None, _weight("growth")] = None,
    stickiness: Annotated[int | None, _weight("stickiness", 10_000)] = None,
    solve: Solve = False,
) -> PlacementPlan:  # fmt: skip
    """Say what counts how much, in percent, and the points for keeping a place as it was.

    What is left out stays; the plan is then outdated, never solved again in silence.
    """
    asked = {"fit": fit, "wish": wish, "host": host, "growth": growth, "stickiness": stickiness}
    given = {name: value for name, value in asked.items() if value is not None}
    if plan.weights | given != plan.weights:
        plan.weights = plan.weights | given
        outdate(plan)
        note_event(doing.actor, plan, "weights", "、".join(f"{k}={v}" for k, v in given.items()))
    doing.note(weights=given)
    return solve_plan.plain(plan, doing) if solve else plan


@act(
    "plan.set_mode", PlacementPlan, "改求解方式",
    records="plan.mode_set",
    said="求解方式已保存。",
    may=PREPARES, life=PLAN, moves="change", revised=True, related="programme",
)  # fmt: skip
def set_mode(
    plan: PlacementPlan, doing: Doing, *,
    mode: Annotated[str, Choice("求解方式", of=MODES, first=lambda plan: plan.mode, help=(
        "双向互选按本人志愿和接收单位排序，没有一人一单位愿意另行结对；"
        "未填志愿的视为服从安排，未排序的按适配排在后面。"
        "它不顾岗位分档，派出上限优先于互选。"))],
) -> PlacementPlan:  # fmt: skip
    """By points or by both sides' choice; the plan is then outdated. Two-sided choice knows no
    team requirements, so a round of teams has none."""
    if mode == "STABLE" and plan.programme.teams.exists():
        raise RuleBroken([say("mode.teams", where="mode")])
    if plan.mode != mode:
        plan.mode = mode
        outdate(plan)
        note_event(doing.actor, plan, "mode", MODES[mode])
    doing.note(mode=mode)
    return plan


@act(
    "plan.solve", PlacementPlan, "求解",
    records="plan.run_asked",
    said="正在求解。",
    may=PREPARES, life=PLAN, moves="change", unless=is_idle, related="programme",
)  # fmt: skip
def solve_plan(plan: PlacementPlan, doing: Doing) -> PlacementPlan:
    """Queue a run; one at a time for a plan. Faults of the inputs are said at once."""
    freeze(actor=doing.actor, plan=plan)
    unit_id = plan.programme.lead_unit_id
    job = queue_job(actor=doing.actor, work=SOLVE, subject=plan, unit_id=unit_id)
    note_event(doing.actor, plan, "asked")
    doing.note(job=str(job.uid))
    return plan


@act(
    "plan.bring_list", PlacementPlan, "带来原办法名单",
    records="plan.manual_list_kept",
    said="已读入原办法名单 {people} 人。",
    may=PREPARES, related="programme",
)  # fmt: skip
def bring_list(
    plan: PlacementPlan, doing: Doing, *,
    file: Annotated[Upload, File("填好的名单表", accept=".xlsx", most_bytes=MOST_UPLOAD)],
) -> PlacementPlan:  # fmt: skip
    """Keep the list made the former way beside the plan; every fault at once, nothing half kept.

    It changes nothing of the plan, so it may be brought to a plan in any state.
    """
    try:
        filled = read_filled(file.content, header=manual_lists.HEADER)
    except Refused as refused:
        raise RuleBroken([refused.finding.at("file")]) from None
    faults = [fault.at("file") for fault in filled.faults]
    if filled.missing:
        columns = "、".join(filled.missing)
        faults = [say("manual.columns", where="file", columns=columns)]
    if faults:
        raise RuleBroken(faults)
    pairs, faults = manual_lists.read(selectors.PlanNames(plan), filled.texts())
    if faults:
        raise RuleBroken([fault.at("file") for fault in faults])
    plan.manual_list = pairs
    plan.save(update_fields=["manual_list"])
    note_event(doing.actor, plan, "manual", f"{len(pairs)} 人")
    doing.note(people=len(pairs))
    return plan
