"""Activities of a group: invite, sign in by a code that changes, minutes, decisions followed."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from django.db.models import QuerySet

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Own, Whoever
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Day, Moment, One, Sheet, Text
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.liaison.actions.groups import LEADS, MANAGES
from dunmiao.liaison.actions.members import MANAGES_ITS
from dunmiao.liaison.against import cancelled, dissolved, not_begun
from dunmiao.liaison.leading import answers_for
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import Attendance, Group, GroupActivity, GroupMember, GroupTask
from dunmiao.liaison.rules.groups import (
    ACTIVITY_KINDS,
    ATTENDANCE,
    LEAST_NAME,
    THEMED,
    objections_to_sign_in,
)
from dunmiao.secondments.rules.words import objections_to_words

LEADS_ITS = Whoever(
    Permission.GROUPS_VIEW,
    lambda doing, row: answers_for(doing.actor, row.group),
    lambda row: say("group.not_leader"),
)
# Who answers for the group of an activity, a task, a note.
CHAIRS = (MANAGES_ITS, LEADS_ITS)
Reason = Annotated[str, Text("理由", most=200)]


def _mine(doing: Doing, row: GroupActivity) -> QuerySet[Attendance]:
    return row.attendances.filter(member__user_id=doing.actor.user_id)


INVITED = Whoever(
    Permission.GROUPS_VIEW,
    lambda doing, row: _mine(doing, row).exists(),
    lambda row: say("signin.not_invited"),
)


def _signed_in(row: GroupActivity, doing: Doing) -> Iterable[Finding]:
    yield from cancelled(row, doing)
    if _mine(doing, row).filter(state="PRESENT").exists():
        yield say("signin.done")


@act(
    "activity.call", Group, "发起活动", said="已发起，名单上的人在“小组”里看到。",
    records="activity.called", may=(MANAGES, LEADS), unless=dissolved,
)  # fmt: skip
def call_activity(
    group: Group,
    doing: Doing,
    *,
    kind: Annotated[str, Choice("种类", of=ACTIVITY_KINDS)],
    title: Annotated[str, Text("名称", most=100)],
    starts_at: Annotated[datetime, Moment("时间")],
    place: Annotated[str, Text("地点", most=60)] = "",
    agenda: Annotated[str, Text("议程", most=1000, lines=3)] = "",
) -> GroupActivity:
    """Call everybody of the group to an activity."""
    found = objections_to_words(title, where="title") + objections_to_words(agenda, where="agenda")
    if len(title) < LEAST_NAME:
        found.append(say("activity.title", where="title"))
    if kind == THEMED and not group.partybranchs.filter(ended_on=None).exists():
        found.append(say("activity.branch", where="kind"))
    if found:
        raise RuleBroken(found)
    row = GroupActivity.objects.create(
        city_id=group.city_id,
        group=group,
        kind=kind,
        title=title,
        place=place,
        starts_at=starts_at,
        agenda=agenda,
        secret=secrets.token_hex(32),
    )
    Attendance.objects.bulk_create(
        Attendance(city_id=group.city_id, group=group, activity=row, member=member)
        for member in group.groupmembers.filter(to_on=None)
    )
    return row


@act(
    "activity.sign_in", GroupActivity, "签到", said="已签到。", records="activity.signed_in",
    may=INVITED, unless=_signed_in, related="group",
)  # fmt: skip
def sign_in(
    row: GroupActivity,
    doing: Doing,
    *,
    code: Annotated[str, Text("现场屏幕上的 6 位签到码", most=7)],
) -> GroupActivity:
    """Sign oneself in with the code on the screen: it changes every half-minute, counts for the
    account that sends it and for nobody else, and once."""
    digits = code.replace(" ", "")
    if found := objections_to_sign_in(row.secret, digits, starts_at=row.starts_at, now=doing.now):
        raise RuleBroken(finding.at("code") for finding in found)
    mine = _mine(doing, row).get()
    mine.state, mine.way, mine.at = "PRESENT", "CODE", doing.now
    mine.save()
    return row


def _members(doing: Doing, row: GroupActivity) -> list[tuple[str, str]]:
    people = row.attendances.select_related("member").values_list("member__uid", "member__name")
    return [(str(uid), name) for uid, name in people]


@act(
    "activity.tick", GroupActivity, "登记到会", said="已登记到会。", records="activity.ticked",
    may=CHAIRS, unless=not_begun, related="group",
)  # fmt: skip
def tick_attendance(
    row: GroupActivity,
    doing: Doing,
    *,
    states: Annotated[
        dict[str, str],
        Sheet("到会", offers=_members, cell=Choice("到会", of=ATTENDANCE), help="扫码签到的不改"),
    ],
) -> GroupActivity:
    """The leader ticks who was there, by address of the member; what a code proved stays."""
    for mine in row.attendances.select_related("member").exclude(way="CODE"):
        state = states.get(str(mine.member.uid), mine.state)
        if state != mine.state:
            mine.state, mine.way = state, "TICK"
            mine.at = doing.now if state == "PRESENT" else None
            mine.save()
    return row


@act(
    "activity.excuse", GroupActivity, "请假", said="已请假。", records="activity.excused",
    may=INVITED, unless=_signed_in, related="group",
)  # fmt: skip
def excuse_oneself(
    row: GroupActivity, doing: Doing, *, note: Annotated[str, Text("理由", most=100)]
) -> GroupActivity:
    """Say before that one cannot come."""
    mine = _mine(doing, row).get()
    mine.state, mine.note = "EXCUSED", note
    mine.save()
    return row


@act(
    "activity.minute", GroupActivity, "写纪要", said="纪要已存。", records="activity.minuted",
    may=CHAIRS, unless=not_begun, related="group",
)  # fmt: skip
def write_minutes(
    row: GroupActivity, doing: Doing, *, text: Annotated[str, Text("纪要", most=5000, lines=6)]
) -> GroupActivity:
    """What was said and decided; written again, the former version stays in the row history."""
    if found := objections_to_words(text, where="text"):
        raise RuleBroken(found)
    row.minutes, row.minutes_by, row.minutes_on = text, doing.actor.name, doing.today
    row.save()
    return row


@act(
    "activity.cancel", GroupActivity, "取消活动", said="已取消。", records="activity.cancelled",
    may=CHAIRS, unless=cancelled, related="group",
    danger="名单上的人都会看到活动已取消。确定取消？",
)  # fmt: skip
def cancel_activity(row: GroupActivity, doing: Doing, *, reason: Reason) -> GroupActivity:
    """Call it off, with the reason that everybody reads."""
    row.is_cancelled, row.cancelled_reason = True, reason
    row.save()
    return row


def _present(doing: Doing, row: GroupActivity) -> QuerySet[GroupMember]:
    return row.group.groupmembers.filter(to_on=None)


def _name(member: GroupMember) -> str:
    return member.name


Owner = Annotated[GroupMember, One("谁办", offers=_present, say=_name)]


@act(
    "task.set", GroupActivity, "交办", said="已交办。", records="task.set",
    may=CHAIRS, unless=cancelled, related="group",
)  # fmt: skip
def set_task(
    row: GroupActivity,
    doing: Doing,
    *,
    text: Annotated[str, Text("事项", most=200)],
    owner: Owner,
    due_on: Annotated[date, Day("期限")],
) -> GroupTask:
    """A decision with its owner and day."""
    found = objections_to_words(text, where="text")
    if due_on < doing.today:
        found.append(say("task.due", where="due_on"))
    if found:
        raise RuleBroken(found)
    return GroupTask.objects.create(
        city_id=row.city_id, group=row.group, activity=row, text=text, owner=owner, due_on=due_on
    )


def _finished(task: GroupTask, doing: Doing) -> Iterable[Finding]:
    if task.done_on is not None:
        yield say("task.done")


@act(
    "task.finish", GroupTask, "办结", said="已办结。", records="task.done",
    may=(Own(Permission.GROUPS_VIEW, "owner.user_id"), *CHAIRS), unless=_finished,
    related="group owner",
)  # fmt: skip
def finish_task(
    task: GroupTask, doing: Doing, *, result: Annotated[str, Text("结果", most=200)]
) -> GroupTask:
    """Done, by its owner or the leader, with what came of it."""
    task.done_on, task.result = doing.today, result
    task.save()
    return task
