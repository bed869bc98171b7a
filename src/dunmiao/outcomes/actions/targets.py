"""Set what a programme is to reach in a year."""

from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Text, Whole
from dunmiao.kernel.errors import RuleBroken
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import OutcomeTarget
from dunmiao.outcomes.rules.amounts import read_amount
from dunmiao.outcomes.rules.targets import MEASURES
from dunmiao.posts.models import Programme

VALUE = "目标"


@act(
    "target.set", Programme, "定目标", said="目标已保存。", records="outcome.target_set",
    may=Held(Permission.OUTCOMES_TARGETS, "lead_unit"),
)  # fmt: skip
def set_target(
    programme: Programme,
    doing: Doing,
    *,
    year: Annotated[int, Whole("年度", least=2000, most=2100)],
    measure: Annotated[str, Choice("指标", of=MEASURES)],
    value: Annotated[str, Text(VALUE, most=20)],
    weight: Annotated[int, Whole("权重（0—100）", most=100)] = 0,
    document_no: Annotated[str, Text("文号", most=60)] = "",
) -> OutcomeTarget:
    """Set or change one target of a year."""
    wanted, found = read_amount(value, label=VALUE)
    if not found and not wanted:
        found = [say("target.value")]
    if found or wanted is None:
        raise RuleBroken(finding.at("value") for finding in found)
    row, _ = OutcomeTarget.objects.update_or_create(
        city_id=programme.city_id, programme=programme, year=year, measure=measure,
        defaults={"value": wanted, "weight": weight, "document_no": document_no},
    )  # fmt: skip
    doing.note(measure=measure)
    return row
