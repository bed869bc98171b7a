"""What an outcome is, what proves each step of it, and what counts on a day.

Only what a second unit has verified counts, and only until a reversal: from that day on the
figures fall, and the record stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.messages import say

EVENT, VISIT, INVESTMENT = "EVENT", "VISIT", "INVESTMENT"
TALENT, POLICY, SOLVED = "TALENT", "POLICY", "SOLVED"
KINDS = {
    INVESTMENT: "招商项目",
    EVENT: "招商推介活动",
    VISIT: "走访对接",
    TALENT: "引进人才",
    POLICY: "政策项目",
    SOLVED: "解决问题",
}
LEVELS = {"NATIONAL": "国家", "PROVINCE": "省", "CITY": "市"}
STAGES = ("LEAD", "TALKING", "SIGNED", "REGISTERED", "STARTED", "PRODUCING")
STAGE_LABELS = dict(zip(STAGES, ("线索", "在谈", "签约", "注册", "开工", "投产"), strict=True))
SIGNED = STAGES.index("SIGNED")
DONE, STAGE, PAID = "DONE", "STAGE", "PAID"
FACTS = {DONE: "完成", STAGE: "进到", PAID: "到账"}
EVIDENCE = {
    "CONTRACT": "合同",
    "BANK_SLIP": "到账单",
    "LICENCE": "营业执照",
    "PERMIT": "施工许可",
    "ACCEPTANCE": "投产验收",
    "APPROVAL": "批文",
    "CONFIRMATION": "受益方证明",
    "MINUTES": "纪要",
    "PHOTO": "现场照片",
    "OTHER": "其他",
}
_STAGE_PROOF = {
    "SIGNED": "CONTRACT",
    "REGISTERED": "LICENCE",
    "STARTED": "PERMIT",
    "PRODUCING": "ACCEPTANCE",
}
_DONE_PROOF = {POLICY: "APPROVAL", TALENT: "CONFIRMATION", SOLVED: "CONFIRMATION"}
LEAST_REASON = 4


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated step: a stage reached (with what was agreed), money come in, or the thing done."""

    kind: str
    happened_on: date
    stage: str = ""
    amount: Decimal | None = None
    foreign: Decimal | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A fact on record, and whether a second unit has confirmed it."""

    fact: Fact
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What an outcome counts for on a day: stage by number (-1 none), 万元 and 万美元 apart."""

    counts: bool
    stage: int
    contracted: Decimal
    paid_in: Decimal
    foreign_contracted: Decimal
    foreign_paid: Decimal


NOTHING = Figures(False, -1, *[Decimal(0)] * 4)


def figures(
    facts: Iterable[Known], *, on: date, reversed_on: date | None = None, claimed: bool = False
) -> Figures:
    """What counts on a day; with `claimed`, what would if all were verified.

    The newest agreed sum stands in place of the earlier one; money come in is summed.
    """
    if reversed_on is not None and reversed_on <= on:
        return NOTHING
    used = sorted(
        (row.fact for row in facts if (row.is_verified or claimed) and row.fact.happened_on <= on),
        key=lambda fact: fact.happened_on,
    )
    if not used:
        return NOTHING
    zero = Decimal(0)
    stages = [fact for fact in used if fact.kind == STAGE]
    agreed = [f for f in stages if f.amount is not None or f.foreign is not None]
    paid = [fact for fact in used if fact.kind == PAID]
    return Figures(
        counts=True,
        stage=max((STAGES.index(fact.stage) for fact in stages), default=-1),
        contracted=(agreed[-1].amount or zero) if agreed else zero,
        paid_in=sum((fact.amount or zero for fact in paid), zero),
        foreign_contracted=(agreed[-1].foreign or zero) if agreed else zero,
        foreign_paid=sum((fact.foreign or zero for fact in paid), zero),
    )


def proof_needed(kind: str, fact: Fact) -> str | None:
    """The evidence without which a second unit may not confirm this step."""
    if fact.kind == PAID:
        return "BANK_SLIP"
    if fact.kind == STAGE:
        return _STAGE_PROOF.get(fact.stage)
    return _DONE_PROOF.get(kind)


def objections_to_day(
    day: date, *, since: date | None, today: date, where: str = "happened_on"
) -> list[Finding]:
    """A day to come, or one before the reporter's secondment began."""
    found = []
    if day > today:
        found.append(say("outcome.in_future", where=where, day=day.isoformat()))
    if since is not None and day < since:
        first = since.isoformat()
        found.append(say("outcome.before", where=where, day=day.isoformat(), since=first))
    return found


def objections_to_fact(
    kind: str, fact: Fact, before: Sequence[Fact], *, since: date | None, today: date
) -> list[Finding]:
    """Everything wrong with a further step of an outcome of `kind`."""
    found = objections_to_day(fact.happened_on, since=since, today=today)
    if kind != INVESTMENT:
        if fact.kind != DONE:
            found.append(say("fact.not_investment", kind=KINDS[kind]))
        return found
    if fact.kind not in (STAGE, PAID):
        return [*found, say("fact.kind")]
    reached = [row for row in before if row.kind == STAGE]
    if fact.kind == STAGE:
        if fact.stage not in STAGES:
            return [*found, say("fact.stage", where="stage")]
        found += _forward(fact, reached)
        if fact.stage == "SIGNED" and not (fact.amount or fact.foreign):
            found.append(say("fact.no_amount", where="amount"))
        if STAGES.index(fact.stage) < SIGNED and (fact.amount or fact.foreign):
            found.append(say("fact.too_early", where="amount", stage=STAGE_LABELS[fact.stage]))
    else:
        if not (fact.amount or fact.foreign):
            found.append(say("fact.no_paid", where="amount"))
        if not any(STAGES.index(row.stage) >= SIGNED for row in reached):
            found.append(say("fact.not_signed"))
    return found


def _forward(fact: Fact, reached: Sequence[Fact]) -> list[Finding]:
    if not reached:
        return []
    last = max(reached, key=lambda row: STAGES.index(row.stage))
    if STAGES.index(fact.stage) <= STAGES.index(last.stage):
        return [say("fact.backwards", where="stage", stage=STAGE_LABELS[last.stage])]
    if fact.happened_on < last.happened_on:
        day = last.happened_on.isoformat()
        return [say("fact.earlier", where="happened_on", stage=STAGE_LABELS[last.stage], day=day)]
    return []


def objections_to_verifying(
    kind: str, fact: Fact, held: Iterable[str], *, verifier: int, own: Iterable[int | None]
) -> list[Finding]:
    """Why this unit may not confirm the step: its own report, or the proof is missing.

    `own` are the units that report it: the reporter's, and where he was sent from.
    """
    found = []
    if verifier in set(own):
        found.append(say("verify.own_unit"))
    needed = proof_needed(kind, fact)
    if needed is not None and needed not in set(held):
        found.append(say("verify.no_proof", proof=EVIDENCE[needed]))
    return found
