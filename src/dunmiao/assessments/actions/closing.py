"""Closing a session: the count, the root, and the end of everything that could lead back."""

import secrets
import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.assessments import selectors
from dunmiao.assessments.actions.slips import count_if_done, locked_session, require_another
from dunmiao.assessments.actions.voting import lock_box
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
from dunmiao.assessments.rules.secrecy import (
    Entry,
    board_order,
    commitment,
    receipt_of,
    root_of,
)
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding

SWEEP = "assessments.sweep"
OLDER_VIEWS = """
SELECT count(*) FROM pg_stat_activity
WHERE (datid IS NULL OR datid = (SELECT oid FROM pg_database WHERE datname = current_database()))
  AND pid <> pg_backend_pid()
  AND greatest(age(backend_xid), age(backend_xmin)) >= age(%s::xid)
"""


@transaction.atomic
def stop_voting(*, actor: Actor, session_uid: Any) -> BallotSession:
    """The first of two: no more ballots are taken."""
    session = locked_session(actor, session_uid, "ask_to_close", Permission.BALLOTS_WITNESS)
    lock_box(session)
    session.state, session.stopped_by_id = "CLOSING", actor.user_id
    session.save()
    actor.record("session.stopped", session)
    return session


@transaction.atomic
def resume_voting(*, actor: Actor, session_uid: Any) -> BallotSession:
    """Stopped too early: ballots are taken again."""
    session = locked_session(actor, session_uid, "resume", Permission.BALLOTS_WITNESS)
    session.state, session.stopped_by = "OPEN", None
    session.save()
    actor.record("session.resumed", session)
    return session


@transaction.atomic
def close_session(*, actor: Actor, session_uid: Any, today: date) -> BallotSession:
    """The second of two: count, write the root, and drop what tied ballots to codes.

    Every ballot of the session is written anew in this one transaction, in the order of random
    numbers, so that neither order nor hidden columns tell when it was cast; the codes go.
    """
    session = locked_session(actor, session_uid, "close", Permission.BALLOTS_WITNESS)
    require_another(actor, session.stopped_by, "停止投票")
    lock_box(session)
    groups = {row.pk: row for row in session.groups.select_for_update()}
    if found := _objections_to_sheets(session, groups.values()):
        raise RuleBroken(found)
    session.state, session.closed_by_id, session.closed_on = "CLOSED", actor.user_id, today
    session.root = "0" * 64  # the box opens to the closed state only; the root follows below
    session.save()
    ballots = _rewritten(session)
    _count(session, ballots, groups)
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
    session.root, session.ballots = root_of(entries), len(entries)
    session.save()
    actor.record("session.closed", session, ballots=len(entries), root=session.root)
    sweep_later()
    count_if_done(session.round)
    return session


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


def sweep_later() -> None:
    """Put the sweeping into the queue, as part of this transaction: no closing without it."""
    app.configure_task(SWEEP).defer()


def newest_transaction() -> str:
    """The id of a transaction begun now: whatever is committed already is older."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::xid::text")
        return str(cursor.fetchone()[0])


def seen_by_others(transaction_id: str) -> bool:
    """Whether any other connection may still see rows as they were before this transaction.

    As long as one does, PostgreSQL keeps deleted rows when it writes a table anew, and would
    keep them for good.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(OLDER_VIEWS, [transaction_id])
        return bool(cursor.fetchone()[0])


def sweep_box() -> None:
    """Write the tables of the box anew, so that dropped rows are gone from the files as well.

    Only what nobody's transaction can still see is left out (`seen_by_others`).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT dunmiao_sweep_box()")
