"""Differential severity: a planted one is found and named, honest ballots rarely give one."""

import numpy as np

from dunmiao.engines.appraisal.design import Vote
from dunmiao.engines.appraisal.differential import ITEM, PERSON, differential

ITEMS = ("能力", "作风", "业绩")


def votes_of(
    lot: np.random.Generator, *, harsh_item: float = 0.0, harsh_person: float = 0.0
) -> tuple[list[Vote], dict[str, str]]:
    """Ten people, two groups of 12 and 15 raters with their own strictness; group A is harsher
    on one item, or on one person, by so many points."""
    merit, out, group = lot.normal(0, 6, 10), [], {}
    for number in range(27):
        name, code = f"r{number:02d}", "A" if number < 12 else "B"
        group[name] = code
        strict = lot.normal(0, 5)
        for person in range(10):
            whole = 85 + merit[person] - strict + lot.normal(0, 4)
            for item in ITEMS:
                mark = whole + lot.normal(0, 3)
                if code == "A":
                    mark -= harsh_item * (item == "作风") + harsh_person * (person == 3)
                out.append(Vote(f"p{person}", name, "", item, float(mark)))
    return out, group


def real(found: list) -> set[tuple[str, str]]:  # type: ignore[type-arg]
    return {(row.kind, row.about) for row in found if row.verdict == "real"}


def test_a_group_that_is_harsher_on_one_item_is_found_and_its_strictness_is_not() -> None:
    votes, group = votes_of(np.random.default_rng(1), harsh_item=4.0)
    found = differential(votes, group)
    assert (ITEM, "作风") in real(found)
    assert not {about for kind, about in real(found) if kind == PERSON}
    row = next(r for r in found if (r.kind, r.group, r.about) == (ITEM, "A", "作风"))
    assert row.high < 0
    assert row.raters == 12


def test_a_group_that_is_harsher_on_one_person_is_found() -> None:
    votes, group = votes_of(np.random.default_rng(2), harsh_person=9.0)
    assert (PERSON, "p3") in real(differential(votes, group))


def test_a_strict_group_as_such_is_no_finding() -> None:
    votes, group = votes_of(np.random.default_rng(3))
    stricter = [
        Vote(v.ratee, v.rater, v.unit, v.item, v.score - 12 * (group[v.rater] == "A"))
        for v in votes
    ]
    before, after = differential(votes, group), differential(stricter, group)
    assert np.allclose([r.difference for r in before], [r.difference for r in after])


def test_honest_ballots_give_a_real_one_in_few_sets() -> None:
    lot = np.random.default_rng(4)
    wrong = sum(bool(real(differential(*votes_of(lot)))) for _ in range(100))
    assert wrong <= 9  # 5 in 100 and two standard errors


def test_groups_of_fewer_than_five_say_nothing() -> None:
    votes, group = votes_of(np.random.default_rng(5), harsh_item=20.0)
    small = {rater: code for n, (rater, code) in enumerate(group.items()) if code == "B" or n < 4}
    assert differential(votes, small) == []
    assert differential([], {}) == []
