"""Masks, numbers, coverage and likely duplicates: plain rules."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.liaison.rules.contacts import (
    ContactFields,
    digits,
    masked,
    objections_to_contact,
    objections_to_day,
)
from dunmiao.liaison.rules.coverage import Cover, Node, cover_of, coverage, fresh_since
from dunmiao.liaison.rules.duplicates import Entry, Pair, likely_pairs

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("010-66002204", "010-****2204"),
        ("0573-8282", "0573-****"),
        ("13812345678", "138****5678"),
        ("+86 138 1234 5678", "138****5678"),
        ("８６０１", "****"),
        ("12345", "****"),
    ],
)
def test_a_mask_hides_the_middle(number: str, shown: str) -> None:
    assert masked(number) == shown


@given(st.from_regex(r"\A(0[0-9]{2,3}-)?[0-9]{5,12}\Z"))
def test_no_mask_shows_a_whole_number(number: str) -> None:
    assert digits(number) not in digits(masked(number))


def test_numbers_are_the_same_by_their_digits() -> None:
    assert len({digits(n) for n in ("+86 138-1234-5678", "13812345678", "0086１３８12345678")}) == 1
    assert digits("86012345") == "86012345"


def test_every_fault_of_a_card_is_told_at_once() -> None:
    fields = ContactFields(
        " ", phones=(("", "12"), ("", "abc")), emails=(("", "x"),), note="长" * 501
    )
    codes = [finding.code for finding in objections_to_contact(fields)]
    assert codes == [
        "contact.name",
        "contact.phone",
        "contact.phone",
        "contact.email",
        "contact.note",
    ]
    assert [f.code for f in objections_to_contact(ContactFields("贺维钧"))] == ["contact.no_way"]
    assert not objections_to_contact(ContactFields("贺维钧", phones=(("办公", "010-66002204"),)))


def test_a_day_lies_between_the_term_and_today() -> None:
    assert (
        objections_to_day(date(2026, 11, 25), since=None, today=DAY)[0].code == "contact.in_future"
    )
    assert objections_to_day(date(2026, 1, 1), since=DAY, today=DAY)[0].code == "contact.before"
    assert not objections_to_day(DAY, since=DAY, today=DAY)


def test_coverage_is_summed_from_below() -> None:
    nodes = [
        Node(5, 2, "DIVISION"), Node(1, None, "MINISTRY"), Node(2, 1, "BUREAU"),
        Node(3, 2, "DIVISION"), Node(4, 1, "BUREAU"),
    ]  # fmt: skip
    own = {
        3: Cover(known=2, fresh=1, open=1, helped=1, verified_on=DAY),
        4: Cover(known=1, verified_on=date(2024, 1, 1)),
    }
    found = coverage(nodes, own)
    assert (found[1].known, found[1].fresh, found[1].helped) == (3, 1, 1)
    assert (found[1].divisions, found[1].covered, found[1].verified_on) == (2, 1, DAY)
    assert [found[n].state for n in (1, 4)] == ["FRESH", "STALE"]
    empty = cover_of(found, 5, "DIVISION")
    assert (empty.state, empty.divisions, empty.covered) == ("NONE", 1, 0)
    assert fresh_since(DAY) == date(2025, 11, 24)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40), st.randoms())
def test_coverage_of_any_tree_is_the_plain_sum(parents: list[int], lot: object) -> None:
    nodes = [
        Node(n, None if parents[n] >= n else parents[n], "DIVISION") for n in range(len(parents))
    ]
    own = {n: Cover(known=n % 3) for n in range(len(parents))}
    above = {node.id: node.parent for node in nodes}
    expected = dict.fromkeys(above, 0)
    for n, cover in own.items():
        at: int | None = n
        while at is not None:
            expected[at] += cover.known
            at = above[at]
    lot.shuffle(nodes)  # type: ignore[attr-defined]
    found = coverage(nodes, own)
    assert {n: cover_of(found, n, "DIVISION").known for n in above} == expected
    roots = [n for n in above if above[n] is None]
    assert sum(cover_of(found, n, "DIVISION").divisions for n in roots) == len(nodes)


def test_a_number_says_more_than_a_name() -> None:
    a, b = b"a", b"b"
    entries = [
        Entry(3, "贺维钧", 1, frozenset({a})), Entry(1, "贺维钧", 1, frozenset({a})),
        Entry(2, "贺维钧", 2, frozenset({b})), Entry(4, "阮清和", 1, frozenset({b})),
    ]  # fmt: skip
    assert likely_pairs(entries) == [Pair(1, 3, "SAME_NUMBER"), Pair(2, 4, "SAME_NUMBER")]
    assert likely_pairs([Entry(1, "甲", 1, frozenset()), Entry(2, "甲", 1, frozenset())]) == [
        Pair(1, 2, "SAME_NAME")
    ]
