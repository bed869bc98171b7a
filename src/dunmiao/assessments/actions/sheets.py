"""Paper sheets: numbered after they were shuffled, read by two people, differences settled."""

from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.models import User
from dunmiao.access.roles import Permission
from dunmiao.assessments import selectors
from dunmiao.assessments.lifecycle import SESSION
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import BallotSession, PaperSheet, SessionGroup
from dunmiao.assessments.models.rounds import part_of
from dunmiao.assessments.rules.schemes import Answers, objections_to_answers
from dunmiao.kernel.errors import Conflict, NotPermitted, RuleBroken, not_visible


def _locked(actor: Actor, session_uid: Any) -> BallotSession:
    """The session under lock, while sheets may be entered: voting or stopped."""
    session = selectors.get_session(actor=actor, uid=session_uid, lock=True)
    actor.require(Permission.SHEETS_ENTER, at=[session.unit_id])
    if session.state not in ("OPEN", "CLOSING"):
        raise Conflict(SESSION.objections(state=session.state, act="ask_to_close"))
    return session


def _entering(
    actor: Actor, session_uid: Any, group_code: str
) -> tuple[BallotSession, SessionGroup]:
    session = _locked(actor, session_uid)
    group = session.groups.filter(code=group_code).first()
    if group is None:
        raise not_visible()
    return session, group


@transaction.atomic
def count_returned(
    *, actor: Actor, session_uid: Any, group_code: str, returned: int
) -> SessionGroup:
    """How many sheets of a group came back (收回); never more than were issued."""
    session, group = _entering(actor, session_uid, group_code)
    if returned < 0:
        raise RuleBroken([say("count.negative")])
    if returned > group.paper:
        raise RuleBroken(
            [say("round.more_returned", group=group.code, returned=returned, issued=group.paper)]
        )
    beyond = session.sheets.filter(group=group, number__gt=returned).count()
    if beyond:
        raise Conflict([say("sheet.beyond", returned=returned, count=beyond)])
    group.returned_paper = returned
    group.save()
    actor.record("sheets.counted", session, group=group.code, returned=returned)
    return group


@transaction.atomic
def enter_sheet(
    *, actor: Actor, session_uid: Any, group_code: str, number: int, answers: Answers
) -> PaperSheet:
    """One reading of one sheet. The second is by another person, who does not see the first;
    equal readings settle the sheet."""
    session, group = _entering(actor, session_uid, group_code)
    found = []
    if not 1 <= number <= group.returned_paper:
        found.append(say("sheet.number", most=group.returned_paper))
    names = [subject.name for subject in selectors.subjects_of(session)]
    form = session.round.form
    found += objections_to_answers(answers, form=form, subjects=names, invalid=True)
    if found:
        raise RuleBroken(found)
    marks = [list(row) for row in answers]
    sheet = session.sheets.select_for_update().filter(group=group, number=number).first()
    if sheet is None:
        sheet = PaperSheet(**part_of(session, session=session, group=group, number=number))
        sheet.first, sheet.first_by_id = marks, actor.user_id
    else:
        _second(actor, sheet, marks)
    sheet.save()
    actor.record("sheet.entered", session, group=group.code, number=number)
    return sheet


def _second(actor: Actor, sheet: PaperSheet, marks: list[list[str]]) -> None:
    if sheet.second_by_id is not None:
        raise Conflict([say("sheet.both", number=sheet.number)])
    reader: User | None = sheet.first_by
    if reader is not None and reader.natural_person == actor.natural_person:
        raise NotPermitted([say("sheet.own_twice", number=sheet.number)])
    sheet.second, sheet.second_by_id = marks, actor.user_id
    if sheet.second == sheet.first:
        sheet.settled = marks


@transaction.atomic
def settle_sheet(*, actor: Actor, session_uid: Any, sheet_pk: int, answers: Answers) -> PaperSheet:
    """What the paper itself says, where two readings differ; recorded with who said so."""
    session = _locked(actor, session_uid)
    sheet = session.sheets.select_for_update().filter(pk=sheet_pk).first()
    if sheet is None or sheet.second_by_id is None:
        raise not_visible()
    if sheet.settled is not None:
        raise Conflict([say("sheet.equal", number=sheet.number)])
    names = [subject.name for subject in selectors.subjects_of(session)]
    form = session.round.form
    if found := objections_to_answers(answers, form=form, subjects=names, invalid=True):
        raise RuleBroken(found)
    sheet.settled, sheet.settled_by_id = [list(row) for row in answers], actor.user_id
    sheet.save()
    actor.record("sheet.settled", session, number=sheet.number)
    return sheet
