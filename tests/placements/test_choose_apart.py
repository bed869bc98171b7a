"""Relatives are never chosen side by side, however many of them there are."""

from collections.abc import Set
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dunmiao.placements.rules import choose_apart

PEOPLE = [f"p{number:02d}" for number in range(24)]
PAIRS = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)).filter(lambda p: p[0] != p[1])


def everybody(left_out: Set[str]) -> list[dict[str, Any]]:
    """A round with a seat for everybody, the later the better."""
    return [
        {"person": person, "post": "x", "score": score}
        for score, person in enumerate(PEOPLE)
        if person not in left_out
    ]


def test_twelve_pairs_take_twelve_rounds_and_the_weaker_of_each_goes() -> None:
    related = set(zip(PEOPLE[::2], PEOPLE[1::2], strict=True))
    chosen = choose_apart(everybody, related=related, staying=frozenset())
    assert [seat["person"] for seat in chosen] == PEOPLE[1::2]


@given(st.sets(PAIRS, max_size=30), st.sets(st.sampled_from(PEOPLE), max_size=6))
def test_nobody_new_sits_beside_a_relative_and_who_stays_stays(
    related: set[tuple[str, str]], staying: set[str]
) -> None:
    chosen = choose_apart(everybody, related=related, staying=staying)
    seated = {seat["person"] for seat in chosen}
    assert staying <= seated
    for pair in related:
        assert not set(pair) <= seated or set(pair) <= staying
