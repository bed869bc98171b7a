"""Stages of groups: three of the towns in one group that the person leads."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from dunmiao.acts.fields import Upload
from dunmiao.liaison.actions import activities, groups, members, notes
from dunmiao.liaison.models import GroupMember
from dunmiao.liaison.rules.groups import code_at
from dunmiao.units.models import Unit
from tests.acts.stages import DEPARTMENT, EVERYBODY, PERSON, Stage, by, today
from tests.factories.pictures import jpeg

MANAGERS = DEPARTMENT | {"liaison"}
CHAIRS = MANAGERS | {PERSON}
# The unit in charge is the city itself; beside it the members see their group.
MEMBERS = CHAIRS | {"leader", "group_leader"}
SIGNED_IN = EVERYBODY | {"foreign"}
PEOPLE = (PERSON, "李芳", "欧阳明")


def programme(city: Any, state: str) -> Any:
    """The round of the towns, with somebody who serves."""
    city.secondee(PERSON)
    return city.programme


def city_itself(city: Any, state: str) -> Any:
    """The city: a group that is no group of secondees begins on nothing."""
    return city.city


def group(city: Any, state: str) -> Any:
    """A group of three, led by the person."""
    cases = [city.secondee(name) for name in PEOPLE]
    return by(city, "officer", groups.found_group, city.programme, name="一组",
              unit=city.units["甲市"], members=cases, leader=cases[0])  # fmt: skip


def smaller(city: Any, state: str) -> Any:
    """The same with one who is in no group."""
    row = group(city, state)
    by(city, "officer", members.remove_member, _member(city, row, "欧阳明"))
    return row


def council(city: Any, state: str) -> Any:
    """A coordination group of nobody yet."""
    return by(city, "officer", groups.convene_group, kind="COORDINATION", name="协调小组",
              unit=city.units["甲市"])  # fmt: skip


def _member(city: Any, row: Any, name: str) -> GroupMember:
    with city.acting("officer"):
        return GroupMember.objects.get(group=row, name=name, to_on=None)


def member(city: Any, state: str) -> Any:
    """One of the group who does not lead it."""
    return _member(city, group(city, state), "李芳")


def in_branch(city: Any, state: str) -> Any:
    """The same where the group has a branch."""
    row = group(city, state)
    by(city, "officer", members.approve_branch, row, approval_no="甲组复〔2026〕1号",
       approved_on=today())  # fmt: skip
    return _member(city, row, "李芳")


def activity(city: Any, state: str) -> Any:
    """A meeting that began a minute ago."""
    at = timezone.now() - timedelta(minutes=1)
    return by(city, PERSON, activities.call_activity, group(city, state), kind="MEETING",
              title="碰头会", starts_at=at)  # fmt: skip


def task(city: Any, state: str) -> Any:
    """A decision that somebody else carries out."""
    row = activity(city, state)
    owner = _member(city, row.group, "李芳")
    return by(city, PERSON, activities.set_task, row, text="回访", owner=owner, due_on=today())


def note(city: Any, state: str) -> Any:
    """What the leader wrote for his group alone."""
    return by(city, PERSON, notes.write_note, group(city, state), title="走访做法",
              text="每周二集中走访，问题当场分到人。")  # fmt: skip


def seat(city: Any, who: str) -> str:
    """A unit at which he manages groups."""
    if who == "foreign":
        with city.acting(who) as actor:
            return str(Unit.objects.get(pk=actor.grants[0].unit_id).uid)
    return str(city.units["市财政局" if who == "lead" else "甲市"].uid)


def founding(city: Any, row: Any, who: str) -> dict[str, object]:
    """One member, who leads."""
    with city.acting("officer"):
        case = str(city.cadres[PERSON].secondments.get().uid)
    return {"name": "新组", "unit": seat(city, who), "members": [case], "leader": case}


def convening(city: Any, row: Any, who: str) -> dict[str, object]:
    """Nobody yet."""
    return {"kind": "TASK", "name": "专班", "unit": seat(city, who)}


def newcomer(city: Any, row: Any) -> dict[str, object]:
    """Who is in no group."""
    with city.acting("officer"):
        return {"secondment": str(city.cadres["欧阳明"].secondments.get().uid)}


def ticked(city: Any, row: Any) -> dict[str, object]:
    """Who was there."""
    return {"states": {str(_member(city, row.group, "李芳").uid): "PRESENT"}}


def tasked(city: Any, row: Any) -> dict[str, object]:
    """Something to do, by somebody, today."""
    owner = _member(city, row.group, "李芳")
    return {"text": "联系企业", "owner": str(owner.uid), "due_on": str(today())}


STAGES = {
    "group.found": Stage(make=programme, may=MANAGERS | {"lead"}, sees=EVERYBODY,
                         given_to=founding),
    "group.convene": Stage(make=city_itself, may=MANAGERS | {"lead", "foreign"},
                           sees=SIGNED_IN, given_to=convening),
    "group.join": Stage(make=smaller, may=MANAGERS, sees=MEMBERS, given=newcomer),
    "group.invite": Stage(make=council, may=MANAGERS, sees=MEMBERS - {PERSON},
                          given=lambda city, row: {"unit": str(city.units["市科技局"].uid),
                                                   "name": "外单位人"}),
    "group.remind": Stage(make=group, may=CHAIRS, sees=MEMBERS),
    "group.dissolve": Stage(make=group, may=MANAGERS, sees=MEMBERS, given={"reason": "期满"}),
    "branch.approve": Stage(make=group, may=MANAGERS, sees=MEMBERS, given=lambda city, row: {
        "approval_no": "甲组复〔2026〕1号", "approved_on": str(today())}),
    "member.remove": Stage(make=member, may=MANAGERS, sees=MEMBERS),
    "member.lead": Stage(make=member, may=MANAGERS, sees=MEMBERS),
    "member.deputise": Stage(make=member, may=MANAGERS, sees=MEMBERS),
    "member.appoint": Stage(make=in_branch, may=MANAGERS, sees=MEMBERS,
                            given={"post": "SECRETARY"}),
    "activity.call": Stage(make=group, may=CHAIRS, sees=MEMBERS, given={
        "kind": "VISIT", "title": "走访", "starts_at": "2026-11-24T09:00"}),
    "activity.sign_in": Stage(make=activity, may={PERSON}, sees=MEMBERS, given=lambda city, row: {
        "code": code_at(row.secret, timezone.now())}),
    "activity.excuse": Stage(make=activity, may={PERSON}, sees=MEMBERS, given={"note": "下乡"}),
    "activity.tick": Stage(make=activity, may=CHAIRS, sees=MEMBERS, given=ticked),
    "activity.minute": Stage(make=activity, may=CHAIRS, sees=MEMBERS, given={"text": "走访三家。"}),
    "activity.cancel": Stage(make=activity, may=CHAIRS, sees=MEMBERS, given={"reason": "冲突"}),
    "activity.picture": Stage(make=activity, may=CHAIRS, sees=MEMBERS, given={
        "photos": [Upload("会.jpg", jpeg())]}),
    "task.set": Stage(make=activity, may=CHAIRS, sees=MEMBERS, given=tasked),
    "task.finish": Stage(make=task, may=CHAIRS, sees=MEMBERS, given={"result": "已联系三家"}),
    "group_note.write": Stage(make=group, may=CHAIRS, sees=MEMBERS, given={
        "title": "走访做法", "text": "每周二集中走访，问题当场分到人。"}),
    "group_note.drop": Stage(make=note, may=CHAIRS, sees=MEMBERS),
}  # fmt: skip
