"""Further steps of an outcome: a stage reached, money come in, proof handed in later."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, Pick, Text
from dunmiao.acts.messages import say as say_field
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.against import closed
from dunmiao.outcomes.lifecycle import OPEN, OUTCOME, STEP
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import Outcome, OutcomeFact
from dunmiao.outcomes.parties import known_facts
from dunmiao.outcomes.rules.amounts import AMOUNT, FOREIGN, read_sums
from dunmiao.outcomes.rules.outcomes import (
    INVESTMENT,
    KINDS,
    PAID,
    SIGNED,
    STAGE,
    STAGE_LABELS,
    STAGES,
    Fact,
    objections_to_fact,
)
from dunmiao.outcomes.steps import Proofs, add_step, keep_proofs, objections_to_proofs
from dunmiao.secondments.rules.words import objections_to_words

# Whoever reports and sees it: the parties tell what they know of.
REPORTS = Anywhere(Permission.OUTCOMES_REPORT)
On = Annotated[date, Day("日期", today=True)]
Money = Annotated[str, Text(AMOUNT, most=20, help="5000、1.2亿")]
Dollars = Annotated[str, Text(FOREIGN, most=20)]
Words = Annotated[str, Text("说明", most=500)]


def _ahead(doing: Doing, row: Outcome) -> list[tuple[str, str]]:
    return [(stage, STAGE_LABELS[stage]) for stage in STAGES[row.claimed_stage + 1 :]]


def _at_the_last(row: Outcome, doing: Doing) -> Iterable[Finding]:
    if row.kind != INVESTMENT:
        yield say("fact.not_investment", kind=KINDS[row.kind])
    elif row.claimed_stage == len(STAGES) - 1:
        yield say("fact.backwards", stage=STAGE_LABELS[STAGES[-1]])


def _not_signed(row: Outcome, doing: Doing) -> Iterable[Finding]:
    if row.kind != INVESTMENT:
        yield say("fact.not_investment", kind=KINDS[row.kind])
    elif row.claimed_stage < SIGNED:
        yield say("fact.not_signed")


@act(
    "outcome.reach", Outcome, "登记新阶段", said="已登记，核实后计入。", records="outcome.moved",
    may=REPORTS, life=OUTCOME, states=OPEN, unless=_at_the_last, related="secondment__cadre",
)  # fmt: skip
def reach_stage(
    row: Outcome,
    doing: Doing,
    *,
    stage: Annotated[str, Pick("进到", offers=_ahead)],
    happened_on: On,
    amount: Money = "",
    foreign: Dollars = "",
    words: Words = "",
    proofs: Proofs = (),
) -> OutcomeFact:
    """An investment has reached a further stage; when it is signed, with the agreed sum."""
    money, dollars, faults = read_sums(amount, foreign)
    step = Fact(STAGE, happened_on, stage, money, dollars, words)
    return _take_step(row, doing, step, proofs, faults)


@act(
    "outcome.pay_in", Outcome, "登记到账", said="已登记，核实后计入。", records="outcome.moved",
    may=REPORTS, life=OUTCOME, states=OPEN, unless=_not_signed, related="secondment__cadre",
)  # fmt: skip
def report_payment(
    row: Outcome,
    doing: Doing,
    *,
    happened_on: On,
    amount: Money = "",
    foreign: Dollars = "",
    words: Words = "",
    proofs: Proofs = (),
) -> OutcomeFact:
    """Money of an investment has come in."""
    money, dollars, faults = read_sums(amount, foreign)
    return _take_step(
        row, doing, Fact(PAID, happened_on, "", money, dollars, words), proofs, faults
    )


def _take_step(
    row: Outcome, doing: Doing, step: Fact, proofs: Proofs, faults: list[Finding]
) -> OutcomeFact:
    since = row.secondment.starts_on if row.secondment else None
    before = [known.fact for known in known_facts(row)]
    found = list(faults)
    if not faults:
        found += objections_to_fact(row.kind, step, before, since=since, today=doing.today)
    found += objections_to_words(step.words, where="words") + objections_to_proofs(proofs)
    if found:
        raise RuleBroken(found)
    doing.note(stage=step.stage or step.kind)
    return add_step(doing, row, step, proofs)


@act(
    "step.prove", OutcomeFact, "补证据", said="已上传。", records="outcome.proved", may=REPORTS,
    life=STEP, moves="prove", unless=closed, related="outcome", locks="outcome",
)  # fmt: skip
def prove_step(fact: OutcomeFact, doing: Doing, *, proofs: Proofs) -> OutcomeFact:
    """Hand in proof later, while the step waits for the second unit."""
    found = objections_to_proofs(proofs)
    if not proofs:
        found.append(say_field("field.missing", where="proofs"))
    if found:
        raise RuleBroken(found)
    keep_proofs(doing, fact, proofs)
    doing.note(files=sum(len(proof.files) for proof in proofs))
    return fact
