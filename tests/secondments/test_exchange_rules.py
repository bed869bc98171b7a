"""What makes a pair or a ring: shape, term, establishment, the sides' answers; all pure."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.secondments.rules import exchanges as rules
from dunmiao.secondments.rules.exchanges import ExchangePolicy, Known, Leg, Places

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)


def leg(person: str, home: str, host: str, *, is_leader: bool = True) -> Leg:
    return Leg(Known(person), Known(home), Known(host), is_leader)


PAIR = [leg("王伟", "市财政局", "县财政局"), leg("李芳", "县财政局", "市财政局")]


def codes(found: list[Any]) -> list[str]:
    return [finding.code for finding in found]


def shape(legs: list[Leg], first: date = FIRST, last: date = LAST) -> list[str]:
    return codes(
        rules.objections_to_exchange(legs, starts_on=first, ends_on=last, policy=ExchangePolicy())
    )


def test_a_pair_and_a_ring_of_three_are_fine() -> None:
    ring = [leg("甲", "A", "B"), leg("丙", "C", "A"), leg("乙", "B", "C")]
    assert shape(PAIR) == shape(ring) == []
    assert [str(way.person) for way in rules.ordered(ring)] == ["甲", "乙", "丙"]
    assert (rules.shape_of(PAIR), rules.shape_of(ring)) == ("PAIR", "RING")


@pytest.mark.parametrize(
    ("legs", "code"),
    [
        ([leg("甲", "A", "B")], "exchange.size"),
        ([leg("甲", "A", "B"), leg("甲", "B", "A")], "exchange.person_twice"),
        ([leg("甲", "A", "A"), leg("乙", "B", "B")], "exchange.same_unit"),
        ([leg("甲", "A", "B"), leg("乙", "A", "B")], "exchange.unbalanced"),
        (
            [leg("甲", "A", "B"), leg("乙", "B", "A"), leg("丙", "C", "D"), leg("丁", "D", "C")],
            "exchange.not_one",
        ),
    ],
)
def test_what_is_no_ring_is_said(legs: list[Leg], code: str) -> None:
    assert code in shape(legs)


def test_the_term_is_one_to_two_years() -> None:
    assert shape(PAIR, FIRST, date(2026, 12, 30)) == ["exchange.term"]
    assert shape(PAIR, FIRST, date(2026, 12, 31)) == []
    assert shape(PAIR, FIRST, date(2028, 1, 1)) == ["exchange.term"]
    assert rules.latest_end(FIRST, ExchangePolicy()) == LAST


@given(st.permutations(range(6)), st.integers(0, 5))
def test_a_closed_chain_is_a_ring_in_any_order_and_a_broken_one_never(
    order: list[int], broken: int
) -> None:
    legs = [leg(f"p{i}", f"u{i}", f"u{(i + 1) % 6}") for i in range(6)]
    assert shape([legs[i] for i in order]) == []
    assert "exchange.unbalanced" in shape([way for i, way in enumerate(legs) if i != broken])


def test_a_full_unit_may_exchange_but_not_grow() -> None:
    full = {unit: Places(10, 10, 3, 3) for unit in ("市财政局", "县财政局")}
    assert rules.objections_to_places(PAIR, full, decided=True) == []
    one_way = [leg("甲", "市财政局", "县财政局")]
    assert codes(rules.objections_to_places(one_way, full, decided=True)) == [
        "exchange.establishment",
        "exchange.headcount",
    ]


def test_uncounted_places_warn_first_and_stop_the_decision() -> None:
    early = rules.objections_to_places(PAIR, {}, decided=False)
    late = rules.objections_to_places(PAIR, {}, decided=True)
    assert codes(early) == codes(late) == ["exchange.places_unknown"] * 2
    assert not any(finding.is_error for finding in early)
    assert all(finding.is_error for finding in late)


def test_a_leader_for_a_non_leader_needs_headcount() -> None:
    legs = [leg("甲", "A", "B", is_leader=True), leg("乙", "B", "A", is_leader=False)]
    places = {"A": Places(9, 9, 3, 3), "B": Places(9, 9, 2, 2)}
    assert codes(rules.objections_to_places(legs, places, decided=True)) == ["exchange.headcount"]


def test_the_decision_needs_every_side() -> None:
    sides = ["市", "县"]
    found = rules.objections_to_answers(sides, {"市": "DECLINED"})
    assert codes(found) == ["exchange.declined", "exchange.unanswered"]
    assert rules.objections_to_answers(sides, {"市": "AGREED", "县": "AGREED"}) == []


def test_a_relation_waits_for_a_free_place() -> None:
    assert rules.objection_to_arrival_of_relation("A", Places(9, 8)) == []
    assert rules.objection_to_arrival_of_relation("A", Places(None, None)) == []
    assert codes(rules.objection_to_arrival_of_relation("A", Places(9, 9))) == ["exchange.no_place"]


def test_people_and_units_of_one_name_are_told_apart() -> None:
    bureaus = [Known(1, "财政局"), Known(2, "财政局")]
    namesakes = [Leg(Known(7, "王伟"), *bureaus), Leg(Known(8, "王伟"), *reversed(bureaus))]
    assert shape(namesakes) == []
    twice = [Leg(Known(7, "王伟"), *bureaus), Leg(Known(7, "王伟"), *reversed(bureaus))]
    found = rules.objections_to_exchange(
        twice, starts_on=FIRST, ends_on=LAST, policy=ExchangePolicy()
    )
    assert codes(found) == ["exchange.person_twice"]
    assert "王伟" in found[0].message
    one_way = [Leg(Known(7, "王伟"), *bureaus)]
    places = {1: Places(9, 9), 2: Places(9, 9)}
    full = rules.objections_to_places(one_way, places, decided=True)
    assert codes(full) == ["exchange.establishment"]
    assert "财政局" in full[0].message
