"""Groups of the example: one in Beijing and one in Hangzhou of those who serve outside, with a
year of meetings, a temporary branch, tasks, and a coordination group. All invented."""

import random
from datetime import datetime, time, timedelta
from typing import Any

from dunmiao.example.batches import person_of
from dunmiao.example.stage import Stage

GROUPS = (("北京一组（示例）", "北京"), ("杭州一组（示例）", "杭州"))
SIZE = 9
MEETINGS = (
    ("MEETING", "月度碰头会", "驻外联络处会议室"),
    ("STUDY", "专题学习", "驻外联络处会议室"),
    ("VISIT", "走访在外企业", "企业现场"),
    ("THEMED_DAY", "主题党日", "驻外联络处会议室"),
    ("SOCIAL", "中秋座谈", "驻外联络处"),
)
TASKS = ("回访两家企业", "整理项目指南", "补谈未到会同志", "汇总下月计划")

NOTES = (
    ("每周集中走访", "周二上午集中走访部委对口处室，下午碰头，问题当场分到人，周五对账。（示例）"),
    ("新到干部一周带教", "新到的第一周由同处室老成员带着跑一遍，交一份联络清单。（示例）"),
)


def form_groups(stage: Stage, programmes: dict[str, Any]) -> None:
    """Found the groups at the start of the newest batch outside, and let them meet."""
    from dunmiao.acts.claims import Doing
    from dunmiao.example.outcomes import serving
    from dunmiao.liaison.actions import groups
    from dunmiao.units.models import Unit

    lot = random.Random("示例小组")
    with stage.at("zuzhi1", stage.today):
        outside = [row for key, row in programmes.items() if key.startswith("outside-")]
        cases = serving(outside, stage.today)
        city = Unit.objects.get(parent=None)
    accounts = {case.pk: person_of(stage, case) for case in cases}
    for number, (name, place) in enumerate(GROUPS):
        mine = [case for case in cases if case.host_unit.name.startswith(place)][:SIZE]
        day = max(case.arrived_on for case in mine)
        first = [case for case in mine if case.programme_id == mine[0].programme_id]
        with stage.at("zuzhi1", day) as officer:
            doing = Doing.by(officer, today=day)
            group = groups.found_group(
                doing, mine[0].programme, name=name, unit=city, members=first, leader=mine[0],
                place=place, plan="每月碰头一次，每季走访一次，互通信息（示例）。",
            )  # fmt: skip
            for case in mine:
                if case not in first:
                    groups.join_group(Doing.by(officer, today=day), group, secondment=case)
        if number == 0:
            _branch(stage, group, day)
        _meet(stage, lot, group, accounts[mine[0].pk], day, number == 0)
    with stage.at("zuzhi1", stage.today) as officer:
        group = groups.convene_group(
            Doing.by(officer, today=stage.today), kind="COORDINATION", unit=city,
            name="外派管理协调小组（示例）", plan="每季会商一次。",
        )  # fmt: skip
        for account, unit in (
            ("zhujing", "嘉兴市驻北京联络处"),
            ("keji", "市科学技术局"),
            ("zuzhi2", "嘉兴市"),
        ):
            groups.invite_member(
                Doing.by(officer, today=stage.today), group, account=account,
                unit=Unit.objects.get(name=unit),
            )  # fmt: skip


def _branch(stage: Stage, group: Any, day: Any) -> None:
    from dunmiao.acts.claims import Doing
    from dunmiao.liaison.actions import members
    from dunmiao.liaison.leading import standings_of

    with stage.at("zuzhi1", day) as officer:
        doing = Doing.by(officer, today=day)
        number = f"示例复〔{day.year}〕18号"
        members.approve_branch(doing, group, approval_no=number, approved_on=day)
        people = list(group.groupmembers.filter(to_on=None))
        counted = [row for row in people if standings_of(officer, people)[row.pk] == "COUNTS"]
        for row, post in zip(counted, ("SECRETARY", "ORGANISATION", "PUBLICITY"), strict=False):
            members.appoint(Doing.by(officer, today=day), row, post=post)


def _note(stage: Stage, lot: random.Random, group: Any, leader: str) -> None:
    """What the leader lets the other groups know."""
    from dunmiao.acts.claims import Doing
    from dunmiao.liaison.actions.notes import write_note

    title, text = lot.choice(NOTES)
    with stage.at(leader, stage.today) as actor:
        doing = Doing.by(actor, today=stage.today)
        write_note(doing, group, title=f"{title}（示例）", text=text, shared=True)


def _meet(
    stage: Stage, lot: random.Random, group: Any, leader: str, since: Any, has_branch: bool
) -> None:
    """A meeting a month, with who came, minutes, and a task now and then; one is still to come."""
    from dunmiao.acts.claims import Doing
    from dunmiao.liaison.actions import activities

    _note(stage, lot, group, leader)
    zone = stage.moment(since).tzinfo
    days = [since + timedelta(days=20 + 30 * n) for n in range(24)]
    for turn, day in enumerate(
        [day for day in days if day < stage.today] + [stage.today + timedelta(days=6)]
    ):
        kind, title, place = MEETINGS[turn % len(MEETINGS)]
        if kind == "THEMED_DAY" and not has_branch:
            kind, title = "STUDY", "政策学习"
        at = datetime.combine(day, time(14), tzinfo=zone)
        called = min(day, stage.today)
        with stage.at(leader, called) as actor:
            row = activities.call_activity(
                Doing.by(actor, today=called), group, kind=kind, title=f"{title}（示例）",
                starts_at=at, place=place,
            )  # fmt: skip
            if day > stage.today:
                continue
            now = at + timedelta(hours=3)
            people = [one.member for one in row.attendances.select_related("member")]
            states = {
                str(member.uid): lot.choices(("PRESENT", "EXCUSED", "ABSENT"), (88, 9, 3))[0]
                for member in people
            }
            doing = Doing.by(actor, now=now, today=day)
            activities.tick_attendance(doing, row, states=states)
            activities.write_minutes(doing, row, text="交流进展，议定下月安排（示例）。")
            if turn % 2 == 0:
                owner = lot.choice(people)
                task = activities.set_task(
                    doing, row, text=TASKS[turn // 2 % len(TASKS)], owner=owner,
                    due_on=day + timedelta(days=21),
                )  # fmt: skip
                if day + timedelta(days=35) < stage.today:
                    done = Doing.by(actor, today=day + timedelta(days=14))
                    activities.finish_task(done, task, result="已办（示例）")
