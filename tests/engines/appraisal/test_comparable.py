"""What can be compared at all, and what is said where ballots tell nothing."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dunmiao.engines.appraisal.design import Vote, design
from dunmiao.engines.appraisal.posterior import family_of
from dunmiao.engines.appraisal.standing import Adjusted
from dunmiao.engines.appraisal.standing_files import standing_json

DRAWS = 400


def graded(lot: np.random.Generator, *, town: str, people: int, voters: int) -> list[Vote]:
    merit = lot.normal(0, 1.5, people)
    return [
        Vote(f"{town}{p}", f"{town}r{r}", "", "", 60.0 + 20 * (merit[p] + lot.normal() > 0))
        for p in range(people)
        for r in range(voters)
    ]


def printed(votes: list[Vote], **options: Any) -> dict[str, Any]:
    return standing_json(Adjusted(design(votes), draws=DRAWS, **options))


def test_towns_that_nobody_links_list_nobody() -> None:
    """Eleven towns with one secondee each, judged by their own voters alone."""
    lot = np.random.default_rng(1)
    votes = [vote for n in range(11) for vote in graded(lot, town=f"t{n}", people=1, voters=20)]
    found = printed(votes)
    assert {row["top_k"] for row in found["ratees"]} == {None}
    assert {pair["verdict"] for pair in found["pairs"]} == {"not-comparable"}
    told = [row["facts"]["component"] for row in found["findings"] if row["code"] == "unlinked"]
    assert told == list(range(1, 12))
    assert all(row["contrast"] is None for row in found["ratees"])
    linked = [
        Vote(f"t{n}0", f"panel{r}", "", "", 60.0 + 20 * (n % 3 > 0))
        for n in range(11)
        for r in range(4)
    ]
    assert None not in {row["top_k"] for row in printed([*votes, *linked])["ratees"]}


def test_where_every_vote_is_the_same_nobody_is_listed() -> None:
    votes = [Vote(f"p{p}", f"r{r}", "", "", 100.0) for p in range(8) for r in range(12)]
    found = printed(votes)
    assert all((row["top_k"] or 0) < 0.5 for row in found["ratees"])
    assert {row["code"] for row in found["findings"]} & {"no-variation", "nothing-to-tell"}


def test_where_nobody_can_be_told_apart_everybody_has_the_same_chance() -> None:
    lot = np.random.default_rng(2)
    votes = [
        Vote(f"p{p:02d}", f"r{r}", "", "", 80.0 + 20 * (lot.random() < 0.93))
        for p in range(20)
        for r in range(30)
    ]
    found = printed(votes)
    assert {row["top_k"] for row in found["ratees"]} == {4 / 20}
    said = [row["message"] for row in found["findings"] if row["code"] == "nothing-to-tell"]
    assert len(said) == 1
    assert "分不出高下" in said[0]
    # Somebody whom two thirds mark down is told apart, and then chances are his own.
    low = [
        Vote(
            v.ratee,
            v.rater,
            "",
            "",
            80.0 if v.ratee == "p00" and int(v.rater[1:]) < 20 else v.score,
        )
        for v in votes
    ]
    found = printed(low)
    assert "nothing-to-tell" not in {row["code"] for row in found["findings"]}
    assert found["ratees"][0]["top_k"] < 0.01


def test_a_room_elsewhere_changes_nothing_here() -> None:
    lot = np.random.default_rng(3)
    here = graded(lot, town="a", people=7, voters=9)
    there = graded(lot, town="b", people=6, voters=5)
    fields = ("estimate", "se", "low", "high", "top_k", "contrast")

    def rows(votes: list[Vote]) -> list[list[Any]]:
        found = printed(votes)["ratees"]
        return [[row[key] for key in fields] for row in found if row["ratee"].startswith("a")]

    assert rows(here) == rows([*here, *there]) == rows([*there, *here])


def test_best_are_counted_within_what_is_linked() -> None:
    lot = np.random.default_rng(4)
    votes = graded(lot, town="a", people=10, voters=12) + graded(lot, town="b", people=5, voters=12)
    found = printed(votes)
    for town, places in (("a", 2), ("b", 1)):
        chances = [row["top_k"] for row in found["ratees"] if row["ratee"].startswith(town)]
        assert sum(chances) == pytest.approx(places)
    # As many places as people is no list.
    assert {
        row["top_k"] for row in printed(votes, top=5)["ratees"] if row["ratee"].startswith("b")
    } == {None}


def test_grades_and_marks_have_their_own_model() -> None:
    lot = np.random.default_rng(5)
    votes = graded(lot, town="a", people=6, voters=6)
    assert family_of(design(votes)) == "ordinal"
    marks = [Vote(v.ratee, v.rater, "", "", v.score + lot.random()) for v in votes]
    assert family_of(design(marks)) == "reml"
    items = [Vote(v.ratee, v.rater, "", item, v.score) for v in votes for item in "德能"]
    assert family_of(design(items)) == "reml"
    assert printed(marks)["method"] == "reml"
    assert printed(votes)["method"] == "ordinal"
    few = [Vote("a", "r0", "", "", 60.0), Vote("a", "r1", "", "", 80.0)]
    assert (family_of(design(few)), family_of(design(few, weights={"": 1.0}))) == (
        "reml", "ordinal",
    )  # fmt: skip


@st.composite
def rounds(draw: st.DrawFn) -> list[Vote]:
    """Small rounds, ragged, in grades or marks, with groups and units or without."""
    people, raters = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    scores = st.sampled_from(draw(st.sampled_from([[60.0, 80.0, 100.0], [1.5, 2.25, 3.125, 7.0]])))
    units = draw(st.integers(0, 2))
    return [
        Vote(f"p{p}", f"r{r}", f"u{r % units}" if units else "", item, draw(scores), "AB"[r % 2])
        for p in range(people)
        for r in range(raters)
        for item in draw(st.sampled_from([("",), ("",), (), ("德", "能")]))
    ]


@settings(max_examples=15, deadline=None, derandomize=True)
@given(rounds(), st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_changes_no_byte(votes: list[Vote], weighted: bool, lot: Any) -> None:
    weights = {"A": 0.3, "B": 0.7} if weighted else None
    if len({(vote.ratee, vote.rater) for vote in votes}) < 2:
        return
    first = standing_json(Adjusted(design(votes, weights=weights), draws=100))
    mixed = list(votes)
    lot.shuffle(mixed)
    second = standing_json(Adjusted(design(mixed, weights=weights), draws=100))
    assert json.dumps(first, allow_nan=False) == json.dumps(second, allow_nan=False)
    for row in first["ratees"]:
        if row["low"] is not None:
            assert row["low"] <= row["estimate"] <= row["high"]


def test_one_group_with_the_whole_weight_is_no_group() -> None:
    votes = graded(np.random.default_rng(6), town="a", people=6, voters=6)
    named = [Vote(v.ratee, v.rater, "", "", v.score, "A") for v in votes]
    plain = Adjusted(design(votes), draws=DRAWS).standings
    assert Adjusted(design(named, weights={"A": 1.0}), draws=DRAWS).standings == plain


def test_a_group_without_weight_links_and_does_not_count() -> None:
    """Voters who count like 甲; a panel that sees it the other way round."""
    lot = np.random.default_rng(7)
    votes = [
        Vote(f"p{p}", f"{group}{r}", "", "", 60.0 + 20 * (lot.random() < chance), group)
        for p in range(6)
        for group, chance in (("v", 0.9 if p < 3 else 0.2), ("w", 0.2 if p < 3 else 0.9))
        for r in range(12)
    ]
    rows = Adjusted(design(votes, weights={"v": 1.0}), draws=DRAWS).standings
    assert min(row.estimate for row in rows[:3]) > max(row.estimate for row in rows[3:])
    turned = Adjusted(design(votes, weights={"w": 1.0}), draws=DRAWS).standings
    assert max(row.estimate for row in turned[:3]) < min(row.estimate for row in turned[3:])
