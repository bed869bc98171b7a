"""Seeded matching problems as files, small ones for oracles and city-sized ones."""

import json
import random
from typing import Any


def files(
    *,
    seed: int,
    people: int,
    posts: int,
    units: int,
    density: float,
    teams: int = 0,
    cap: int | None = 2,
    host_cap: int | None = None,
    unit_post_cap: int | None = None,
    top: int = 900,
    penalty: int = 3000,
    more: dict[str, Any] | None = None,
) -> dict[str, bytes]:
    """The four files of a random problem."""
    rng = random.Random(seed)
    lines = ["id,unit,rank,reserve,age"]
    for c in range(people):
        lines.append(
            f"c{c:04d},U{rng.randrange(units)},{rng.randint(1, 4)},{rng.randint(0, 1)},{rng.randint(25, 50)}"
        )
    people_csv = "\n".join(lines) + "\n"
    lines = ["id,host,seats,tier,team"]
    for p in range(posts):
        team = f"k{p % teams}" if teams and p < teams * 3 else ""
        lines.append(
            f"p{p:03d},H{p % max(1, posts // 2)},{rng.choice((1, 1, 2))},{rng.randint(1, 3)},{team}"
        )
    posts_csv = "\n".join(lines) + "\n"
    lines = ["person,post,fit,wish"]
    for c in range(people):
        for p in range(posts):
            if rng.random() < density:
                lines.append(
                    f"c{c:04d},p{p:03d},{rng.randint(0, top)},{rng.choice((0, 0, 20, 50))}"
                )
    pairs_csv = "\n".join(lines) + "\n"
    settings = {
        "format": "dunmiao-matching/1",
        "tier_bonus": {"1": 5000, "2": 2000, "3": 500},
        "release_cap": {"default": cap, "units": {}},
        "host_cap": {"default": host_cap, "hosts": {}},
        "unit_post_cap": unit_post_cap,
        "teams": [
            {
                "id": f"k{t}",
                "requirements": [
                    {"id": "leader", "at_least": 1, "where": [["rank", ">=", 4]]},
                    {"id": "backbone", "share": "2/5", "where": [["reserve", "==", 1]]},
                    {"id": "young", "at_least": 1, "where": [["age", "<", 35]]},
                ],
                "shortfall_penalty": penalty,
            }
            for t in range(teams)
        ],
        "pins": [],
        "forbidden": [],
        "previous": [],
        "stickiness": 0,
        **(more or {}),
    }
    return {
        "people.csv": people_csv.encode(),
        "posts.csv": posts_csv.encode(),
        "pairs.csv": pairs_csv.encode(),
        "problem.json": json.dumps(settings, ensure_ascii=False, indent=1).encode(),
    }
