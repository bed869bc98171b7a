"""Form key-project teams with what they must be made of."""

from dataclasses import dataclass
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Rows, Text, Whole
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import RuleBroken
from dunmiao.posts.messages import say
from dunmiao.posts.models import Programme, ProjectTeam, TeamRequirement
from dunmiao.rulebook.rules import LABELS, WORDS
from dunmiao.rulebook.sentences import read_value


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
