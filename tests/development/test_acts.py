"""Notes, suggestions, uses and look-backs: done rightly, and wrongly in each way."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dunmiao.development import selectors
from dunmiao.development.actions import notes, uses
from dunmiao.development.models import EverydayNote, LookBack, Suggestion, UseRecord
from dunmiao.development.rules.notes import Note
from dunmiao.development.rules.uses import FURTHER, PROMOTION, RESERVE, Use
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.kernel.ranks import Rank
from dunmiao.people.models import Cadre

TODAY = date(2026, 9, 24)


def codes(refused: Any) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def a_note(tone: str = "STRENGTH", **changes: Any) -> Note:
    fields = {"observed_on": TODAY, "place": "开发区工地", "tone": tone, "source": "SEEN",
              "source_text": "", "text": "连续三天在现场协调管线迁改。"} | changes  # fmt: skip
    return Note(**fields)


def write(city: Any, key: str, case: Any, note: Note | None = None, **asked: Any) -> EverydayNote:
    with city.acting(key) as actor:
        cadre = Cadre.objects.get(pk=case.cadre_id)
        return notes.write_note(
            actor=actor, cadre_uid=cadre.uid, note=note or a_note(), today=TODAY, **asked
        )


def test_a_host_writes_of_who_serves_with_it_and_reads_its_own_only(city: Any) -> None:
    case = city.secondee("王伟", town="大桥镇")
    written = write(city, "host", case)
    assert (written.writer, written.unit_id) == (city.users["host"].full_name, case.host_unit_id)
    ours = write(city, "officer", case, a_note("SHORTCOMING"))
    assert ours.answer_by == TODAY + timedelta(days=15)
    with city.acting("host") as host:
        assert [row.pk for row in selectors.list_notes(actor=host)] == [written.pk]
    with city.acting("officer") as officer:
        assert selectors.list_notes(actor=officer).count() == 2
    with city.acting("home") as home, pytest.raises(NotPermitted):
        selectors.list_notes(actor=home)


def test_a_host_does_not_write_of_who_serves_elsewhere(city: Any) -> None:
    case = city.secondee("王伟", town="新仓镇")
    with pytest.raises((NotVisible, RuleBroken)):
        write(city, "host", case)
    with pytest.raises(NotPermitted):
        write(city, "home", case)


def test_a_note_is_refused_with_every_fault(city: Any) -> None:
    case = city.secondee("王伟")
    bad = a_note(observed_on=TODAY + timedelta(days=1), place="", source="HEARD", text="好")
    with pytest.raises(RuleBroken) as refused:
        write(city, "officer", case, bad)
    assert codes(refused) == ["note.in_future", "note.no_place", "note.whose", "note.words"]
    with city.acting("officer"):
        assert not EverydayNote.objects.exists()


def test_a_shortcoming_counts_when_the_person_has_read_it_or_his_days_are_over(city: Any) -> None:
    case = city.secondee("王伟")
    note = write(city, "officer", case, a_note("SHORTCOMING"))
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
            notes.answer_note(actor=person, note_uid=praise.uid, text="谢谢", today=TODAY)
        notes.answer_note(actor=person, note_uid=note.uid, text="", today=TODAY)
        notes.answer_note(actor=person, note_uid=note.uid, text="当天停电。", today=TODAY)
        with pytest.raises(Conflict):
            notes.answer_note(actor=person, note_uid=note.uid, text="再说", today=TODAY)
    assert usable(TODAY) == {praise.pk, note.pk}


def test_an_answer_after_the_last_day_is_too_late(city: Any) -> None:
    case = city.secondee("王伟")
    note = write(city, "officer", case, a_note("SHORTCOMING"))
    late = TODAY + timedelta(days=16)
    with city.acting("王伟") as person, pytest.raises(RuleBroken) as refused:
        notes.answer_note(actor=person, note_uid=note.uid, text="太晚了", today=late)
    assert codes(refused) == ["note.too_late"]


def test_only_the_writer_withdraws_and_says_why(city: Any) -> None:
    case = city.secondee("王伟")
    note = write(city, "officer", case)
    with city.acting("second") as second, pytest.raises(NotPermitted):
        notes.withdraw_note(actor=second, note_uid=note.uid, reason="记错", today=TODAY)
    with city.acting("officer") as officer:
        with pytest.raises(RuleBroken):
            notes.withdraw_note(actor=officer, note_uid=note.uid, reason=" ", today=TODAY)
        notes.withdraw_note(actor=officer, note_uid=note.uid, reason="记错了人", today=TODAY)
        with pytest.raises(Conflict):
            notes.withdraw_note(actor=officer, note_uid=note.uid, reason="再撤", today=TODAY)
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
    with city.acting("officer") as officer:
        cadre = Cadre.objects.get(pk=case.cadre_id)
        return uses.suggest(
            actor=officer, cadre_uid=cadre.uid, kind=kind, words=words, round_=None, today=TODAY
        )


def test_a_suggestion_is_somebodys_and_open_once(city: Any) -> None:
    case = city.secondee("王伟")
    made = suggest(city, case)
    assert (made.maker, made.state) == (city.users["officer"].full_name, "OPEN")
    with pytest.raises(Conflict):
        suggest(city, case)
    with pytest.raises(RuleBroken) as refused:
        suggest(city, case, kind="X", words="好")
    assert codes(refused) == ["suggest.kind", "suggest.words"]
    with city.acting("second") as second:
        sent = uses.send_suggestion(actor=second, suggestion_uid=made.uid, today=TODAY)
        assert sent.sender == city.users["second"].full_name
        with pytest.raises(Conflict):
            uses.send_suggestion(actor=second, suggestion_uid=made.uid, today=TODAY)
        uses.drop_suggestion(actor=second, suggestion_uid=made.uid, reason="本人意愿", today=TODAY)
    assert suggest(city, case).state == "OPEN"
    with city.acting("home") as home, pytest.raises(NotVisible):
        uses.send_suggestion(actor=home, suggestion_uid=made.uid, today=TODAY)


def record(city: Any, case: Any, key: str = "officer", **changes: Any) -> UseRecord:
    fields = {"kind": PROMOTION, "decided_on": case.starts_on + timedelta(days=40),
              "document_no": "甲组干〔2026〕1号", "post": "市财政局副局长",
              "rank": Rank.DEPUTY_DIVISION} | changes  # fmt: skip
    suggestion = fields.pop("suggestion", None)
    with city.acting(key) as actor:
        return uses.record_use(
            actor=actor, secondment_uid=case.uid, use=Use(**fields),
            today=fields["decided_on"] + timedelta(days=1), suggestion_uid=suggestion,
        )  # fmt: skip


def test_a_promotion_reaches_the_file_and_three_look_backs_are_due(city: Any) -> None:
    case = city.secondee("王伟")
    made = suggest(city, case)
    use = record(city, case, suggestion=made.uid)
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
    record(city, case, kind=RESERVE, pool="县处级后备", post="", rank=None)
    with city.acting("officer"):
        listed = Cadre.objects.get(pk=case.cadre_id).reservelistings.filter(pool="县处级后备")
        assert listed.filter(is_open=True, origin="甲组干〔2026〕1号").count() == 1
    with pytest.raises(RuleBroken) as refused:
        record(city, case, kind=RESERVE, pool="县处级后备", post="", rank=None)
    assert codes(refused) == ["use.listed"]


def test_a_use_that_does_not_follow_from_the_secondment_is_refused_whole(city: Any) -> None:
    case = city.secondee("王伟")
    with pytest.raises(RuleBroken) as refused:
        record(city, case, decided_on=case.starts_on - timedelta(days=9), document_no="",
               rank=Rank.NONE)  # fmt: skip
    assert codes(refused) == ["use.before", "use.no_document", "use.no_higher"]
    with city.acting("officer"):
        assert not UseRecord.objects.exists()
        assert not LookBack.objects.exists()
    with pytest.raises((NotPermitted, NotVisible)):
        record(city, case, key="host")
    record(city, case, kind=FURTHER, rank=None)
    with pytest.raises(Conflict):
        record(city, case, kind=FURTHER, rank=None)


def test_a_look_back_is_made_once_when_its_day_has_come(city: Any) -> None:
    case = city.secondee("王伟")
    use = record(city, case)
    with city.acting("officer") as officer:
        first = use.look_backs.get(years=1)
        early = first.due_on - timedelta(days=1)

        def look(
            day: date, finding: str = "FIT", words: str = "班子测评和走访反映良好"
        ) -> LookBack:
            return uses.look_back(
                actor=officer, look_back_uid=first.uid, finding=finding, words=words, today=day
            )

        with pytest.raises(RuleBroken) as refused:
            look(early, "?", "好")
        assert codes(refused) == ["look.not_due", "look.finding", "look.words"]
        assert [b.pk for b in selectors.due_look_backs(actor=officer, today=first.due_on)] == [
            first.pk
        ]
        assert look(first.due_on).looked_by == officer.name
        with pytest.raises(Conflict):
            look(first.due_on)
        assert not selectors.due_look_backs(actor=officer, today=first.due_on).exists()


def test_nobody_outside_the_department_reads_the_ledger(city: Any) -> None:
    case = city.secondee("王伟")
    record(city, case)
    for key in ("host", "home", "王伟"):
        with city.acting(key) as actor, pytest.raises(NotPermitted):
            list(selectors.list_uses(actor=actor))
