"""The root of a closed box, what may be published, and how many ballots a reliability takes."""

import hashlib
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.engines.appraisal.design import design
from dunmiao.engines.appraisal.lmm import fit
from dunmiao.engines.appraisal.merkle import leaf, proof, root, verify
from dunmiao.engines.appraisal.publication import (
    is_safe,
    publish,
    total_of,
)
from dunmiao.engines.appraisal.reliability import Shares, dstudy, raters_for, reliability
from tests.engines.appraisal.ballots import example


# ── root and proof ──
def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    at = 1
    while at * 2 < len(leaves):
        at *= 2
    return hashlib.sha256(b"\x01" + plain_root(leaves[:at]) + plain_root(leaves[at:])).digest()


def test_the_empty_box_and_one_leaf_as_in_the_standard() -> None:
    assert root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(st.integers(0, 40))
def test_every_leaf_proves_itself_and_nothing_else(count: int) -> None:
    leaves = [leaf(bytes([n])) for n in range(count)]
    top = root(leaves)
    assert top == plain_root(leaves)
    for index, one in enumerate(leaves):
        path = proof(leaves, index)
        assert verify(one, index, count, path, top)
        assert not verify(leaf(b"other"), index, count, path, top)
        assert not verify(one, index, count, [*path, one], top)
        assert not verify(one, count, count, path, top)
        if count > 1:
            assert not verify(one, (index + 1) % count, count, path, top)
    with pytest.raises(IndexError):
        proof(leaves, count)


def test_a_node_cannot_pass_for_a_ballot() -> None:
    leaves = [leaf(bytes([n])) for n in range(4)]
    joined = leaves[0] + leaves[1]
    assert leaf(joined) != root(leaves[:2])


# ── what may be shown ──
CELL = st.fixed_dictionaries({"优秀": st.integers(0, 9), "称职": st.integers(0, 9)})


@given(st.dictionaries(st.sampled_from("ABC"), CELL))
def test_nothing_shown_or_subtracted_betrays_a_voter(cells: dict[str, dict[str, int]]) -> None:
    shown = publish(cells)
    for group, counts in shown.cells.items():
        assert is_safe(counts)
        assert counts == cells[group]
    if shown.total is None:
        assert not shown.cells
        return
    assert is_safe(shown.total)
    if shown.withheld:
        rest = {grade: n - total_of(shown.cells).get(grade, 0) for grade, n in shown.total.items()}
        assert is_safe(rest)


def test_a_small_group_takes_another_one_with_it() -> None:
    big, small = {"优秀": 6, "称职": 4}, {"优秀": 1, "称职": 1}
    assert publish({"A": big, "B": big, "C": small}).withheld == ("A", "C")
    assert publish({"A": {"优秀": 9}}).total is None  # unanimous: everybody's vote is known


# ── reliability ──
def test_the_number_of_ballots_is_the_fewest_that_reach_the_target() -> None:
    lot = random.Random(1)
    for _ in range(200):
        shares = Shares(lot.uniform(0.05, 1), lot.uniform(0, 1), lot.uniform(0.05, 1))
        target = lot.uniform(0.3, 0.95)
        for shared in (False, True):
            count = raters_for(shares, target, shared=shared)
            assert count is not None
            assert reliability(shares, count, shared=shared) >= target - 1e-9
            assert count == 1 or reliability(shares, count - 1, shared=shared) < target + 1e-9


def test_reliability_by_hand_and_at_its_edges() -> None:
    shares = Shares(1.0, 0.5, 0.5)
    assert dstudy(shares, [1, 4]) == [(1, 0.5), (4, 0.8)]
    assert reliability(shares, 1, shared=True) == pytest.approx(2 / 3)
    assert raters_for(shares, 0.8) == 4
    nothing = Shares(0.0, 0.5, 0.5)
    assert reliability(nothing, 3) == 0.0
    assert raters_for(nothing, 0.8) is None
    with pytest.raises(ValueError, match="between 0 and 1"):
        raters_for(shares, 1.0)
    found = Shares.of(fit(design(example())))
    assert np.round(reliability(found, 3), 3) == 0.852
