"""Send a plan, deliberate, approve and issue it; return it, or give it up."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Text, Whole
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.placements import rules
from dunmiao.placements.actions.plans import PREPARES
from dunmiao.placements.against import is_idle
from dunmiao.placements.events import note_event
from dunmiao.placements.lifecycle import PLAN
from dunmiao.placements.messages import say
from dunmiao.placements.models import PlacementPlan
from dunmiao.rulebook.selectors import missing_rules, parameter
from dunmiao.secondments.models import Secondment
from dunmiao.secondments.official_notices import issue_notice
from dunmiao.secondments.opening import open_secondment

APPROVES = Held(Permission.PLANS_APPROVE, "programme.lead_unit")
MOST_MEMBERS = 1_000
Reason = Annotated[str, Text("理由", most=300)]


def _unfit(plan: PlacementPlan, doing: Doing) -> Iterable[Finding]:
    """Only the proven result of the plan as it stands is sent."""
    if running := list(is_idle(plan, doing)):
        yield from running
    elif not plan.result:
        yield say("plan.unsolved")
    elif plan.is_outdated:
        yield say("plan.outdated")
    elif plan.result["status"] == "infeasible":
        yield say("plan.infeasible")
    else:
        yield from missing_rules(city_id=plan.city_id, day=plan.programme.starts_on)


def _step(plan: PlacementPlan, doing: Doing, move: str, event: str, note: str = "") -> None:
    """Where the move leads, kept with its line of the log."""
    plan.state = PLAN.target(move)
    plan.revision += 1
    plan.save()
    note_event(doing.actor, plan, event, note)


@act(
    "plan.submit", PlacementPlan, "送审",
    records="plan.submitted",
    said="已送审，方案不能再修改。",
    may=PREPARES, life=PLAN, moves="submit", unless=_unfit, related="programme",
)  # fmt: skip
def submit_plan(plan: PlacementPlan, doing: Doing) -> PlacementPlan:
    """Send a solved plan for approval; it can then no longer be changed."""
    plan.submitted_by_id, plan.submitted_at = doing.actor.user_id, doing.now
    _step(plan, doing, "submit", "submitted")
    return plan


@act(
    "plan.return", PlacementPlan, "退回修改",
    records="plan.returned",
    said="已退回修改。",
    may=APPROVES, life=PLAN, moves="return", related="programme",
)  # fmt: skip
def return_plan(plan: PlacementPlan, doing: Doing, *, reason: Reason) -> PlacementPlan:
    """Give a sent plan back as a draft."""
    plan.submitted_by, plan.submitted_at = None, None
    _step(plan, doing, "return", "returned", reason)
    doing.note(reason=reason)
    return plan


@act(
    "plan.withdraw", PlacementPlan, "撤回方案",
    records="plan.withdrawn",
    said="方案已撤回。",
    may=PREPARES, life=PLAN, moves="withdraw", unless=is_idle, related="programme",
    danger="撤回后不再使用，只能查阅。确定撤回？",
)  # fmt: skip
def withdraw_plan(plan: PlacementPlan, doing: Doing, *, reason: Reason) -> PlacementPlan:
    """Give a plan up for good; it stays readable with its log."""
    _step(plan, doing, "withdraw", "withdrawn", reason)
    doing.note(reason=reason)
    return plan


# ── the meeting ──
def _count(label: str, name: str) -> Whole:
    return Whole(label, most=MOST_MEMBERS, first=lambda plan: getattr(plan, f"{name}_count"))


@act(
    "plan.deliberate", PlacementPlan, "记录研究情况",
    records="plan.deliberated",
    said="研究情况已记录。",
    may=PREPARES, life=PLAN, moves="deliberate", waits=True, related="programme",
)  # fmt: skip
def record_deliberation(
    plan: PlacementPlan, doing: Doing, *,
    due: Annotated[int, _count("应到", "due")],
    present: Annotated[int, _count("实到", "present")],
    agree: Annotated[int, _count("同意", "agree")],
    disagree: Annotated[int, _count("不同意", "disagree")],
    abstain: Annotated[int, _count("弃权", "abstain")],
) -> PlacementPlan:  # fmt: skip
    """Type in what the meeting counted; again where it was typed in wrongly."""
    counts = rules.Counts(due, present, agree, disagree, abstain)
    if objections := rules.objections_to_counts(counts):
        raise RuleBroken(objections)
    plan.due_count, plan.present_count = due, present
    plan.agree_count, plan.disagree_count, plan.abstain_count = agree, disagree, abstain
    _step(plan, doing, "deliberate", "deliberated", f"应到{due} 实到{present} 同意{agree}")
    doing.note(agree=agree, due=due)
    return plan


def _meeting_policy(city_id: int, day: date) -> rules.MeetingPolicy:
    """Quorum and majority from the rule set in force."""
    quorum = parameter(city_id=city_id, key="meeting.quorum", day=day)
    majority = parameter(city_id=city_id, key="meeting.majority", day=day)
    return rules.MeetingPolicy(Fraction(quorum), Fraction(majority))


@act(
    "plan.approve", PlacementPlan, "批准",
    records="plan.approved",
    said="已批准，挂职记录已建立。",
    may=APPROVES, life=PLAN, moves="approve", other_than="made_by submitted_by", waits=True,
    related="programme", danger="批准后即为方案中的每个人建立挂职记录，方案不能再退回。确定批准？",
)  # fmt: skip
def approve_plan(plan: PlacementPlan, doing: Doing) -> PlacementPlan:
    """Approve, by another natural person; the secondments begin to exist."""
    counts = rules.Counts(
        plan.due_count or 0, plan.present_count or 0, plan.agree_count or 0,
        plan.disagree_count or 0, plan.abstain_count or 0,
    )  # fmt: skip
    policy = _meeting_policy(plan.city_id, doing.today)
    if objections := rules.objections_to_approval(counts, policy=policy):
        raise RuleBroken(objections)
    plan.approved_by_id, plan.approved_at = doing.actor.user_id, doing.now
    with conflict("plan_one_in_force", say("plan.another_in_force")):
        _step(plan, doing, "approve", "approved")
    _open_all(plan, doing)
    return plan


def _open_all(plan: PlacementPlan, doing: Doing) -> None:
    """A case for each seat; who serves already is in a supplement, too."""
    term = _rest_of_term(plan, doing.today)
    seats = plan.seats.select_related(
        "nomination__cadre", "nomination__home_unit", "post__programme", "post__unit"
    )
    for seat in seats.exclude(nomination__state="PLACED").order_by("pk"):
        open_secondment(
            actor=doing.actor, nomination=seat.nomination, post=seat.post, today=doing.today,
            term=term,
        )  # fmt: skip


def _rest_of_term(plan: PlacementPlan, today: date) -> tuple[date, date] | None:
    """Who comes later serves from today to the round's end."""
    if plan.supplements_id is None:
        return None
    first = max(today, plan.programme.starts_on)
    return first, max(first, plan.programme.ends_on)


