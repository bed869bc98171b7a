"""Every choice tried: the oracle of small problems, and a plan that the checker has proven."""

import json
import random
from typing import Any

from dunmiao.engines.matching import check
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.matching.solve import Plan, solve
from dunmiao.engines.matching.write import certificate_json, plan_json
from tests.engines.matching.instances import files
from tests.engines.matching.oracle import best_of


def small(seed: int, more: dict[str, Any], **changes: Any) -> Problem:
    """Six people, four posts at two hosts, units and hosts in two groups each where asked for."""
    shape: dict[str, Any] = {"people": 6, "posts": 4, "units": 3, "density": 0.7, "cap": None}
    plain = files(seed=seed, **(shape | changes))
    known = plain["people.csv"] + plain["posts.csv"]
    more = dict(more)
    for key in ("systems", "counties"):  # the lot of a seed may leave a unit without people
        if key in more:
            more[key] = {k: v for k, v in more[key].items() if f",{k},".encode() in known}
    return problem_from(files(seed=seed, more=more, **(shape | changes)))


def best_by_trying(problem: Problem) -> int:
    """The best value over every choice of a post, or none, for every person."""
    best = best_of(problem)
    assert best is not None
    return best


def proven(plan: Plan) -> Plan:
    """The plan, once the independent checker agrees with every claim, also as JSON read back."""
    assert plan.certificate is not None
    proof = json.loads(json.dumps(certificate_json(plan.problem, plan.certificate)))
    told = json.loads(json.dumps(plan_json(plan)))
    faults, _notes = check.verify(plan.problem, told, proof)
    assert faults == []
    return plan


def optimal(problem: Problem) -> Plan:
    """Solved, proven, and as good as the best of all choices."""
    plan = proven(solve(problem))
    assert plan.status == "optimal"
    assert plan.value == best_by_trying(problem)
    return plan


def groups(seed: int) -> dict[str, Any]:
    """Units in two systems and hosts in two counties by lot, some in none, with caps."""
    rng = random.Random(seed)
    return {
        "systems": {f"U{u}": rng.choice(("经济", "政法")) for u in range(3) if rng.random() < 0.8},
        "counties": {f"H{h}": rng.choice(("嘉善", "平湖")) for h in range(2) if rng.random() < 0.8},
    }
