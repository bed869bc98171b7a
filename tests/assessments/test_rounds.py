"""A round of ballots from the form to the archive: rightly once, and wrongly in each way."""

import random
import uuid
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from dunmiao.assessments.actions import closing, results, rounds, sheets, slips
from dunmiao.assessments.models import Ballot, BallotCode, CastBallot, PaperSheet, TallyCell
from dunmiao.assessments.rules import secrecy
from dunmiao.kernel.errors import Conflict, DomainError, NotPermitted, NotVisible, RuleBroken
from tests.factories import ballots as play


def codes(refused: Any) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def vote_all(session: Any, issued: list[Any], seed: int = 1, people: int = 3) -> list[str]:
    lot = random.Random(seed)
    return [play.cast(session, slip.code, play.marks(lot, people)) for slip in issued]


def test_a_round_from_slips_to_the_archive(city: Any) -> None:
    round_ = play.make(city)
    session = play.session_of(city, round_)
    issued = play.issue(city, session)
    assert sorted(slip.group for slip in issued) == ["A"] * 6 + ["B"] * 8
    receipts = vote_all(session, issued[:12])
    closed = play.close(city, session)
    assert closed.ballots == 12
    assert len(closed.root) == 64
    with city.acting("officer") as officer:
        board = [(row.receipt, row.commitment) for row in closed.board.all()]
        assert {receipt for receipt, _ in board} == set(receipts)
        assert secrecy.root_of([secrecy.Entry(*row) for row in board]) == closed.root
        assert sum(cell.count for cell in TallyCell.objects.all()) == 12 * 3 * 3
        round_.refresh_from_db()
        assert round_.state == "COUNTED"
        results.publish_round(actor=officer, round_uid=round_.uid, now=timezone.now())
        round_.refresh_from_db()
        assert round_.standing["format"] == "dunmiao-standing/1"
        assert "raters" not in round_.standing
        assert not Ballot.objects.exists()
        assert not BallotCode.objects.exists()


def test_one_code_one_ballot_and_a_double_tap_is_one(city: Any) -> None:
    session = play.session_of(city, play.make(city))
    slip = play.issue(city, session)[0]
    answers, ballot = play.marks(random.Random(3), 3), uuid.uuid4()
    first = play.cast(session, slip.code, answers, ballot)
    assert play.cast(session, slip.code, answers, ballot) == first
    with pytest.raises(Conflict) as refused:
        play.cast(session, slip.code, answers)
    assert codes(refused) == ["ballot.code_used"]
    assert secrecy.clean_code(f" {secrecy.spaced(slip.code).lower()} ") == slip.code


def test_what_is_no_ballot_spends_no_code(city: Any) -> None:
    session = play.session_of(city, play.make(city))
    slip = play.issue(city, session)[0]
    good = play.marks(random.Random(3), 3)
    wrong: list[tuple[Any, list[str]]] = [
        ([["优秀"] * 3] * 2, ["ballot.shape"]),
        ([["优秀"] * 2] * 3, ["ballot.shape"]),
        ([["优秀", "", "称职"]] * 3, ["ballot.open"] * 3),
        ([["优秀", "良好", "废票"], *good[1:]], ["ballot.mark"] * 2),
    ]
    for answers, expected in wrong:
        with pytest.raises(RuleBroken) as refused:
            play.cast(session, slip.code, answers)
        assert codes(refused) == expected
    with pytest.raises(RuleBroken) as refused:
        play.cast(session, secrecy.new_code(), good)
    assert codes(refused) == ["ballot.code_unknown"]
    assert play.cast(session, slip.code, good)


def test_before_opening_and_after_closing_nothing_is_counted(city: Any) -> None:
    session = play.session_of(city, play.make(city))
    good = play.marks(random.Random(3), 3)
    with pytest.raises(NotVisible):
        play.cast(session, secrecy.new_code(), good)
    with city.acting("officer") as officer:
        early = slips.issue_slips(actor=officer, session_uid=session.uid, present={})
    with pytest.raises(Conflict) as refused:
        play.cast(session, early[0].code, good)
    assert codes(refused) == ["ballot.not_open"]
    issued = play.issue(city, session)  # issued anew: the first slips are void
    with pytest.raises(RuleBroken):
        play.cast(session, early[0].code, good)
    play.cast(session, issued[0].code, good)
    play.close(city, session)
    with pytest.raises(Conflict) as refused:
        play.cast(session, issued[1].code, good)
    assert codes(refused) == ["ballot.closed"]


