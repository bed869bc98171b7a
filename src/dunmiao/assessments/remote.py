"""Remote sessions, behind a setting: keys of the groups, signing once a code, casting unlinked."""

import hashlib
import secrets
import uuid
from pathlib import Path

from django.conf import settings
from django.db import transaction

from dunmiao.assessments.messages import say
from dunmiao.assessments.models import BallotCode, BallotSession, CastBallot, SigningKey
from dunmiao.assessments.models.rounds import part_of
from dunmiao.assessments.rules import remote as rules
from dunmiao.assessments.rules.schemes import Answers, objections_to_answers
from dunmiao.assessments.rules.secrecy import clean_code, code_hash, receipt_of
from dunmiao.assessments.voting import box_lock, read_paper
from dunmiao.db.sealed import load_keys, seal, unseal
from dunmiao.kernel.errors import Conflict, RuleBroken

PLACE = "assessments_signingkey.private"


def make_keys(session: BallotSession) -> None:
    """New keys for every group of a remote session, in place of those before."""
    SigningKey.objects.filter(session=session).delete()
    keys = load_keys(Path(settings.DUNMIAO_HOME))
    for group in session.groups.all():
        made = rules.new_key()
        row = f"{session.uid.hex}{group.code}"
        SigningKey.objects.create(
            **part_of(session, session=session),
            group=group,
            modulus=f"{made.public.n:x}",
            private_sealed=seal(keys, place=PLACE, row=row, value=rules.private_text(made)),
        )


def public_keys(session: BallotSession) -> dict[str, str]:
    """Modulus in hexadecimal by group, for the voter's page."""
    return dict(session.keys.values_list("group__code", "modulus"))


@transaction.atomic
def group_of_code(*, session_uid: uuid.UUID, code: str) -> str:
    """The group whose key signs for a code; asking spends nothing."""
    session = _open_remote(session_uid)
    rows = BallotCode.objects.filter(session=session, code_hash=code_hash(clean_code(code)))
    group = rows.values_list("group__code", flat=True).first()
    if group is None:
        raise RuleBroken([say("ballot.code_unknown")])
    return str(group)


@transaction.atomic
def sign_for_code(*, session_uid: uuid.UUID, code: str, blinded: str) -> tuple[str, str]:
    """(group, blind signature) for a code, once; the same blinded number again is the same
    answer. In the scope of the voter."""
    session = _open_remote(session_uid)
    rows = BallotCode.objects.filter(session=session, code_hash=code_hash(clean_code(code)))
    found = rows.select_related("group").first()
    if found is None:
        raise RuleBroken([say("ballot.code_unknown")])
    asked = hashlib.sha256(blinded.encode()).hexdigest()
    if found.is_spent and found.asked_hash != asked:
        raise Conflict([say("ballot.code_used")])
    key = SigningKey.objects.get(group=found.group)
    stored = load_keys(Path(settings.DUNMIAO_HOME))
    row = f"{session.uid.hex}{found.group.code}"
    private = rules.private_key(
        unseal(stored, place=PLACE, row=row, sealed=bytes(key.private_sealed))
    )
    signed = rules.sign(private, blinded)
    if signed is None:
        raise RuleBroken([say("ballot.not_blinded")])
    if not found.is_spent and not rows.filter(is_spent=False).update(
        is_spent=True, asked_hash=asked
    ):
        raise Conflict([say("ballot.code_used")])
    return found.group.code, signed


@transaction.atomic
def cast_signed(*, session_uid: uuid.UUID, slip: rules.Slip | None, answers: Answers) -> str:
    """Put a ballot that carries a signature into the box; no code comes with it.

    The number is the slip's own: the same ballot again has the same receipt.
    """
    if slip is None:
        raise RuleBroken([say("ballot.not_signed")])
    session = _open_remote(session_uid)
    paper = read_paper(session_uid=session_uid)
    if CastBallot.objects.filter(pk=slip.ballot).exists():
        return receipt_of(slip.ballot)
    if found := objections_to_answers(answers, form=paper.form, subjects=paper.names):
        raise RuleBroken(found)
    group = next(
        (key.group_id for key in session.keys.all() if rules.is_signed(slip, key.modulus)), None
    )
    if group is None:
        raise RuleBroken([say("ballot.not_signed")])
    CastBallot.objects.create(
        **part_of(session, session=session),
        id=slip.ballot,
        group_id=group,
        answers=[list(row) for row in answers],
        nonce=secrets.token_hex(32),
    )
    return receipt_of(slip.ballot)


def _open_remote(session_uid: uuid.UUID) -> BallotSession:
    session = read_paper(session_uid=session_uid).session
    box_lock(session)
    session.refresh_from_db(fields=["state"])
    if not session.is_remote:
        raise RuleBroken([say("ballot.not_signed")])
    if session.state != "OPEN":
        issued = session.state == "ISSUED"
        raise Conflict([say("ballot.not_open" if issued else "ballot.closed")])
    return session
