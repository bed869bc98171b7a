"""Issuing codes and opening a session: two people, equal numbers, nothing that names a voter."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.models import User
from dunmiao.access.roles import Permission
from dunmiao.assessments import selectors
from dunmiao.assessments.actions.remote import make_keys
from dunmiao.assessments.lifecycle import ENDED, ROUND, SESSION
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import BallotCode, BallotRound, BallotSession, SessionGroup
from dunmiao.assessments.models.rounds import part_of
from dunmiao.assessments.rules.schemes import objections_to_balance
from dunmiao.assessments.rules.secrecy import code_hash, new_code
from dunmiao.kernel.errors import Conflict, NotPermitted, RuleBroken


@dataclass(frozen=True, slots=True)
class Slip:
    """One code to print; it is kept nowhere."""

    group: str
    code: str


def locked_session(
    actor: Actor, uid: Any, act: str, permission: Permission = Permission.ROUNDS_PREPARE
) -> BallotSession:
    """See, lock, may and the states of session and round, for every act on a session."""
    session = selectors.get_session(actor=actor, uid=uid, lock=True)
    actor.require(permission, at=[session.unit_id])
    found = SESSION.objections(state=session.state, act=act)
    if session.round.state != "READY":
        found += ROUND.objections(state=session.round.state, act="count")
    if found:
        raise Conflict(found)
    return session


def require_another(actor: Actor, user: User | None, what: str) -> None:
    """Refuse the same natural person, also with a second account."""
    if user is not None and user.natural_person == actor.natural_person:
        raise NotPermitted([say("round.same_person", what=what)])


def count_if_done(round_: BallotRound) -> None:
    """The round is counted when its last session is closed or void."""
    states = set(round_.sessions.values_list("state", flat=True))
    if "CLOSED" in states and states <= set(ENDED):
        round_.state = "COUNTED"
        round_.revision += 1
        round_.save()


@transaction.atomic
def issue_slips(
    *, actor: Actor, session_uid: Any, present: Mapping[str, tuple[int, int]]
) -> list[Slip]:
    """Make the codes of a session for printing; those issued before are void.

    `present`: by group (people present, how many of them on paper). The codes come back by
    group, in the order of the random codes; the caller prints them and forgets them. Lost paper is issued anew.
    """
    session = locked_session(actor, session_uid, "issue")
    rows = {row.code: row for row in session.groups.select_for_update()}
    found = []
    for code, row in rows.items():
        here, paper = present.get(code, (row.present, row.paper))
        found += objections_to_balance(due=row.due, present=here, paper=paper)
        row.present, row.paper, row.phone = here, paper, here - paper
    if not sum(row.present for row in rows.values()):
        found.append(say("round.no_groups", name=session.name))
    if found:
        raise RuleBroken(found)
    BallotCode.objects.filter(session=session).delete()
    slips = []
    for row in rows.values():
        row.save()
        slips += [(row, new_code()) for _ in range(row.phone)]
    # In the order of their hashes: the table's own order tells nothing of groups or of printing.
    made = [
        BallotCode(**part_of(session, session=session), code_hash=code_hash(code), group=row)
        for row, code in slips
    ]
    BallotCode.objects.bulk_create(sorted(made, key=lambda code: code.code_hash))
    if session.is_remote:
        make_keys(session)
    session.state, session.issued_by_id = "ISSUED", actor.user_id
    session.save()
    actor.record("slips.issued", session, codes=len(made), paper=_paper(rows.values()))
    return sorted(
        (Slip(row.code, code) for row, code in slips), key=lambda slip: (slip.group, slip.code)
    )


def _paper(rows: Any) -> int:
    return sum(row.paper for row in rows)


@transaction.atomic
def open_session(*, actor: Actor, session_uid: Any) -> BallotSession:
    """A second person confirms that as many were issued as are present, and voting begins."""
    session = locked_session(actor, session_uid, "open", Permission.BALLOTS_WITNESS)
    require_another(actor, session.issued_by, "发票")
    found = []
    for row in session.groups.all():
        found += objections_to_balance(
            due=row.due, present=row.present, paper=row.paper, phone=row.phone
        )
    if found:
        raise RuleBroken(found)
    session.state, session.opened_by_id = "OPEN", actor.user_id
    session.save()
    actor.record("session.opened", session)
    return session


@transaction.atomic
def void_session(*, actor: Actor, session_uid: Any, reason: str) -> BallotSession:
    """Everything of this session counts for nothing: ballots and codes go, with a reason."""
    session = locked_session(actor, session_uid, "void")
    if not reason.strip():
        raise RuleBroken([say("round.reason")])
    was_open = session.state in ("OPEN", "CLOSING")
    if was_open:
        require_another(actor, session.opened_by, "开票")
    session.state, session.void_reason = "VOID", reason.strip()[:300]
    session.save()
    session.box.all().delete()
    session.codes.all().delete()
    session.keys.all().delete()
    session.sheets.all().delete()
    SessionGroup.objects.filter(session=session).update(returned_phone=0, returned_paper=0)
    actor.record("session.voided", session, reason=session.void_reason, was_open=was_open)
    count_if_done(session.round)
    return session
