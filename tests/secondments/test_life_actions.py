"""A secondment's life through its acts: rightly once, wrongly by each party and in each state."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.people.models import Cadre
from dunmiao.secondments.actions import changes, dispatch, ending, ends, relations, reports, serving
from dunmiao.secondments.actions.obligations import refresh_obligations, waive_obligation
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


def do(city: Cast, key: str, act: Any, **given: Any) -> Any:
    with city.acting(key) as actor:
        return act(actor=actor, **given)


def codes(refused: pytest.ExceptionInfo[Any]) -> set[str]:
    return {finding.code for finding in refused.value.findings}


# ── extension: refused, then granted ──
def ask_extension(city: Cast, case: Any, key: str = "host", **changed: Any) -> Any:
    asked = {
        "secondment_uid": case.uid, "kind": "EXTENSION", "reason": "项目未完",
        "new_end": case.ends_on + timedelta(days=180), "now": NOW,
        "today": case.starts_on + timedelta(days=100),
    }  # fmt: skip
    return do(city, key, changes.ask_change, **(asked | changed))


def decide(
    city: Cast, request: Any, *, approve: bool = True, paper: str = "甲组〔2026〕5号"
) -> Any:
    today = request.secondment.starts_on + timedelta(days=110)
    return do(
        city, "officer", changes.decide_change, change_uid=request.uid, approve=approve,
        document_no=paper, note="研究", now=NOW, today=today,
    )  # fmt: skip


def answer(city: Cast, request: Any, key: str, *, agree: bool = True) -> Any:
    return do(
        city, key, changes.answer_change, change_uid=request.uid, agree=agree, note="同意", now=NOW
    )


def test_an_extension_is_refused_without_its_consents_and_then_granted(city: Cast) -> None:
    case = city.secondee("王伟")
    request = ask_extension(city, case)
    with pytest.raises(RuleBroken) as refused:
        decide(city, request, paper=" ")
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
    with pytest.raises(Conflict):
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
        do(city, "host", changes.decide_change, change_uid=request.uid, approve=True,
           document_no="1", note="", now=NOW, today=case.starts_on)  # fmt: skip
    with pytest.raises(NotVisible):
        answer(city, request, "other_home")
    with pytest.raises(NotPermitted):
        do(city, "home", changes.withdraw_change, change_uid=request.uid, note="")
    do(city, "host", changes.withdraw_change, change_uid=request.uid, note="不再需要")
    with pytest.raises(Conflict):
        answer(city, request, "home")


# ── recall and early end, now and later ──
def recall(city: Cast, case: Any, *, last: int, today: int, **changed: Any) -> Any:
    given = {
        "secondment_uid": case.uid, "last_day": case.starts_on + timedelta(days=last),
        "reason": "原单位急需", "document_no": "甲组〔2026〕7号",
        "today": case.starts_on + timedelta(days=today),
    }  # fmt: skip
    return do(city, "officer", ends.recall, **(given | changed))


def test_a_recall_names_its_faults_and_ends_the_term(city: Cast) -> None:
    case = city.secondee("王伟")
    with pytest.raises(RuleBroken) as refused:
        recall(city, case, last=-1, today=60, reason=" ", document_no="")
    assert codes(refused) == {"act.before_arrival", "change.no_reason", "change.no_document"}
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
        return int(do(city, "officer", ends.apply_due_acts, today=today))

    assert night(89) == 0
    assert night(90) == 1
    assert fresh(city, case).closing_reason == "RECALLED"
    assert night(91) == 0
    with city.acting("officer"):
        assert DatedAct.objects.get().state == "DONE"


def test_terms_run_out_by_themselves(city: Cast) -> None:
    case = city.secondee("王伟")
    do(city, "officer", ends.apply_due_acts, today=case.ends_on - timedelta(days=31))
    assert fresh(city, case).state == "SERVING"
    do(city, "officer", ends.apply_due_acts, today=case.ends_on - timedelta(days=30))
    assert fresh(city, case).state == "EXPIRING"


# ── leave ──
def ask_leave(city: Cast, case: Any, first: date, last: date, key: str = "王伟") -> Any:
    return do(
        city, key, serving.ask_leave, secondment_uid=case.uid, kind="PERSONAL", first=first,
        last=last, reason="家事", now=NOW, today=first - timedelta(days=1),
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
    do(city, "host", serving.decide_leave, leave_uid=leave.uid, approve=True, note="", now=NOW,
       today=first)  # fmt: skip
    assert fresh(city, case).state == "ON_LEAVE"
    assert f"LEAVE_RETURN{leave.uid}" in duties(city, case)
    with pytest.raises(NotPermitted):
        do(city, "王伟", serving.end_leave, leave_uid=leave.uid, returned_on=first, today=first)
    do(city, "host", serving.end_leave, leave_uid=leave.uid,
       returned_on=first + timedelta(days=2), today=first + timedelta(days=2))  # fmt: skip
    assert fresh(city, case).state == "SERVING"
    assert f"LEAVE_RETURN{leave.uid}" in duties(city, case, "MET")


def test_a_long_leave_is_not_the_hosts_to_decide(city: Cast) -> None:
    case = city.secondee("王伟")
    first = monday(case.starts_on)
    leave = ask_leave(city, case, first, first + timedelta(days=4))
    assert leave.tier == "COUNTY"
    given = {"leave_uid": leave.uid, "approve": True, "note": "", "now": NOW, "today": first}
    with pytest.raises(NotPermitted) as refused:
        do(city, "host", serving.decide_leave, **given)
    assert codes(refused) == {"leave.tier"}
    do(city, "officer", serving.decide_leave, **given)
    with pytest.raises(Conflict):
        do(city, "officer", serving.decide_leave, **given)


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
    given = {"secondment_uid": case.uid, "letter_no": "第 1 号", "sent_on": case.starts_on,
             "today": case.starts_on}  # fmt: skip
    with pytest.raises(RuleBroken) as locked:
        do(city, "home", relations.send_letter, relation="WAGE", **given)
    assert codes(locked) == {"transfer.locked"}
    with city.acting("officer"), pytest.raises(IntegrityError), transaction.atomic():
        RelationTransfer.of(
            case, move_kind="SECONDMENT", relation="WAGE", letter_no="1", sent_on=case.starts_on
        ).save()
    letter = do(city, "home", relations.send_letter, relation="PARTY", **given)
    with pytest.raises(Conflict):
        do(city, "home", relations.send_letter, relation="PARTY", **given)
    assert "TRANSFERPARTY/IN" in duties(city, case)
    day = case.starts_on + timedelta(days=3)
    with pytest.raises(NotPermitted):
        do(
            city,
            "home",
            relations.receive_relation,
            transfer_uid=letter.uid,
            received_on=day,
            today=day,
        )
    do(
        city,
        "host",
        relations.receive_relation,
        transfer_uid=letter.uid,
        received_on=day,
        today=day,
    )
    assert "TRANSFERPARTY/IN" in duties(city, case, "MET")


# ── logs and reports ──
def log(city: Cast, case: Any, key: str = "王伟", **changed: Any) -> Any:
    day = case.starts_on + timedelta(days=5)
    given: dict[str, Any] = {
        "secondment_uid": case.uid, "on_day": day, "kind": "WORK", "text": "走访企业 6 家",
        "place": "大桥镇", "photos": [], "now": NOW, "today": day,
    }  # fmt: skip
    return do(city, key, reports.write_log, **(given | changed))


def test_a_log_sent_twice_is_one_log(city: Cast) -> None:
    import uuid

    case, draft = city.secondee("王伟"), uuid.uuid4()
    one, two = log(city, case, draft_key=draft), log(city, case, draft_key=draft)
    assert one.pk == two.pk
    log(city, case)
    with city.acting("host"):
        assert WorkLog.objects.count() == 2
    with city.acting("home"):
        assert WorkLog.objects.count() == 0, "the home unit sees the letter, not the logs"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": " "}, "report.empty"),
        ({"text": "x" * 501}, "report.too_long"),
        ({"text": "附件为秘密文件"}, "report.secret"),
        ({"on_day": date(2020, 1, 1)}, "act.before_arrival"),
        ({"on_day": date(2100, 1, 1)}, "act.in_future"),
        ({"photos": [("a.jpg", b"x")] * 4}, "report.photos"),
        ({"photos": [("a.jpg", b"no picture")]}, "paper.unknown_kind"),
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
    written = log(city, case, photos=[("现场.jpg", picture())])
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
    given = {"secondment_uid": case.uid, "kind": "MONTHLY", "period": period, "text": "本月工作……",
             "now": NOW, "today": today}  # fmt: skip
    report = do(city, "王伟", reports.send_report, **given)
    assert f"MONTHLY_REPORT{period}" in duties(city, case, "MET")
    with pytest.raises(Conflict):
        do(city, "王伟", reports.send_report, **given)
    with pytest.raises(RuleBroken):
        do(
            city,
            "host",
            reports.answer_report,
            report_uid=report.uid,
            confirm=False,
            note="",
            now=NOW,
        )
    do(city, "host", reports.answer_report, report_uid=report.uid, confirm=False, note="写具体些",
       now=NOW)  # fmt: skip
    do(city, "王伟", reports.send_report, **given)
    do(city, "host", reports.answer_report, report_uid=report.uid, confirm=True, note="", now=NOW)
    with pytest.raises(RuleBroken) as outside:
        do(city, "王伟", reports.send_report, **(given | {"period": "2019-01"}))
    assert codes(outside) == {"report.period"}


# ── to the end ──
def bring_to_the_end(city: Cast, case: Any) -> date:
    """Logs, a measure, appraisal by all three; returns the day after the term."""
    last = case.ends_on
    measure = do(city, case.cadre.name, reports.plan_measure, secondment_uid=case.uid,
                 line="PARK", text="盘活低效用地", due_on=last - timedelta(days=60),
                 today=case.starts_on + timedelta(days=9))  # fmt: skip
    do(city, case.cadre.name, reports.finish_measure, measure_uid=measure.uid,
       done_on=last - timedelta(days=70), result="盘活 120 亩", today=last - timedelta(days=70))  # fmt: skip
    do(city, "officer", ends.apply_due_acts, today=last - timedelta(days=29))
    do(city, case.cadre.name, ending.appraise_oneself, secondment_uid=case.uid, text="一年来……")
    do(city, "host", ending.appraise_by_host, secondment_uid=case.uid, text="作风扎实",
       today=last - timedelta(days=20))  # fmt: skip
    do(city, "officer", ending.conclude_appraisal, secondment_uid=case.uid, text="表现优秀",
       today=last - timedelta(days=18))  # fmt: skip
    return last + timedelta(days=1)


def feed_back(city: Cast, case: Any, day: date) -> Any:
    visit = do(city, "officer", ending.plan_feedback, programme=city.programme,
               home_unit=city.units["市财政局"], planned_on=day, today=day)  # fmt: skip
    do(city, "officer", ending.prepare_letter, visit_uid=visit.uid)
    do(city, "officer", ending.record_feedback_visit, visit_uid=visit.uid, visited_on=day,
       visitors="陆组文", minutes="通报情况，听取意见", today=day)  # fmt: skip
    do(city, "officer", ending.deliver_letter, visit_uid=visit.uid, today=day)
    return visit


def test_a_whole_life_to_closing(city: Cast) -> None:
    case = city.secondee("王伟")
    day = bring_to_the_end(city, case)
    close = {"secondment_uid": case.uid, "document_no": "", "today": day}
    with pytest.raises(RuleBroken) as early:
        do(city, "officer", ending.close_secondment, **close)
    assert codes(early) == {"closing.no_feedback", "closing.not_handed_over"}

    visit = feed_back(city, case, day)
    with city.acting("home"):
        seen = FeedbackVisit.objects.get()
        texts = [row["text"] for row in seen.paragraphs]
        assert any("盘活 120 亩" in text for text in texts)
        assert "历时12个月" in texts[0]
        assert all(row["source"] for row in seen.paragraphs if row["text"])
    do(city, "home", ending.receive_letter, visit_uid=visit.uid, received_on=day,
       reply="已阅，返岗后任用时参考", today=day)  # fmt: skip
    assert fresh(city, case).state == "FED_BACK"
    do(city, "host", ending.hand_over, secondment_uid=case.uid, on_day=day, today=day)
    do(city, "officer", ending.close_secondment, **close)
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
    do(city, "officer", ends.apply_due_acts, today=last - timedelta(days=29))
    visit = do(city, "officer", ending.plan_feedback, programme=city.programme,
               home_unit=city.units["市财政局"], planned_on=last, today=last)  # fmt: skip
    do(city, "officer", ending.prepare_letter, visit_uid=visit.uid)
    with pytest.raises(RuleBroken) as refused:
        do(city, "officer", ending.deliver_letter, visit_uid=visit.uid, today=last)
    assert codes(refused) == {"feedback.not_visited", "feedback.not_appraised"}
    with city.acting("home"):
        assert FeedbackVisit.objects.count() == 0, "the home unit sees nothing before the letter"
    with pytest.raises(NotVisible):
        do(city, "home", ending.receive_letter, visit_uid=visit.uid, received_on=last, reply="",
           today=last)  # fmt: skip


# ── duties ──
def test_duties_follow_the_acts_and_a_waiver_stands(city: Cast) -> None:
    case = city.secondee("王伟", arrived=False)
    assert set(duties(city, case)) == {"ARRIVAL"}
    do(city, "host", dispatch.confirm_arrival, secondment_uid=case.uid, arrived_on=case.starts_on,
       today=case.starts_on)  # fmt: skip
    owed = duties(city, case)
    assert "ARRIVAL" not in owed
    assert "ASSIGNMENT" in owed
    row = owed["ASSIGNMENT"]
    with pytest.raises(NotPermitted):
        do(city, "host", waive_obligation, obligation_uid=row.uid, reason="x")
    with pytest.raises(RuleBroken):
        do(city, "officer", waive_obligation, obligation_uid=row.uid, reason=" ")
    do(city, "officer", waive_obligation, obligation_uid=row.uid, reason="分工见岗位说明")
    do(city, "officer", refresh_obligations, secondments=[fresh(city, case)], today=case.starts_on)
    assert "ASSIGNMENT" in duties(city, case, "WAIVED")
    with pytest.raises(Conflict):
        do(city, "officer", waive_obligation, obligation_uid=row.uid, reason="again")


def test_a_refresh_by_anyone_gives_the_same_duties(city: Cast) -> None:
    case = city.secondee("王伟")
    day = case.starts_on + timedelta(days=20)
    do(city, "officer", reports.record_visit, secondment_uid=case.uid, on_day=day,
       visitors="陆组文", text="谈话", today=day)  # fmt: skip
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
