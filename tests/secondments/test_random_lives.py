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
from dunmiao.acts.claims import Doing
from dunmiao.development.actions.appraisals import conclude_appraisal
from dunmiao.kernel.errors import DomainError
from dunmiao.secondments.actions import (
    appraisals,
    changes,
    closing,
    dispatch,
    feedback,
    leaves,
    reports,
    serving,
)
from dunmiao.secondments.actions.decisions import decide_change
from dunmiao.secondments.due import apply_due_acts
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


class Life:
    """One case, the day it is, and whoever acts."""

    def __init__(self, city: Cast, case: Any) -> None:
        self.city, self.uid, self.pk = city, case.uid, case.pk
        self.day = case.starts_on

    def actor(self, key: str) -> Actor:
        found = read_actor(self.city.users[key], today=timezone.localdate())
        _set(**settings_of(found), actor=str(found.user_id))
        return found

    def do(self, key: str, act: Any, row: Any = None, **given: Any) -> object:
        """An act of the case, or on another row, on this day."""
        doing = Doing.by(self.actor(key), today=self.day)
        return act(doing, self.uid if row is None else row, **given)

    def newest(self, model: Any) -> Any:
        self.actor("officer")
        row = model.objects.order_by("-pk").first()
        return row.uid if row else self.uid


def arrive(me: Life) -> object:
    return me.do("host", dispatch.confirm_arrival, arrived_on=me.day)


def assign(me: Life) -> object:
    return me.do("host", dispatch.assign_duty, duty="分管工业", on_day=me.day)


def wait(days: int) -> Act:
    def later(me: Life) -> object:
        me.day += timedelta(days=days)
        return apply_due_acts(actor=me.actor("officer"), today=me.day)

    return later


def extend(me: Life) -> object:
    end = me.day + timedelta(days=400)
    return me.do("host", changes.ask_extension, new_end=end, reason="需要")


def end_early(me: Life) -> object:
    last = me.day + timedelta(days=20)
    return me.do("host", changes.ask_early_end, last_day=last, reason="需要")


def reassign(me: Life) -> object:
    return me.do("host", changes.ask_reassignment, new_duty="改管园区", reason="需要")


def agree(key: str) -> Act:
    def act(me: Life) -> object:
        return me.do(key, changes.answer_change, me.newest(ChangeRequest), agree=True)

    return act


def decide(me: Life) -> object:
    row = me.newest(ChangeRequest)
    return me.do("officer", decide_change, row, approve=True, document_no="1")


def recall(me: Life) -> object:
    last = me.day + timedelta(days=3)
    return me.do("officer", serving.recall, last_day=last, reason="急需", document_no="2")


def suspend(me: Life) -> object:
    return me.do("officer", serving.suspend, on_day=me.day, reason="核查")


def resume(me: Life) -> object:
    return me.do("officer", serving.resume, on_day=me.day, reason="查清")


def leave(me: Life) -> object:
    last = me.day + timedelta(days=1)
    return me.do("王伟", leaves.ask_leave, kind="SICK", first=me.day, last=last, reason="病")


def grant_leave(me: Life) -> object:
    return me.do("officer", leaves.decide_leave, me.newest(LeaveRequest), approve=True)


def come_back(me: Life) -> object:
    return me.do("host", leaves.end_leave, me.newest(LeaveRequest), returned_on=me.day)


def report(me: Life) -> object:
    period = f"{me.day:%Y-%m}"
    return me.do("王伟", reports.send_report, kind="MONTHLY", period=period, text="工作")


def appraise(me: Life) -> object:
    me.do("王伟", appraisals.write_own_part, text="总结")
    me.do("host", appraisals.give_opinion, text="扎实")
    return me.do("officer", conclude_appraisal, text="同意")


def feed_back(me: Life) -> object:
    unit = me.city.units["市财政局"]
    visit = me.do(
        "officer", feedback.arrange_feedback, me.city.programme, home_unit=unit,
        planned_on=me.day,
    )  # fmt: skip
    me.do("officer", feedback.draft_letter, visit)
    given = {"visited_on": me.day, "visitors": "甲", "minutes": "通报"}
    me.do("officer", feedback.record_feedback_visit, visit, **given)
    return me.do("officer", feedback.deliver_letter, visit)


def receipt(me: Life) -> object:
    return me.do("home", feedback.receive_letter, me.newest(FeedbackVisit), received_on=me.day)


def hand_over(me: Life) -> object:
    return me.do("host", closing.hand_over, on_day=me.day)


def close(me: Life) -> object:
    return me.do("officer", closing.close_secondment)


ACTS: list[Act] = [
    arrive, assign, wait(1), wait(30), wait(200), extend, end_early,
    reassign, agree("home"), agree("王伟"), decide, recall, suspend, resume, leave,
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
