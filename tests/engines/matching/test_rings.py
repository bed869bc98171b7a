"""Exchange rings: nobody loses, no group could do better alone, the total is the greatest."""

import random
from itertools import combinations, permutations

import pytest

from dunmiao.engines.matching.rings import Move, Ring, best_rings, top_trading_cycles


def moved(rings: list[Ring]) -> dict[str, str]:
    return {move.person: move.target for ring in rings for move in ring.moves}


def draw(lot: random.Random, size: int) -> tuple[dict[str, str], dict[str, list[str]]]:
    place_of = {f"c{n}": f"p{n}" for n in range(size)}
    wishes = {}
    for person in place_of:
        others = [place for place in place_of.values() if lot.random() < 0.7]
        lot.shuffle(others)
        wishes[person] = others
    return place_of, wishes


def rank(wishes: dict[str, list[str]], place_of: dict[str, str], person: str, place: str) -> int:
    """Lower is better; his own place comes where he put it, else after all he named."""
    order = [*wishes[person], place_of[person]]
    return order.index(place) if place in order else len(order)


def test_a_swap_a_ring_and_who_stays() -> None:
    place_of = {
        "甲": "市财政局",
        "乙": "县财政局",
        "丙": "市商务局",
        "丁": "姚庄镇",
        "戊": "市科协",
    }
    wishes = {
        "甲": ["县财政局"], "乙": ["市财政局"], "丙": ["姚庄镇"], "丁": ["市科协"],
        "戊": ["市商务局"],
    }  # fmt: skip
    rings = top_trading_cycles(place_of, wishes)
    assert sorted(len(ring.moves) for ring in rings) == [2, 3]
    pair = next(ring for ring in rings if len(ring.moves) == 2)
    assert Move("乙", "县财政局", "市财政局") in pair.moves
    assert top_trading_cycles(place_of, {}) == []
    with pytest.raises(ValueError, match="two people"):
        top_trading_cycles({"甲": "x", "乙": "x"}, {})


@pytest.mark.parametrize("seed", range(40))
def test_nobody_ends_worse_and_no_group_could_do_better_alone(seed: int) -> None:
    lot = random.Random(seed)
    place_of, wishes = draw(lot, 5)
    rings = top_trading_cycles(place_of, wishes)
    for ring in rings:  # every place left is taken by the ring itself
        assert sorted(m.origin for m in ring.moves) == sorted(m.target for m in ring.moves)
    end = {**place_of, **moved(rings)}

    def at(person: str, place: str) -> int:
        return rank(wishes, place_of, person, place)

    for person in place_of:
        assert at(person, end[person]) <= at(person, place_of[person])
    for size in range(2, 6):
        for group in combinations(place_of, size):
            for dealt in permutations([place_of[person] for person in group]):
                better = [at(p, to) < at(p, end[p]) for p, to in zip(group, dealt, strict=True)]
                assert not all(better)


@pytest.mark.parametrize("seed", range(10))
def test_nobody_gains_by_wishing_otherwise(seed: int) -> None:
    lot = random.Random(100 + seed)
    place_of, wishes = draw(lot, 4)
    honest = {**place_of, **moved(top_trading_cycles(place_of, wishes))}["c0"]
    for count in range(5):
        for told in permutations(place_of.values(), count):
            lied = {**place_of, **moved(top_trading_cycles(place_of, {**wishes, "c0": list(told)}))}
            assert rank(wishes, place_of, "c0", lied["c0"]) >= rank(wishes, place_of, "c0", honest)


@pytest.mark.parametrize("seed", range(30))
def test_the_rings_of_greatest_score_are_what_trying_all_finds(seed: int) -> None:
    lot = random.Random(seed)
    people = [f"c{n}" for n in range(5)]
    place_of = {person: f"p{person[1:]}" for person in people}
    score = {
        (person, place): lot.randint(-20, 80)
        for person in people
        for place in place_of.values()
        if place != place_of[person] and lot.random() < 0.5
    }
    rings = best_rings(place_of, score)
    mine = sum(score[move.person, move.target] for ring in rings for move in ring.moves)
    best = 0
    for dealt in permutations(place_of.values()):
        pairs = [pair for pair in zip(people, dealt, strict=True) if place_of[pair[0]] != pair[1]]
        if all(pair in score for pair in pairs):
            best = max(best, sum(score[pair] for pair in pairs))
    assert mine == best
