"""Keeping ballot forms (表样): a form of appraisal, a form of recommendation."""

from typing import Annotated, Any

from django.db.models import Max

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Text, Whole
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import BallotScheme
from dunmiao.assessments.rules.schemes import (
    APPRAISAL,
    RECOMMENDATION,
    ROUNDING_WORDS,
    USUAL_GRADES,
    USUAL_GROUPS,
    USUAL_ITEMS,
    read_form,
)
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import RuleBroken
from dunmiao.units.models import City

Name = Annotated[str, Text("名称", most=60, help="同名即存为新版，已建的测评仍用原版")]
Items = Annotated[str, Text("项目", most=1000, lines=4, help="每行一个，可写“德=2”表示权重",
                            first=lambda city: USUAL_ITEMS)]  # fmt: skip
Grades = Annotated[str, Text("等次=分值", most=1000, lines=4, help="每行一个",
                             first=lambda city: USUAL_GRADES)]  # fmt: skip
Groups = Annotated[str, Text("票类：代码 名称=权重", most=1000, lines=3, help="每行一个",
                             first=lambda city: USUAL_GROUPS)]  # fmt: skip
Most = Annotated[int, Whole("每票最多推荐几人", least=1, most=1000)]
Rounding = Annotated[str, Choice("得分的进位", of=ROUNDING_WORDS)]
Paper = Annotated[str, Text("依据文件", most=100)]


@act(
    "ballot_scheme.keep_appraisal", City, "存民主测评表样",
    records="scheme.kept",
    said="表样“{name}”已存为第 {version} 版。",
    may=Anywhere(Permission.ROUNDS_PREPARE),
)  # fmt: skip
def keep_appraisal(
    city: City, doing: Doing, *, name: Name, items: Items, grades: Grades, groups: Groups,
    rounding: Rounding = "half-up", document: Paper = "",
) -> BallotScheme:  # fmt: skip
    """Keep a form with items and grades; the same name again is its next version."""
    return _keep(doing, name, kind=APPRAISAL, items=items, grades=grades, groups=groups,
                 rounding=rounding, document=document)  # fmt: skip


@act(
    "ballot_scheme.keep_recommendation", City, "存民主推荐表样",
    records="scheme.kept",
    said="表样“{name}”已存为第 {version} 版。",
    may=Anywhere(Permission.ROUNDS_PREPARE),
)  # fmt: skip
def keep_recommendation(
    city: City, doing: Doing, *, name: Name, groups: Groups, choose: Most, document: Paper = ""
) -> BallotScheme:
    """Keep a form that asks whom one recommends, so many at most; the same name again is its
    next version."""
    return _keep(doing, name, kind=RECOMMENDATION, items="", grades="", groups=groups,
                 choose=choose, document=document)  # fmt: skip


def _keep(doing: Doing, name: str, *, kind: str, **typed: Any) -> BallotScheme:
    form, faults = read_form(kind=kind, **typed)
    if form is None:
        raise RuleBroken(faults)
    city = doing.actor.city_id
    held = BallotScheme.objects.filter(city_id=city, name=name)
    last = held.aggregate(last=Max("version"))["last"] or 0
    with conflict("scheme_version_once", say("scheme.twice", where="name", what="表样", name=name)):
        row = BallotScheme.objects.create(
            city_id=city, kind=kind, name=name, version=last + 1, content=form.as_plain(),
            document=form.document, made_by_id=doing.actor.user_id, made_on=doing.today,
        )  # fmt: skip
    doing.note(name=row.name, version=row.version)
    return row
