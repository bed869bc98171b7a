"""Flags: copies are found, honest ballots rarely flagged, and what cannot be told is said."""

import numpy as np
import pytest

from dunmiao.engines.appraisal.flags import deal, flags, most_agreement, straight_lines
from tests.long import first


def honest(
    lot: np.random.Generator,
    *,
    voters: int = 14,
    ratees: int = 10,
    items: int = 5,
    halo: float = 0.5,
    leniency: float = 0.4,
) -> np.ndarray:
    """Voters with their own leniency; items of a ballot go together as `halo` says."""
    merit = lot.normal(0, 0.6, ratees)[None, :, None]
    lenience = lot.normal(0, leniency, voters)[:, None, None]
    ballot = lot.normal(0, 1, (voters, ratees, 1)) * np.sqrt(halo)
    noise = lot.normal(0, 1, (voters, ratees, items)) * np.sqrt(1 - halo)
    return np.digitize(merit + lenience + ballot + noise, (-1.0, 0.0, 1.0))


def verdicts(grades: np.ndarray, seed: int = 0) -> dict[str, str]:
    return {flag.kind: flag.verdict for flag in flags(grades, seed=seed)}


def test_a_copied_ballot_set_is_found_and_nobody_is_named() -> None:
    lot = np.random.default_rng(3)
    grades = honest(lot, ratees=12)
    clean = verdicts(grades)
    assert clean["similar"] == "nothing"
    grades[5] = grades[9]
    found = next(flag for flag in flags(grades) if flag.kind == "similar")
    assert (found.verdict, found.statistic) == ("check", 1.0)
    assert found.p_max < 0.01
    assert found.finding["code"] == "flag-similar"
    assert set(found.finding["facts"]) == {"percent"}


def test_honest_batches_are_flagged_no_oftener_than_claimed() -> None:
    lot = np.random.default_rng(12)
    flagged = [
        "check" in verdicts(honest(lot, voters=10, ratees=6), seed=n).values() for n in range(120)
    ]
    assert np.mean(flagged) <= 0.09  # 5 % and two standard errors


@pytest.mark.parametrize("leniency", first(1, [1.0, 0.7]))
def test_lenient_and_strict_voters_are_no_copies_of_each_other(leniency: float) -> None:
    """The more voters differ in leniency, the more two of one kind agree: that is no flag."""
    lot = np.random.default_rng(5)
    flagged = [
        "check"
        in verdicts(
            honest(lot, voters=27, ratees=14, items=4, halo=0.85, leniency=leniency), seed=n
        ).values()
        for n in range(60)
    ]
    assert np.mean(flagged) <= 0.12  # dealt among all voters: .28 and .92


def test_one_overall_rating_cannot_show_a_copy() -> None:
    lot = np.random.default_rng(4)
    grades = honest(lot, voters=30, ratees=5, items=1)
    grades[3] = grades[8]
    found = flags(grades)
    assert [flag.kind for flag in found] == ["similar"]
    assert found[0].verdict == "cannot-tell"
    assert found[0].power is not None
    assert found[0].power < 0.8


def test_leniency_alone_is_no_flag() -> None:
    lot = np.random.default_rng(5)
    grades = honest(lot)
    grades[:6] = 3  # six voters give everybody the best grade on everything
    assert straight_lines(grades) == straight_lines(grades[6:])


def test_dealing_keeps_every_ratees_margins_and_who_judged_him() -> None:
    lot = np.random.default_rng(6)
    grades = honest(lot)
    grades[2, 4] = -1
    dealt = deal(grades, lot)
    assert (dealt[2, 4] == -1).all()
    for ratee in range(grades.shape[1]):
        assert sorted(map(tuple, dealt[:, ratee])) == sorted(map(tuple, grades[:, ratee]))


def test_agreement_by_hand() -> None:
    grades = np.array([[[1, 2], [3, 3]], [[1, 2], [3, 0]], [[0, 0], [-1, -1]]])
    assert most_agreement(grades) == pytest.approx(3 / 4)


@pytest.mark.parametrize("shape", [(3, 10, 5), (10, 1, 5)])
def test_too_few_ballots_say_nothing(shape: tuple[int, int, int]) -> None:
    assert flags(np.zeros(shape, dtype=np.int64)) == []


def test_the_same_batch_and_seed_give_the_same_flags() -> None:
    grades = honest(np.random.default_rng(8))
    assert flags(grades, seed=2) == flags(grades, seed=2)
