"""Who leads a group, who leaves it, who holds a post in its temporary branch."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Day, Text
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.liaison.actions.groups import MANAGES
from dunmiao.liaison.against import dissolved
from dunmiao.liaison.leading import standings_of
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import BranchPost, Group, GroupMember, PartyBranch
from dunmiao.liaison.rules.groups import BRANCH_POSTS, COUNTS, objections_to_branch

MANAGES_ITS = Held(Permission.GROUPS_MANAGE, "group.unit")


def _present(member: GroupMember, doing: Doing) -> Iterable[Finding]:
    if member.to_on is not None:
        yield say("group.member_left")


def _not_leading(member: GroupMember, doing: Doing) -> Iterable[Finding]:
    yield from _present(member, doing)
    if member.part == "LEADER":
        yield say("group.no_leader")


def _not_deputy(member: GroupMember, doing: Doing) -> Iterable[Finding]:
    yield from _not_leading(member, doing)
    if member.part == "DEPUTY":
        yield say("group.same_part")


@act(
    "member.remove", GroupMember, "转出", said="已转出。", records="group.left", may=MANAGES_ITS,
    unless=_not_leading, related="group", locks="group",
)  # fmt: skip
def remove_member(member: GroupMember, doing: Doing) -> Group:
    """Somebody leaves; the leader only after another one leads."""
    member.to_on = max(doing.today, member.from_on)
    member.save()
    BranchPost.objects.filter(member=member, to_on=None).update(to_on=member.to_on)
    return member.group


@act(
    "member.lead", GroupMember, "任组长", said="已任组长。", records="group.led", may=MANAGES_ITS,
    unless=_not_leading, related="group", locks="group",
)  # fmt: skip
def lead_group(member: GroupMember, doing: Doing) -> Group:
    """Make a member leader; the former leader becomes a member from that day on."""
    for former in member.group.groupmembers.filter(to_on=None, part="LEADER"):
        _again(former, "MEMBER", doing.today)
    _again(member, "LEADER", doing.today)
    doing.note(part="LEADER")
    return member.group


@act(
    "member.deputise", GroupMember, "任副组长", said="已任副组长。", records="group.led",
    may=MANAGES_ITS, unless=_not_deputy, related="group", locks="group",
)  # fmt: skip
def deputise_member(member: GroupMember, doing: Doing) -> Group:
    """Make a member deputy leader."""
    _again(member, "DEPUTY", doing.today)
    doing.note(part="DEPUTY")
    return member.group


def _again(row: GroupMember, part: str, today: date) -> None:
    """Close a membership and open the next one with another part: who led when stays known."""
    if row.from_on == today:
        row.part = part
        row.save()
        return
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


# ── the temporary branch ──
@act(
    "branch.approve", Group, "登记批复", said="临时党支部已登记，随小组撤销。",
    records="branch.approved", may=MANAGES, unless=dissolved,
)  # fmt: skip
def approve_branch(
    group: Group,
    doing: Doing,
    *,
    approval_no: Annotated[str, Text("批复文号", most=60)],
    approved_on: Annotated[date, Day("批准日期")],
) -> PartyBranch:
    """Record the approval from above; the branch ends with its group."""
    if group.partybranchs.filter(ended_on=None).exists():
        raise Conflict([say("branch.exists")])
    members = list(group.groupmembers.filter(to_on=None))
    found = objections_to_branch(standings_of(doing.actor, members).values())
    if approved_on > doing.today:
        day = approved_on.isoformat()
        found.append(say("group.in_future", where="approved_on", day=day))
    if found:
        raise RuleBroken(found)
    return PartyBranch.objects.create(
        city_id=group.city_id, group=group, approval_no=approval_no, approved_on=approved_on
    )


@act(
    "member.appoint", GroupMember, "任支部职务", said="已任命。", records="branch.appointed",
    may=MANAGES_ITS, unless=_present, related="group", locks="group",
)  # fmt: skip
def appoint(
    member: GroupMember,
    doing: Doing,
    *,
    post: Annotated[str, Choice("支部职务", of=BRANCH_POSTS)],
) -> PartyBranch:
    """Appoint somebody who counts to a post of the branch; whoever held it holds it no more."""
    branch = member.group.partybranchs.filter(ended_on=None).first()
    if branch is None:
        raise RuleBroken([say("branch.none")])
    if standings_of(doing.actor, [member])[member.pk] != COUNTS:
        raise RuleBroken([say("branch.not_counted", name=member.name)])
    branch.posts.filter(post=post, to_on=None).update(to_on=doing.today)
    BranchPost.objects.create(
        city_id=member.city_id, group=member.group, branch=branch, member=member, post=post,
        from_on=doing.today,
    )  # fmt: skip
    doing.note(post=post)
    return branch
