"""Read the forms of outcomes; every amount that cannot be read is told at once."""

from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.actions.judging import Party
from dunmiao.outcomes.actions.reports import Proof
from dunmiao.outcomes.rules.amounts import read_amount
from dunmiao.outcomes.rules.outcomes import (
    EVIDENCE,
    INVESTMENT,
    PAID,
    SIGNED,
    STAGE,
    STAGES,
    Fact,
    NewOutcome,
)
from dunmiao.web import inputs
from dunmiao.web.requests import ActorRequest

AMOUNT, FOREIGN = "金额（万元）", "外资（万美元）"


def _amount(
    data: QueryDict, name: str, label: str, found: list[Finding], *, foreign: bool = False
) -> Decimal | None:
    value, faults = read_amount(data.get(name, ""), label=label, foreign=foreign)
    found += faults
    return value


def read_new(data: QueryDict) -> tuple[NewOutcome, Fact | None]:
    """What is reported, with the stage that an investment has reached already."""
    found: list[Finding] = []
    day = inputs.day(data.get("happened_on", ""), "日期")
    kind = data.get("kind", "")
    new = NewOutcome(
        kind=kind,
        title=data.get("title", ""),
        happened_on=day,
        partner=data.get("partner", ""),
        quantity=inputs.optional(data.get("quantity", ""), "数量"),
        level=data.get("level", ""),
        body=data.get("body", ""),
        document_no=data.get("document_no", ""),
        grant=_amount(data, "grant", "资助金额（万元）", found),
        detail=data.get("detail", ""),
    )
    stage = data.get("stage", "") if kind == INVESTMENT else ""
    amount = _amount(data, "amount", AMOUNT, found)
    foreign = _amount(data, "foreign", FOREIGN, found, foreign=True)
    if found:
        raise RuleBroken(found)
    return new, Fact(STAGE, day, stage, amount, foreign) if stage else None


def read_step(data: QueryDict) -> Fact:
    """A further step: a stage, or money come in ("PAID")."""
    found: list[Finding] = []
    amount = _amount(data, "amount", AMOUNT, found)
    foreign = _amount(data, "foreign", FOREIGN, found, foreign=True)
    step = data.get("step", "")
    day = inputs.day(data.get("happened_on", ""), "日期")
    if found:
        raise RuleBroken(found)
    words = data.get("words", "")
    if step == PAID:
        return Fact(PAID, day, "", amount, foreign, words)
    early = step in STAGES and STAGES.index(step) < SIGNED
    return Fact(STAGE, day, step, None if early else amount, None if early else foreign, words)


def read_proofs(request: ActorRequest) -> list[Proof]:
    """The files sent, each of the kind chosen beside it; a form has three such lines."""
    out = []
    for line in ("", "2", "3"):
        files = request.FILES.getlist(f"proofs{line}")[:20]
        if files:
            kind = inputs.one(request.POST.get(f"proof{line}", ""), EVIDENCE, "证据种类")
            out += [Proof(kind, part.name or "proof", part.read()) for part in files]
    return out


def read_parties(data: QueryDict) -> dict[str, Any]:
    """The lines of the form of shares; those left empty fall away."""
    parties = []
    for who, part, share in zip(
        data.getlist("who"), data.getlist("part"), data.getlist("share"), strict=False
    ):
        if not who:
            continue
        uid = inputs.uid(who[2:])
        is_person = who.startswith("s:")
        parties.append(Party(uid if is_person else None, None if is_person else uid, part, share))
    return {"parties": parties, "revision": inputs.whole(data.get("revision", ""), "版本")}


def read_reversal(data: QueryDict) -> dict[str, Any]:
    """When it fell through and why."""
    return {
        "on_day": inputs.day(data.get("on_day", ""), "撤回日期"),
        "reason": data.get("reason", ""),
    }


def read_target(data: QueryDict) -> dict[str, Any]:
    """A target as written."""
    value, found = read_amount(data.get("value", ""), label="目标")
    if found:
        raise RuleBroken(found)
    return {
        "year": inputs.whole(data.get("year", "") or str(timezone.localdate().year), "年度"),
        "measure": data.get("measure", ""),
        "value": value or Decimal(0),
        "weight": inputs.whole(data.get("weight", "") or "0", "权重"),
        "document_no": data.get("document_no", ""),
    }
