"""Open programmes, file posts with their requirements, form teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Rows, Text, Whole
from dunmiao.db.errors import conflict
from dunmiao.documents.actions import store_paper
from dunmiao.kernel.errors import Conflict, RuleBroken, not_visible, require_revision
from dunmiao.posts import rules
from dunmiao.posts.messages import say
from dunmiao.posts.models import Post, Programme, ProjectTeam, Requirement, TeamRequirement
from dunmiao.posts.selectors import get_post
from dunmiao.rulebook.rules import LABELS, WORDS
from dunmiao.rulebook.sentences import read_value, sentence
from dunmiao.units.models import Unit

MOST_REQUIREMENTS = 12


@transaction.atomic
def open_programme(
    *,
    actor: Actor,
    kind: str,
    name: str,
    batch: str,
    purpose: str,
    lead_unit: Unit,
    starts_on: date,
    ends_on: date,
    nominate_by: date,
    nominations_per_unit: int | None = None,
    release_cap: int | None = None,
    host_cap: int | None = None,
    required_papers: Sequence[str] = (),
    paper_title: str = "",
    paper_no: str = "",
    paper: tuple[str, bytes] | None = None,
) -> Programme:
    """Open a round of one mechanism."""
    actor.require(Permission.PROGRAMMES_EDIT, at=[lead_unit.pk])
    objections = rules.objections_to_programme(
        kind=kind,
        name=name,
        purpose=purpose,
        nominate_by=nominate_by,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    if objections:
        raise RuleBroken(objections)
    if Programme.objects.filter(city_id=actor.city_id, name=name, batch=batch).exists():
        raise Conflict([say("programme.exists", name=f"{name} {batch}")])
    programme = Programme.objects.create(
        city_id=actor.city_id,
        kind=kind,
        name=name,
        batch=batch,
        purpose=purpose,
        lead_unit=lead_unit,
        starts_on=starts_on,
        ends_on=ends_on,
        nominate_by=nominate_by,
        nominations_per_unit=nominations_per_unit,
        release_cap=release_cap,
        host_cap=host_cap,
        required_papers=[code for code in rules.PAPERS if code in required_papers],
        paper_title=paper_title,
        paper_no=paper_no,
    )
    if paper is not None:
        programme.paper_file = store_paper(
            actor=actor, kind="BASIS", name=paper[0], content=paper[1], unit_id=lead_unit.pk
        )
        programme.save(update_fields=["paper_file"])
    actor.record("programme.opened", programme, name=name)
    return programme


@dataclass(frozen=True, slots=True)
class Ask:
    """One requirement of a team: so many, or such a share, of people who meet a condition."""

    label: Annotated[str, Text("要求", most=60)]
    attribute: Annotated[str, Choice("看什么", of=LABELS)]
    operator: Annotated[str, Choice("怎样", of=WORDS)]
    value: Annotated[str, Text("取值", most=100)]
    at_least: Annotated[int, Whole("至少几人", least=1, most=50)] = 1
    code: Annotated[str, Text("代码", most=30)] = ""
    share: Annotated[str, Text("比例", most=9, help="如 1/2，填了就不看人数")] = ""


@act(
    "team.form", Programme, "组建团队",
    records="team.formed",
    said="团队已组建。",
    may=Held(Permission.PROGRAMMES_EDIT, "lead_unit"),
)  # fmt: skip
def form_team(
    programme: Programme, doing: Doing, *,
    name: Annotated[str, Text("团队名称", most=100)],
    area: Annotated[str, Text("领域", most=40)] = "",
    requirements: Annotated[list[Ask], Rows("组成要求", of=Ask)],
) -> ProjectTeam:  # fmt: skip
    """Form a key-project team with its composition rules."""
    with conflict("team_once", say("team.exists", where="name", name=name)):
        team = ProjectTeam.objects.create(
            city_id=programme.city_id, programme=programme, name=name, area=area
        )
    TeamRequirement.objects.bulk_create(
        _requirement(team, number, ask) for number, ask in enumerate(requirements, start=1)
    )
    doing.note(name=name)
    return team


def _requirement(team: ProjectTeam, number: int, ask: Ask) -> TeamRequirement:
    top, _, bottom = ask.share.partition("/")
    is_share = top.isdigit() and bottom.isdigit() and 0 < int(top) <= int(bottom)
    if ask.share and not is_share:
        raise RuleBroken([say("team.share", where=f"requirements.{number - 1}.share")])
    return TeamRequirement(
        city_id=team.city_id, team=team, code=ask.code or f"r{number}", label=ask.label,
        at_least=None if is_share else ask.at_least,
        share_top=int(top) if is_share else None, share_bottom=int(bottom) if is_share else None,
        attribute=ask.attribute, operator=ask.operator, value=read_value(ask.attribute, ask.operator, ask.value),
    )  # fmt: skip


@transaction.atomic
def file_post(
    *,
    actor: Actor,
    programme: Programme,
    unit: Unit,
    title: str,
    seats: int = 1,
    tier: int = 2,
    team: ProjectTeam | None = None,
    role: str = "",
    duty: str = "",
    problems: str = "",
    growth: str = "",
    specialities: list[str] | None = None,
    requirements: list[dict[str, Any]] | None = None,
    sort_order: int = 0,
) -> Post:
    """A host (or the organisation department for it) files a post."""
    actor.require(Permission.POSTS_FILE, at=[unit.pk])
    if objections := rules.objections_to_post(title=title, seats=seats):
        raise RuleBroken(objections)
    if Post.objects.filter(programme=programme, unit=unit, title=title).exists():
        raise Conflict([say("post.exists", unit=unit.name, title=title)])
    post = Post.objects.create(
        city_id=actor.city_id,
        programme=programme,
        unit=unit,
        title=title,
        seats=seats,
        tier=tier,
        team=team,
        role=role if team else "",
        duty=duty,
        problems=problems,
        growth=growth,
        specialities=specialities or [],
        sort_order=sort_order,
    )
    for rule in requirements or []:
        Requirement.objects.create(
            city_id=actor.city_id,
            post=post,
            text=rule["text"],
            attribute=rule["attribute"],
            operator=rule["operator"],
            value=rule["value"],
            severity=rule.get("severity", "BLOCK"),
        )
    actor.record("post.filed", post, title=title)
    return post


def _locked(actor: Actor, post_uid: Any, revision: int | None) -> Post:
    post = get_post(actor=actor, uid=post_uid, lock=True)
    actor.require(Permission.POSTS_FILE, at=[post.unit_id])
    require_revision(post.revision, revision)
    post.revision += 1
    return post


@transaction.atomic
def describe_post(
    *,
    actor: Actor,
    post_uid: Any,
    duty: str,
    problems: str,
    growth: str,
    specialities: Sequence[str],
    seats: int,
    revision: int,
) -> Post:
    """The host describes duty, problems to work on, growth offered, specialities and seats."""
    post = _locked(actor, post_uid, revision)
    if objections := rules.objections_to_post(title=post.title, seats=seats):
        raise RuleBroken(objections)
    post.duty, post.problems, post.growth = duty, problems, growth[:200]
    post.specialities, post.seats = list(specialities)[:8], seats
    post.save()
    actor.record("post.described", post)
    return post


@transaction.atomic
def add_requirement(
    *,
    actor: Actor,
    post_uid: Any,
    attribute: str,
    operator: str,
    text: str,
    severity: str,
    revision: int,
) -> Requirement:
    """Ask one more thing of the person for a post, in a sentence of the builder."""
    post = _locked(actor, post_uid, revision)
    value = read_value(attribute, operator, text)
    if post.requirements.count() >= MOST_REQUIREMENTS:
        raise RuleBroken([say("post.too_many_requirements", limit=MOST_REQUIREMENTS)])
    words = sentence(attribute, operator, value)
    if post.requirements.filter(text=words).exists():
        raise Conflict([say("post.requirement_exists", text=words)])
    requirement = Requirement.objects.create(
        city_id=actor.city_id,
        post=post,
        text=words,
        attribute=attribute,
        operator=operator,
        value=value,
        severity=severity,
    )
    post.save(update_fields=["revision"])
    actor.record("post.requirement_added", post, text=words)
    return requirement


@transaction.atomic
def drop_requirement(*, actor: Actor, post_uid: Any, requirement_id: int) -> Post:
    """Take a requirement of a post back; the history keeps it."""
    post = _locked(actor, post_uid, None)
    requirement = post.requirements.filter(pk=requirement_id).first()
    if requirement is None:
        raise not_visible()
    words = requirement.text
    requirement.delete()
    post.save(update_fields=["revision"])
    actor.record("post.requirement_dropped", post, text=words)
    return post
