"""Found a group, put people in and out, hand over its leadership, dissolve it; its branch."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from dunmiao.access.models import User
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing, Held, Whoever
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, One, Several, Text, Whole
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.liaison.against import dissolved
from dunmiao.liaison.groups import in_service, without_group
from dunmiao.liaison.leading import SERVING, answers_for
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import BranchPost, Group, GroupMember, PartyBranch
from dunmiao.liaison.rules.groups import (
    GROUP_KINDS,
    LEAST_NAME,
    SECONDEES,
)
from dunmiao.posts.models import Programme
from dunmiao.secondments.duties import remind_people
from dunmiao.secondments.models import Secondment
from dunmiao.secondments.reporting import REPORTS
from dunmiao.units.models import City, Unit
from dunmiao.units.selectors import list_units

UNITS = ("CITY", "DEPARTMENT", "LIAISON", "COUNTY", "COUNTY_DEPARTMENT")
OTHERS = {code: label for code, label in GROUP_KINDS.items() if code != SECONDEES}


def _not_leader(row: object) -> Finding:
    return say("group.not_leader")


MANAGES = Held(Permission.GROUPS_MANAGE, "unit")
LEADS = Whoever(
    Permission.GROUPS_VIEW, lambda doing, group: answers_for(doing.actor, group), _not_leader
)


def _offices(doing: Doing, city: object) -> QuerySet[Unit]:
    """Units at which the actor manages groups."""
    units = list_units(city_id=doing.actor.city_id, kinds=UNITS)
    held = doing.actor.units_with(Permission.GROUPS_MANAGE)
    return units if held is None else units.filter(pk__in=held)


def _units(doing: Doing, group: Group) -> QuerySet[Unit]:
    return list_units(city_id=doing.actor.city_id, kinds=UNITS)


def _of_programme(doing: Doing, programme: Programme) -> QuerySet[Secondment]:
    return without_group(actor=doing.actor).filter(programme=programme)


def _without_group(doing: Doing, group: Group) -> QuerySet[Secondment]:
    return without_group(actor=doing.actor)


def _in_service(doing: Doing, city: City) -> QuerySet[Secondment]:
    return in_service(actor=doing.actor)


def _who(case: Secondment) -> str:
    return f"{case.cadre.name}　{case.host_unit.name}"


BY_NAME = ("cadre__name", "host_unit__name")
Name = Annotated[str, Text("名称", most=60)]
Where = Annotated[str, Text("所在地", most=30)]
Plan = Annotated[str, Text("计划", most=1000, lines=4)]
Rhythm = Annotated[int, Whole("几个月活动一次", least=1, most=12)]
Office = Annotated[Unit, One("主管单位", offers=_offices)]
OwnUnit = Annotated[Unit, One("单位", offers=_units)]
Batch = Annotated[list[Secondment], Several("成员", offers=_of_programme, say=_who)]
Leader = Annotated[Secondment, One("组长", offers=_of_programme, say=_who, search=BY_NAME)]
Anybody = Annotated[list[Secondment], Several("成员", offers=_in_service, say=_who)]
Chair = Annotated[Secondment | None, One("组长", offers=_in_service, say=_who, search=BY_NAME)]
Newcomer = Annotated[Secondment, One("在挂干部", offers=_without_group, say=_who, search=BY_NAME)]


@act(
    "group.found", Programme, "成立挂职小组", said="小组已成立。", records="group.founded",
    may=Anywhere(Permission.GROUPS_MANAGE),
)  # fmt: skip
def found_group(
    programme: Programme,
    doing: Doing,
    *,
    name: Name,
    unit: Office,
    members: Batch,
    leader: Leader,
    place: Where = "",
    meets_months: Rhythm = 1,
    plan: Plan = "",
) -> Group:
    """A group of people of a batch, one of whom leads it. Others join afterwards."""
    group = Group(kind=SECONDEES, name=name, place=place, plan=plan, unit=unit,
                  meets_months=meets_months, programme=programme)  # fmt: skip
    return _found(doing, group, members, leader)


@act(
    "group.convene", City, "成立协调小组或专班", said="小组已成立。", records="group.founded",
    may=Anywhere(Permission.GROUPS_MANAGE),
)  # fmt: skip
def convene_group(
    city: City,
    doing: Doing,
    *,
    kind: Annotated[str, Choice("种类", of=OTHERS)],
    name: Name,
    unit: Office,
    members: Anybody = [],  # noqa: B006 - read only
    leader: Chair = None,
    place: Where = "",
    meets_months: Rhythm = 1,
    plan: Plan = "",
) -> Group:
    """A coordination group or a task group; who is not on secondment is put in afterwards."""
    group = Group(kind=kind, name=name, place=place, plan=plan, unit=unit,
                  meets_months=meets_months)  # fmt: skip
    return _found(doing, group, members, leader)


def _found(
    doing: Doing, group: Group, members: Sequence[Secondment], leader: Secondment | None
) -> Group:
    found = []
    if len(group.name) < LEAST_NAME:
        found.append(say("group.name", where="name"))
    if Group.objects.filter(city_id=doing.actor.city_id, name=group.name, dissolved_on=None):
        found.append(say("group.once", where="name", name=group.name))
    if found:
        raise RuleBroken(found)
    group.city_id, group.starts_on = doing.actor.city_id, doing.today
    group.unit_ids, group.user_ids = [group.unit_id], []
    with conflict("group_name_once", say("group.once", where="name", name=group.name)):
        group.save()  # of a unit that the actor does not see
    people = dict.fromkeys([*members, *([leader] if leader else [])])
    for case in people:
        _join(group, case=case, part="LEADER" if case == leader else "MEMBER", today=doing.today)
    _see(group)
    doing.concern(*(case.cadre.uid for case in people))
    return group


def _join(group: Group, *, case: Secondment, part: str, today: date) -> GroupMember:
    name = case.cadre.name
    if case.state not in SERVING:
        raise RuleBroken([say("group.not_serving", where="members", name=name)])
    row = GroupMember(
        secondment=case, user_id=case.user_id, name=name, unit_id=case.home_unit_id, part=part
    )
    return _enter(group, row, today)


def _enter(group: Group, row: GroupMember, today: date) -> GroupMember:
    row.city_id, row.group, row.kind, row.from_on = group.city_id, group, group.kind, today
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict([_where(row)]) from None
    return row


def _where(row: GroupMember) -> Finding:
    rows = GroupMember.objects.filter(secondment=row.secondment, to_on=None)
    other = rows.select_related("group").first() if row.secondment is not None else None
    return say("group.elsewhere", name=row.name, group=other.group.name if other else "本组")


def _see(group: Group) -> None:
    """Members see their group, those who left it too: what they did there stays theirs to see."""
    ids = group.groupmembers.exclude(user=None).values_list("user", flat=True)
    group.user_ids = sorted(set(ids))
    group.save(update_fields=["user_ids"])


def _no_guests(group: Group, doing: Doing) -> Iterable[Finding]:
    yield from dissolved(group, doing)
    if group.kind == SECONDEES:
        yield say("group.only_secondees")


@act(
    "group.join", Group, "加入在挂干部", said="已加入。", records="group.joined", may=MANAGES,
    unless=dissolved,
)  # fmt: skip
def join_group(group: Group, doing: Doing, *, secondment: Newcomer) -> Group:
    """Somebody on secondment who is in no group of secondees joins."""
    _join(group, case=secondment, part="MEMBER", today=doing.today)
    _see(group)
    doing.concern(secondment.cadre.uid)
    return group


@act(
    "group.invite", Group, "加入其他人", said="已加入。", records="group.joined", may=MANAGES,
    unless=_no_guests,
)  # fmt: skip
def invite_member(
    group: Group,
    doing: Doing,
    *,
    unit: OwnUnit,
    name: Annotated[str, Text("姓名", most=50)] = "",
    account: Annotated[str, Text("账号", most=60, help="没有可不填")] = "",
) -> Group:
    """Anybody with his unit; `account` is the one by which he sees the group, where he has one."""
    user = User.objects.filter(city_id=group.city_id, username=account).first() if account else None
    if account and user is None:
        raise RuleBroken([say("group.no_account", where="account", name=account)])
    name = name or (user.full_name if user else "")
    if len(name) < LEAST_NAME:
        raise RuleBroken([say("group.member_name", where="name")])
    _enter(group, GroupMember(user=user, name=name, unit=unit, part="MEMBER"), doing.today)
    _see(group)
    return group


@act(
    "group.remind", Group, "提醒未报的人", said="已提醒 {duties} 项。", records="group.reminded",
    may=(MANAGES, LEADS), unless=dissolved,
)  # fmt: skip
def remind_members(group: Group, doing: Doing) -> Group:
    """Remind everybody of the group who is late with a report."""
    members = group.groupmembers.filter(to_on=None, secondment__isnull=False)
    cases = list(members.values_list("secondment", flat=True))
    count = remind_people(actor=doing.actor, secondments=cases, kinds=REPORTS, now=doing.now)
    doing.note(duties=count)
    return group


@act(
    "group.dissolve", Group, "撤销小组", said="小组已撤销，记录保留。", records="group.dissolved",
    may=MANAGES, unless=dissolved, danger="小组撤销后不再恢复，临时党支部随之撤销。确定撤销？",
)  # fmt: skip
def dissolve_group(
    group: Group, doing: Doing, *, reason: Annotated[str, Text("理由", most=200)]
) -> Group:
    """Dissolve a group, its branch with it; what it did stays on record."""
    group.dissolved_on, group.dissolved_reason = doing.today, reason
    group.save()
    group.groupmembers.filter(to_on=None).update(to_on=doing.today)
    PartyBranch.objects.filter(group=group, ended_on=None).update(ended_on=doing.today)
    BranchPost.objects.filter(group=group, to_on=None).update(to_on=doing.today)
    doing.note(reason=reason)
    return group
