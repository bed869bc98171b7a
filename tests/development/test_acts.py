"""Notes, suggestions, uses and look-backs: done rightly, and wrongly in each way."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dunmiao.development import selectors
from dunmiao.development.actions import notes, uses
from dunmiao.development.models import EverydayNote, LookBack, Suggestion, UseRecord
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.kernel.ranks import Rank
from dunmiao.people.models import Cadre
from tests.acts.stages import doing

TODAY = date(2026, 9, 24)


def codes(refused: Any) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def a_note(tone: str = "STRENGTH", **changes: Any) -> dict[str, Any]:
    return {"observed_on": TODAY, "place": "开发区工地", "tone": tone, "source": "SEEN",
            "text": "连续三天在现场协调管线迁改。"} | changes  # fmt: skip


def act(city: Any, who: str, what: Any, row: Any, day: date = TODAY, **given: Any) -> Any:
    with doing(city, who, day=day) as now:
        return what(now, row, **given)


def cadre_of(city: Any, case: Any) -> Cadre:
    with city.acting("officer"):
        return Cadre.objects.get(pk=case.cadre_id)


def write(city: Any, key: str, case: Any, tone: str = "STRENGTH", **changes: Any) -> EverydayNote:
    row: EverydayNote = act(
        city, key, notes.write_note, cadre_of(city, case), **a_note(tone, **changes)
    )
    return row


def test_a_host_writes_of_who_serves_with_it_and_reads_its_own_only(city: Any) -> None:
    case = city.secondee("王伟", town="大桥镇")
    written = write(city, "host", case)
    assert (written.writer, written.unit_id) == (city.users["host"].full_name, case.host_unit_id)
    ours = write(city, "officer", case, "SHORTCOMING")
    assert ours.answer_by == TODAY + timedelta(days=15)
    with city.acting("host") as host:
        assert [row.pk for row in selectors.list_notes(actor=host)] == [written.pk]
    with city.acting("officer") as officer:
        assert selectors.list_notes(actor=officer).count() == 2
    with city.acting("home") as home, pytest.raises(NotPermitted):
        selectors.list_notes(actor=home)


def test_a_host_does_not_write_of_who_serves_elsewhere(city: Any) -> None:
    case = city.secondee("王伟", town="新仓镇")
    with pytest.raises(NotPermitted):
        write(city, "host", case)
    with pytest.raises(NotPermitted):
        write(city, "home", case)


def test_a_note_is_refused_with_every_fault(city: Any) -> None:
    case = city.secondee("王伟")
    bad = {"observed_on": TODAY + timedelta(days=1), "source": "HEARD", "text": "好"}
    with pytest.raises(RuleBroken) as refused:
        write(city, "officer", case, **bad)
    found = [(finding.code, finding.where) for finding in refused.value.findings]
    assert found == [
        ("note.in_future", "observed_on"),
        ("note.whose", "source_text"),
        ("note.words", "text"),
    ]
    with city.acting("officer"):
        assert not EverydayNote.objects.exists()


def test_a_shortcoming_counts_when_the_person_has_read_it_or_his_days_are_over(city: Any) -> None:
    case = city.secondee("王伟")
    note = write(city, "officer", case, "SHORTCOMING")
    praise = write(city, "officer", case)

    def usable(day: date) -> set[int]:
        with city.acting("officer") as officer:
            rows = selectors.usable_notes(actor=officer, today=day)
            return set(rows.values_list("pk", flat=True))

    assert usable(TODAY) == {praise.pk}
    assert usable(TODAY + timedelta(days=16)) == {praise.pk, note.pk}
    with city.acting("王伟") as person:
        assert [row.pk for row in selectors.own_notes(actor=person)] == [note.pk]
    with pytest.raises(NotVisible):
        act(city, "王伟", notes.answer_note, praise, text="谢谢")
    act(city, "王伟", notes.answer_note, note)
    act(city, "王伟", notes.answer_note, note, text="当天停电。")
    with pytest.raises(Conflict):
        act(city, "王伟", notes.answer_note, note, text="再说")
    assert usable(TODAY) == {praise.pk, note.pk}


def test_an_answer_after_the_last_day_is_too_late(city: Any) -> None:
    case = city.secondee("王伟")
    note = write(city, "officer", case, "SHORTCOMING")
    late = TODAY + timedelta(days=16)
    with pytest.raises(RuleBroken) as refused:
        act(city, "王伟", notes.answer_note, note, day=late, text="太晚了")
    assert codes(refused) == ["note.too_late"]


def test_only_the_writer_withdraws_and_says_why(city: Any) -> None:
    case = city.secondee("王伟")
    note = write(city, "officer", case)
    with pytest.raises(NotPermitted):
        act(city, "second", notes.withdraw_note, note, reason="记错")
    act(city, "officer", notes.withdraw_note, note, reason="记错了人")
    with pytest.raises(Conflict):
        act(city, "officer", notes.withdraw_note, note, reason="再撤")
    with city.acting("officer") as officer:
        assert not selectors.usable_notes(actor=officer, today=TODAY).exists()


def test_the_database_keeps_notes_signed_and_withdrawals_reasoned(city: Any) -> None:
    case = city.secondee("王伟")
    note = write(city, "officer", case)
    for change in (
        {"writer": ""},
        {"withdrawn_on": TODAY},
        {"answer": "说明", "answered_on": TODAY},
        {"observed_on": TODAY + timedelta(days=1)},
    ):
        with city.acting("officer"), pytest.raises(IntegrityError), transaction.atomic():
            EverydayNote.objects.filter(pk=note.pk).update(**change)


def suggest(
    city: Any, case: Any, kind: str = "PROMOTION", words: str = "考察反映能独当一面"
) -> Any:
    return act(city, "officer", uses.suggest, cadre_of(city, case), kind=kind, words=words)


def test_a_suggestion_is_somebodys_and_open_once(city: Any) -> None:
    case = city.secondee("王伟")
    made = suggest(city, case)
    assert (made.maker, made.state) == (city.users["officer"].full_name, "OPEN")
    with pytest.raises(Conflict):
        suggest(city, case)
    with pytest.raises(RuleBroken) as refused:
        suggest(city, case, words="好")
    assert codes(refused) == ["suggest.words"]
    sent = act(city, "second", uses.send_suggestion, made)
    assert sent.sender == city.users["second"].full_name
    with pytest.raises(Conflict):
        act(city, "second", uses.send_suggestion, made)
    act(city, "second", uses.drop_suggestion, made, reason="本人意愿")
    assert suggest(city, case).state == "OPEN"
    with pytest.raises(NotVisible):
        act(city, "home", uses.send_suggestion, made)


PROMOTED = {"post": "市财政局副局长", "rank": str(int(Rank.DEPUTY_DIVISION))}


def record(
    city: Any, case: Any, what: Any = uses.record_promotion, key: str = "officer", **changes: Any
) -> UseRecord:
    decided = case.starts_on + timedelta(days=40)
    given = {"decided_on": decided, "document_no": "甲组干〔2026〕1号"} | (changes or PROMOTED)
    day = given["decided_on"] + timedelta(days=1)
    row: UseRecord = act(city, key, what, case, day=day, **given)
    return row


def test_a_promotion_reaches_the_file_and_three_look_backs_are_due(city: Any) -> None:
    case = city.secondee("王伟")
    made = suggest(city, case)
    use = record(city, case, suggestion=made, **PROMOTED)
    with city.acting("officer"):
        cadre = Cadre.objects.get(pk=case.cadre_id)
        assert (cadre.rank, cadre.current_post) == (Rank.DEPUTY_DIVISION, "市财政局副局长")
        held = cadre.rankrecords.filter(ladder="LEADING", is_open=True).get()
        assert held.value == Rank.DEPUTY_DIVISION.label
        last = cadre.careerrows.order_by("position").last()
        assert last is not None
        assert (last.text, last.to_month) == ("市财政局副局长", None)
        assert use.rank_before < use.rank_after
        assert [row.years for row in use.look_backs.all()] == [1, 3, 5]
        assert Suggestion.objects.get(pk=made.pk).state == "USED"


def test_a_listing_joins_the_reserve_and_is_refused_twice(city: Any) -> None:
    case = city.secondee("王伟")
    record(city, case, uses.record_listing, pool="县处级后备")
    with city.acting("officer"):
        listed = Cadre.objects.get(pk=case.cadre_id).reservelistings.filter(pool="县处级后备")
        assert listed.filter(is_open=True, origin="甲组干〔2026〕1号").count() == 1
    with pytest.raises(RuleBroken) as refused:
        record(city, case, uses.record_listing, pool="县处级后备")
    assert codes(refused) == ["use.listed"]


def test_a_use_that_does_not_follow_from_the_secondment_is_refused_whole(city: Any) -> None:
    case = city.secondee("王伟")
    early = case.starts_on - timedelta(days=9)
    with pytest.raises(RuleBroken) as refused:
        record(city, case, decided_on=early, post="科长", rank=str(int(Rank.NONE)))
    found = [(finding.code, finding.where) for finding in refused.value.findings]
    assert found == [("use.before", "decided_on"), ("use.no_higher", "rank")]
    with city.acting("officer"):
        assert not UseRecord.objects.exists()
        assert not LookBack.objects.exists()
    with pytest.raises(NotPermitted):
        record(city, case, key="host")
    record(city, case, uses.record_further, post="市专班组长")
    with pytest.raises(Conflict):
        record(city, case, uses.record_further, post="市专班组长")


def test_a_look_back_is_made_once_when_its_day_has_come(city: Any) -> None:
    case = city.secondee("王伟")
    use = record(city, case)
    with city.acting("officer"):
        first = use.look_backs.get(years=1)
    words = {"finding": "FIT", "words": "班子测评和走访反映良好"}
    early = first.due_on - timedelta(days=1)
    with pytest.raises(RuleBroken) as refused:
        act(city, "officer", uses.look_back, first, day=early, finding="FIT", words="好")
    assert codes(refused) == ["look.not_due", "look.words"]
    with city.acting("officer") as officer:
        due = selectors.due_look_backs(actor=officer, today=first.due_on)
        assert [row.pk for row in due] == [first.pk]
    made = act(city, "officer", uses.look_back, first, day=first.due_on, **words)
    assert made.looked_by == city.users["officer"].full_name
    with pytest.raises(Conflict):
        act(city, "officer", uses.look_back, first, day=first.due_on, **words)
    with city.acting("officer") as officer:
        assert not selectors.due_look_backs(actor=officer, today=first.due_on).exists()


def test_nobody_outside_the_department_reads_the_ledger(city: Any) -> None:
    case = city.secondee("王伟")
    record(city, case)
    for key in ("host", "home", "王伟"):
        with city.acting(key) as actor, pytest.raises(NotPermitted):
            list(selectors.list_uses(actor=actor))
