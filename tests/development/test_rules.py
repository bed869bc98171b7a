"""Discovery, representation, prediction, notes and uses: the rules by themselves."""

from datetime import date
from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.development.rules import discovery, representation, uses
from dunmiao.development.rules.discovery import Seen, boxed, found_in, pairs_of, weighed
from dunmiao.development.rules.flows import REST, Journey, picture
from dunmiao.development.rules.notes import Note, NotePolicy, objections_to_note
from dunmiao.development.rules.prediction import CANNOT_TELL, TELLS, concordance
from dunmiao.kernel.ranks import Rank

DAY = date(2026, 6, 1)


def seen(value: float, se: float = 0.5, top: float = 0.1, component: int = 1) -> Seen:
    return Seen(value, value - 1.96 * se, value + 1.96 * se, top, 20, component)


def test_a_single_view_is_enough_to_be_found() -> None:
    views = {
        "票": {"甲": seen(3, top=0.6), "乙": seen(1, top=0.49)},
        "谈": {"乙": seen(2, top=0.5)},
    }
    assert found_in(views) == {"甲": ("票",), "乙": ("谈",)}


def test_dominant_pairs_come_first_and_name_who_is_ahead() -> None:
    views = {
        "票": {"甲": seen(3.0), "乙": seen(2.0), "丙": seen(0.0)},
        "谈": {"甲": seen(1.0), "乙": seen(2.0), "丙": seen(-1.0)},
    }
    pairs = pairs_of(views, ["丙", "甲", "乙"])
    assert [(p.a, p.b, p.is_dominant) for p in pairs] == [
        ("甲", "丙", True), ("乙", "丙", True), (pairs[2].a, pairs[2].b, False),
    ]  # fmt: skip
    assert 0.5 <= pairs[2].share < 0.75
    assert all(p.share > 0.9 for p in pairs[:2])


def test_people_whom_nobody_links_make_no_pair() -> None:
    views = {"票": {"甲": seen(3, component=1), "乙": seen(2, component=2)}}
    assert pairs_of(views, ["甲", "乙"]) == []


def test_overlapping_intervals_are_said_not_to_be_told_apart() -> None:
    views = {"票": {"甲": seen(1.0, se=1), "乙": seen(0.5, se=1), "丙": seen(9.0, se=1)}}
    clear = {(p.a, p.b): p.is_clear for p in pairs_of(views, ["甲", "乙", "丙"])}
    assert clear == {("甲", "乙"): False, ("丙", "甲"): True, ("丙", "乙"): True}


def test_the_composite_takes_only_who_is_known_in_every_weighted_view() -> None:
    views = {"票": {"甲": seen(2), "乙": seen(0)}, "谈": {"甲": seen(1)}}
    both = weighed(views, {"票": Fraction(1, 2), "谈": Fraction(1, 2)})
    assert [row.person for row in both] == ["甲"]
    alone = weighed(views, {"票": Fraction(1), "谈": Fraction(0)})
    assert [row.person for row in alone] == ["甲", "乙"]
    assert alone[0].low < alone[0].value < alone[0].high
    with pytest.raises(ValueError, match="sum to 1"):
        weighed(views, {"票": Fraction(1, 2)})


def test_a_box_is_certain_only_where_it_holds_more_than_half() -> None:
    across = {"甲": seen(3, se=0.01), "乙": seen(0, se=9), "丙": seen(-3, se=0.01)}
    rows = {row.person: row for row in boxed(across, across, ["甲", "乙", "丙"])}
    assert rows["甲"].box == (2, 2)
    assert rows["甲"].is_certain
    assert rows["丙"].box == (0, 0)
    assert rows["丙"].is_certain
    assert rows["乙"].box == (1, 1)
    assert not rows["乙"].is_certain


@given(
    st.floats(-4, 4), st.floats(0.01, 5),
)  # fmt: skip
def test_the_chances_of_the_three_thirds_sum_to_one(value: float, error: float) -> None:
    total = sum(discovery._inside(value, error, third) for third in range(3))
    assert total == pytest.approx(1)


@given(st.integers(1, 9), st.data())
def test_the_range_of_a_lot_is_what_counting_every_draw_gives(
    whole: int, data: st.DataObject
) -> None:
    members = data.draw(st.integers(0, whole))
    listed = data.draw(st.integers(0, whole))
    low, high = representation.drawn_by_lot(whole, members, listed)
    counts = [sum(one < members for one in drawn) for drawn in combinations(range(whole), listed)]
    assert len(counts) == comb(whole, listed)
    tail = Fraction(1, 40)
    assert Fraction(sum(n < low for n in counts), len(counts)) <= tail
    assert Fraction(sum(n > high for n in counts), len(counts)) <= tail
    assert Fraction(sum(n <= low for n in counts), len(counts)) > tail
    assert Fraction(sum(n >= high for n in counts), len(counts)) > tail


def test_a_list_without_a_large_group_is_told_and_a_short_one_tells_nothing() -> None:
    women = [n < 40 for n in range(100)]
    none_of_them = [n >= 80 for n in range(100)]
    made = representation.group("女", women, none_of_them)
    assert (made.found, made.listed, made.reading) == (0, 20, representation.FEWER)
    four = [n >= 96 for n in range(100)]
    assert representation.group("女", women, four).reading == representation.CANNOT_TELL


