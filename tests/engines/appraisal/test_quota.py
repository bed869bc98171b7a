"""Apportionment: the contract's example, its invariants, ties returned, and what is refused."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dunmiao.engines.appraisal.quota import Infeasible, apportion, places_of
from dunmiao.engines.appraisal.quota_files import Pool
from dunmiao.engines.tables import BadInput

UNITS = "unit,people,least\n甲局,30,1\n乙局,15,1\n丙局,15,1\n"
PEOPLE = st.dictionaries(st.sampled_from("甲乙丙丁戊己"), st.integers(0, 60), min_size=1)


def test_the_contract_s_example_to_the_letter() -> None:
    pool = Pool(UNITS.encode(), name="UNITS.csv", floors="least")
    found = pool.share(rate=Fraction(1, 5), places=10)
    assert found == {
        "format": "dunmiao-quota/1", "method": "hamilton", "people": 60, "rate": "1/5",
        "places": 10, "settled": 9,
        "units": [
            {"unit": "甲局", "people": 30, "quota": "5", "seats": 5},
            {"unit": "乙局", "people": 15, "quota": "5/2", "seats": 2},
            {"unit": "丙局", "people": 15, "quota": "5/2", "seats": 2},
        ],
        "ties": [{"units": ["乙局", "丙局"], "places": 1}],
        "findings": [],
    }  # fmt: skip


@pytest.mark.parametrize("method", ["hamilton", "webster"])
@given(people=PEOPLE, share=st.fractions(0, 1, max_denominator=20))
def test_places_add_up_and_order_and_names_do_not_matter(
    method: str, people: dict[str, int], share: Fraction
) -> None:
    places = places_of(share, sum(people.values()))
    found = apportion(places, people, method=method)
    assert found.settled + sum(tie.places for tie in found.ties) == places
    assert all(found.seats[unit] <= n for unit, n in people.items())
    turned = apportion(places, dict(reversed(people.items())), method=method)
    assert turned.seats == found.seats
    assert {frozenset(t.units) for t in turned.ties} == {frozenset(t.units) for t in found.ties}
    for tie in found.ties:
        assert 0 < tie.places < len(tie.units)


@given(people=PEOPLE, share=st.fractions(0, 1, max_denominator=20), factor=st.integers(1, 9))
def test_hamilton_stays_within_quota_and_does_not_see_the_scale(
    people: dict[str, int], share: Fraction, factor: int
) -> None:
    total = sum(people.values())
    places = places_of(share, total)
    found = apportion(places, people)
    tied = {unit for tie in found.ties for unit in tie.units}
    for unit, n in people.items():
        quota = Fraction(places * n, total) if total else Fraction(0)
        assert int(quota) <= found.seats[unit] <= -int(-quota // 1)
        assert unit not in tied or found.seats[unit] == int(quota)
    scaled = apportion(places, {unit: n * factor for unit, n in people.items()})
    assert scaled.seats == found.seats


@given(PEOPLE, st.integers(0, 40))
def test_webster_never_takes_a_place_away_when_the_pool_grows(
    people: dict[str, int], places: int
) -> None:
    assume(places < sum(people.values()))
    before, after = (apportion(n, people, method="webster") for n in (places, places + 1))
    assert all(after.seats[unit] >= n for unit, n in before.seats.items())


@given(
    st.lists(st.integers(1, 12), min_size=3, max_size=3),
    st.lists(st.integers(0, 3), min_size=3, max_size=3),
    st.lists(st.integers(0, 6), min_size=3, max_size=3),
    st.integers(0, 12),
    st.sampled_from(["hamilton", "webster"]),
)
def test_floors_and_caps_hold_or_are_refused(
    sizes: list[int], low: list[int], high: list[int], places: int, method: str
) -> None:
    people, floors, caps = (dict(zip("甲乙丙", row, strict=True)) for row in (sizes, low, high))
    possible = (
        all(floors[u] <= min(caps[u], people[u]) for u in people)
        and sum(low) <= places <= sum(min(caps[u], people[u]) for u in people)
    )  # fmt: skip
    if not possible:
        with pytest.raises(Infeasible):
            apportion(places, people, floors=floors, caps=caps, method=method)
        return
    found = apportion(places, people, floors=floors, caps=caps, method=method)
    assert found.settled + sum(tie.places for tie in found.ties) == places
    for unit in people:
        assert floors[unit] <= found.seats[unit] <= caps[unit]


def test_the_rate_by_unit_would_break_the_cap_the_pool_does_not() -> None:
    """Nine units of 3 to 11 people at a fifth: half-up alone would give thirteen of twelve."""
    people = {f"u{n}": n for n in range(3, 12)}
    fifth = Fraction(1, 5)
    places = places_of(fifth, sum(people.values()))
    assert places == 12
    assert sum(places_of(fifth, n) for n in people.values()) == 9
    assert sum(int(fifth * n + Fraction(1, 2)) for n in people.values()) == 13
    found = apportion(places, people)
    assert found.settled + sum(tie.places for tie in found.ties) == 12


def test_ties_do_not_depend_on_who_stands_first() -> None:
    for order in permutations("甲乙丙"):
        found = apportion(2, dict.fromkeys(order, 10))
        assert found.seats == dict.fromkeys(order, 0)
        assert [(set(tie.units), tie.places) for tie in found.ties] == [(set("甲乙丙"), 2)]


@pytest.mark.parametrize(
    ("text", "given", "words"),
    [
        ("unit,people\n甲,10\n", {"rate": Fraction(1, 5), "places": 3}, "3 places exceed 1/5"),
        ("unit,people\n甲,10\n", {"rate": None, "places": None}, "is needed"),
        ("unit,people\n甲,10\n", {"rate": None, "places": 11}, "fewer than the 11 places"),
    ],
)
def test_what_does_not_agree_is_refused(text: str, given: dict[str, object], words: str) -> None:
    with pytest.raises(BadInput) as bad:
        Pool(text.encode(), name="U.csv").share(**given)  # type: ignore[arg-type]
    assert words in str(bad.value)


def test_every_fault_of_the_table_at_once() -> None:
    with pytest.raises(BadInput) as bad:
        Pool("unit,people,最少\n甲,x,1\n甲,3,-1\n,2,\n".encode(), name="U.csv", floors="最少")
    assert str(bad.value).splitlines() == [
        'U.csv:2: people "x" is not a whole number ≥ 0',
        'U.csv:3: duplicate unit "甲"',
        'U.csv:3: 最少 "-1" is not a whole number ≥ 0',
        "U.csv:4: unit is empty",
    ]
    with pytest.raises(BadInput) as lacks:
        Pool(b"unit,people\n", name="U.csv", caps="most")
    assert 'missing column "most"' in str(lacks.value)


@pytest.mark.parametrize(
    ("places", "floors", "caps", "code"),
    [
        (4, {"甲": 3}, {"甲": 2}, "floor-above-cap"),
        (4, {"乙": 5}, {}, "floor-above-cap"),  # more than it has people
        (2, {"甲": 2, "乙": 1}, {}, "floors"),
        (5, {}, {"甲": 1, "乙": 3}, "caps"),
    ],
)
@pytest.mark.parametrize("method", ["hamilton", "webster"])
def test_why_places_cannot_be_given(
    places: int, floors: dict[str, int], caps: dict[str, int], code: str, method: str
) -> None:
    with pytest.raises(Infeasible) as none:
        apportion(places, {"甲": 6, "乙": 4}, floors=floors, caps=caps, method=method)
    assert (none.value.code, str(none.value)) == (code, code)


@pytest.mark.parametrize("method", ["hamilton", "webster"])
def test_floors_or_caps_that_just_fit_leave_no_choice(method: str) -> None:
    people = {"甲": 6, "乙": 4, "丙": 2}
    low = apportion(5, people, floors={"甲": 1, "乙": 3, "丙": 1}, method=method)
    high = apportion(8, people, caps={"甲": 3, "乙": 3}, method=method)
    equal = apportion(3, people, floors={"甲": 3}, caps={"甲": 3}, method=method)
    assert low.seats == {"甲": 1, "乙": 3, "丙": 1}
    assert high.seats == {"甲": 3, "乙": 3, "丙": 2}
    assert equal.seats == {"甲": 3, "乙": 0, "丙": 0}
    assert low.ties == high.ties == equal.ties == ()


def test_the_methods_differ_where_they_should() -> None:
    """53, 24 and 23 of 100 with ten places, and the classes of a textbook of apportionment."""
    classes = {"甲": 53, "乙": 24, "丙": 23}
    assert apportion(10, classes).seats == {"甲": 5, "乙": 3, "丙": 2}
    assert apportion(10, classes, method="webster").seats == {"甲": 6, "乙": 2, "丙": 2}
    assert apportion(0, {"甲": 0}).seats == {"甲": 0}
    tie = apportion(1, {"甲": 5, "乙": 5, "丙": 1}, method="webster")
    assert (tie.seats, tie.settled) == ({"甲": 0, "乙": 0, "丙": 0}, 0)
    assert [(one.units, one.places) for one in tie.ties] == [(("甲", "乙"), 1)]
    assert [places_of(Fraction(1, 5), n) for n in (4, 5, 14)] == [0, 1, 2]


def test_a_floor_is_met_from_the_places_of_the_others_and_a_cap_gives_to_them() -> None:
    people = {"甲": 70, "乙": 20, "丙": 10}
    floored = apportion(10, people, floors={"丙": 4})
    assert floored.seats == {"甲": 5, "乙": 1, "丙": 4}
    capped = apportion(10, people, caps={"甲": 4})
    assert capped.seats == {"甲": 4, "乙": 4, "丙": 2}
    both = apportion(10, people, floors={"丙": 3}, caps={"甲": 4})
    assert both.seats == {"甲": 4, "乙": 3, "丙": 3}
