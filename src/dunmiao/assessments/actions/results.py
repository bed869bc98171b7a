"""Archiving a round: the standing is fitted once, then nothing links a voter's marks any more."""

from typing import Annotated

from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Pick, Text
from dunmiao.assessments import panels, selectors
from dunmiao.assessments.actions.rounds import PREPARES
from dunmiao.assessments.actions.slips import WITNESSES
from dunmiao.assessments.lifecycle import ROUND, SESSION
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import Ballot, BallotRound, BallotSession, FlagReview
from dunmiao.assessments.models.rounds import part_of
from dunmiao.assessments.progress import touch
from dunmiao.assessments.rules.results import CONCLUSIONS
from dunmiao.assessments.rules.schemes import APPRAISAL
from dunmiao.assessments.standing import Box, check_box, fit_round, flag_json
from dunmiao.assessments.sweeping import sweep_later
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import Conflict


def _boxes_of(round_: BallotRound) -> list[Box]:
    """The ballots of the closed sessions, by the ids of the people on them."""
    boxes = []
    sessions = (
        round_.sessions.filter(state=SESSION.target("close")).select_related("place").order_by("pk")
    )
    for session in sessions:
        rows = session.closed_ballots.order_by("pk").values_list("group__code", "answers")
        subjects = [str(subject.pk) for subject in selectors.subjects_of(session)]
        boxes.append(Box(str(session.uid), session.place.name, subjects, list(rows)))
    return boxes


@act(
    "ballot_round.publish", BallotRound, "归档：计算位置并删除票面关联",
    records="round.published",
    said="已归档，票面关联已删除。",
    may=PREPARES, life=ROUND, moves="publish", waits=True,
    danger="归档以后每张票各项之间的联系不再保留，不能恢复。确定归档？",
)  # fmt: skip
def publish_round(round_: BallotRound, doing: Doing) -> BallotRound:
    """归档: keep the standing and the flags with the round and drop the ballots themselves.

    The counts, which are the legal result, stay as they are; so does the board.
    """
    form, boxes = round_.form, _boxes_of(round_)
    round_.standing = fit_round(boxes, form, more=panels.votes_of(round_))
    if form.kind == APPRAISAL:
        round_.flags = [flag_json(box.key, flag) for box in boxes for flag in check_box(box, form)]
    Ballot.objects.filter(session__round=round_).delete()
    round_.state = ROUND.target("publish")
    round_.published_by_id, round_.published_at = doing.actor.user_id, doing.now
    doing.note(flags=len(round_.flags))
    sweep_later()
    return touch(round_)


def _flagged(doing: Doing, session: BallotSession) -> list[tuple[str, str]]:
    """Kinds of flags of a session."""
    flags = [flag for flag in session.round.flags if flag["session"] == str(session.uid)]
    return [(flag["kind"], flag["kind"]) for flag in flags]


@act(
    "ballot_flag.review", BallotSession, "登记核实情况",
    records="flag.reviewed",
    said="核实情况已登记。",
    may=WITNESSES, related="round",
)  # fmt: skip
def review_flag(
    session: BallotSession, doing: Doing, *,
    kind: Annotated[str, Pick("提示", offers=_flagged)],
    conclusion: Annotated[str, Choice("结论", of=CONCLUSIONS)],
    note: Annotated[str, Text("核实情况", most=500, lines=2)],
) -> BallotSession:  # fmt: skip
    """What one of two people found about a batch; it changes no count and names no voter."""
    people = {row.reviewer.natural_person for row in session.reviews.filter(kind=kind)}
    if doing.actor.natural_person in people:
        raise Conflict([say("flag.same_person")])
    with conflict("flagreview_once_each", say("flag.same_person")):
        FlagReview.objects.create(
            **part_of(session, session=session), kind=kind, reviewer_id=doing.actor.user_id,
            conclusion=conclusion, note=note, written_on=doing.today,
        )  # fmt: skip
    doing.note(flag=kind, conclusion=conclusion)
    return session
