"""A round of ballots from the form to the archive: rightly once, and wrongly in each way."""

import random
import uuid
from typing import Any

import pytest
from django.db import transaction

from dunmiao.acts.reading import Unreadable
from dunmiao.assessments.actions import closing, results, rounds, sessions, sheets, slips
from dunmiao.assessments.models import Ballot, BallotCode, CastBallot, PaperSheet, TallyCell
from dunmiao.assessments.rules import secrecy
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from tests.acts.stages import by, doing
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
    with city.acting("officer"):
        board = [(row.receipt, row.commitment) for row in closed.board.all()]
        assert {receipt for receipt, _ in board} == set(receipts)
        assert secrecy.root_of([secrecy.Entry(*row) for row in board]) == closed.root
        assert sum(cell.count for cell in TallyCell.objects.all()) == 12 * 3 * 3
        round_.refresh_from_db()
        assert round_.state == "COUNTED"
    by(city, "officer", results.publish_round, round_)
    with city.acting("officer"):
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
    early = by(city, "officer", slips.issue_slips, session)
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
    by(city, "officer", slips.issue_slips, session)
    with pytest.raises(NotPermitted) as refused:
        by(city, "officer", slips.open_session, session)
    assert codes(refused) == ["act.same_person"]
    by(city, "supervisor", slips.open_session, session)
    by(city, "supervisor", closing.stop_voting, session)
    with pytest.raises(NotPermitted):
        by(city, "supervisor", closing.close_session, session)
    for key, error in (("home", NotVisible), ("host", NotVisible), ("leader", NotPermitted)):
        with pytest.raises(error):
            by(city, key, closing.close_session, session)
    by(city, "officer", closing.resume_voting, session)
    assert play.close(city, session).state == "CLOSED"


def test_as_many_are_issued_as_are_present(city: Any) -> None:
    session = play.session_of(city, play.make(city))
    for present, paper, expected in (
        ({"A": 7}, {}, "count.present"),
        ({"A": 5}, {"A": 6}, "count.paper"),
        ({"A": -1}, {}, "count.negative"),
        ({"A": 0, "B": 0}, {}, "round.no_groups"),
    ):
        with pytest.raises(RuleBroken) as refused:
            by(city, "officer", slips.issue_slips, session, present=present, paper=paper)
        assert expected in codes(refused)
    given = {"present": {"A": 5, "B": 8}, "paper": {"A": 2, "B": 8}}
    made = by(city, "officer", slips.issue_slips, session, **given)
    assert [slip.group for slip in made] == ["A"] * 3


def test_paper_is_read_by_two_and_differences_are_settled(city: Any) -> None:
    round_ = play.make(city, counts={"A": (6, 6), "B": (6, 1)})
    session = play.session_of(city, round_)
    issued = play.issue(city, session)
    lot = random.Random(7)
    vote_all(session, issued)
    with pytest.raises(RuleBroken):
        by(city, "officer", sheets.count_returned, session, group="A", returned=7)
    for group, returned in (("A", 6), ("B", 1)):
        by(city, "officer", sheets.count_returned, session, group=group, returned=returned)
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
    by(city, "officer", closing.stop_voting, session)
    with pytest.raises(RuleBroken) as refused:
        by(city, "second", closing.close_session, session)
    assert codes(refused) == ["round.sheets_open"] * 2
    with pytest.raises(Unreadable):
        by(city, "officer", sheets.settle_sheet, session, sheet="A-2", marks=play.cells(wrong))
    by(city, "officer", sheets.settle_sheet, session, sheet="A-1", marks=play.cells(wrong))
    for key in ("officer", "second"):
        play.enter(city, key, session, "B", 1, papers[0])
    closed = by(city, "second", closing.close_session, session)
    with city.acting("second"):
        assert closed.ballots == 5 + 6 + 1
        groups = {g.code: (g.returned_paper, g.returned_phone) for g in closed.groups.all()}
        assert groups == {"A": (6, 0), "B": (1, 5)}
        assert TallyCell.objects.filter(mark="废票").count() == 3
        assert not PaperSheet.objects.exists()


def test_a_recommendation_takes_so_many_and_no_more(city: Any) -> None:
    round_ = play.make(city, choose=2, name="推荐")
    session = play.session_of(city, round_)
    slip = play.issue(city, session)[0]
    with pytest.raises(RuleBroken) as refused:
        play.cast(session, slip.code, [["推荐"]] * 3)
    assert codes(refused) == ["ballot.too_many"]
    assert play.cast(session, slip.code, [["推荐"], ["推荐"], ["未推荐"]])


def test_a_round_is_finished_when_it_can_be_held(city: Any) -> None:
    empty = play.make(city, places=(), finish=False)
    with pytest.raises(RuleBroken) as refused:
        by(city, "officer", rounds.finish_round, empty)
    assert codes(refused) == ["round.no_sessions"]
    with doing(city, "officer") as now:
        nobody = {"A": (0, 0), "B": (0, 0)}
        session = play.add(city, now, empty, "空场", "大桥镇", (), nobody)
        with pytest.raises(RuleBroken) as refused:
            rounds.finish_round(now, empty)
        assert codes(refused) == ["round.no_subjects", "round.no_groups"]
        with pytest.raises(Conflict), transaction.atomic():
            play.add(city, now, empty, "空场", "大桥镇", (), nobody)
        sessions.drop_session(now, session)
        assert rounds.cancel_round(now, empty, reason="改期").state == "CANCELLED"


def test_a_void_session_counts_for_nothing(city: Any) -> None:
    round_ = play.make(city, places=("大桥镇", "新仓镇"))
    one, two = (play.session_of(city, round_, n) for n in (0, 1))
    vote_all(one, play.issue(city, one))
    vote_all(two, play.issue(city, two))
    with pytest.raises(NotPermitted):
        by(city, "second", slips.void_session, one, reason="票箱封条破损")  # who opened it
    by(city, "officer", slips.void_session, one, reason="票箱封条破损")
    with city.acting("officer"):
        assert not CastBallot.objects.filter(session=one).exists()
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
    by(city, "officer", results.publish_round, round_)
    with city.acting("officer"):
        round_.refresh_from_db()
    words = {"kind": round_.flags[0]["kind"], "conclusion": "EXPLAINED",
             "note": "核对发票记录，无异常。"}  # fmt: skip
    by(city, "officer", results.review_flag, session, **words)
    with pytest.raises(Conflict):
        by(city, "officer", results.review_flag, session, **words)
    with pytest.raises(Unreadable):
        by(city, "supervisor", results.review_flag, session, **words | {"kind": "other"})
    by(city, "supervisor", results.review_flag, session, **words)
    with city.acting("supervisor"):
        assert session.reviews.count() == 2
