"""A group through the year: who came back leaves it, how it reported, what its leader saw, paper."""

import io
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from dunmiao.development.actions import notes
from dunmiao.development.models import EverydayNote
from dunmiao.development.selectors import notes_of_members, own_notes
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible
from dunmiao.liaison import groups as selectors
from dunmiao.liaison.actions import activities, members
from dunmiao.liaison.group_papers import group_report
from dunmiao.liaison.models import BranchPost, GroupMember
from dunmiao.liaison.tasks import tidy_groups
from dunmiao.secondments.models import Obligation, Secondment, WorkLog
from dunmiao.secondments.reporting import calendar_of
from dunmiao.web.groups.presenters import heat
from tests.acts.stages import doing
from tests.liaison.test_acts import codes
from tests.liaison.test_groups import TODAY, at, call, cast
from tests.outcomes.test_pages import body, sent

__all__ = ["cast"]
SEEN = {"observed_on": TODAY, "place": "周例会", "tone": "STRENGTH", "source": "SEEN",
        "text": "主动把三个镇的问题理成一张清单。"}  # fmt: skip


def test_who_is_back_leaves_his_group_and_a_leader_is_missed(cast: Any) -> None:
    closed = TODAY + timedelta(days=5)
    with cast.acting("officer"):
        Secondment.objects.filter(pk=cast.cases[0].pk).update(state="CANCELLED", closed_on=closed)
    assert tidy_groups(today=closed + timedelta(days=3)) == 1
    assert tidy_groups(today=closed + timedelta(days=3)) == 0
    with cast.acting("officer"):
        row = GroupMember.objects.get(group=cast.group, name="王伟")
        assert row.to_on == closed
        assert not BranchPost.objects.filter(member=row, to_on=None).exists()
        assert selectors.leaders_of([cast.group]) == {}
    client = cast.client("officer")
    assert "没有组长" in body(client.get(f"/groups/{cast.group.uid}/"))
    assert "没有组长" in body(client.get("/groups/"))
    with cast.acting("officer"):
        heir = member_uid(cast, "李芳")
    with doing(cast, "officer", day=closed + timedelta(days=4)) as now:
        members.lead_group(now, heir)
    assert "没有组长" not in body(client.get(f"/groups/{cast.group.uid}/"))


def member_uid(city: Any, name: str) -> Any:
    return GroupMember.objects.get(group=city.group, name=name, to_on=None).uid


def owe(city: Any, due: date, state: str, met: date | None = None, reason: str = "") -> None:
    case = city.cases[1]
    with city.acting("officer"):
        Obligation.objects.create(
            city_id=case.city_id, secondment_id=case.pk, kind="MONTHLY_REPORT",
            period=f"{due}", party="PERSON", due_on=due, state=state, met_on=met,
            waived_reason=reason, home_unit_id=case.home_unit_id,
            host_unit_id=case.host_unit_id, lead_unit_id=case.lead_unit_id,
        )  # fmt: skip


def test_a_month_shows_the_worst_of_what_fell_due_in_it(cast: Any) -> None:
    today = date(2027, 3, 20)
    with cast.acting("officer"):
        Obligation.objects.all().delete()
    day = timedelta(days=1)
    owe(cast, date(2026, 4, 5), "MET", date(2026, 4, 5))
    owe(cast, date(2026, 5, 5), "MET", date(2026, 5, 6))
    owe(cast, date(2026, 5, 9), "MET", date(2026, 5, 1))
    owe(cast, date(2026, 6, 5), "WAIVED", None, "住院")
    owe(cast, date(2026, 7, 5), "OPEN")
    owe(cast, date(2026, 7, 6), "MET", date(2026, 7, 6))
    owe(cast, today, "OPEN")
    owe(cast, today + 40 * day, "OPEN")
    owe(cast, date(2026, 3, 31), "OPEN")
    pks = [case.pk for case in cast.cases]
    with cast.acting("王伟") as actor:
        months, found = calendar_of(actor=actor, secondments=pks, today=today)
    assert (months[0], months[-1], len(months)) == ((2026, 4), (2027, 3), 12)
    assert found[pks[1]] == {
        (2026, 4): "ON_TIME", (2026, 5): "LATE", (2026, 6): "WAIVED", (2026, 7): "OWED",
        (2027, 3): "WAITING",
    }  # fmt: skip
    assert found[pks[0]] == {}


def test_the_squares_are_of_all_together(cast: Any) -> None:
    today = timezone.localdate()
    with cast.acting("officer"):
        for case, times in ((cast.cases[0], 1), (cast.cases[1], 3)):
            for number in range(times):
                WorkLog.objects.create(
                    city_id=case.city_id, secondment_id=case.pk, on_day=today, kind="VISIT",
                    text=f"走访{number}", written_at=timezone.now(),
                    home_unit_id=case.home_unit_id, host_unit_id=case.host_unit_id,
                    lead_unit_id=case.lead_unit_id,
                )  # fmt: skip
    with cast.acting("王伟") as actor:
        file = selectors.read_group(actor=actor, group=cast.group, today=today)
    assert file.written == {today: 4}
    drawn = heat(file.written, file.met, today=today)
    dark = [square for square in drawn.squares if square.css == "h3"]
    assert [(len(dark), drawn.total, drawn.quiet)] == [(1, 4, 25)]
    assert (dark[0].x, dark[0].y) == (28 + 17 * 25, 20 + 17 * today.weekday())
    assert sum(square.css == "fut" for square in drawn.squares) == 6 - today.weekday()
    with cast.acting("李芳") as actor:
        assert not selectors.read_group(actor=actor, group=cast.group, today=today).written
    assert "全组日志和报告条数" in body(cast.client("王伟").get(f"/groups/{cast.group.uid}/"))
    assert "全组日志和报告条数" not in body(cast.client("李芳").get(f"/groups/{cast.group.uid}/"))


