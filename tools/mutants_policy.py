"""Take every line of every policy away, one at a time, and see that a test turns red.

`python -m tools.mutants_policy [N]`: all, or N drawn by chance; prints what survives and the
count; status 1 where something does. No database: the judge is the table written by hand
(`tests/access/expected.py`), the same as in `tests/access/test_walls.py`.
"""

import os
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

WORLDS, PEOPLE = range(100, 130), 24


def _without(ways: tuple[Any, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Each way gone, each tie of a way, each condition, each exception."""
    from dunmiao.access.policy import Seen

    for at, way in enumerate(ways):
        if not isinstance(way, Seen):
            continue  # a voter's paper and the record's own function: the ballots' tests judge
        before, after = ways[:at], ways[at + 1 :]
        yield f"way {at}", before + after
        parts: dict[str, Any] = {"only": way.only, "root": way.root, "unless": way.unless}
        changed = {
            f"tie {tie}": (way.by[:tie] + way.by[tie + 1 :], parts) for tie in range(len(way.by))
        }
        for column in way.only:
            only = {name: asked for name, asked in way.only.items() if name != column}
            changed[f"if {column}"] = (way.by, parts | {"only": only})
        if not way.root:
            changed["root"] = (way.by, parts | {"root": True})
        if way.unless is not None:
            changed["unless"] = (way.by, parts | {"unless": None})
        for words, (by, rest) in changed.items():
            yield f"way {at} {words}", (*before, type(way)(way.right, *by, **rest), *after)


def mutants() -> Iterator[tuple[str, str, Any]]:
    """Label, what is gone, and the policy without it."""
    from dunmiao.access.policy import POLICIES, written_as_seen

    for label, policy in POLICIES.items():
        # What is derived from the ways to see stands in no line of its own.
        derived = list(map(str, policy.write)) == list(map(str, written_as_seen(policy.see)))
        for part in ("see",) if derived else ("see", "write"):
            for words, ways in _without(getattr(policy, part)):
                yield label, f"{part} {words}", replace(policy, **{part: ways})


def _stage() -> list[tuple[Any, list[Any]]]:
    from tests.access import worlds

    out = []
    for seed in WORLDS:
        lot = random.Random(seed)
        out.append((worlds.imagine(lot), worlds.some(lot, PEOPLE)))
    return out


def survives(label: str, policy: Any, stage: list[tuple[Any, list[Any]]]) -> bool:
    """True when nobody notices."""
    from django.apps import apps

    from dunmiao.access.policy import POLICIES

    kept = POLICIES[label]
    POLICIES[label] = policy
    model = apps.get_model(label)
    try:
        return not any(
            world.unexpected(actor, model) for world, actors in stage for actor in actors
        )
    finally:
        POLICIES[label] = kept


def main() -> int:
    """The number of survivors decides."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dunmiao.config.settings")
    import django

    django.setup()
    every = list(mutants())
    if len(sys.argv) > 1:
        every = random.Random(1).sample(every, int(sys.argv[1]))
    stage, alive = _stage(), 0
    for label, words, policy in every:
        if survives(label, policy, stage):
            alive += 1
            print(f"survives: {label} {words}", flush=True)
    print(f"policies: {len(every) - alive} of {len(every)} lines killed", flush=True)
    return int(alive > 0)


if __name__ == "__main__":
    sys.exit(main())
