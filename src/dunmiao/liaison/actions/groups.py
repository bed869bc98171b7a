"""Found a group, put people in and out, hand over its leadership, dissolve it; its branch."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.models import User
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, RuleBroken, not_visible
from dunmiao.liaison.leading import SERVING, answers_for, standings_of
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import BranchPost, Group, GroupMember, PartyBranch
from dunmiao.liaison.rules.groups import (
    BRANCH_POSTS,
    COUNTS,
    NewGroup,
    objections_to_branch,
    objections_to_group,
)
from dunmiao.secondments.duties import remind_people
from dunmiao.secondments.lifecycle import ENDED
from dunmiao.secondments.models import Secondment
from dunmiao.secondments.reporting import REPORTS
from dunmiao.units.models import Unit


@transaction.atomic
def found_group(
    *,
    actor: Actor,
    new: NewGroup,
    unit: Unit,
    secondments: Sequence[Secondment],
    leader: Secondment | None,
    today: date,
    programme: Any = None,
) -> Group:
    """A group with its first members; one of them leads it. Others join afterwards."""
    actor.require(Permission.GROUPS_MANAGE, at=[unit.pk])
    found = objections_to_group(new, today=today)
    if new.kind == "SECONDMENT" and leader is None:
        found.append(say("group.no_leader"))
    if Group.objects.filter(city_id=actor.city_id, name=new.name.strip(), dissolved_on=None):
        found.append(say("group.once", name=new.name.strip()))
    if found:
        raise RuleBroken(found)
    group = Group(
        city_id=actor.city_id,
        kind=new.kind,
        name=new.name.strip(),
        place=new.place.strip()[:30],
        plan=new.plan.strip(),
        meets_months=new.meets_months,
        programme=programme,
        unit=unit,
        starts_on=new.starts_on,
        unit_ids=[unit.pk],
        user_ids=[],
    )
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError:  # of a unit that the actor does not see
        raise Conflict([say("group.once", name=group.name)]) from None
    for case in secondments:
        part = "LEADER" if leader is not None and case.pk == leader.pk else "MEMBER"
        _join(group, case=case, user=None, part=part, today=new.starts_on)
    _see(group)
    actor.record("group.founded", group, cadres=[case.cadre.uid for case in secondments])
    return group


def _join(
    group: Group,
    *,
    case: Secondment | None,
    user: User | None,
    part: str,
    today: date,
    unit: Unit | None = None,
    name: str = "",
) -> GroupMember:
    if case is None and group.kind == "SECONDMENT":
        raise RuleBroken([say("group.only_secondees")])
    name = case.cadre.name if case is not None else name or (user.full_name if user else "")
    if not 2 <= len(name) <= 50:
        raise RuleBroken([say("group.member_name")])
    if case is not None and case.state not in SERVING:
        raise RuleBroken([say("group.not_serving", name=name)])
    home = case.home_unit if case is not None else unit
    if home is None:
        raise RuleBroken([say("group.member_unit")])
    try:
        with transaction.atomic():
            return GroupMember.objects.create(
                city_id=group.city_id,
                group=group,
                kind=group.kind,
                secondment=case,
                user_id=case.user_id if case is not None else user.pk if user else None,
                name=name,
                unit=home,
                part=part,
                from_on=today,
            )
    except IntegrityError:
        raise Conflict([_where(case, name)]) from None


def _where(case: Secondment | None, name: str) -> Any:
    rows = GroupMember.objects.filter(secondment=case, to_on=None).select_related("group")
    other = rows.first() if case is not None else None
    return say("group.elsewhere", name=name, group=other.group.name if other else "本组")


def _see(group: Group) -> None:
    """Members see their group, those who left it too: what they did there stays theirs to see."""
    ids = group.groupmembers.exclude(user=None).values_list("user", flat=True)
    group.user_ids = sorted(set(ids))
    group.save(update_fields=["user_ids"])


def led_group(actor: Actor, uid: Any) -> Group:
    """Lock a group that the actor answers for: its leader or deputy, or the unit in charge."""
    actor.require(Permission.GROUPS_VIEW)
    seen = visible(Group, actor).values("pk")
    rows = Group.objects.select_for_update(of=("self",)).filter(uid=uid, pk__in=seen)
    group: Group | None = rows.first()
    if group is None:
        raise not_visible()
    if group.dissolved_on is not None:
        raise Conflict([say("group.dissolved")])
    if not answers_for(actor, group):
        raise RuleBroken([say("group.not_leader")])
    return group


def _managed(actor: Actor, uid: Any) -> Group:
    group = led_group(actor, uid)
    actor.require(Permission.GROUPS_MANAGE, at=[group.unit_id])
    return group


@transaction.atomic
def add_member(
    *,
    actor: Actor,
    group_uid: Any,
    today: date,
    secondment: Secondment | None = None,
    name: str = "",
    account: str = "",
    unit: Unit | None = None,
) -> GroupMember:
    """A secondee, or anybody with his unit where the group is not one of secondees; `account`
    is the one by which he sees the group, where he has one."""
    group = _managed(actor, group_uid)
    user = None
    if account.strip():
        user = User.objects.filter(city_id=actor.city_id, username=account.strip()).first()
        if user is None:
            raise RuleBroken([say("group.no_account", name=account.strip()[:40])])
    row = _join(
        group, case=secondment, user=user, name=name.strip(), unit=unit, part="MEMBER", today=today
    )
    _see(group)
    actor.record("group.joined", group, cadres=[secondment.cadre.uid] if secondment else [])
    return row


@transaction.atomic
def remove_member(*, actor: Actor, group_uid: Any, member_uid: Any, today: date) -> GroupMember:
    """Somebody leaves; the leader only after another one leads."""
    group = _managed(actor, group_uid)
    row = _member(group, member_uid)
    if row.part == "LEADER":
        raise RuleBroken([say("group.no_leader")])
    row.to_on = max(today, row.from_on)
    row.save()
    BranchPost.objects.filter(member=row, to_on=None).update(to_on=row.to_on)
    actor.record("group.left", group)
    return row


@transaction.atomic
def end_memberships(*, actor: Actor, today: date) -> int:
    """Who is back leaves his group on the day his case closed, its leader too: the group then
    waits for another one. Only the day's own work calls this; returns how many left."""
    rows = GroupMember.objects.select_for_update(of=("self",)).filter(
        city_id=actor.city_id, to_on=None, secondment__state__in=ENDED
    )
    left = list(rows.select_related("secondment", "group").order_by("pk"))
    for row in left:
        assert row.secondment is not None
        row.to_on = max(row.secondment.closed_on or today, row.from_on)
        row.save(update_fields=["to_on"])
        BranchPost.objects.filter(member=row, to_on=None).update(to_on=row.to_on)
        actor.record("group.left", row.group)
    return len(left)


