"""Groups with a leader, activities with sign-in, decisions, the temporary branch."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.liaison import groups as selectors
from dunmiao.liaison.actions import activities, groups
from dunmiao.liaison.models import Attendance, Group, GroupActivity, GroupMember
from dunmiao.liaison.rules.groups import (
    NewGroup,
    code_at,
    months_without,
    next_meeting_due,
    objections_to_sign_in,
    standing,
)
from dunmiao.people.models import Cadre
from dunmiao.secondments.models import Obligation, Secondment
from tests.api.test_calls import call as call_api
from tests.api.test_calls import key_of
from tests.liaison.test_acts import codes
from tests.outcomes.test_pages import body, sent

TODAY = timezone.localdate() + timedelta(days=40)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECRET = "ab" * 32


@pytest.fixture
def cast(city: Any) -> Any:
    """Three who serve, in one group, the first of them leads it."""
    city.cases = [city.secondee(name) for name in ("王伟", "李芳", "欧阳明")]
    city.group = found(city)
    return city


def found(city: Any, key: str = "officer", **changes: Any) -> Group:
    with city.acting(key) as actor:
        cases = list(Secondment.objects.select_related("cadre", "home_unit").order_by("pk"))
        new = NewGroup(**{"kind": "SECONDMENT", "name": "一组", "starts_on": TODAY} | changes)
        return groups.found_group(
            actor=actor, new=new, unit=city.units["甲市"], secondments=cases, leader=cases[0],
            today=TODAY,
        )  # fmt: skip


def member(cast: Any, name: str) -> GroupMember:
    with cast.acting("officer"):
        return GroupMember.objects.get(group=cast.group, name=name, to_on=None)


def call(cast: Any, key: str = "王伟", **changes: Any) -> GroupActivity:
    fields = {"kind": "MEETING", "title": "月度碰头", "starts_at": NOON} | changes
    with cast.acting(key) as actor:
        return activities.call_activity(
            actor=actor, group_uid=cast.group.uid, new=activities.NewActivity(**fields)
        )


@given(st.text("0123456789abcdef", min_size=64, max_size=64), st.integers(0, 10**6))
def test_a_code_counts_for_its_half_minute_and_the_next(secret: str, seconds: int) -> None:
    shown = NOON + timedelta(seconds=seconds % 20_000)
    code = code_at(secret, shown)
    assert len(code) == 6
    for late, counts in ((0, True), (30, True), (90, False)):
        found = objections_to_sign_in(
            secret, code, starts_at=NOON, now=shown + timedelta(seconds=late)
        )
        if counts:
            assert not found
        elif code not in {code_at(secret, shown + timedelta(seconds=s)) for s in (60, 90)}:
            assert [one.code for one in found] == ["signin.code"]


def test_a_code_is_as_the_standard_says() -> None:
    """RFC 4226, Appendix D: the secret "12345678901234567890" at counter 1 gives 287082; with
    SHA-256 as RFC 6238, Appendix B (time 59 s): 46119246, of which six digits are shown."""
    secret = "12345678901234567890123456789012"
    assert code_at(secret, datetime.fromtimestamp(59, UTC)) == "119246"


def test_outside_its_hours_nobody_signs_in() -> None:
    for hours in (-2, 7):
        moment = NOON + timedelta(hours=hours)
        told = objections_to_sign_in(SECRET, code_at(SECRET, moment), starts_at=NOON, now=moment)
        assert [one.code for one in told] == ["signin.closed"]


def test_rhythm_and_lags() -> None:
    assert next_meeting_due(None, starts_on=date(2026, 1, 31), months=1) == date(2026, 2, 28)
    held = [date(2026, 3, 2)]
    today = date(2026, 5, 1)
    assert months_without(held, since=date(2026, 2, 10), today=today) == ["2026-04"]
    assert months_without(held, since=date(2026, 2, 1), today=today) == ["2026-02", "2026-04"]
    assert standing("中共党员", is_moved=False) == "COUNTS"
    assert standing("中共党员", is_moved=True) == "MOVED"
    assert standing("民盟盟员", is_moved=False) == "NOT_MEMBER"


def test_everybody_is_in_one_group_that_one_person_leads(cast: Any) -> None:
    with cast.acting("officer") as officer:
        assert [m.part for m in cast.group.groupmembers.all()] == ["LEADER", "MEMBER", "MEMBER"]
        with pytest.raises(RuleBroken) as refused:
            groups.found_group(
                actor=officer, new=NewGroup("SECONDMENT", "一组", TODAY), unit=cast.units["甲市"],
                secondments=[], leader=None, today=TODAY,
            )  # fmt: skip
        assert codes(refused) == ["group.no_leader", "group.once"]
    with pytest.raises(Conflict):
        found(cast, name="二组")
    with cast.acting("officer"), pytest.raises(IntegrityError), transaction.atomic():
        GroupMember.objects.filter(name="李芳").update(part="LEADER")
    with cast.acting("王伟") as actor, pytest.raises(NotPermitted):
        groups.found_group(
            actor=actor, new=NewGroup("TASK", "专班", TODAY), unit=cast.units["甲市"],
            secondments=[], leader=None, today=TODAY,
        )  # fmt: skip


def test_who_sees_a_group(cast: Any) -> None:
    for key in ("host", "other_host", "home", "other_home"):
        with cast.acting(key) as actor:
            assert not Group.objects.exists(), key
            assert not GroupMember.objects.exists(), key
            with pytest.raises(NotVisible):
                selectors.get_group(actor=actor, uid=cast.group.uid)
    with cast.acting("李芳") as actor:
        file = selectors.read_group(
            actor=actor, group=selectors.get_group(actor=actor, uid=cast.group.uid), today=TODAY
        )
        assert not file.leads
        assert {line.reporting for line in file.members} == {None}


def test_the_leader_is_told_who_does_not_report_and_nothing_more(cast: Any) -> None:
    late = TODAY + timedelta(days=120)
    from dunmiao.secondments.duties import refresh_obligations

    with cast.acting("officer") as officer:
        refresh_obligations(actor=officer, secondments=list(Secondment.objects.all()), today=late)
    with cast.acting("王伟") as actor:
        group = selectors.get_group(actor=actor, uid=cast.group.uid)
        file = selectors.read_group(actor=actor, group=group, today=late)
        assert file.leads
        assert all(line.reporting and line.reporting.overdue for line in file.members)
        assert Secondment.objects.count() == 1, "he still sees no case but his own"
        moment = timezone.now() + timedelta(days=160)
        told = groups.remind_members(actor=actor, group_uid=cast.group.uid, now=moment)
        assert told == sum(len(line.reporting.overdue) for line in file.members if line.reporting)
    with cast.acting("李芳") as actor, pytest.raises(RuleBroken):
        groups.remind_members(actor=actor, group_uid=cast.group.uid, now=moment)
    with cast.acting("officer"):
        reminded = Obligation.objects.filter(reminded_at=moment)
        assert {(row.party, row.state) for row in reminded} == {("PERSON", "OPEN")}


def test_leadership_is_handed_over_and_stays_known(cast: Any) -> None:
    later = TODAY + timedelta(days=10)
    who = member(cast, "李芳")
    with cast.acting("officer") as officer:
        groups.hand_over_lead(
            actor=officer, group_uid=cast.group.uid, member_uid=who.uid, part="LEADER", today=later
        )
    leader = member(cast, "李芳")
    assert (leader.part, leader.from_on) == ("LEADER", later)
    assert member(cast, "王伟").part == "MEMBER"
    with cast.acting("officer") as officer:
        closed = GroupMember.objects.get(name="王伟", part="LEADER")
        assert closed.to_on == later
        with pytest.raises(RuleBroken) as refused:
            groups.remove_member(
                actor=officer, group_uid=cast.group.uid, member_uid=leader.uid, today=later
            )
    assert codes(refused) == ["group.no_leader"]
    with pytest.raises(RuleBroken) as refused:
        call(cast, "王伟")
    assert codes(refused) == ["group.not_leader"]
    call(cast, "李芳")


def test_who_came_yesterday_or_is_on_leave_may_join(city: Any) -> None:
    case = city.secondee("王伟")
    for state in ("ARRIVED", "ON_LEAVE", "SUSPENDED"):
        with city.acting("officer") as officer:
            Secondment.objects.filter(pk=case.pk).update(state=state)
            assert [row.pk for row in selectors.candidates(actor=officer)] == [case.pk], state


def test_figures_are_of_all_activities_not_of_those_shown(cast: Any) -> None:
    for number in range(selectors.MOST_ACTIVITIES + 3):
        row = call(cast, title=f"碰头{number}")
        with cast.acting("王伟") as actor:
            activities.write_minutes(
                actor=actor, activity_uid=row.uid, text="好。", today=TODAY,
                now=NOON + timedelta(hours=1),
            )  # fmt: skip
    with cast.acting("王伟") as actor:
        group = selectors.get_group(actor=actor, uid=cast.group.uid)
        file = selectors.read_group(actor=actor, group=group, today=NOON.date())
    assert len(file.activities) == selectors.MOST_ACTIVITIES
    assert file.held == selectors.MOST_ACTIVITIES + 3


def test_signed_in_once_by_ones_own_account(cast: Any) -> None:
    row = call(cast)
    now = NOON + timedelta(minutes=1)

    def sign(key: str, code: str, at: datetime = now) -> Attendance:
        with cast.acting(key) as actor:
            return activities.sign_in(actor=actor, activity_uid=row.uid, code=code, now=at)

    code = code_at(row.secret, now)
    assert sign("李芳", code).state == "PRESENT"
    with pytest.raises(Conflict):
        sign("李芳", code)
    with pytest.raises(RuleBroken) as refused:
        sign("王伟", code, now + timedelta(minutes=2))
    assert codes(refused) == ["signin.code"]
    with pytest.raises(RuleBroken) as refused:
        sign("officer", code)
    assert codes(refused) == ["signin.not_invited"]
    with pytest.raises(NotVisible):
        sign("other_host", code)
    with cast.acting("officer"):
        states = dict(Attendance.objects.values_list("member__name", "state"))
    assert states == {"王伟": "INVITED", "李芳": "PRESENT", "欧阳明": "INVITED"}
    with cast.acting("王伟") as actor:
        uids = {str(m.uid): "ABSENT" for m in cast.group.groupmembers.all()}
        activities.tick_attendance(actor=actor, activity_uid=row.uid, states=uids, now=now)
        states = dict(Attendance.objects.values_list("member__name", "state"))
    assert states == {"王伟": "ABSENT", "李芳": "PRESENT", "欧阳明": "ABSENT"}, "a code stands"


def test_minutes_decisions_and_calling_off(cast: Any) -> None:
    row, now = call(cast), NOON + timedelta(hours=2)
    owner = member(cast, "李芳")
    with cast.acting("王伟") as actor:
        for wrong, code in (("", "activity.minutes"), ("机密", "report.secret")):
            with pytest.raises(RuleBroken) as refused:
                activities.write_minutes(
                    actor=actor, activity_uid=row.uid, text=wrong, now=now, today=TODAY
                )
            assert codes(refused) == [code]
        activities.write_minutes(
            actor=actor, activity_uid=row.uid, text="定下走访计划。", now=now, today=TODAY
        )
        task = activities.set_task(
            actor=actor, group_uid=cast.group.uid, activity=row, text="联系企业", owner_uid=owner.uid,
            due_on=TODAY, today=TODAY,
        )  # fmt: skip
    with cast.acting("欧阳明") as actor, pytest.raises(RuleBroken) as refused:
        activities.finish_task(actor=actor, task_uid=task.uid, result="好", today=TODAY)
    assert codes(refused) == ["group.not_leader"]
    with cast.acting("李芳") as actor:
        assert (
            activities.finish_task(
                actor=actor, task_uid=task.uid, result="已联系三家", today=TODAY
            ).done_on
            == TODAY
        )
        with pytest.raises(Conflict):
            activities.finish_task(actor=actor, task_uid=task.uid, result="再", today=TODAY)
    other = call(cast, title="联谊")
    with cast.acting("王伟") as actor:
        activities.cancel_activity(actor=actor, activity_uid=other.uid, reason="冲突")
        with pytest.raises(Conflict):
            activities.write_minutes(
                actor=actor, activity_uid=other.uid, text="x", now=now, today=TODAY
            )


def test_a_temporary_branch_counts_whose_relation_has_not_moved(cast: Any) -> None:
    with cast.acting("officer") as officer:
        Cadre.objects.filter(name="欧阳明").update(politics="民盟盟员")

        def approve(number: str = "嘉组复〔2026〕18号") -> Any:
            return groups.approve_branch(
                actor=officer, group_uid=cast.group.uid, approval_no=number, approved_on=TODAY,
                today=TODAY,
            )  # fmt: skip

        with pytest.raises(RuleBroken) as refused:
            approve(" ")
        assert codes(refused) == ["branch.paper", "branch.too_few"]
    with pytest.raises(RuleBroken) as refused:
        call(cast, kind="THEMED_DAY")
    assert codes(refused) == ["activity.branch"]
    with cast.acting("officer") as officer:
        Cadre.objects.update(politics="中共党员")
        branch = groups.approve_branch(
            actor=officer, group_uid=cast.group.uid, approval_no="嘉组复〔2026〕18号",
            approved_on=TODAY, today=TODAY,
        )  # fmt: skip
        Cadre.objects.filter(name="欧阳明").update(politics="民盟盟员")
    call(cast, kind="THEMED_DAY")
    secretary, outsider = member(cast, "王伟"), member(cast, "欧阳明")
    with cast.acting("officer") as officer:
        groups.appoint(
            actor=officer, group_uid=cast.group.uid, member_uid=secretary.uid, post="SECRETARY",
            today=TODAY,
        )  # fmt: skip
        with pytest.raises(RuleBroken) as refused:
            groups.appoint(
                actor=officer, group_uid=cast.group.uid, member_uid=outsider.uid,
                post="PUBLICITY", today=TODAY,
            )  # fmt: skip
        assert codes(refused) == ["branch.not_counted"]
        groups.dissolve_group(actor=officer, group_uid=cast.group.uid, reason="期满", today=TODAY)
        branch.refresh_from_db()
        assert branch.ended_on == TODAY
        assert not branch.posts.filter(to_on=None).exists()
    with pytest.raises(Conflict):
        call(cast)


def test_a_coordination_group_has_members_of_any_unit(cast: Any) -> None:
    with cast.acting("officer") as officer:
        group = groups.found_group(
            actor=officer, new=NewGroup("COORDINATION", "管理协调小组", TODAY),
            unit=cast.units["甲市"], secondments=[], leader=None, today=TODAY,
        )  # fmt: skip
        groups.add_member(
            actor=officer, group_uid=group.uid, account="home", unit=cast.units["市财政局"],
            today=TODAY,
        )  # fmt: skip
        groups.add_member(
            actor=officer, group_uid=group.uid, name="外单位人", unit=cast.units["市科技局"],
            today=TODAY,
        )  # fmt: skip
        for wrong, code in (
            ({"account": "nobody", "unit": cast.units["市科技局"]}, "group.no_account"),
            ({"name": "外单位人"}, "group.member_unit"),
            ({"name": "甲", "unit": cast.units["市科技局"]}, "group.member_name"),
        ):
            with pytest.raises(RuleBroken) as refused:
                groups.add_member(actor=officer, group_uid=group.uid, today=TODAY, **wrong)
            assert codes(refused) == [code]
    with cast.acting("home") as actor:
        assert [row.name for row in selectors.list_groups(actor=actor)] == ["管理协调小组"]


def test_pages_of_a_month(cast: Any) -> None:
    path = f"/groups/{cast.group.uid}/"
    page = body(cast.client("officer").get(path))
    assert "组长 王伟" in page
    assert "不按篇数评先后" in page
    assert "不按篇数评先后" not in body(cast.client("李芳").get(path))
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    answer = sent(cast, "王伟", path + "activities/", kind="VISIT", title="走访企业", starts_at=now)
    assert answer.status_code == 302, body(answer)[:800]
    at = answer["Location"]
    screen = body(cast.client("王伟").get(at + "code/"))
    assert "秒后换码" in screen
    with cast.acting("officer"):
        row = GroupActivity.objects.get()
    code = code_at(row.secret, timezone.now())
    assert "签到码不对" in body(
        sent(cast, "李芳", at + "sign-in/", code="000000" if code != "000000" else "1")
    )
    assert cast.client("李芳").get(at + "code/").status_code in (409, 422)
    assert sent(cast, "李芳", at + "sign-in/", code=code).status_code == 302
    assert "到会 1 / 3" in body(cast.client("王伟").get(at))
    assert sent(cast, "王伟", at + "minutes/", text="走访三家。").status_code == 302
    owner = str(member(cast, "李芳").uid)
    due = timezone.localdate().isoformat()
    assert (
        sent(cast, "王伟", at + "tasks/", text="回访", owner=owner, due_on=due).status_code == 302
    )
    assert "回访" in body(cast.client("李芳").get(path))
    assert "一组" in body(cast.client("officer").get("/groups/"))
    assert cast.client("host").get(path).status_code == 404
    assert cast.client("officer").get("/groups/new/").status_code == 200
    assert "在挂干部" not in body(cast.client("officer").get(path + "members/")), (
        "all are in groups"
    )
    assert cast.client("李芳").get(path + "members/").status_code == 403


def test_a_group_is_read_in_few_queries(cast: Any) -> None:
    client = cast.client("officer")
    for title in ("一", "二", "三"):
        call(cast, title=f"碰头{title}")
    with CaptureQueriesContext(connection) as captured:
        client.get(f"/groups/{cast.group.uid}/")
    own = [q["sql"] for q in captured.captured_queries]
    own = [q for q in own if not re.match("SAVEPOINT|RELEASE", q) and "django_session" not in q]
    assert len(own) <= 16, own  # two of them widen and narrow the scope


def test_over_json(cast: Any) -> None:
    key = key_of(cast, "王伟", Permission.GROUPS_VIEW)
    [group] = call_api(key, "GET", "groups").json()
    assert (group["name"], group["people"]) == ("一组", 3)
    path = f"groups/{group['uid']}"
    asked = {"kind": "VISIT", "title": "走访", "starts_at": timezone.now().isoformat()}
    made = call_api(key, "POST", f"{path}/activities", asked).json()
    with cast.acting("officer"):
        secret = GroupActivity.objects.get().secret
    at = f"groups/activities/{made['uid']}"
    wrong = call_api(key, "POST", f"{at}/sign-in", {"code": "1"})
    assert wrong.json()["findings"][0]["code"] == "signin.code"
    code = code_at(secret, timezone.now())
    assert call_api(key, "POST", f"{at}/sign-in", {"code": code}).status_code == 200
    assert call_api(key, "POST", f"{at}/minutes", {"text": "走访一家。"}).status_code == 200
    whole = call_api(key, "GET", path).json()
    assert [(a["came"], a["invited"]) for a in whole["activities"]] == [(1, 3)]
    assert [m["part"] for m in whole["members"]] == ["LEADER", "MEMBER", "MEMBER"]
    other = call_api(key_of(cast, "host", Permission.GROUPS_VIEW), "GET", path)
    assert other.status_code == 404