def test_two_people_issue_and_open_stop_and_close(city: Any) -> None:
    session = play.session_of(city, play.make(city))
    with city.acting("officer") as officer:
        slips.issue_slips(actor=officer, session_uid=session.uid, present={})
        with pytest.raises(NotPermitted) as refused:
            slips.open_session(actor=officer, session_uid=session.uid)
        assert codes(refused) == ["round.same_person"]
    with city.acting("supervisor") as witness:
        slips.open_session(actor=witness, session_uid=session.uid)
        closing.stop_voting(actor=witness, session_uid=session.uid)
        with pytest.raises(NotPermitted):
            closing.close_session(actor=witness, session_uid=session.uid, today=date(2026, 9, 24))
    for key, error in (("home", NotVisible), ("host", NotVisible), ("leader", NotPermitted)):
        with city.acting(key) as actor, pytest.raises(error):
            closing.close_session(actor=actor, session_uid=session.uid, today=date(2026, 9, 24))
    with city.acting("officer") as officer:
        closing.resume_voting(actor=officer, session_uid=session.uid)
    assert play.close(city, session).state == "CLOSED"


def test_as_many_are_issued_as_are_present(city: Any) -> None:
    session = play.session_of(city, play.make(city))
    with city.acting("officer") as officer:
        for present, expected in (
            ({"A": (7, 0)}, "count.present"),
            ({"A": (5, 6)}, "count.paper"),
            ({"A": (-1, 0)}, "count.negative"),
            ({"A": (0, 0), "B": (0, 0)}, "round.no_groups"),
        ):
            with pytest.raises(RuleBroken) as refused:
                slips.issue_slips(actor=officer, session_uid=session.uid, present=present)
            assert expected in codes(refused)
        made = slips.issue_slips(
            actor=officer, session_uid=session.uid, present={"A": (5, 2), "B": (8, 8)}
        )
        assert [slip.group for slip in made] == ["A"] * 3


def test_paper_is_read_by_two_and_differences_are_settled(city: Any) -> None:
    round_ = play.make(city, counts={"A": (6, 6), "B": (6, 1)})
    session = play.session_of(city, round_)
    issued = play.issue(city, session)
    lot = random.Random(7)
    vote_all(session, issued)
    with city.acting("officer") as officer:
        with pytest.raises(RuleBroken):
            sheets.count_returned(
                actor=officer, session_uid=session.uid, group_code="A", returned=7
            )
        for group, returned in (("A", 6), ("B", 1)):
            sheets.count_returned(
                actor=officer, session_uid=session.uid, group_code=group, returned=returned
            )
    papers = [play.marks(lot, 3) for _ in range(6)]
    for number, marks in enumerate(papers, start=1):
        play.enter(city, "officer", session, "A", number, marks)
    with pytest.raises(NotPermitted) as refused:
        play.enter(city, "officer", session, "A", 1, papers[0])
    assert codes(refused) == ["sheet.own_twice"]
    with pytest.raises(RuleBroken):
        play.enter(city, "second", session, "A", 7, papers[0])
    wrong = [["废票"] * 3, *papers[0][1:]]
    for number, marks in enumerate([wrong, *papers[1:]], start=1):
        play.enter(city, "second", session, "A", number, marks)
    with pytest.raises(Conflict):
        play.enter(city, "second", session, "A", 2, papers[1])
    with city.acting("officer") as officer:
        closing.stop_voting(actor=officer, session_uid=session.uid)
    with city.acting("second") as witness, pytest.raises(RuleBroken) as refused:
        closing.close_session(actor=witness, session_uid=session.uid, today=date(2026, 9, 24))
    assert codes(refused) == ["round.sheets_open"] * 2
    with city.acting("officer") as officer:
        disputed = PaperSheet.objects.get(settled__isnull=True)
        sheets.settle_sheet(
            actor=officer, session_uid=session.uid, sheet_pk=disputed.pk, answers=wrong
        )
    for key in ("officer", "second"):
        play.enter(city, key, session, "B", 1, papers[0])
    with city.acting("second") as witness:
        closed = closing.close_session(
            actor=witness, session_uid=session.uid, today=date(2026, 9, 24)
        )
        assert closed.ballots == 5 + 6 + 1
        groups = {g.code: (g.returned_paper, g.returned_phone) for g in closed.groups.all()}
        assert groups == {"A": (6, 0), "B": (1, 5)}
        assert TallyCell.objects.filter(mark="废票").count() == 3
        assert not PaperSheet.objects.exists()


