"""Archiving a round: the standing is fitted once, then nothing links a voter's marks any more."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.assessments import panels, selectors
from dunmiao.assessments.actions.closing import sweep_later
from dunmiao.assessments.actions.rounds import locked_round
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import Ballot, BallotRound, FlagReview
from dunmiao.assessments.models.rounds import part_of
from dunmiao.assessments.rules.results import CONCLUSIONS
from dunmiao.assessments.rules.schemes import APPRAISAL
from dunmiao.assessments.standing import Box, check_box, fit_round, flag_json
from dunmiao.kernel.errors import Conflict, RuleBroken


def boxes_of(round_: BallotRound) -> list[Box]:
    """The ballots of the closed sessions, by the ids of the people on them."""
    boxes = []
    sessions = round_.sessions.filter(state="CLOSED").select_related("place").order_by("pk")
    for session in sessions:
        rows = session.closed_ballots.order_by("pk").values_list("group__code", "answers")
        subjects = [str(subject.pk) for subject in selectors.subjects_of(session)]
        boxes.append(Box(str(session.uid), session.place.name, subjects, list(rows)))
    return boxes


@transaction.atomic
def publish_round(*, actor: Actor, round_uid: Any, now: datetime) -> BallotRound:
    """归档: keep the standing and the flags with the round and drop the ballots themselves.

    The counts, which are the legal result, stay as they are; so does the board.
    """
    round_ = locked_round(actor, round_uid, "publish")
    form, boxes = round_.form, boxes_of(round_)
    round_.standing = fit_round(boxes, form, more=panels.votes_of(round_))
    if form.kind == APPRAISAL:
        round_.flags = [flag_json(box.key, flag) for box in boxes for flag in check_box(box, form)]
    Ballot.objects.filter(session__round=round_).delete()
    round_.state, round_.published_by_id, round_.published_at = "PUBLISHED", actor.user_id, now
    round_.revision += 1
    round_.save()
    actor.record("round.published", round_, flags=len(round_.flags))
    sweep_later()
    return round_


@transaction.atomic
def review_flag(
    *, actor: Actor, session_uid: Any, kind: str, conclusion: str, note: str, today: date
) -> FlagReview:
    """What one of two people found about a batch; it changes no count and names no voter."""
    session = selectors.get_session(actor=actor, uid=session_uid, lock=True)
    actor.require(Permission.BALLOTS_WITNESS, at=[session.unit_id])
    flagged = {(flag["session"], flag["kind"]) for flag in session.round.flags}
    if (str(session.uid), kind) not in flagged or conclusion not in CONCLUSIONS:
        raise RuleBroken([say("round.reason")])
    if not note.strip():
        raise RuleBroken([say("round.reason")])
    people = {row.reviewer.natural_person for row in session.reviews.filter(kind=kind)}
    if actor.natural_person in people:
        raise Conflict([say("flag.same_person")])
    try:
        with transaction.atomic():
            row = FlagReview.objects.create(
                **part_of(session, session=session),
                kind=kind,
                reviewer_id=actor.user_id,
                conclusion=conclusion,
                note=note.strip()[:500],
                written_on=today,
            )
    except IntegrityError:
        raise Conflict([say("flag.same_person")]) from None
    actor.record("flag.reviewed", session, flag=kind, conclusion=conclusion)
    return row
