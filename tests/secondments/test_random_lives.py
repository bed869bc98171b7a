"""Whatever is tried in whatever order, the promises hold: one case at a time, nothing closed
without feedback, every duty met, waived, void or open, and the history replays to the present."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dunmiao.access.actors import Actor
from dunmiao.access.policy import settings_of
from dunmiao.access.scopes import _set, read_actor
from dunmiao.kernel.errors import DomainError
from dunmiao.secondments.actions import changes, dispatch, ending, ends, reports, serving
from dunmiao.secondments.lifecycle import SECONDMENT
from dunmiao.secondments.models import (
    ChangeRequest,
    FeedbackVisit,
    LeaveRequest,
    Obligation,
    Secondment,
)
from tests.factories.city import Cast

Act = Callable[["Life"], object]
NOW = timezone.now()


class Life:
    """One case, the day it is, and whoever acts."""

    def __init__(self, city: Cast, case: Any) -> None:
        self.city, self.uid, self.pk = city, case.uid, case.pk
        self.day = case.starts_on

    def actor(self, key: str) -> Actor:
        found = read_actor(self.city.users[key], today=timezone.localdate())
        _set(**settings_of(found), actor=str(found.user_id))
        return found

    @property
    def own(self) -> dict[str, Any]:
        return {"secondment_uid": self.uid, "today": self.day}

    def newest(self, model: Any) -> Any:
        self.actor("officer")
        row = model.objects.order_by("-pk").first()
        return row.uid if row else self.uid


def arrive(me: Life) -> object:
    return dispatch.confirm_arrival(actor=me.actor("host"), arrived_on=me.day, **me.own)


def assign(me: Life) -> object:
    return dispatch.assign_duty(
        actor=me.actor("host"), duty="分管工业", on_day=me.day, document_no="", **me.own
    )


def wait(days: int) -> Act:
    def later(me: Life) -> object:
        me.day += timedelta(days=days)
        return ends.apply_due_acts(actor=me.actor("officer"), today=me.day)

    return later


def ask(kind: str, days: int) -> Act:
    def act(me: Life) -> object:
        return changes.ask_change(
            actor=me.actor("host"), secondment_uid=me.uid, kind=kind, reason="需要",
            new_end=me.day + timedelta(days=days), new_duty="改管园区", now=NOW, today=me.day,
        )  # fmt: skip

    return act


def agree(key: str) -> Act:
    def act(me: Life) -> object:
        uid = me.newest(ChangeRequest)
        return changes.answer_change(
            actor=me.actor(key), change_uid=uid, agree=True, note="", now=NOW
        )

    return act


def decide(me: Life) -> object:
    uid = me.newest(ChangeRequest)
    return changes.decide_change(
        actor=me.actor("officer"), change_uid=uid, approve=True, document_no="1", note="",
        now=NOW, today=me.day,
    )  # fmt: skip


def recall(me: Life) -> object:
    last = me.day + timedelta(days=3)
    return ends.recall(
        actor=me.actor("officer"), last_day=last, reason="急需", document_no="2", **me.own
    )


def suspend(me: Life) -> object:
    return serving.suspend(
        actor=me.actor("officer"), on_day=me.day, reason="核查", document_no="", **me.own
    )


def resume(me: Life) -> object:
    return serving.resume(
        actor=me.actor("officer"), on_day=me.day, reason="查清", document_no="", **me.own
    )


def leave(me: Life) -> object:
    return serving.ask_leave(
        actor=me.actor("王伟"), kind="SICK", first=me.day, last=me.day + timedelta(days=1),
        reason="病", now=NOW, **me.own,
    )  # fmt: skip


def grant_leave(me: Life) -> object:
    uid = me.newest(LeaveRequest)
    return serving.decide_leave(
        actor=me.actor("officer"), leave_uid=uid, approve=True, note="", now=NOW, today=me.day
    )


def come_back(me: Life) -> object:
    uid = me.newest(LeaveRequest)
    return serving.end_leave(
        actor=me.actor("host"), leave_uid=uid, returned_on=me.day, today=me.day
    )


def report(me: Life) -> object:
    return reports.send_report(
        actor=me.actor("王伟"),
        kind="MONTHLY",
        period=f"{me.day:%Y-%m}",
        text="工作",
        now=NOW,
        **me.own,
    )


def appraise(me: Life) -> object:
    ending.appraise_oneself(actor=me.actor("王伟"), secondment_uid=me.uid, text="总结")
    ending.appraise_by_host(actor=me.actor("host"), text="扎实", **me.own)
    return ending.conclude_appraisal(actor=me.actor("officer"), text="同意", **me.own)


def feed_back(me: Life) -> object:
    actor = me.actor("officer")
    visit = ending.plan_feedback(
        actor=actor, programme=me.city.programme, home_unit=me.city.units["市财政局"],
        planned_on=me.day, today=me.day,
    )  # fmt: skip
    ending.prepare_letter(actor=actor, visit_uid=visit.uid)
    ending.record_feedback_visit(
        actor=actor, visit_uid=visit.uid, visited_on=me.day, visitors="甲", minutes="通报",
        today=me.day,
    )  # fmt: skip
    return ending.deliver_letter(actor=actor, visit_uid=visit.uid, today=me.day)


def receipt(me: Life) -> object:
    uid = me.newest(FeedbackVisit)
    return ending.receive_letter(
        actor=me.actor("home"), visit_uid=uid, received_on=me.day, reply="", today=me.day
    )


def hand_over(me: Life) -> object:
    return ending.hand_over(actor=me.actor("host"), on_day=me.day, **me.own)


def close(me: Life) -> object:
    return ending.close_secondment(actor=me.actor("officer"), document_no="", **me.own)


ACTS: list[Act] = [
    arrive, assign, wait(1), wait(30), wait(200), ask("EXTENSION", 400), ask("EARLY_END", 20),
    ask("REASSIGNMENT", 0), agree("home"), agree("王伟"), decide, recall, suspend, resume, leave,
    grant_leave, come_back, report, appraise, feed_back, receipt, hand_over, close,
]  # fmt: skip
# A straight road to the end, into which chance puts anything else.
ROAD: list[Act] = [
    arrive,
    assign,
    wait(200),
    wait(200),
    appraise,
    feed_back,
    receipt,
    hand_over,
    close,
]


def check(me: Life) -> None:
    me.actor("officer")
    case = Secondment.objects.get(pk=me.pk)
    events = list(case.events.order_by("pk"))
    state = ""
    for event in events:
        assert event.from_state == state, "the history has a gap"
        if event.act not in {"", "open"}:
            assert state in SECONDMENT.moves[event.act].starts
            assert SECONDMENT.target(event.act) == event.to_state
        state = event.to_state
    assert state == case.state, "the history does not end in the present"
    if case.state in {"FED_BACK", "CLOSED"}:
        assert case.feedback is not None
        assert case.feedback.received_on is not None
    if case.state == "CLOSED":
        assert case.left_on is not None
        assert case.left_on <= case.ends_on
    assert set(Obligation.objects.values_list("state", flat=True)) <= {
        "OPEN",
        "MET",
        "WAIVED",
        "VOID",
    }
    for row in Obligation.objects.filter(state="MET"):
        assert row.met_on is not None
    assert ChangeRequest.objects.filter(state="OPEN").count() <= 1


@settings(
    max_examples=30,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.integers(0, len(ROAD)), st.sampled_from(ACTS)), max_size=25))
def test_any_order_of_acts_keeps_every_promise(city: Cast, chosen: list[tuple[int, Act]]) -> None:
    plan: list[Act] = []
    for place, step in enumerate([*ROAD, None]):
        plan += [act for at, act in chosen if at == place]
        plan += [step] if step else []
    point = transaction.savepoint()
    try:
        me = Life(city, _case(city))
        for act in plan:
            try:
                with transaction.atomic():
                    act(me)
            except DomainError:
                pass
            check(me)
    finally:
        transaction.savepoint_rollback(point)


def _case(city: Cast) -> Any:
    kept = dict(city.users)
    try:
        return city.secondee("王伟", arrived=False)
    finally:
        city.users = {**kept, "王伟": city.users["王伟"]}


def test_the_straight_road_reaches_its_end(city: Cast) -> None:
    me = Life(city, _case(city))
    for act in ROAD:
        act(me)
        check(me)
    assert Secondment.objects.get(pk=me.pk).state == "CLOSED"
