"""A programme: a round of one kind of move, with the paper it rests on; its dates and its end."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any

from django.db.models import QuerySet

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Choices, Day, File, One, Text, Upload, Whole
from dunmiao.db.errors import conflict
from dunmiao.documents.storing import store_paper
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.posts import rules
from dunmiao.posts.against import against_closed
from dunmiao.posts.messages import say
from dunmiao.posts.models import Programme, ProgrammeKind
from dunmiao.units.models import City, Unit
from dunmiao.units.selectors import list_units

LEADING = ("CITY", "DEPARTMENT", "COUNTY")
MANAGER = Held(Permission.PROGRAMMES_EDIT, "lead_unit")


def _leading(doing: Doing, city: City) -> QuerySet[Unit]:
    units = list_units(city_id=doing.actor.city_id, kinds=LEADING)
    allowed = doing.actor.units_with(Permission.PROGRAMMES_EDIT)
    return units if allowed is None else units.filter(pk__in=allowed)


def _now(name: str) -> Callable[[Any], Any]:
    """What a form starts with: what the programme says already, nothing where it is new."""
    return lambda row: getattr(row, name) if isinstance(row, Programme) else None


Name = Annotated[str, Text("名称", most=100, first=_now("name"))]
Batch = Annotated[str, Text("批次", most=40, first=_now("batch"))]
Purpose = Annotated[
    str,
    Choice("用途", of=rules.PURPOSES, help="按公务员法第七十二条填写", first=_now("purpose")),
]
NominateBy = Annotated[date, Day("推荐截止", first=_now("nominate_by"))]
StartsOn = Annotated[date, Day("任期开始", first=_now("starts_on"))]
EndsOn = Annotated[date, Day("任期结束", first=_now("ends_on"))]
EachUnit = Annotated[
    int | None,
    Whole("每单位最多推荐", least=1, most=999, first=_now("nominations_per_unit")),
]
Release = Annotated[
    int | None, Whole("每单位最多抽调", least=1, most=999, first=_now("release_cap"))
]
Hosted = Annotated[int | None, Whole("每单位最多接收", least=1, most=999, first=_now("host_cap"))]
Papers = Annotated[
    list[str],
    Choices("推荐时必须附上的材料", of=rules.REQUIRED_PAPERS, first=_now("required_papers")),
]
PaperTitle = Annotated[str, Text("依据（意见、方案的标题）", most=200, first=_now("paper_title"))]
PaperNo = Annotated[str, Text("文号", most=60, first=_now("paper_no"))]
Paper = Annotated[Upload | None, File("依据文件")]
LeadUnit = Annotated[Unit, One("牵头", offers=_leading)]
Reason = Annotated[str, Text("理由", most=300)]


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
    name: Name,
    batch: Batch = "",
    purpose: Purpose = "",
    lead_unit: LeadUnit,
    nominate_by: NominateBy,
    starts_on: StartsOn,
    ends_on: EndsOn,
    nominations_per_unit: EachUnit = None,
    release_cap: Release = None,
    host_cap: Hosted = None,
    required_papers: Papers = (),  # type: ignore[assignment]
    paper_title: PaperTitle = "",
    paper_no: PaperNo = "",
    paper: Paper = None,
) -> Programme:
    """Open a round of one mechanism."""
    programme = Programme(
        city_id=city.pk, kind=kind, name=name, batch=batch, purpose=purpose, lead_unit=lead_unit,
        starts_on=starts_on, ends_on=ends_on, nominate_by=nominate_by,
        nominations_per_unit=nominations_per_unit, release_cap=release_cap, host_cap=host_cap,
        required_papers=_in_order(required_papers), paper_title=paper_title, paper_no=paper_no,
    )  # fmt: skip
    return _save(doing, programme, paper)


@act(
    "programme.edit", Programme, "修改批次", said="批次已修改。", records="programme.edited",
    may=MANAGER, revised=True,
)  # fmt: skip
def edit_programme(
    programme: Programme,
    doing: Doing,
    *,
    name: Name,
    batch: Batch = "",
    purpose: Purpose = "",
    nominate_by: NominateBy,
    starts_on: StartsOn,
    ends_on: EndsOn,
    nominations_per_unit: EachUnit = None,
    release_cap: Release = None,
    host_cap: Hosted = None,
    required_papers: Papers = (),  # type: ignore[assignment]
    paper_title: PaperTitle = "",
    paper_no: PaperNo = "",
    paper: Paper = None,
    reason: Reason,
) -> Programme:
    """Correct a round, move its dates; kind and leading unit stay: they decide whose it is.

    Secondments that have begun keep their own dates, which a change of theirs moves.
    """
    asked = {
        "name": name, "batch": batch, "purpose": purpose, "nominate_by": nominate_by,
        "starts_on": starts_on, "ends_on": ends_on, "nominations_per_unit": nominations_per_unit,
        "release_cap": release_cap, "host_cap": host_cap,
        "required_papers": _in_order(required_papers), "paper_title": paper_title,
        "paper_no": paper_no,
    }  # fmt: skip
    changed = [field for field, value in asked.items() if getattr(programme, field) != value]
    for field in changed:
        setattr(programme, field, asked[field])
    programme.revision += 1
    doing.note(fields=changed)
    return _save(doing, programme, paper)


def _in_order(papers: Sequence[str]) -> list[str]:
    return [code for code in rules.PAPERS if code in papers]


def _save(doing: Doing, programme: Programme, paper: Upload | None) -> Programme:
    if objections := rules.objections_to_programme(
        kind=programme.kind, name=programme.name, purpose=programme.purpose,
        nominate_by=programme.nominate_by, starts_on=programme.starts_on,
        ends_on=programme.ends_on,
    ):  # fmt: skip
        raise RuleBroken(objections)
    whole = f"{programme.name} {programme.batch}".strip()
    with conflict("programme_once", say("programme.exists", where="name", name=whole)):
        programme.save()
    if paper is not None:
        programme.paper_file = store_paper(
            actor=doing.actor, kind="BASIS", name=paper.name, content=paper.content,
            unit_id=programme.lead_unit_id,
        )  # fmt: skip
        programme.save(update_fields=["paper_file"])
    doing.note(name=programme.name)
    return programme


def _against_open(programme: Programme, doing: Doing) -> list[Finding]:
    return [] if programme.closed_on else [say("programme.open_already", name=programme.name)]


@act(
    "programme.close", Programme, "结束批次", said="批次已结束。", records="programme.closed",
    may=MANAGER, unless=against_closed,
    danger="结束后不再申报岗位、推荐人选；在挂的不受影响。",
)  # fmt: skip
def close_programme(programme: Programme, doing: Doing, *, reason: Reason) -> Programme:
    """Take no more posts and nominations; what has begun goes on."""
    return _closed(programme, doing.today)


@act(
    "programme.reopen", Programme, "重新开放批次", said="批次已重新开放。",
    records="programme.reopened", may=MANAGER, unless=_against_open,
)  # fmt: skip
def reopen_programme(programme: Programme, doing: Doing, *, reason: Reason) -> Programme:
    """Take back a closing."""
    return _closed(programme, None)


def _closed(programme: Programme, day: date | None) -> Programme:
    programme.closed_on = day
    programme.revision += 1
    programme.save(update_fields=["closed_on", "revision"])
    return programme
