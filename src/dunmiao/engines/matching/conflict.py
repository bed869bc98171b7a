"""Why there is no plan: a smallest set of what cannot hold together, and the proof that it cannot.

Everything else is left away, so what is proven is that these few conflict. Every missing member and
every open seat among them costs more than plans can differ by; prices then prove that nothing worth
as much as the poorest whole plan is left.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dunmiao.engines.matching import exact
from dunmiao.engines.matching.bound import Certificate
from dunmiao.engines.matching.constraints import couples, must_fill, recusals, teams
from dunmiao.engines.matching.constraints.pins import pin_conflicts, place_pins
from dunmiao.engines.matching.findings import finding
from dunmiao.engines.matching.flow import EngineError
from dunmiao.engines.matching.problem import Problem, Team
from dunmiao.engines.matching.prove import prove

CHECK_SECONDS = 10.0
Item = tuple[str, Any]


@dataclass(frozen=True)
class Conflict:
    """`finding` names the set; `part` is the problem with nothing else in it, which `certificate`
    proves to have no plan."""

    finding: dict[str, Any]
    part: Problem
    certificate: Certificate


def conflict_of(problem: Problem, *, until: float, clock: Callable[[], float]) -> Conflict:
    """The conflict of a problem without a plan whose pins break no rule by themselves.

    Pins against couples and recusals first, as without pins these always leave a plan; else hard
    requirements and seats, all pins kept. EngineError where the proof was not found in its time.
    """
    across = [*(("recusal", one) for one in problem.recusals), *(("couple", one) for one in problem.bonds)]  # fmt: skip
    pins = [("pin", pair) for pair in problem.pins]
    asked = _asked(problem) if problem.is_hard else []
    if asked and _holds(problem, [*pins, *across]):
        kept = [*pins, *_smallest([*asked, *across], lambda some: not _holds(problem, [*pins, *some]))]  # fmt: skip
        found = _of_requirements(problem, kept)
    else:
        kept = _smallest([*across, *pins], lambda some: not _holds(problem, some))
        found = _of_pins(problem, kept)
    part = _part(problem, kept)
    target = must_fill.plain_range(problem)[0] - 1
    certificate = prove(part, target=target, until=until, clock=clock)
    if certificate.bound > target:
        raise EngineError("no plan was found, and that there is none was not proven in the time")
    return Conflict(found, part, certificate)


def _asked(problem: Problem) -> list[Item]:
    """Hard requirements and hard seats."""
    asked = [(t, q) for t, team in enumerate(problem.teams) for q in range(len(team.requirements))]
    posts = np.flatnonzero(problem.open_cost).tolist()
    return [*((teams.KIND, one) for one in asked), *((must_fill.KIND, post) for post in posts)]


def _smallest(items: Sequence[Item], conflicts: Callable[[list[Item]], bool]) -> list[Item]:
    """Items none of which can be left away; large parts are tried first."""
    kept, size = list(items), max(1, len(items) // 2)
    while True:
        at = 0
        while at < len(kept):
            fewer = kept[:at] + kept[at + size :]
            if conflicts(fewer):
                kept = fewer
            else:
                at += size
        if size == 1:
            return kept
        size //= 2


def _part(problem: Problem, items: Sequence[Item]) -> Problem:
    """The problem with nothing hard in it but these."""
    of: dict[str, list[Any]] = {}
    for kind, one in items:
        of.setdefault(kind, []).append(one)
    asked = set(of.get(teams.KIND, []))
    groups = tuple(
        Team(t.id, t.penalty, tuple(r for q, r in enumerate(t.requirements) if (at, q) in asked))
        for at, t in enumerate(problem.teams)
    )
    bare = replace(
        problem, pins=tuple(of.get("pin", ())), recusals=tuple(of.get("recusal", ())),
        bonds=tuple(of.get("couple", ())), teams=groups,
    )  # fmt: skip
    return must_fill.hardened(bare, posts=frozenset(of.get(must_fill.KIND, ())))


def _holds(problem: Problem, items: Sequence[Item]) -> bool:
    """Whether some choice keeps all of these beside the caps."""
    part = _part(problem, items)
    if pin_conflicts(part):
        return False
    free = place_pins(part)
    model = exact.build(part, free)
    model = replace(model, cost=np.zeros_like(model.cost))
    return exact.solve_rows(free.rows, model, seconds=CHECK_SECONDS) is not None


def _across(problem: Problem, items: Sequence[Item]) -> tuple[dict[str, Any], list[str]]:
    """The recusals and couples among these as facts, and in words."""
    people = problem.people
    pairs = [one for kind, one in items if kind == "recusal"]
    bonds = [one for kind, one in items if kind == "couple"]
    facts = {
        "recusals": [[people[one], people[other]] for one, other in pairs],
        "couples": [
            {"people": [people[b.first], people[b.second]], "keep": b.keep, "level": b.level}
            for b in bonds
        ],
    }
    words = [recusals.words(problem, pair) for pair in pairs]
    return facts, words + [couples.words(problem, bond) for bond in bonds]


def _of_pins(problem: Problem, items: Sequence[Item]) -> dict[str, Any]:
    facts, words = _across(problem, items)
    pins = sorted(pair for kind, pair in items if kind == "pin")
    kinds = [couples.RULES[b.keep] for kind, b in items if kind == "couple"] or [recusals.RULE]
    return finding(
        "pins-conflict",
        rule="、".join(words),
        kind=kinds[0],
        pairs="、".join(problem.name(pair) for pair in pins),
        pins=[[problem.people[a], problem.posts[b]] for a, b in pins],
        **facts,
    )


def _of_requirements(problem: Problem, items: Sequence[Item]) -> dict[str, Any]:
    facts, across = _across(problem, items)
    asked = [one for kind, one in items if kind == teams.KIND]
    posts = [one for kind, one in items if kind == must_fill.KIND]
    names = [teams.words(problem, *one) for one in asked]
    names += [must_fill.words(problem, post) for post in posts] + across
    group = problem.teams
    return finding(
        "requirements-conflict",
        items="、".join(names),
        names=names,
        requirements=[[group[t].id, group[t].requirements[q].id] for t, q in asked],
        fill=[problem.posts[post] for post in posts],
        **facts,
    )