def _member(group: Group, uid: Any) -> GroupMember:
    row = group.groupmembers.filter(uid=uid, to_on=None).first()
    if row is None:
        raise not_visible()
    return row


@transaction.atomic
def hand_over_lead(
    *, actor: Actor, group_uid: Any, member_uid: Any, part: str, today: date
) -> GroupMember:
    """Make a member leader or deputy; the former leader becomes a member from that day on."""
    group = _managed(actor, group_uid)
    row = _member(group, member_uid)
    if part not in ("LEADER", "DEPUTY"):
        raise RuleBroken([say("group.not_leader")])
    if row.part == part:
        return row
    if row.part == "LEADER":
        raise RuleBroken([say("group.no_leader")])
    if part == "LEADER":
        for former in group.groupmembers.filter(to_on=None, part="LEADER"):
            _again(former, "MEMBER", today)
    made = _again(row, part, today)
    actor.record("group.led", group, part=part)
    return made


def _again(row: GroupMember, part: str, today: date) -> GroupMember:
    """Close a membership and open the next one with another part: who led when stays known."""
    if row.from_on == today:
        row.part = part
        row.save()
        return row
    row.to_on = today
    row.save()
    made = GroupMember.objects.create(
        city_id=row.city_id,
        group_id=row.group_id,
        kind=row.kind,
        secondment_id=row.secondment_id,
        user_id=row.user_id,
        name=row.name,
        unit_id=row.unit_id,
        part=part,
        from_on=today,
    )
    BranchPost.objects.filter(member=row, to_on=None).update(member=made)
    return made


@transaction.atomic
def remind_members(*, actor: Actor, group_uid: Any, now: datetime) -> int:
    """Remind everybody of the group who is late with a report; how many duties."""
    group = led_group(actor, group_uid)
    members = group.groupmembers.filter(to_on=None, secondment__isnull=False)
    cases = list(members.values_list("secondment", flat=True))
    count = remind_people(actor=actor, secondments=cases, kinds=REPORTS, now=now)
    actor.record("group.reminded", group, duties=count)
    return count


@transaction.atomic
def dissolve_group(*, actor: Actor, group_uid: Any, reason: str, today: date) -> Group:
    """Dissolve a group, its branch with it; what it did stays on record."""
    group = _managed(actor, group_uid)
    if not reason.strip():
        raise RuleBroken([say("group.reason")])
    group.dissolved_on, group.dissolved_reason = today, reason.strip()[:200]
    group.save()
    group.groupmembers.filter(to_on=None).update(to_on=today)
    PartyBranch.objects.filter(group=group, ended_on=None).update(ended_on=today)
    BranchPost.objects.filter(group=group, to_on=None).update(to_on=today)
    actor.record("group.dissolved", group, reason=reason)
    return group


# ── the temporary branch ──
@transaction.atomic
def approve_branch(
    *, actor: Actor, group_uid: Any, approval_no: str, approved_on: date, today: date
) -> PartyBranch:
    """Record the approval from above; the branch ends with its group."""
    group = _managed(actor, group_uid)
    if group.partybranchs.filter(ended_on=None).exists():
        raise Conflict([say("branch.exists")])
    members = list(group.groupmembers.filter(to_on=None))
    found = objections_to_branch(standings_of(actor, members).values(), approval_no=approval_no)
    if approved_on > today:
        found.append(say("group.in_future", day=approved_on.isoformat()))
    if found:
        raise RuleBroken(found)
    branch = PartyBranch.objects.create(
        city_id=group.city_id,
        group=group,
        approval_no=approval_no.strip()[:60],
        approved_on=approved_on,
    )
    actor.record("branch.approved", branch)
    return branch


@transaction.atomic
def appoint(*, actor: Actor, group_uid: Any, member_uid: Any, post: str, today: date) -> BranchPost:
    """Appoint somebody who counts to a post of the branch; whoever held it holds it no more."""
    group = _managed(actor, group_uid)
    branch = group.partybranchs.filter(ended_on=None).first()
    if branch is None:
        raise RuleBroken([say("branch.none")])
    row = _member(group, member_uid)
    found = []
    if post not in BRANCH_POSTS:
        found.append(say("branch.post"))
    if standings_of(actor, [row])[row.pk] != COUNTS:
        found.append(say("branch.not_counted", name=row.name))
    if found:
        raise RuleBroken(found)
    branch.posts.filter(post=post, to_on=None).update(to_on=today)
    made = BranchPost.objects.create(
        city_id=group.city_id, group=group, branch=branch, member=row, post=post, from_on=today
    )
    actor.record("branch.appointed", branch, post=post)
    return made
