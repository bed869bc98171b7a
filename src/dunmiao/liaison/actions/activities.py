"""Activities of a group: invite, sign in by a code that changes, minutes, decisions followed."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, RuleBroken, not_visible
from dunmiao.liaison.actions.groups import led_group
from dunmiao.liaison.leading import answers_for
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import Attendance, Group, GroupActivity, GroupTask
from dunmiao.liaison.rules.groups import (
    ACTIVITY_KINDS,
    ATTENDANCE,
    THEMED,
    objections_to_sign_in,
)
from dunmiao.secondments.rules.words import objections_to_words

MOST_MINUTES = 5000


@dataclass(frozen=True, slots=True)
class NewActivity:
    """What somebody calls."""

    kind: str
    title: str
    starts_at: datetime
    place: str = ""
    agenda: str = ""


@transaction.atomic
def call_activity(*, actor: Actor, group_uid: Any, new: NewActivity) -> GroupActivity:
    """Call everybody of the group to an activity."""
    group = led_group(actor, group_uid)
    found = objections_to_words(new.title, new.agenda)
    if new.kind not in ACTIVITY_KINDS:
        found.append(say("activity.kind"))
    if not 2 <= len(new.title.strip()) <= 100:
        found.append(say("activity.title"))
    if new.kind == THEMED and not group.partybranchs.filter(ended_on=None).exists():
        found.append(say("activity.branch"))
    if found:
        raise RuleBroken(found)
    row = GroupActivity.objects.create(
        city_id=group.city_id,
        group=group,
        kind=new.kind,
        title=new.title.strip(),
        place=new.place.strip()[:60],
        starts_at=new.starts_at,
        agenda=new.agenda.strip()[:1000],
        secret=secrets.token_hex(32),
    )
    Attendance.objects.bulk_create(
        Attendance(city_id=group.city_id, group=group, activity=row, member=member)
        for member in group.groupmembers.filter(to_on=None)
    )
    actor.record("activity.called", row)
    return row


def _activity(actor: Actor, uid: Any, *, leads: bool) -> GroupActivity:
    actor.require(Permission.GROUPS_VIEW)
    row = (
        GroupActivity.objects.select_for_update(of=("self",))
        .select_related("group")
        .filter(uid=uid, group__in=visible(Group, actor).values("pk"))
        .first()
    )
    if row is None:
        raise not_visible()
    if row.is_cancelled:
        raise Conflict([say("activity.cancelled")])
    if leads and not answers_for(actor, row.group):
        raise RuleBroken([say("group.not_leader")])
    return row


def led_activity(actor: Actor, uid: Any) -> GroupActivity:
    """An activity within sight that the actor answers for, held until commit."""
    return _activity(actor, uid, leads=True)


@transaction.atomic
def sign_in(*, actor: Actor, activity_uid: Any, code: str, now: datetime) -> Attendance:
    """Sign oneself in with the code on the screen: it changes every half-minute, counts for the
    account that sends it and for nobody else, and once."""
    row = _activity(actor, activity_uid, leads=False)
    mine: Attendance | None = (
        row.attendances.select_for_update(of=("self",))
        .filter(member__user_id=actor.user_id)
        .first()
    )
    if mine is None:
        raise RuleBroken([say("signin.not_invited")])
    if mine.state == "PRESENT":
        raise Conflict([say("signin.done")])
    if found := objections_to_sign_in(row.secret, code, starts_at=row.starts_at, now=now):
        raise RuleBroken(found)
    mine.state, mine.way, mine.at = "PRESENT", "CODE", now
    mine.save()
    actor.record("activity.signed_in", row)
    return mine


@transaction.atomic
def tick_attendance(
    *, actor: Actor, activity_uid: Any, states: Mapping[str, str], now: datetime
) -> GroupActivity:
    """The leader ticks who was there, by address of the member; what a code proved stays."""
    row = led_activity(actor, activity_uid)
    if row.starts_at > now:
        raise RuleBroken([say("activity.not_begun")])
    for mine in row.attendances.select_related("member").exclude(way="CODE"):
        state = states.get(str(mine.member.uid), mine.state)
        if state in ATTENDANCE and state != mine.state:
            mine.state, mine.way = state, "TICK"
            mine.at = now if state == "PRESENT" else None
            mine.save()
    actor.record("activity.ticked", row)
    return row


@transaction.atomic
def excuse_oneself(*, actor: Actor, activity_uid: Any, note: str) -> Attendance:
    """Say before that one cannot come."""
    row = _activity(actor, activity_uid, leads=False)
    mine: Attendance | None = row.attendances.filter(member__user_id=actor.user_id).first()
    if mine is None:
        raise RuleBroken([say("signin.not_invited")])
    if mine.state == "PRESENT":
        raise Conflict([say("signin.done")])
    if not note.strip():
        raise RuleBroken([say("group.reason")])
    mine.state, mine.note = "EXCUSED", note.strip()[:100]
    mine.save()
    actor.record("activity.excused", row)
    return mine


@transaction.atomic
def write_minutes(
    *, actor: Actor, activity_uid: Any, text: str, now: datetime, today: date
) -> GroupActivity:
    """What was said and decided; written again, the former version stays in the row history."""
    row = led_activity(actor, activity_uid)
    found = objections_to_words(text)
    if row.starts_at > now:
        found.append(say("activity.not_begun"))
    if not text.strip() or len(text) > MOST_MINUTES:
        found.append(say("activity.minutes"))
    if found:
        raise RuleBroken(found)
    row.minutes, row.minutes_by, row.minutes_on = text.strip(), actor.name, today
    row.save()
    actor.record("activity.minuted", row)
    return row


@transaction.atomic
def cancel_activity(*, actor: Actor, activity_uid: Any, reason: str) -> GroupActivity:
    """Call it off, with the reason that everybody reads."""
    row = led_activity(actor, activity_uid)
    if not reason.strip():
        raise RuleBroken([say("group.reason")])
    row.is_cancelled, row.cancelled_reason = True, reason.strip()[:200]
    row.save()
    actor.record("activity.cancelled", row)
    return row


@transaction.atomic
def set_task(
    *,
    actor: Actor,
    group_uid: Any,
    text: str,
    owner_uid: Any,
    due_on: date,
    today: date,
    activity: GroupActivity | None = None,
) -> GroupTask:
    """A decision with its owner and day."""
    group = led_group(actor, group_uid)
    owner = group.groupmembers.filter(uid=owner_uid, to_on=None).first()
    if owner is None:
        raise not_visible()
    found = objections_to_words(text)
    if not text.strip() or len(text) > 200:
        found.append(say("task.text"))
    if due_on < today:
        found.append(say("task.due"))
    if found:
        raise RuleBroken(found)
    row = GroupTask.objects.create(
        city_id=group.city_id,
        group=group,
        activity=activity,
        text=text.strip(),
        owner=owner,
        due_on=due_on,
    )
    actor.record("task.set", row)
    return row


@transaction.atomic
def finish_task(*, actor: Actor, task_uid: Any, result: str, today: date) -> GroupTask:
    """Done, by its owner or the leader, with what came of it."""
    actor.require(Permission.GROUPS_VIEW)
    row = (
        GroupTask.objects.select_for_update(of=("self",))
        .select_related("group", "owner")
        .filter(uid=task_uid, group__in=visible(Group, actor).values("pk"))
        .first()
    )
    if row is None:
        raise not_visible()
    if row.done_on is not None:
        raise Conflict([say("task.done")])
    if row.owner.user_id != actor.user_id and not answers_for(actor, row.group):
        raise RuleBroken([say("group.not_leader")])
    if not result.strip():
        raise RuleBroken([say("task.result")])
    row.done_on, row.result = today, result.strip()[:200]
    row.save()
    actor.record("task.done", row)
    return row
