"""Small random problems of every rule, and certificates of any prices, by a seed."""

import random
from typing import Any

from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.read import problem_from
from tests.engines.matching.instances import files
from tests.engines.matching.second_checker import Second

PEOPLE = [f"c{n:04d}" for n in range(6)]


def files_of(seed: int) -> dict[str, bytes]:
    """Six people, four posts, up to two teams, and each further rule by the lot."""
    lot = random.Random(seed)
    shape: dict[str, Any] = {
        "seed": seed, "people": 6, "posts": 4, "units": 3, "density": 0.8,
        "teams": lot.randint(0, 2), "cap": lot.choice((None, 1, 2)),
        "host_cap": lot.choice((None, 1, 2)), "unit_post_cap": lot.choice((None, 1)),
        "penalty": lot.choice((30, 3000)),
    }  # fmt: skip
    bare = problem_from(files(**shape))
    more: dict[str, Any] = {}
    for key, cap, ids in (
        ("systems", "system_cap", bare.units),
        ("counties", "county_cap", bare.hosts),
    ):
        if lot.random() < 0.5:
            more[key] = {name: lot.choice(("甲", "乙")) for name in ids if lot.random() < 0.8}
            more[cap] = {"default": lot.randint(1, 3)}
    if lot.random() < 0.5:
        more["couples"] = [
            {"people": lot.sample(PEOPLE, 2), "keep": lot.choice(("near", "apart")), "level": lot.choice(("host", "county"))}
            for _ in range(lot.randint(1, 2))
        ]  # fmt: skip
    if lot.random() < 0.4:
        more["recusals"] = [lot.sample(PEOPLE, 2) for _ in range(2)]
    if lot.random() < 0.3:
        more["balance"] = sorted(lot.randint(0, 400) for _ in range(3))
    names = [[bare.people[a], bare.posts[b]] for a, b in bare.pairs]
    if lot.random() < 0.3:
        more |= {"stickiness": lot.choice((-20, 50)), "previous": lot.sample(names, 3)}
    if lot.random() < 0.6:
        more["pins"] = lot.sample(names, lot.randint(1, 2))
    if lot.random() < 0.3:
        more["forbidden"] = [
            name for name in lot.sample(names, 3) if name not in more.get("pins", [])
        ]
    return files(more=more, **shape)


def problem_of(seed: int) -> Problem:
    """The problem of these files."""
    return problem_from(files_of(seed))


def any_certificate(second: Second, seed: int) -> dict[str, Any]:
    """Prices by the lot on a tree of up to two splits; each node claims more than it can prove."""
    return _node(second, random.Random(seed), list(second.pins), frozenset(), 0)


def _node(
    second: Second, lot: random.Random, pins: list[Any], out: frozenset[Any], depth: int
) -> dict[str, Any]:
    p, scale = second.p, lot.choice((1, 3, 1024))

    def prices(ids: Any) -> dict[str, int]:
        return {name: lot.randint(0, 3000) * scale for name in ids if lot.random() < 0.4}

    both = sorted({(int(p.unit_of[a]), b) for a, b in second.pairs})
    node: dict[str, Any] = {
        "scale": scale, "bound": 10**15, "person": prices(p.people), "unit": prices(p.units),
        "post": prices(p.posts), "host": prices(p.hosts), "system": prices(p.systems),
        "county": prices(p.counties), "sides": list(map(list, prices(s[0] for s in second.sides).items())),
        "unit_post": [[p.units[u], p.posts[b], lot.randint(0, 900)] for u, b in both if lot.random() < 0.3],
        "teams": [
            {"id": t.id, "kind": lot.choice(("dp", "linear")), "person": prices(p.people),
             "requirement": prices(r.id for r in second.reqs[n])}
            for n, t in enumerate(p.teams) if lot.random() < 0.8
        ],
    }  # fmt: skip
    if depth < 2 and lot.random() < 0.5:
        pair = lot.choice([e for e in second.pairs if e not in out])
        more = list(dict.fromkeys([*pins, pair]))
        is_dead = second.hopeless(more, out) and lot.random() < 0.5
        node["branch"] = {
            "pair": [p.people[pair[0]], p.posts[pair[1]]],
            "placed": None if is_dead else _node(second, lot, more, out, depth + 1),
            "kept_out": _node(second, lot, pins, out | {pair}, depth + 1),
        }
    return node
