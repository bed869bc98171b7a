"""A secondment's life through its acts: rightly once, wrongly by each party and in each state."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import Act
from dunmiao.acts.fields import Upload
from dunmiao.development.actions.appraisals import conclude_appraisal
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.people.models import Cadre
from dunmiao.secondments.actions import (
    appraisals,
    changes,
    closing,
    dispatch,
    experiences,
    feedback,
    leaves,
    measures,
    relations,
    reports,
    serving,
)
from dunmiao.secondments.actions.decisions import decide_change
from dunmiao.secondments.actions.obligations import waive_obligation
from dunmiao.secondments.due import apply_due_acts
from dunmiao.secondments.duties import refresh_obligations
from dunmiao.secondments.models import (
    ChangeRequest,
    DatedAct,
    FeedbackVisit,
    Obligation,
    RelationTransfer,
    Secondment,
    WorkLog,
)
from tests.factories.city import Cast

NOW = timezone.now()


def moment(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 9))


def fresh(city: Cast, case: Any) -> Any:
    with city.acting("officer"):
        return Secondment.objects.get(pk=case.pk)


def duties(city: Cast, case: Any, state: str = "OPEN") -> dict[str, Any]:
    with city.acting("officer"):
        rows = Obligation.objects.filter(secondment=case, state=state)
        return {f"{row.kind}{row.period}": row for row in rows}


def do(
    city: Cast, key: str, act: Any, row: Any = None, *, today: date | None = None, **given: Any
) -> Any:
    """An act on a row, or a function of the room, by this part of the cast, on a day."""
    with city.acting(key) as actor:
        if isinstance(act, Act):
            return act(Doing.by(actor, today=today), row, **given)
        return act(actor=actor, **given, **({"today": today} if today else {}))


def codes(refused: pytest.ExceptionInfo[Any]) -> set[str]:
    return {finding.code for finding in refused.value.findings}


# ── extension: refused, then granted ──
def ask_extension(city: Cast, case: Any, key: str = "host") -> Any:
    return do(
        city, key, changes.ask_extension, case, today=case.starts_on + timedelta(days=100),
        new_end=case.ends_on + timedelta(days=180), reason="项目未完",
    )  # fmt: skip


def decide(
    city: Cast, request: Any, *, approve: bool = True, paper: str = "甲组〔2026〕5号"
) -> Any:
    today = request.secondment.starts_on + timedelta(days=110)
    return do(
        city, "officer", decide_change, request, today=today, approve=approve,
        document_no=paper, note="研究",
    )  # fmt: skip


def answer(city: Cast, request: Any, key: str, *, agree: bool = True) -> Any:
    return do(city, key, changes.answer_change, request, agree=agree, note="同意")


def test_an_extension_is_refused_without_its_consents_and_then_granted(city: Cast) -> None:
    case = city.secondee("王伟")
    request = ask_extension(city, case)
    with pytest.raises(RuleBroken) as refused:
        decide(city, request, paper="")
    assert codes(refused) == {"consent.missing", "change.no_document"}
    with pytest.raises(Conflict):
        ask_extension(city, case)
    answer(city, request, "home", agree=False)
    answer(city, request, "王伟")
    with pytest.raises(RuleBroken) as declined:
        decide(city, request)
    assert codes(declined) == {"consent.declined"}
    decide(city, request, approve=False)
    assert fresh(city, case).ends_on == case.ends_on

    second = ask_extension(city, case)
    for key in ("home", "王伟"):
        answer(city, second, key)
    with pytest.raises(NotPermitted):
        answer(city, second, "home")
    decide(city, second)
    longer = fresh(city, case)
    assert (longer.ends_on, longer.extensions, longer.state) == (second.new_end, 1, "SERVING")
    with pytest.raises(Conflict):
        decide(city, second)
    with pytest.raises(RuleBroken) as again:
        ask_extension(city, longer)
    assert codes(again) == {"extension.too_many"}


def test_who_may_not_extend(city: Cast) -> None:
    case = city.secondee("王伟")
    with pytest.raises(NotPermitted):
        ask_extension(city, case, "leader")
    with pytest.raises(NotVisible):
        ask_extension(city, case, "other_host")
    request = ask_extension(city, case)
    with pytest.raises(NotPermitted):
        do(city, "host", decide_change, request, approve=True, document_no="1")
    with pytest.raises(NotVisible):
        answer(city, request, "other_home")
    with pytest.raises(NotPermitted):
        do(city, "home", changes.withdraw_change, request)
    do(city, "host", changes.withdraw_change, request, note="不再需要")
    with pytest.raises(Conflict):
        answer(city, request, "home")


# ── recall and early end, now and later ──
def recall(city: Cast, case: Any, *, last: int, today: int, **changed: Any) -> Any:
    given = {
        "last_day": case.starts_on + timedelta(days=last),
        "reason": "原单位急需", "document_no": "甲组〔2026〕7号",
    }  # fmt: skip
    day = case.starts_on + timedelta(days=today)
    return do(city, "officer", serving.recall, case, today=day, **(given | changed))


def test_a_recall_names_its_faults_and_ends_the_term(city: Cast) -> None:
    case = city.secondee("王伟")
    with pytest.raises(RuleBroken) as refused:
        recall(city, case, last=-1, today=60, document_no="")
    assert codes(refused) == {"act.before_arrival", "change.no_document"}
    recall(city, case, last=60, today=60)
    ended = fresh(city, case)
    assert (ended.state, ended.closing_reason) == ("EXPIRING", "RECALLED")
    assert ended.left_on == case.starts_on + timedelta(days=60)
    with pytest.raises(Conflict):
        recall(city, case, last=70, today=70)
    owed = duties(city, case)
    assert "APPRAISAL" in owed
    assert "FEEDBACK_VISIT" in owed


def test_a_recall_for_a_later_day_happens_by_itself(city: Cast) -> None:
    case = city.secondee("王伟")
    recall(city, case, last=90, today=60)
    assert fresh(city, case).state == "SERVING"
    with pytest.raises(Conflict):
        recall(city, case, last=95, today=60)

    def night(days: int) -> int:
        today = case.starts_on + timedelta(days=days)
        return int(do(city, "officer", apply_due_acts, today=today))

    assert night(89) == 0
    assert night(90) == 1
    assert fresh(city, case).closing_reason == "RECALLED"
    assert night(91) == 0
    with city.acting("officer"):
        assert DatedAct.objects.get().state == "DONE"


def test_terms_run_out_by_themselves(city: Cast) -> None:
    case = city.secondee("王伟")
    do(city, "officer", apply_due_acts, today=case.ends_on - timedelta(days=31))
    assert fresh(city, case).state == "SERVING"
    do(city, "officer", apply_due_acts, today=case.ends_on - timedelta(days=30))
    assert fresh(city, case).state == "EXPIRING"


# ── leave ──
def ask_leave(city: Cast, case: Any, first: date, last: date, key: str = "王伟") -> Any:
    return do(
        city, key, leaves.ask_leave, case, today=first - timedelta(days=1), kind="PERSONAL",
        first=first, last=last, reason="家事",
    )  # fmt: skip


def monday(after: date) -> date:
    """A Monday of the month after, so that five days lie in one month."""
    day = (after.replace(day=1) + timedelta(days=40)).replace(day=8)
    return day - timedelta(days=day.weekday())


def test_a_leave_goes_to_who_decides_it_and_comes_back(city: Cast) -> None:
    case = city.secondee("王伟")
    first = monday(case.starts_on)
    leave = ask_leave(city, case, first, first + timedelta(days=1))
    assert (leave.tier, leave.workdays) == ("HOST", 2)
    with pytest.raises(RuleBroken) as overlap:
        ask_leave(city, case, first, first)
    assert codes(overlap) == {"leave.overlap"}
    do(city, "host", leaves.decide_leave, leave, today=first, approve=True)
    assert fresh(city, case).state == "ON_LEAVE"
    assert f"LEAVE_RETURN{leave.uid}" in duties(city, case)
    with pytest.raises(NotPermitted):
        do(city, "王伟", leaves.end_leave, leave, today=first, returned_on=first)
    back = first + timedelta(days=2)
    do(city, "host", leaves.end_leave, leave, today=back, returned_on=back)
    assert fresh(city, case).state == "SERVING"
    assert f"LEAVE_RETURN{leave.uid}" in duties(city, case, "MET")


def test_a_long_leave_is_not_the_hosts_to_decide(city: Cast) -> None:
    case = city.secondee("王伟")
    first = monday(case.starts_on)
    leave = ask_leave(city, case, first, first + timedelta(days=4))
    assert leave.tier == "COUNTY"
    with pytest.raises(NotPermitted) as refused:
        do(city, "host", leaves.decide_leave, leave, today=first, approve=True)
    assert codes(refused) == {"leave.tier"}
    do(city, "officer", leaves.decide_leave, leave, today=first, approve=True)
    with pytest.raises(Conflict):
        do(city, "officer", leaves.decide_leave, leave, today=first, approve=True)


def test_nobody_asks_leave_for_another(city: Cast) -> None:
    case = city.secondee("王伟")
    first = monday(case.starts_on)
    for key in ("officer", "host", "home"):
        with pytest.raises(NotPermitted):
            ask_leave(city, case, first, first, key)
    with pytest.raises(NotVisible):
        ask_leave(city, case, first, first, "stranger")


# ── relations ──
def test_what_the_law_locks_the_database_refuses_too(city: Cast) -> None:
    case = city.secondee("王伟")
    given = {"letter_no": "第 1 号", "sent_on": case.starts_on, "today": case.starts_on}
    with pytest.raises(RuleBroken) as locked:
        do(city, "home", relations.send_relation, case, relation="WAGE", **given)
    assert codes(locked) == {"transfer.locked"}
    with city.acting("officer"), pytest.raises(IntegrityError), transaction.atomic():
        RelationTransfer.of(
            case, move_kind="SECONDMENT", relation="WAGE", letter_no="1", sent_on=case.starts_on
        ).save()
    letter = do(city, "home", relations.send_relation, case, relation="PARTY", **given)
    with pytest.raises(Conflict):
        do(city, "home", relations.send_relation, case, relation="PARTY", **given)
    with pytest.raises(NotPermitted):
        do(city, "host", relations.send_relation, case, relation="PARTY", **given)
    assert "TRANSFERPARTY/IN" in duties(city, case)
    day = case.starts_on + timedelta(days=3)
    with pytest.raises(NotPermitted):
        do(city, "home", relations.receive_relation, letter, today=day, received_on=day)
    do(city, "host", relations.receive_relation, letter, today=day, received_on=day)
    assert "TRANSFERPARTY/IN" in duties(city, case, "MET")


# ── logs and reports ──
def log(city: Cast, case: Any, key: str = "王伟", **changed: Any) -> Any:
    day = case.starts_on + timedelta(days=5)
    given: dict[str, Any] = {
        "on_day": day, "kind": "WORK", "text": "走访企业 6 家", "place": "大桥镇",
    }  # fmt: skip
    return do(city, key, reports.write_log, case, today=day, **(given | changed))


def test_the_home_unit_sees_the_letter_and_not_the_logs(city: Cast) -> None:
    log(city, city.secondee("王伟"))
    with city.acting("host"):
        assert WorkLog.objects.count() == 1
    with city.acting("home"):
        assert WorkLog.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": "附件为秘密文件"}, "report.secret"),
        ({"on_day": date(2020, 1, 1)}, "act.before_arrival"),
        ({"on_day": date(2100, 1, 1)}, "act.in_future"),
        ({"photos": [Upload("a.jpg", b"x")] * 4}, "report.photos"),
        ({"photos": [Upload("a.jpg", b"no picture")]}, "paper.unknown_kind"),
    ],
)
def test_each_fault_of_a_log(city: Cast, change: dict[str, Any], code: str) -> None:
    case = city.secondee("王伟")
    with pytest.raises(RuleBroken) as refused:
        log(city, case, **change)
    assert codes(refused) == {code}
    with city.acting("officer"):
        assert WorkLog.objects.count() == 0


def test_a_picture_is_kept_without_its_place_for_person_and_host(city: Cast) -> None:
    from dunmiao.documents.selectors import get_file
    from tests.secondments.test_nomination_papers import picture

    case = city.secondee("王伟")
    written = log(city, case, photos=[Upload("现场.jpg", picture())])
    with city.acting("officer"):
        uid = written.photos.get().file.uid
    for key in ("王伟", "host", "officer"):
        with city.acting(key) as actor:
            assert get_file(actor=actor, uid=uid).media_type == "image/jpeg"
    for key in ("home", "other_host"):
        with city.acting(key) as actor, pytest.raises(NotVisible):
            get_file(actor=actor, uid=uid)


def test_a_monthly_report_meets_its_duty_and_may_be_returned(city: Cast) -> None:
    case = city.secondee("王伟")
    period, today = f"{case.starts_on:%Y-%m}", case.starts_on + timedelta(days=35)
    do(city, "officer", refresh_obligations, secondments=[case], today=today)
    assert f"MONTHLY_REPORT{period}" in duties(city, case)
    given = {"kind": "MONTHLY", "period": period, "text": "本月工作……", "today": today}
    report = do(city, "王伟", reports.send_report, case, **given)
    assert f"MONTHLY_REPORT{period}" in duties(city, case, "MET")
    with pytest.raises(Conflict):
        do(city, "王伟", reports.send_report, case, **given)
    with pytest.raises(RuleBroken):
        do(city, "host", reports.answer_report, report, confirm=False)
    do(city, "host", reports.answer_report, report, confirm=False, note="写具体些")
    do(city, "王伟", reports.send_report, case, **given)
    do(city, "host", reports.answer_report, report, confirm=True)
    with pytest.raises(RuleBroken) as outside:
        do(city, "王伟", reports.send_report, case, **(given | {"period": "2019-01"}))
    assert codes(outside) == {"report.period"}


# ── to the end ──
def bring_to_the_end(city: Cast, case: Any) -> date:
    """Logs, a measure, appraisal by all three; returns the day after the term."""
    last, name = case.ends_on, case.cadre.name
    done = last - timedelta(days=70)
    measure = do(city, name, measures.plan_measure, case, today=case.starts_on, line="PARK",
                 text="盘活低效用地", due_on=last - timedelta(days=60))  # fmt: skip
    do(city, name, measures.finish_measure, measure, today=done, done_on=done,
       result="盘活 120 亩")  # fmt: skip
    do(city, "officer", apply_due_acts, today=last - timedelta(days=29))
    day = last - timedelta(days=20)
    do(city, name, appraisals.write_own_part, case, today=day, text="一年来……")
    do(city, "host", appraisals.give_opinion, case, today=day, text="作风扎实")
    do(city, "officer", conclude_appraisal, case, today=day, text="表现优秀")
    return last + timedelta(days=1)


def feed_back(city: Cast, case: Any, day: date) -> Any:
    visit = do(city, "officer", feedback.arrange_feedback, city.programme, today=day,
               home_unit=city.units["市财政局"], planned_on=day)  # fmt: skip
    do(city, "officer", feedback.draft_letter, visit, today=day)
    do(city, "officer", feedback.record_feedback_visit, visit, today=day, visited_on=day,
       visitors="陆组文", minutes="通报情况，听取意见")  # fmt: skip
    return do(city, "officer", feedback.deliver_letter, visit, today=day)


def test_a_whole_life_to_closing(city: Cast) -> None:
    case = city.secondee("王伟")
    day = bring_to_the_end(city, case)
    with pytest.raises(Conflict):
        do(city, "officer", closing.close_secondment, case, today=day)

    visit = feed_back(city, case, day)
    with city.acting("home"):
        seen = FeedbackVisit.objects.get()
        texts = [row["text"] for row in seen.paragraphs]
        assert any("盘活 120 亩" in text for text in texts)
        assert "历时12个月" in texts[0]
        assert all(row["source"] for row in seen.paragraphs if row["text"])
    do(city, "home", feedback.receive_letter, visit, today=day, received_on=day,
       reply="已阅，返岗后任用时参考")  # fmt: skip
    assert fresh(city, case).state == "FED_BACK"
    with pytest.raises(RuleBroken) as early:
        do(city, "officer", closing.close_secondment, case, today=day)
    assert codes(early) == {"closing.not_handed_over"}
    do(city, "host", closing.hand_over, case, today=day, on_day=day)
    do(city, "officer", closing.close_secondment, case, today=day)
    closed = fresh(city, case)
    assert (closed.state, closed.closing_reason, closed.left_on) == (
        "CLOSED",
        "RETURNED",
        case.ends_on,
    )
    with city.acting("officer"):
        assert Cadre.objects.get(name="王伟").stage == "FREE"
        assert not Obligation.objects.filter(
            secondment=case, state="OPEN", kind__in=["CLOSING", "FEEDBACK_RECEIPT", "APPRAISAL"]
        ).exists()


def test_nothing_closes_without_feedback_even_in_the_database(city: Cast) -> None:
    case = city.secondee("王伟")
    with city.acting("officer"), pytest.raises(IntegrityError), transaction.atomic():
        Secondment.objects.filter(pk=case.pk).update(state="CLOSED")


def test_the_letter_waits_for_visit_and_appraisal(city: Cast) -> None:
    case = city.secondee("王伟")
    last = case.ends_on
    do(city, "officer", apply_due_acts, today=last - timedelta(days=29))
    visit = do(city, "officer", feedback.arrange_feedback, city.programme, today=last,
               home_unit=city.units["市财政局"], planned_on=last)  # fmt: skip
    do(city, "officer", feedback.draft_letter, visit, today=last)
    with pytest.raises(RuleBroken) as refused:
        do(city, "officer", feedback.deliver_letter, visit, today=last)
    assert codes(refused) == {"feedback.not_visited", "feedback.not_appraised"}
    with city.acting("home"):
        assert FeedbackVisit.objects.count() == 0, "the home unit sees nothing before the letter"
    with pytest.raises(NotVisible):
        do(city, "home", feedback.receive_letter, visit, today=last, received_on=last)


# ── duties ──
def test_duties_follow_the_acts_and_a_waiver_stands(city: Cast) -> None:
    case = city.secondee("王伟", arrived=False)
    assert set(duties(city, case)) == {"ARRIVAL"}
    do(city, "host", dispatch.confirm_arrival, case, today=case.starts_on,
       arrived_on=case.starts_on)  # fmt: skip
    owed = duties(city, case)
    assert "ARRIVAL" not in owed
    assert "ASSIGNMENT" in owed
    row = owed["ASSIGNMENT"]
    with pytest.raises(NotPermitted):
        do(city, "host", waive_obligation, row, reason="x")
    do(city, "officer", waive_obligation, row, reason="分工见岗位说明")
    do(city, "officer", refresh_obligations, secondments=[fresh(city, case)], today=case.starts_on)
    assert "ASSIGNMENT" in duties(city, case, "WAIVED")
    with pytest.raises(Conflict):
        do(city, "officer", waive_obligation, row, reason="again")


def test_a_refresh_by_anyone_gives_the_same_duties(city: Cast) -> None:
    case = city.secondee("王伟")
    day = case.starts_on + timedelta(days=20)
    do(city, "officer", experiences.record_visit, case, today=day, on_day=day,
       visitors="陆组文", text="谈话")  # fmt: skip
    with city.acting("officer"):
        before = list(Obligation.objects.order_by("pk").values("kind", "period", "state", "due_on"))
    for key in ("host", "home", "王伟"):
        assert do(city, key, refresh_obligations, secondments=[case], today=day) == 0
    with city.acting("officer"):
        after = list(Obligation.objects.order_by("pk").values("kind", "period", "state", "due_on"))
    assert before == after


def test_two_requests_at_once_are_impossible_in_the_database(city: Cast) -> None:
    case = city.secondee("王伟")
    ask_extension(city, case)
    with city.acting("officer") as actor, pytest.raises(IntegrityError), transaction.atomic():
        ChangeRequest.of(
            case, kind="RETENTION", asked_party="HOST", reason="x", asked_by_id=actor.user_id,
            asked_at=NOW,
        ).save()  # fmt: skip
