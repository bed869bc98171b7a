"""Remote sessions: a code buys one blind signature, a ballot comes with the signature alone."""

import random
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from dunmiao.access.scopes import voter_scope
from dunmiao.acts.reading import Unreadable
from dunmiao.assessments import remote
from dunmiao.assessments.actions import rounds, slips
from dunmiao.assessments.models import BallotSession, SigningKey, TallyCell
from dunmiao.assessments.rules import remote as rules
from dunmiao.assessments.rules.secrecy import code_hash
from dunmiao.engines.appraisal.blind_rsa import PublicKey, blind, finalize, prepare
from dunmiao.kernel.errors import Conflict, NotVisible, RuleBroken
from tests.acts.stages import by, doing
from tests.factories import ballots as play


@pytest.fixture(autouse=True)
def allowed(settings: Any) -> None:
    settings.DUNMIAO_REMOTE_BALLOTS = True


@pytest.fixture(autouse=True)
def small_keys(monkeypatch: Any) -> None:
    """Smaller keys are made faster; nothing else depends on the size."""
    monkeypatch.setattr(rules, "BITS", 2048)


def a_round(city: Any) -> BallotSession:
    round_ = play.make(city, counts={"A": (5, 0), "B": (6, 0)}, finish=False)
    with city.acting("officer"):
        BallotSession.objects.filter(round=round_).update(is_remote=True)
    by(city, "officer", rounds.finish_round, round_)
    return play.session_of(city, round_)


class Voter:
    """The voter's side, as the page's script does it."""

    def __init__(self, session: BallotSession, code: str) -> None:
        self.session, self.code, self.ballot = session, code, uuid.uuid4()
        with voter_scope(session=session.uid, ballot=self.ballot):
            self.group = remote.group_of_code(session_uid=session.uid, code=code)
            modulus = remote.public_keys(BallotSession.objects.get(pk=session.pk))[self.group]
        self.key = PublicKey(int(modulus, 16), rules.EXPONENT)
        self.message = prepare(self.ballot.bytes)
        self.blinded = blind(self.key, self.message)

    def sign(self, blinded: str = "") -> bytes:
        with voter_scope(session=self.session.uid, ballot=self.ballot):
            _, signed = remote.sign_for_code(
                session_uid=self.session.uid,
                code=self.code,
                blinded=blinded or self.blinded.message.hex(),
            )
        return finalize(self.key, self.message, bytes.fromhex(signed), self.blinded.inverse)

    def cast(self, signature: bytes, answers: Any) -> str:
        slip = rules.read_slip(self.message.hex(), signature.hex())
        with voter_scope(session=self.session.uid, ballot=self.ballot):
            return remote.cast_signed(session_uid=self.session.uid, slip=slip, answers=answers)


def test_a_remote_round_from_codes_to_the_count(city: Any) -> None:
    session, lot = a_round(city), random.Random(1)
    slips = play.issue(city, session)
    voters = [Voter(session, slip.code) for slip in slips]
    assert {v.group for v in voters} == {"A", "B"}
    signatures = [voter.sign() for voter in voters]
    for voter, signature in reversed(list(zip(voters, signatures, strict=True))):
        answers = play.marks(lot, 3)
        receipt = voter.cast(signature, answers)
        assert voter.cast(signature, answers) == receipt, "the same ballot again is the same"
    closed = play.close(city, session)
    assert closed.ballots == len(slips)
    with city.acting("officer"):
        assert (
            sum(
                TallyCell.objects.filter(session=session, item="能力").values_list(
                    "count", flat=True
                )
            )
            == 33
        )
        assert not SigningKey.objects.exists(), "the keys are dropped with the codes"
        back = dict(closed.groups.values_list("code", "returned_phone"))
    assert back == {"A": 5, "B": 6}