def test_the_year_on_paper_is_for_who_answers_for_the_group(cast: Any) -> None:
    noon = datetime.combine(TODAY, time(12), UTC)
    row = call(cast, title="三季度碰头", starts_at=noon)
    at(cast, "王伟", activities.write_minutes, row, text="议定两件事，下月底前办结。",
       now=timezone.now() + timedelta(days=90))  # fmt: skip
    with cast.acting("王伟") as actor:
        year = TODAY.year
        content = group_report(actor=actor, group=cast.group, year=year, today=TODAY)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    for said in (f"一组 {year} 年报告", "组长 王伟", "三季度碰头", "欧阳明", "没有交办事项"):
        assert said in text.replace("\n", ""), said
    with cast.acting("李芳") as actor, pytest.raises(NotPermitted):
        group_report(actor=actor, group=cast.group, year=year, today=TODAY)
    path = f"/groups/{cast.group.uid}/record/report.pdf"
    answer = cast.client("王伟").get(path)
    assert answer["Content-Type"] == "application/pdf"
    assert cast.client("李芳").get(path).status_code == 403
    assert cast.client("王伟").get(f"{path}?year=x").status_code == 422
    assert cast.client("王伟").get(f"{path}?year=0").status_code == 422
    assert "一年来的报告" in body(cast.client("王伟").get(f"/groups/{cast.group.uid}/record/"))


def test_a_leader_notes_what_he_saw_of_his_people_and_no_others(cast: Any) -> None:
    with cast.acting("officer"):
        uid, own = member_uid(cast, "李芳"), member_uid(cast, "王伟")
    with doing(cast, "王伟", day=TODAY) as now:
        row = notes.write_note_of_member(now, uid, **SEEN)
        assert (row.name, row.writer_role) == ("李芳", "小组组长")
        _group, members, mine = notes_of_members(actor=now.actor, group_uid=cast.group.uid)
        assert [one.name for one in members] == ["李芳", "欧阳明"]
        assert mine == [row]
        with pytest.raises(Conflict) as refused:
            notes.write_note_of_member(now, own, **SEEN)
        assert codes(refused) == ["note.oneself"]
        with pytest.raises(NotVisible):
            notes.write_note_of_member(now, row.uid, **SEEN)
    for other in ("李芳", "欧阳明"):
        with doing(cast, other, day=TODAY) as now:
            assert EverydayNote.objects.count() == 0
            assert own_notes(actor=now.actor) == []
            with pytest.raises(NotPermitted):
                notes.write_note_of_member(now, uid, **SEEN)
            with pytest.raises(NotPermitted):
                notes_of_members(actor=now.actor, group_uid=cast.group.uid)
    with cast.acting("officer"):
        assert EverydayNote.objects.get().text == SEEN["text"]
        GroupMember.objects.filter(uid=uid).update(to_on=TODAY)
    with doing(cast, "王伟", day=TODAY) as now:
        with pytest.raises(Conflict) as refused:
            notes.write_note_of_member(now, uid, **SEEN)
        assert codes(refused) == ["note.left"]
        notes.withdraw_note(now, row, reason="记错了人")


def test_the_leaders_page(cast: Any) -> None:
    path = f"/groups/{cast.group.uid}/seen/"
    with cast.acting("officer"):
        uid = str(member_uid(cast, "李芳"))
    door = f"/do/everyday_note.write_of_member/{uid}/"
    given = {
        "observed_on": timezone.localdate().isoformat(), "place": "周例会",
        "tone": "SHORTCOMING", "source": "SEEN", "source_text": "", "text": "两次没有按时到会。",
    }  # fmt: skip
    assert door in body(cast.client("王伟").get(path))
    answer = sent(cast, "王伟", door, **given)
    assert answer.status_code == 302, body(answer)
    page = body(cast.client("王伟").get(path))
    assert "两次没有按时到会。" in page
    assert "李芳" in page
    assert cast.client("李芳").get(path).status_code == 403
    assert sent(cast, "李芳", door, **given).status_code == 403
    with cast.acting("李芳") as actor:
        assert [note.text for note in own_notes(actor=actor)] == ["两次没有按时到会。"]
    with cast.acting("officer"):
        note = EverydayNote.objects.get().uid
    gone = f"/do/everyday_note.withdraw/{note}/"
    assert sent(cast, "李芳", gone, reason="不对").status_code == 403
    assert sent(cast, "王伟", gone, reason="").status_code == 400
    assert sent(cast, "王伟", gone, reason="记错了人").status_code == 302
    assert "记错了人" in body(cast.client("王伟").get(path))
