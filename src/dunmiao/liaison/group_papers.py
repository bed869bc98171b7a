"""A group's year on paper: who is in it, who reported in time, what it did, what was settled."""

from datetime import date
from typing import Any

from django.utils import timezone

from dunmiao.access.actors import Actor
from dunmiao.documents.group_report import group_pages
from dunmiao.documents.letters import chinese_date
from dunmiao.kernel.errors import RuleBroken, not_permitted
from dunmiao.liaison.groups import (
    Branch,
    held_in,
    leaders_of,
    notes_of,
    read_calendar,
    read_group,
    yearly_figures,
)
from dunmiao.liaison.leading import answers_for
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import Group
from dunmiao.liaison.rules.groups import ACTIVITY_KINDS, BRANCH_POSTS, GROUP_KINDS
from dunmiao.secondments.rules.obligations import MARKS

MOST_LINES = 60


def group_report(*, actor: Actor, group: Group, year: int, today: date) -> bytes:
    """The year of a group as PDF; only for who answers for it. Marks are those of the twelve
    months up to today, or to the end of a year that is over."""
    if not answers_for(actor, group):
        raise not_permitted()
    first = min(group.starts_on.year, today.year)
    if not first <= year <= today.year:
        raise RuleBroken([say("group.no_such_year", first=first, last=today.year)])
    day = min(today, date(year, 12, 31))
    file = read_group(actor=actor, group=group, today=day)
    months, lines = read_calendar(actor=actor, group=group, today=day)
    whole, _people = yearly_figures(group=group)
    figures = next((line for line in whole if line.year == year), None)
    held = held_in(group=group, year=year)
    tasks = list(group.grouptasks.filter(due_on__year=year).select_related("owner")[:MOST_LINES])
    marks = [mark for line in lines for mark in line.marks]
    actor.record("group.printed", group)
    return group_pages(
        {
            "title": f"{group.name} {year} 年报告",
            "scope": _scope(group, day),
            "mark": f"{actor.name} 内部",
            "figures": [
                ["成员", f"{len(file.members)} 人", "活动", f"{len(held)} 次"],
                ["按时报告的人月", _of(marks), "出席", _came(figures)],
                ["办结的交办事项", _done(tasks), "组织生活缺的月份", _lags(file.branch)],
            ],
            "plan": group.plan,
            "members": {
                "header": ["姓名", "单位", "现任", *(f"{month}" for _year, month in months)],
                "rows": [
                    [
                        line.row.name,
                        line.row.unit.name,
                        {"LEADER": "组长", "DEPUTY": "副组长"}.get(line.row.part, ""),
                        *(MARKS[mark].sign if mark else "" for mark in line.marks),
                    ]
                    for line in lines
                ],
            },
            "activities": _activities(held),
            "tasks": {
                "header": ["事项", "责任人", "期限", "办结"],
                "rows": [
                    [
                        task.text,
                        task.owner.name,
                        task.due_on.isoformat(),
                        task.done_on.isoformat() if task.done_on else "未办结",
                    ]
                    for task in tasks
                ],
            },
            "branch": _branch(file.branch),
            "notes": [
                [note.title, f"{note.writer_name} {note.written_on.isoformat()}"]
                for note in notes_of(group=group)
                if note.written_on.year == year
            ][:MOST_LINES],
        }
    )


def _scope(group: Group, day: date) -> str:
    leader = leaders_of([group]).get(group.pk, "")
    parts = [
        GROUP_KINDS[group.kind], group.place, group.unit.name,
        f"组长 {leader}" if leader else "没有组长", f"截至 {chinese_date(day)}",
    ]  # fmt: skip
    return " · ".join(part for part in parts if part)


def _of(marks: list[str]) -> str:
    due = [mark for mark in marks if mark in ("ON_TIME", "LATE", "OWED")]
    return f"{due.count('ON_TIME')} / {len(due)}"


def _came(figures: Any) -> str:
    return f"{figures.came} / {figures.called} 人次" if figures else "—"


def _done(tasks: list[Any]) -> str:
    return f"{sum(task.done_on is not None for task in tasks)} / {len(tasks)}"


def _lags(branch: Branch | None) -> str:
    return "、".join(branch.lags) or "无" if branch else "—"


def _activities(held: list[Any]) -> dict[str, Any]:
    rows = [
        [
            f"{timezone.localtime(one.starts_at):%m-%d}",
            ACTIVITY_KINDS[one.kind],
            one.title,
            f"{one.came} / {one.invited}",
        ]
        for one in held[:MOST_LINES]
    ]
    return {"header": ["日期", "种类", "名称", "到会"], "rows": rows}


def _branch(branch: Branch | None) -> str:
    if branch is None:
        return ""
    posts = "，".join(f"{BRANCH_POSTS[post.post]} {post.member.name}" for post in branch.posts)
    return f"{branch.row.approval_no}，党员 {branch.counted} 人。{posts}"