def brute(x: list[float], y: list[float]) -> float:
    pairs = [(a, b) for a in range(len(x)) for b in range(len(x)) if y[a] > y[b]]
    return sum(1.0 if x[a] > x[b] else 0.5 if x[a] == x[b] else 0.0 for a, b in pairs) / len(pairs)


def test_concordance_is_the_share_of_pairs_in_the_same_order() -> None:
    lot = np.random.default_rng(3)
    x, y = lot.integers(0, 5, 30).astype(float), lot.integers(0, 2, 30).astype(float)
    made = concordance(x, y)
    assert made is not None
    assert made.value == pytest.approx(brute(x.tolist(), y.tolist()))
    assert made.low < made.value < made.high


def test_concordance_says_nothing_of_a_handful_or_of_equals() -> None:
    assert concordance([1.0] * 11, [0, 1] * 5 + [0]) is None
    assert concordance(list(range(20)), [1.0] * 20) is None
    with pytest.raises(ValueError, match="same people"):
        concordance([1.0], [])


def test_perfect_order_is_told_and_chance_is_not() -> None:
    perfect = concordance(list(range(40)), list(range(40)))
    assert perfect is not None
    assert perfect.reading == TELLS
    assert perfect.value == 1
    lot = np.random.default_rng(11)
    chance = concordance(lot.normal(size=40), lot.normal(size=40))
    assert chance is not None
    assert chance.reading == CANNOT_TELL


@pytest.mark.parametrize("slope", [0.0, 0.8])
def test_the_interval_of_concordance_covers_as_often_as_it_says(slope: float) -> None:
    """Against the value of a very large sample; 400 samples of 60 people."""
    lot = np.random.default_rng(7)

    def sample(n: int) -> tuple[np.ndarray, np.ndarray]:
        x = lot.normal(size=n)
        return x, (slope * x + lot.normal(size=n) > 0.7).astype(float)

    truth = np.mean([concordance(*sample(1500)).value for _ in range(8)])  # type: ignore[union-attr]
    inside = 0
    for _ in range(400):
        made = concordance(*sample(60))
        assert made is not None
        inside += made.low <= truth <= made.high
    assert 0.92 <= inside / 400 <= 0.985


def test_a_note_tells_every_fault_at_once() -> None:
    bad = Note(date(2026, 7, 1), " ", "好", "HEARD", "", "好")
    codes = [f.code for f in objections_to_note(bad, today=DAY)]
    assert codes == ["note.in_future", "note.no_place", "note.whose", "note.words"]
    good = Note(DAY, "工地", "STRENGTH", "SEEN", "", "连续三天在现场协调管线。")
    assert objections_to_note(good, today=DAY) == []


def test_the_policy_says_what_the_person_is_shown_and_until_when_he_may_answer() -> None:
    assert NotePolicy().answer_by("SHORTCOMING", DAY) == date(2026, 6, 16)
    assert NotePolicy().answer_by("STRENGTH", DAY) is None
    assert NotePolicy(strength_shown=1, answer_days=7).answer_by("STRENGTH", DAY) == date(
        2026, 6, 8
    )


def test_a_use_tells_every_fault_at_once() -> None:
    bad = uses.Use(uses.PROMOTION, date(2026, 7, 1), "", rank=Rank.SECTION)
    found = uses.objections_to_use(
        bad, rank_before=Rank.SECTION, shown_from=DAY, pools=frozenset(), today=DAY
    )
    assert [f.code for f in found] == [
        "use.in_future", "use.no_document", "use.no_post", "use.no_higher",
    ]  # fmt: skip
    early = uses.Use(uses.RESERVE, date(2025, 1, 1), "文", pool="市管后备")
    found = uses.objections_to_use(
        early, rank_before=Rank.SECTION, shown_from=DAY, pools=frozenset({"市管后备"}), today=DAY
    )
    assert [f.code for f in found] == ["use.before", "use.listed"]


def test_look_backs_are_due_after_one_three_and_five_years() -> None:
    assert uses.look_back_days(date(2024, 2, 29)) == {
        1: date(2025, 2, 28), 3: date(2027, 2, 28), 5: date(2029, 2, 28),
    }  # fmt: skip


@given(
    st.lists(
        st.builds(
            Journey,
            origin=st.sampled_from([f"单位{n}" for n in range(14)]),
            kind=st.sampled_from(["外派", "一线", "互派"]),
            place=st.sampled_from([f"地{n}" for n in range(10)]),
            people=st.integers(1, 40),
        ),
        min_size=1,
        max_size=60,
    )
)
def test_a_picture_of_flows_loses_nobody(journeys: list[Journey]) -> None:
    found = picture(journeys)
    assert found is not None
    total = sum(row.people for row in journeys)
    for column in (found.left, found.middle, found.right):
        assert sum(node.people for node in column) == total == found.total
        assert len(column) <= 8
        for above, below in zip(column, column[1:], strict=False):
            assert above.y + above.height <= below.y
        assert column[0].y >= 0
        assert column[-1].y + column[-1].height <= 356
    assert sum(ribbon.people for ribbon in found.ribbons) == 2 * total
    assert sum(whole for _, _, whole in found.table) == total
    assert found.grouped == 0 or any(node.name == REST for node in found.left)


def test_nobody_went_draws_nothing() -> None:
    assert picture([]) is None
