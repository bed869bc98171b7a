"""Open a programme: a round of one kind of move, with the paper it rests on."""

from datetime import date
from typing import Annotated

from django.db.models import QuerySet

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Choices, Day, File, One, Text, Upload, Whole
from dunmiao.db.errors import conflict
from dunmiao.documents.storing import store_paper
from dunmiao.kernel.errors import RuleBroken
from dunmiao.posts import rules
from dunmiao.posts.messages import say
from dunmiao.posts.models import Programme, ProgrammeKind
from dunmiao.units.models import City, Unit
from dunmiao.units.selectors import list_units

LEADING = ("CITY", "DEPARTMENT", "COUNTY")


def _leading(doing: Doing, city: City) -> QuerySet[Unit]:
    units = list_units(city_id=doing.actor.city_id, kinds=LEADING)
    allowed = doing.actor.units_with(Permission.PROGRAMMES_EDIT)
    return units if allowed is None else units.filter(pk__in=allowed)


LeadUnit = Annotated[Unit, One("牵头", offers=_leading)]


@act(
    "programme.open", City, "新建批次", said="批次已建立，请征集岗位。",
    records="programme.opened", may=Anywhere(Permission.PROGRAMMES_EDIT),
)  # fmt: skip
def open_programme(
    city: City,
    doing: Doing,
    *,
    kind: Annotated[
        str, Choice("类别", of=dict(ProgrammeKind.choices), help="类别决定什么关系随人走")
    ],
    name: Annotated[str, Text("名称", most=100)],
    batch: Annotated[str, Text("批次", most=40)] = "",
    purpose: Annotated[
        str, Choice("用途", of=rules.PURPOSES, help="按公务员法第七十二条填写")
    ] = "",
    lead_unit: LeadUnit,
    nominate_by: Annotated[date, Day("推荐截止")],
    starts_on: Annotated[date, Day("任期开始")],
    ends_on: Annotated[date, Day("任期结束")],
    nominations_per_unit: Annotated[int | None, Whole("每单位最多推荐", least=1, most=999)] = None,
    release_cap: Annotated[int | None, Whole("每单位最多抽调", least=1, most=999)] = None,
    host_cap: Annotated[int | None, Whole("每单位最多接收", least=1, most=999)] = None,
    required_papers: Annotated[
        list[str], Choices("推荐时必须附上的材料", of=rules.REQUIRED_PAPERS)
    ] = (),  # type: ignore[assignment]
    paper_title: Annotated[str, Text("依据（意见、方案的标题）", most=200)] = "",
    paper_no: Annotated[str, Text("文号", most=60)] = "",
    paper: Annotated[Upload | None, File("依据文件")] = None,
) -> Programme:
    """Open a round of one mechanism."""
    if objections := rules.objections_to_programme(
        kind=kind, name=name, purpose=purpose, nominate_by=nominate_by, starts_on=starts_on,
        ends_on=ends_on,
    ):  # fmt: skip
        raise RuleBroken(objections)
    programme = Programme(
        city_id=city.pk, kind=kind, name=name, batch=batch, purpose=purpose, lead_unit=lead_unit,
        starts_on=starts_on, ends_on=ends_on, nominate_by=nominate_by,
        nominations_per_unit=nominations_per_unit, release_cap=release_cap, host_cap=host_cap,
        required_papers=[code for code in rules.PAPERS if code in required_papers],
        paper_title=paper_title, paper_no=paper_no,
    )  # fmt: skip
    exists = say("programme.exists", where="name", name=f"{name} {batch}".strip())
    with conflict("programme_once", exists):
        programme.save()
    if paper is not None:
        programme.paper_file = store_paper(
            actor=doing.actor, kind="BASIS", name=paper.name, content=paper.content,
            unit_id=lead_unit.pk,
        )  # fmt: skip
        programme.save(update_fields=["paper_file"])
    doing.note(name=name)
    return programme
