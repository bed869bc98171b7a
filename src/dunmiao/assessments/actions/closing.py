"""Closing a session: the count, the root, and the end of everything that could lead back."""

import secrets
import uuid
from collections import Counter
from collections.abc import Iterable

from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import act
from dunmiao.assessments import selectors
from dunmiao.assessments.actions.slips import WITNESSES
from dunmiao.assessments.lifecycle import SESSION
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import (
    Ballot,
    BallotSession,
    BoardEntry,
    CastBallot,
    SessionGroup,
    TallyCell,
)
from dunmiao.assessments.models.rounds import part_of
from dunmiao.assessments.progress import count_if_done, in_a_ready_round
from dunmiao.assessments.rules.secrecy import (
    Entry,
    board_order,
    commitment,
    receipt_of,
    root_of,
)
from dunmiao.assessments.sweeping import sweep_later
from dunmiao.assessments.voting import lock_box
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding


@act(
    "ballot_session.stop", BallotSession, "停止投票",
    records="ballot_session.stopped",
    said="已停止投票，等另一人封票。",
    may=WITNESSES, life=SESSION, moves="ask_to_close", unless=in_a_ready_round, related="round",
)  # fmt: skip
def stop_voting(session: BallotSession, doing: Doing) -> BallotSession:
    """The first of two: no more ballots are taken."""
    lock_box(session)
    session.state, session.stopped_by_id = SESSION.target("ask_to_close"), doing.actor.user_id
    session.save()
    return session


@act(
    "ballot_session.resume", BallotSession, "继续投票",
    records="ballot_session.resumed",
    said="继续投票。",
    may=WITNESSES, life=SESSION, moves="resume", unless=in_a_ready_round, related="round",
)  # fmt: skip
def resume_voting(session: BallotSession, doing: Doing) -> BallotSession:
    """Stopped too early: ballots are taken again."""
    session.state, session.stopped_by = SESSION.target("resume"), None
    session.save()
    return session


@act(
    "ballot_session.close", BallotSession, "封票并计票",
    records="ballot_session.closed",
    said="已封票、计票，票码与票面的联系已删除。",
    may=WITNESSES, life=SESSION, moves="close", other_than="stopped_by", waits=True,
    unless=in_a_ready_round, related="round stopped_by", locks="round",
    danger="封票以后不能再投票，票码与票面的联系随即删除。确定封票？",
)  # fmt: skip
def close_session(session: BallotSession, doing: Doing) -> BallotSession:
    """The second of two: count, write the root, and drop what tied ballots to codes.

    Every ballot of the session is written anew in this one transaction, in the order of random
    numbers, so that neither order nor hidden columns tell when it was cast; the codes go.
    """
    lock_box(session)
    groups = {row.pk: row for row in session.groups.select_for_update()}
    if found := _objections_to_sheets(session, groups.values()):
        raise RuleBroken(found)
    session.state, session.closed_by_id = SESSION.target("close"), doing.actor.user_id
    session.closed_on = doing.today
    session.root = "0" * 64  # the box opens to the closed state only; the root follows below
    session.save()
    ballots = _rewritten(session)
    _count(session, ballots, groups)
    entries = _board(session, ballots, groups)
    session.root, session.ballots = root_of(entries), len(entries)
    session.save()
    doing.note(ballots=len(entries), root=session.root)
    sweep_later()
    count_if_done(session.round)
    return session


def _board(
    session: BallotSession, ballots: list[Ballot], groups: dict[int, SessionGroup]
) -> list[Entry]:
    """Write the public board, in an order of its own."""
    entries = board_order(
        [
            Entry(
                receipt_of(ballot.id),
                commitment(ballot.nonce, groups[ballot.group_id].code, ballot.answers),
            )
            for ballot in ballots
        ]
    )
    BoardEntry.objects.bulk_create(
        BoardEntry(
            **part_of(session, session=session),
            place=place,
            receipt=entry.receipt,
            commitment=entry.commitment,
        )
        for place, entry in enumerate(entries, start=1)
    )
    return entries


def _objections_to_sheets(session: BallotSession, groups: Iterable[SessionGroup]) -> list[Finding]:
    progress = selectors.sheet_progress(session)
    found = []
    for group in groups:
        settled = progress.get(group.pk, {}).get("settled", 0)
        if settled != group.returned_paper:
            found.append(
                say(
                    "round.sheets_open",
                    group=group.code,
                    returned=group.returned_paper,
                    settled=settled,
                    open=group.returned_paper - settled,
                )
            )
    return found


def _rewritten(session: BallotSession) -> list[Ballot]:
    """Ballots of phones and of settled sheets as new rows; the old ones and the codes dropped."""
    common = part_of(session, session=session)
    ballots = [
        Ballot(**common, id=row.id, group_id=row.group_id, answers=row.answers, nonce=row.nonce)
        for row in CastBallot.objects.filter(session=session)
    ]
    ballots += [
        Ballot(
            **common,
            id=uuid.uuid4(),
            group_id=sheet.group_id,
            answers=sheet.settled,
            nonce=secrets.token_hex(32),
        )
        for sheet in session.sheets.all()
    ]
    ballots.sort(key=lambda ballot: ballot.id)
    Ballot.objects.bulk_create(ballots)
    session.box.all().delete()
    session.codes.all().delete()
    session.keys.all().delete()
    session.sheets.all().delete()
    return ballots


def _count(session: BallotSession, ballots: list[Ballot], groups: dict[int, SessionGroup]) -> None:
    subjects = selectors.subjects_of(session)
    items = session.round.form.item_names
    counts: Counter[tuple[int, int, str, str]] = Counter()
    returned: Counter[int] = Counter()
    for ballot in ballots:
        returned[ballot.group_id] += 1
        for subject, marks in zip(subjects, ballot.answers, strict=True):
            for item, mark in zip(items, marks, strict=True):
                counts[ballot.group_id, subject.pk, item, mark] += 1
    TallyCell.objects.bulk_create(
        TallyCell(
            **part_of(session, session=session),
            group_id=group,
            subject_id=subject,
            item=item,
            mark=mark,
            count=count,
        )
        for (group, subject, item, mark), count in sorted(counts.items())
    )
    for group in groups.values():
        group.returned_phone = returned[group.pk] - group.returned_paper
        group.save()
