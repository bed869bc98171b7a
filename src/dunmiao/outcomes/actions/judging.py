"""The second unit's word on a step; reverse an outcome; mark what was reported twice."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from django.db.models import QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held, Own
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, One, Text
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.against import closed
from dunmiao.outcomes.lifecycle import OUTCOME, STEP
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import Outcome, OutcomeFact
from dunmiao.outcomes.parties import recount
from dunmiao.outcomes.rules.outcomes import EVIDENCE, LEAST_REASON, objections_to_verifying

ASKED = Held(Permission.OUTCOMES_VERIFY, "asked_unit")
ITS_ASKED = Held(Permission.OUTCOMES_VERIFY, "outcome.asked_unit")
# The reporter, his unit, and the department.
OWNERS = (Own(Permission.OUTCOMES_REPORT, "reporter_id"), Held(Permission.OUTCOMES_REPORT, "unit"))


def _judging_unit(actor: Actor, row: Outcome) -> int:
    """The unit for which the actor speaks: the one that was asked, else one above it."""
    held = actor.grants_with(Permission.OUTCOMES_VERIFY)
    near = [grant for grant in held if grant.unit_id == row.asked_unit_id]
    above = [grant for grant in held if grant.is_root or row.asked_unit_id in grant.covers]
    return (near or above)[0].unit_id


def _against(fact: OutcomeFact, doing: Doing, held: Iterable[str]) -> Iterable[Finding]:
    row = fact.outcome
    yield from closed(fact, doing)
    yield from objections_to_verifying(
        row.kind, fact.plain(), held, verifier=_judging_unit(doing.actor, row),
        own=[row.unit_id, row.home_unit_id],
    )  # fmt: skip


def _against_verifying(fact: OutcomeFact, doing: Doing) -> Iterable[Finding]:
    return _against(fact, doing, {proof.kind for proof in fact.evidence.all()})


def _against_returning(fact: OutcomeFact, doing: Doing) -> Iterable[Finding]:
    return _against(fact, doing, EVIDENCE)


@act(
    "step.verify", OutcomeFact, "核实", said="已核实，计入合计。", records="outcome.verified",
    may=ITS_ASKED, life=STEP, moves="verify", other_than="reporter outcome.reporter",
    unless=_against_verifying, waits=True, related="outcome", locks="outcome",
)  # fmt: skip
def verify_step(fact: OutcomeFact, doing: Doing) -> OutcomeFact:
    """A second unit confirms a step after looking at its proof."""
    return _judge(fact, doing, "verify")


@act(
    "step.return", OutcomeFact, "退回", said="已退回。", records="outcome.returned",
    may=ITS_ASKED, life=STEP, moves="return", other_than="reporter outcome.reporter",
    unless=_against_returning, waits=True, related="outcome", locks="outcome",
)  # fmt: skip
def return_step(
    fact: OutcomeFact, doing: Doing, *, reason: Annotated[str, Text("理由", most=200)]
) -> OutcomeFact:
    """It returns a step with the reason; the step counts never and may be reported anew."""
    return _judge(fact, doing, "return", reason)


def _judge(fact: OutcomeFact, doing: Doing, move: str, words: str = "") -> OutcomeFact:
    fact.state = STEP.target(move)
    fact.judged_by_id, fact.judge_name = doing.actor.user_id, doing.actor.name
    fact.judging_unit_id = _judging_unit(doing.actor, fact.outcome)
    fact.judged_on, fact.judged_words = doing.today, words
    fact.save()
    recount(fact.outcome, today=doing.today)
    doing.note(step=fact.kind)
    return fact


@act(
    "outcome.reverse", Outcome, "撤回", said="已撤回，自撤回之日起不计；记录保留。",
    records="outcome.reversed", may=OWNERS, life=OUTCOME, moves="reverse",
    related="secondment__cadre", danger="撤回之日起不再计入，且不能恢复。确定撤回？",
)  # fmt: skip
def reverse_outcome(
    row: Outcome,
    doing: Doing,
    *,
    on_day: Annotated[date, Day("哪天起不作数", today=True)],
    reason: Annotated[str, Text("理由", most=200, help="投资方撤回、情况不实等")],
) -> Outcome:
    """It fell through or was not true: from that day on it counts nothing, and stays to be seen."""
    found, day = [], on_day.isoformat()
    if on_day > doing.today:
        found.append(say("outcome.in_future", where="on_day", day=day))
    if on_day < row.happened_on:
        first = row.happened_on.isoformat()
        found.append(say("outcome.reversed_early", where="on_day", day=day, first=first))
    if len(reason) < LEAST_REASON:
        found.append(say("outcome.no_reason", where="reason", least=LEAST_REASON))
    if found:
        raise RuleBroken(found)
    row.lost = row.contracted or row.claimed_contracted
    row.reversed_on, row.reversed_reason, row.reversed_by = on_day, reason, doing.actor.name
    recount(row, today=doing.today)
    doing.note(day=day)
    return row


def _first(doing: Doing, row: Outcome) -> QuerySet[Outcome]:
    rows = visible(Outcome, doing.actor).filter(kind=row.kind, duplicate_of=None)
    return rows.exclude(pk=row.pk)


def _name(row: Outcome) -> str:
    return f"{row.title}　{row.happened_on.isoformat()}"


First = Annotated[Outcome, One("与哪一项重复", offers=_first, say=_name, search=("title",))]


def _has_duplicates(row: Outcome, doing: Doing) -> Iterable[Finding]:
    if row.duplicates.exists():
        yield say("outcome.chain")


@act(
    "outcome.mark_duplicate", Outcome, "标为重复", said="已标为重复，不再计入。",
    records="outcome.found_twice", may=ASKED, life=OUTCOME, moves="mark",
    unless=_has_duplicates, related="secondment__cadre",
)  # fmt: skip
def mark_duplicate(
    row: Outcome,
    doing: Doing,
    *,
    first: First,
) -> Outcome:
    """The same thing was reported before: this one counts nothing while it is marked."""
    row.duplicate_of = first
    recount(row, today=doing.today)
    doing.note(first=str(first.uid))
    return row


@act(
    "outcome.tell_apart", Outcome, "不是重复", said="已取消重复标记。",
    records="outcome.told_apart", may=ASKED, life=OUTCOME, moves="tell_apart",
    related="secondment__cadre",
)  # fmt: skip
def tell_apart(row: Outcome, doing: Doing) -> Outcome:
    """It is not the same after all: it counts again as far as it is verified."""
    row.duplicate_of = None
    recount(row, today=doing.today)
    return row
