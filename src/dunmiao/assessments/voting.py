"""A voter casts his ballot: one transaction, no account, no time, no trace of who he is.

It has no actor, so it is no declared act (nor is `remote`): nothing of it may be recorded.
"""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from dunmiao.assessments.messages import say
from dunmiao.assessments.models import BallotCode, BallotSession, BoardEntry, CastBallot
from dunmiao.assessments.models.rounds import part_of
from dunmiao.assessments.rules.schemes import Answers, Form, objections_to_answers
from dunmiao.assessments.rules.secrecy import clean_code, clean_receipt, code_hash, receipt_of
from dunmiao.kernel.errors import Conflict, RuleBroken, not_visible


@dataclass(frozen=True, slots=True)
class Paper:
    """What lies before a voter: the session, its form, the people in their order."""

    session: BallotSession
    form: Form
    subjects: Sequence[tuple[str, str]]

    @property
    def names(self) -> list[str]:
        """Names alone, for messages."""
        return [name for name, _ in self.subjects]


def read_paper(*, session_uid: uuid.UUID) -> Paper:
    """The ballot of a session in the scope of a voter; NotVisible for what is none."""
    session = BallotSession.objects.select_related("round").filter(uid=session_uid).first()
    if session is None or session.state in ("PREPARED", "VOID"):
        raise not_visible()
    rows = session.places.order_by("number").values_list("subject__name", "subject__post")
    return Paper(session, session.round.form, list(rows))


def box_lock(session: BallotSession) -> None:
    """A voter's own lock, shared with other voters."""
    _box_lock(session, alone=False)


def _box_lock(session: BallotSession, *, alone: bool) -> None:
    """Voters share the box, closing has it alone: no ballot slips in behind the count."""
    call = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}(hashtextextended(%s, 0))", [f"box {session.uid}"])


def lock_box(session: BallotSession) -> None:
    """Wait for every ballot under way and keep further ones out until the transaction ends."""
    _box_lock(session, alone=True)


@transaction.atomic
def cast_ballot(
    *, session_uid: uuid.UUID, ballot_uid: uuid.UUID, code: str, answers: Answers
) -> str:
    """Put one ballot into the box and give its receipt; in the scope of the voter only.

    `ballot_uid` is made by the page: the same one again (a double tap, a lost answer) is the
    same ballot and the same receipt. A code serves once. Nothing is kept of a refused ballot.
    """
    paper = read_paper(session_uid=session_uid)
    _box_lock(paper.session, alone=False)
    paper.session.refresh_from_db(fields=["state"])
    if paper.session.is_remote:  # a code that somebody was sent must not lead to a ballot
        raise RuleBroken([say("ballot.not_signed")])
    if CastBallot.objects.filter(pk=ballot_uid).exists():
        return receipt_of(ballot_uid)
    if paper.session.state != "OPEN":
        issued = paper.session.state == "ISSUED"
        raise Conflict([say("ballot.not_open" if issued else "ballot.closed")])
    if found := objections_to_answers(answers, form=paper.form, subjects=paper.names):
        raise RuleBroken(found)
    spent = BallotCode.objects.filter(session=paper.session, code_hash=code_hash(clean_code(code)))
    if not spent.filter(is_spent=False).update(is_spent=True):
        return _again(spent.exists(), ballot_uid)
    CastBallot.objects.create(
        **part_of(paper.session, session=paper.session),
        id=ballot_uid,
        group_id=spent.values_list("group_id", flat=True)[0],
        answers=[list(row) for row in answers],
        nonce=secrets.token_hex(32),
    )
    return receipt_of(ballot_uid)


def _again(is_known: bool, ballot_uid: uuid.UUID) -> str:
    """A code that will not serve: the other half of a double tap, a second ballot, or no code."""
    if CastBallot.objects.filter(pk=ballot_uid).exists():
        return receipt_of(ballot_uid)
    if is_known:
        raise Conflict([say("ballot.code_used")])
    raise RuleBroken([say("ballot.code_unknown")])


def find_receipt(*, session_uid: uuid.UUID, receipt: str) -> BoardEntry | None:
    """The line of the board with this receipt; in the scope of a voter."""
    paper = read_paper(session_uid=session_uid)
    rows = BoardEntry.objects.filter(session=paper.session, receipt=clean_receipt(receipt))
    return rows.order_by("place").first()
