"""File posts, describe them, and ask for what a person must bring, word by word."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from django.db.models import QuerySet

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, One, Pick, Rows, Text, Tick, Verdict, Whole
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.posts import rules
from dunmiao.posts.against import against_closed
from dunmiao.posts.messages import say
from dunmiao.posts.models import Post, Programme, ProjectTeam, Requirement
from dunmiao.rulebook.rules import LABELS, POST_CLASSES, SEVERITIES, WORDS
from dunmiao.rulebook.sentences import SUBJECTS, read_value, sentence
from dunmiao.units.models import Unit
from dunmiao.units.selectors import list_units

MOST_REQUIREMENTS = 12
MOST_SPECIALITIES = 8
SUBJECT_LABELS = {code: LABELS[code] for code in SUBJECTS}
FILER = Held(Permission.POSTS_FILE, "unit")


def _now(name: str) -> Callable[[Any], Any]:
    """What a form starts with: what the post says already, nothing where it is new."""
    return lambda row: getattr(row, name) if isinstance(row, Post) else None


def _seats(row: Any) -> int:
    return row.seats if isinstance(row, Post) else 1


def _class(row: Any) -> str:
    return row.post_class if isinstance(row, Post) else "DEPUTY"


def _specialities(row: Any) -> str:
    return "、".join(row.specialities) if isinstance(row, Post) else ""


Duty = Annotated[str, Text("分工", most=2000, lines=2, first=_now("duty"))]
Problems = Annotated[str, Text("希望解决的问题", most=2000, lines=2, first=_now("problems"))]
Growth = Annotated[str, Text("能得到的锻炼", most=200, first=_now("growth"))]
Specialities = Annotated[
    str, Text("所需专长", most=200, help="如：产业经济、招商", first=_specialities)
]
PostClass = Annotated[
    str,
    Choice(
        "岗位类别", of=POST_CLASSES, help="回避等规则只对某些类别",
        first=_class,
    ),
]  # fmt: skip
Reason = Annotated[str, Text("理由", most=300)]
Seats = Annotated[int, Whole("名额", least=1, most=rules.MOST_SEATS, first=_seats)]


def _units(doing: Doing, programme: Programme) -> QuerySet[Unit]:
    units = list_units(city_id=doing.actor.city_id)
    allowed = doing.actor.units_with(Permission.POSTS_FILE)
    return units if allowed is None else units.filter(pk__in=allowed)


def _teams(doing: Doing, programme: Programme) -> QuerySet[ProjectTeam]:
    return programme.teams.order_by("pk")


HostUnit = Annotated[Unit, One("接收单位", offers=_units)]
Team = Annotated[ProjectTeam | None, One("团队", offers=_teams)]


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[、,，;；\s]+", text) if word][:MOST_SPECIALITIES]


@dataclass(frozen=True, slots=True)
class Need:
    """One thing asked of the person: attribute, comparison, value, and how much it weighs."""

    attribute: Annotated[str, Choice("项目", of=SUBJECT_LABELS)]
    operator: Annotated[str, Choice("比较", of=WORDS)]
    value: Annotated[str, Text("取值", most=40)]
    severity: Annotated[str, Choice("轻重", of=SEVERITIES)] = "BLOCK"


@act(
    "post.file", Programme, "申报岗位", said="岗位已申报。", records="post.filed",
    may=Anywhere(Permission.POSTS_FILE), unless=against_closed,
)  # fmt: skip
def file_post(
    programme: Programme,
    doing: Doing,
    *,
    unit: HostUnit,
    title: Annotated[str, Text("岗位", most=100)],
    post_class: PostClass = "DEPUTY",
    seats: Seats = 1,
    must_be_filled: Annotated[bool, Tick("必补", help="由组织部确定")] = False,
    team: Team = None,
    role: Annotated[str, Choice("团队中的角色", of=rules.TEAM_ROLES)] = "",
    duty: Duty = "",
    problems: Problems = "",
    growth: Growth = "",
    specialities: Specialities = "",
    requirements: Annotated[list[Need], Rows("要求", of=Need, blank=2)] = (),  # type: ignore[assignment]
) -> Post:
    """A host (or the organisation department for it) files a post."""
    found: list[Finding] = []
    if must_be_filled and not doing.actor.may(
        Permission.PROGRAMMES_EDIT, at=[programme.lead_unit_id]
    ):
        found.append(say("post.must", where="must_be_filled"))
    needs = _read(requirements, found)
    if found:
        raise RuleBroken(found)
    post = Post(
        city_id=programme.city_id, programme=programme, unit=unit, title=title, seats=seats,
        post_class=post_class, tier=1 if must_be_filled else 2, team=team, role=role if team else "", duty=duty,
        problems=problems, growth=growth, specialities=_words(specialities),
        sort_order=programme.posts.count() + 1,
    )  # fmt: skip
    with conflict("post_once", say("post.exists", where="title", unit=unit.name, title=title)):
        post.save()
    for need, value in needs:
        _ask(post, need, value)
    doing.note(title=title)
    return post


def _read(needs: Sequence[Need], found: list[Finding]) -> list[tuple[Need, Any]]:
    """The values of the needs; what cannot be asked is found, with its row."""
    out = []
    for number, need in enumerate(needs):
        try:
            out.append((need, read_value(need.attribute, need.operator, need.value)))
        except RuleBroken as wrong:
            found += [f.at(f"requirements.{number}.value") for f in wrong.findings]
    return out


def _ask(post: Post, need: Need, value: Any) -> Requirement:
    words = sentence(need.attribute, need.operator, value)
    return Requirement.objects.create(
        city_id=post.city_id, post=post, text=words, attribute=need.attribute,
        operator=need.operator, value=value, severity=need.severity,
    )  # fmt: skip


def _withdrawn(post: Post, doing: Doing) -> list[Finding]:
    if post.withdrawn_on is None:
        return []
    return [say("post.withdrawn", title=post.title, day=post.withdrawn_on.isoformat())]


def _standing(post: Post, doing: Doing) -> list[Finding]:
    return [] if post.withdrawn_on else [say("post.stands", title=post.title)]


@act(
    "post.correct", Post, "更正岗位名称", said="岗位已更正。", records="post.corrected",
    may=FILER, revised=True, related="unit", unless=_withdrawn,
)  # fmt: skip
def correct_post(
    post: Post,
    doing: Doing,
    *,
    title: Annotated[str, Text("岗位", most=100, first=_now("title"))],
    reason: Reason,
) -> Post:
    """Give a post its right title."""
    doing.note(before=post.title, after=title)
    post.title = title
    exists = say("post.exists", where="title", unit=post.unit.name, title=title)
    with conflict("post_once", exists):
        _changed(post)
    return post


@act(
    "post.require", Post, "是否必补", said="已保存。", records="post.required",
    may=Held(Permission.PROGRAMMES_EDIT, lambda post: [post.programme.lead_unit_id]),
    related="unit programme", unless=_withdrawn,
)  # fmt: skip
def require_post(
    post: Post,
    doing: Doing,
    *,
    must: Annotated[bool, Verdict("是否必补", yes="定为必补", no="不必补")],
) -> Post:
    """The organisation department says whether a post must be filled."""
    post.tier = 1 if must else max(post.tier, 2)
    doing.note(must=must)
    _changed(post)
    return post


@act(
    "post.withdraw", Post, "撤下岗位", said="岗位已撤下。", records="post.withdrawn", may=FILER,
    related="unit programme", unless=_withdrawn,
    danger="撤下后不再参加匹配；已派出的人不受影响。可以恢复。",
)  # fmt: skip
def withdraw_post(post: Post, doing: Doing, *, reason: Reason) -> Post:
    """Take a post out of the round; wishes for it no longer count, its history stays."""
    post.withdrawn_on, post.withdrawing_reason = doing.today, reason
    _changed(post)
    return post


@act(
    "post.restore", Post, "恢复岗位", said="岗位已恢复。", records="post.restored", may=FILER,
    related="unit programme", unless=_standing,
)  # fmt: skip
def restore_post(post: Post, doing: Doing, *, reason: Reason) -> Post:
    """Take back a withdrawal."""
    post.withdrawn_on, post.withdrawing_reason = None, ""
    _changed(post)
    return post


def _changed(post: Post) -> None:
    post.revision += 1
    post.save()


@act(
    "post.describe", Post, "修改岗位说明", said="岗位说明已保存。", records="post.described",
    may=FILER, revised=True, related="unit programme", unless=_withdrawn,
)  # fmt: skip
def describe_post(
    post: Post,
    doing: Doing,
    *,
    duty: Duty = "",
    problems: Problems = "",
    growth: Growth = "",
    specialities: Specialities = "",
    seats: Seats,
) -> Post:
    """The host describes duty, problems to work on, growth offered, specialities and seats."""
    post.duty, post.problems, post.growth = duty, problems, growth
    post.specialities, post.seats = _words(specialities), seats
    _changed(post)
    return post


@act(
    "post.classify", Post, "改岗位类别", said="岗位类别已改。", records="post.classified",
    may=Held(Permission.PROGRAMMES_EDIT, "programme.lead_unit"), revised=True,
    related="unit programme",
)  # fmt: skip
def classify_post(post: Post, doing: Doing, *, post_class: PostClass) -> Post:
    """Whoever leads the round says what kind of post it is: rules of avoidance go by that."""
    post.post_class = post_class
    _changed(post)
    doing.note(post_class=post_class)
    return post


@act(
    "requirement.add", Post, "增加要求", said="已增加要求：{text}。",
    records="post.requirement_added", may=FILER, revised=True, related="unit",
)  # fmt: skip
def add_requirement(
    post: Post,
    doing: Doing,
    *,
    attribute: Annotated[str, Choice("项目", of=SUBJECT_LABELS)],
    operator: Annotated[str, Choice("比较", of=WORDS)],
    value: Annotated[str, Text("取值", most=40)],
    severity: Annotated[str, Choice("轻重", of=SEVERITIES)],
) -> Requirement:
    """Ask one more thing of the person for a post, in a sentence of the builder."""
    need, found = Need(attribute, operator, value, severity), list[Finding]()
    needs = _read([need], found)
    if post.requirements.count() >= MOST_REQUIREMENTS:
        found.append(say("post.too_many_requirements", limit=MOST_REQUIREMENTS))
    if found:
        raise RuleBroken([finding.at("value") for finding in found])
    words = sentence(attribute, operator, needs[0][1])
    if post.requirements.filter(text=words).exists():
        raise Conflict([say("post.requirement_exists", where="value", text=words)])
    made = _ask(post, *needs[0])
    _changed(post)
    doing.note(text=words)
    return made


def _asked(doing: Doing, post: Post) -> list[tuple[str, str]]:
    return [(str(row.pk), row.text) for row in post.requirements.order_by("pk")]


@act(
    "requirement.drop", Post, "删去要求", said="已删去这条要求。",
    records="post.requirement_dropped", may=FILER, related="unit",
)  # fmt: skip
def drop_requirement(
    post: Post, doing: Doing, *, requirement: Annotated[str, Pick("要求", offers=_asked)]
) -> Post:
    """Take a requirement of a post back; the history keeps it."""
    row = post.requirements.get(pk=int(requirement))
    doing.note(text=row.text)
    row.delete()
    _changed(post)
    return post