def test_a_recommendation_takes_so_many_and_no_more(city: Any) -> None:
    round_ = play.make(city, kind="RECOMMENDATION", choose=2, items="", grades="", name="推荐")
    session = play.session_of(city, round_)
    slip = play.issue(city, session)[0]
    with pytest.raises(RuleBroken) as refused:
        play.cast(session, slip.code, [["推荐"]] * 3)
    assert codes(refused) == ["ballot.too_many"]
    assert play.cast(session, slip.code, [["推荐"], ["推荐"], ["未推荐"]])


def test_a_round_is_finished_when_it_can_be_held(city: Any) -> None:
    empty = play.make(city, places=(), finish=False)
    with city.acting("officer") as officer:
        with pytest.raises(RuleBroken) as refused:
            rounds.finish_round(actor=officer, round_uid=empty.uid)
        assert codes(refused) == ["round.no_sessions"]
    with city.acting("officer") as officer:
        session = rounds.add_session(
            actor=officer, round_uid=empty.uid, name="空场", place=city.units["大桥镇"],
            held_on=date(2026, 9, 24), counts={}, cadres=[],
        )  # fmt: skip
        with pytest.raises(RuleBroken) as refused:
            rounds.finish_round(actor=officer, round_uid=empty.uid)
        assert codes(refused) == ["round.no_subjects", "round.no_groups"]
        with pytest.raises(Conflict), transaction.atomic():
            rounds.add_session(
                actor=officer, round_uid=empty.uid, name="空场", place=city.units["大桥镇"],
                held_on=date(2026, 9, 24), counts={}, cadres=[],
            )  # fmt: skip
        rounds.drop_session(actor=officer, session_uid=session.uid)
        with pytest.raises(RuleBroken):
            rounds.cancel_round(actor=officer, round_uid=empty.uid, reason=" ")
        assert rounds.cancel_round(actor=officer, round_uid=empty.uid, reason="改期").state


def test_a_void_session_counts_for_nothing(city: Any) -> None:
    round_ = play.make(city, places=("大桥镇", "新仓镇"))
    one, two = (play.session_of(city, round_, n) for n in (0, 1))
    vote_all(one, play.issue(city, one))
    vote_all(two, play.issue(city, two))
    with city.acting("officer") as officer:
        slips.void_session(actor=officer, session_uid=one.uid, reason="票箱封条破损")
        assert not CastBallot.objects.filter(session=one).exists()
        with pytest.raises(DomainError):
            slips.void_session(actor=officer, session_uid=two.uid, reason="")
    play.close(city, two)
    with city.acting("officer"):
        round_.refresh_from_db()
        assert round_.state == "COUNTED"
        assert set(TallyCell.objects.values_list("session", flat=True)) == {two.pk}


def test_a_flag_is_looked_into_by_two(city: Any) -> None:
    round_ = play.make(city)
    session = play.session_of(city, round_)
    vote_all(session, play.issue(city, session))
    play.close(city, session)
    with city.acting("officer") as officer:
        results.publish_round(actor=officer, round_uid=round_.uid, now=timezone.now())
        round_.refresh_from_db()
        kind = round_.flags[0]["kind"]
        words = {"session_uid": session.uid, "kind": kind, "conclusion": "EXPLAINED",
                 "note": "核对发票记录，无异常。", "today": date(2026, 10, 1)}  # fmt: skip
        results.review_flag(actor=officer, **words)
        with pytest.raises(Conflict):
            results.review_flag(actor=officer, **words)
    with city.acting("supervisor") as other:
        results.review_flag(actor=other, **words)
        assert session.reviews.count() == 2