@act(
    "plan.issue", PlacementPlan, "发文",
    records="plan.issued",
    said="已发文：{document_no}",
    may=Held(Permission.PLANS_ISSUE, "programme.lead_unit"), life=PLAN, moves="issue", waits=True,
    related="programme", danger="发文即取得文号、印发通知，并通知方案中的每个人。确定发文？",
)  # fmt: skip
def issue_plan(plan: PlacementPlan, doing: Doing) -> PlacementPlan:
    """发布: number from the register, the notice as .docx, every secondment noticed."""
    people = _secondments(plan)
    programme = plan.programme
    plan.notice_no, plan.notice_file = issue_notice(
        actor=doing.actor, programme=programme, people=people, subject="placements.plan",
        subject_uid=plan.uid, span=(programme.starts_on, programme.ends_on), today=doing.today,
    )  # fmt: skip
    plan.issued_at = doing.now
    _step(plan, doing, "issue", "issued", plan.notice_no)
    doing.note(document_no=plan.notice_no, people=len(people))
    return plan


def _secondments(plan: PlacementPlan) -> list[Secondment]:
    rows = Secondment.objects.filter(programme=plan.programme, state="APPROVED")
    rows = rows.select_related("cadre", "post__unit", "home_unit", "host_unit", "programme")
    return list(rows.select_for_update(of=("self",)).order_by("post__sort_order", "pk"))
