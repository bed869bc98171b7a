"""A round of ballots: made with its form, finished, reopened, cancelled."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, One, Text
from dunmiao.assessments import offers
from dunmiao.assessments.lifecycle import BEGUN, ROUND
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import BallotRound, BallotScheme
from dunmiao.assessments.progress import touch
from dunmiao.assessments.rules.rounds import review_round
from dunmiao.assessments.rules.schemes import KINDS
from dunmiao.assessments.selectors import plan_of
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.posts.models import Programme
from dunmiao.units.models import City, Unit

PREPARES = Held(Permission.ROUNDS_PREPARE, "unit")
Form = Annotated[BallotScheme, One("表样", offers=offers.schemes,
                                   say=lambda row: f"{row.name} · {KINDS[row.kind]}")]  # fmt: skip
Organiser = Annotated[
    Unit, One("组织单位", offers=offers.organisers(Permission.ROUNDS_PREPARE), first=offers.whole_city)
]  # fmt: skip
Batch = Annotated[Programme | None, One("批次", offers=offers.programmes, help="测评对象从中选",
                                        say=lambda row: f"{row.name} {row.batch}")]  # fmt: skip
Reason = Annotated[str, Text("原因", most=300)]


@act(
    "ballot_round.make", City, "新建测评",
    records="round.made",
    said="测评已建立。",
    may=Anywhere(Permission.ROUNDS_PREPARE),
)  # fmt: skip
def make_round(
    city: City, doing: Doing, *,
    title: Annotated[str, Text("名称", most=80)],
    scheme: Form,
    programme: Batch = None,
    unit: Organiser,
    starts_on: Annotated[date, Day("开始", today=True)],
    ends_on: Annotated[date, Day("结束", today=True)],
) -> BallotRound:  # fmt: skip
    """A new round with the form frozen in it."""
    if ends_on < starts_on:
        raise RuleBroken([say("round.term", where="ends_on")])
    row = BallotRound.objects.create(
        city_id=doing.actor.city_id, kind=scheme.kind, title=title, unit=unit,
        programme=programme, scheme=scheme, content=scheme.content, starts_on=starts_on,
        ends_on=ends_on, made_by_id=doing.actor.user_id,
    )  # fmt: skip
    doing.note(title=title)
    return row


def _begun(round_: BallotRound, doing: Doing) -> Iterator[Finding]:
    if round_.sessions.filter(state__in=BEGUN).exists():
        yield say("round.begun")


@act(
    "ballot_round.finish", BallotRound, "定稿",
    records="round.finished",
    said="已定稿，可以发票。",
    may=PREPARES, life=ROUND, moves="finish",
)  # fmt: skip
def finish_round(round_: BallotRound, doing: Doing) -> BallotRound:
    """定稿: from here on the form, the people and the sessions stand; slips may be issued."""
    errors = [finding for finding in review_round(plan_of(round_)) if finding.is_error]
    if errors:
        raise RuleBroken(errors)
    round_.state = ROUND.target("finish")
    return touch(round_)


@act(
    "ballot_round.reopen", BallotRound, "退回设置",
    records="round.reopened",
    said="已退回设置。",
    may=PREPARES, life=ROUND, moves="reopen", unless=_begun,
)  # fmt: skip
def reopen_round(round_: BallotRound, doing: Doing) -> BallotRound:
    """Back to setting up, as long as no slip was issued."""
    round_.state = ROUND.target("reopen")
    return touch(round_)


@act(
    "ballot_round.cancel", BallotRound, "作废这次测评",
    records="round.cancelled",
    said="已作废。",
    may=PREPARES, life=ROUND, moves="cancel", unless=_begun,
    danger="作废以后不能恢复，确定作废？",
)  # fmt: skip
def cancel_round(round_: BallotRound, doing: Doing, *, reason: Reason) -> BallotRound:
    """A round that will not be held, before any slip was issued."""
    round_.state, round_.cancelled_reason = ROUND.target("cancel"), reason
    doing.note(reason=reason)
    return touch(round_)