def test_a_code_buys_one_signature_and_no_ballot(city: Any) -> None:
    session = a_round(city)
    one, two = (slip.code for slip in play.issue(city, session)[:2])
    voter = Voter(session, one)
    assert voter.sign() == voter.sign(), "a lost answer is asked for again"
    other = blind(voter.key, prepare(uuid.uuid4().bytes)).message.hex()
    with pytest.raises(Conflict):
        voter.sign(other)
    with pytest.raises(RuleBroken):
        play.cast(session, two, play.marks(random.Random(1), 3))
    with pytest.raises(RuleBroken):
        Voter(session, "0000-0000-0000-0000-0000-0000-00")
    with pytest.raises(RuleBroken) as refused:
        Voter(session, two).sign("zz")
    assert refused.value.findings[0].code == "ballot.not_blinded"
    assert Voter(session, two).sign(), "what cannot be signed spends nothing"


def test_what_is_not_signed_here_is_no_ballot(city: Any) -> None:
    session = a_round(city)
    voter = Voter(session, play.issue(city, session)[0].code)
    signature, answers = voter.sign(), play.marks(random.Random(1), 3)
    forged = bytes([signature[0] ^ 1]) + signature[1:]
    with pytest.raises(RuleBroken):
        voter.cast(forged, answers)
    voter.message = prepare(voter.ballot.bytes)
    with pytest.raises(RuleBroken):
        voter.cast(signature, answers)
    with voter_scope(session=session.uid, ballot=uuid.uuid4()), pytest.raises(RuleBroken):
        remote.cast_signed(session_uid=session.uid, slip=None, answers=answers)
    assert rules.read_slip("xyz", "00") is None
    assert rules.read_slip("00", "00") is None


def test_nothing_of_a_cast_ballot_is_in_what_the_office_saw_at_signing(city: Any) -> None:
    """The rows that a superuser holds: what was signed for a code says nothing of any ballot."""
    session = a_round(city)
    voters = [Voter(session, slip.code) for slip in play.issue(city, session)]
    for voter in voters:
        voter.cast(voter.sign(), play.marks(random.Random(2), 3))
    with city.acting("officer"), connection.cursor() as cursor:
        cursor.execute("SELECT code_hash, asked_hash FROM assessments_ballotcode")
        codes = {text for row in cursor.fetchall() for text in row}
    assert {code_hash(v.code.replace("-", "")) for v in voters} <= codes
    for voter in voters:
        assert not {voter.ballot.hex, str(voter.ballot), voter.message.hex()} & codes


def test_a_new_issue_voids_signatures_of_the_old_keys(city: Any) -> None:
    session = a_round(city)
    before = by(city, "officer", slips.issue_slips, session)
    with city.acting("officer"):
        old = remote.public_keys(session)
    assert before
    play.issue(city, session)
    with city.acting("officer"):
        assert set(old.values()).isdisjoint(remote.public_keys(session).values())


def test_remote_sessions_are_off_unless_the_setting_allows_them(city: Any, settings: Any) -> None:
    settings.DUNMIAO_REMOTE_BALLOTS = False
    round_ = play.make(city, finish=False)
    with doing(city, "officer") as now, pytest.raises(Unreadable) as refused:
        play.add(city, now, round_, "远程", "大桥镇", ("王伟",), way="REMOTE")
    assert [f.where for f in refused.value.findings] == ["way"]
    page = city.client("officer").get(f"/assessments/{round_.uid}/").content.decode()
    assert "远程投票" not in page


def test_the_page_says_what_is_not_protected_and_the_address_signs(city: Any) -> None:
    session = a_round(city)
    code = play.issue(city, session)[0].code
    path = f"/b/{session.uid}/"
    page = Client().get(path).content.decode()
    assert "同时掌握服务器和网络的人" in page
    assert "blind.js" in page
    assert Client().post(f"{path}sign/", {"code": code}).json() == {"group": "A"}
    bad = Client().post(f"{path}sign/", {"code": "X"})
    assert bad.status_code == 422
    assert bad.json()["texts"]
    assert Client().post(f"/b/{uuid.uuid4()}/sign/", {"code": code}).status_code == 404
    with pytest.raises(NotVisible), voter_scope(session=uuid.uuid4(), ballot=uuid.uuid4()):
        remote.group_of_code(session_uid=uuid.uuid4(), code=code)
