"""Plans and certificates as the JSON that others script against."""

from collections import Counter
from typing import Any

from dunmiao.engines.matching.bound import Branch, Certificate, TeamProof
from dunmiao.engines.matching.check_stable import blocking_pairs
from dunmiao.engines.matching.constraints import balance, sides_of
from dunmiao.engines.matching.goals import goals_of
from dunmiao.engines.matching.prices import Prices
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.solve import Plan
from dunmiao.engines.matching.stable import StablePlan, lot_of


def terms(problem: Problem, row: int) -> dict[str, int]:
    """What a pair's part of the value is made of."""
    out = {name: int(column[row]) for name, column in problem.components.items()}
    out["tier_bonus"] = int(problem.tier_bonus[problem.post[row]])
    out["stickiness"] = int(problem.sticky[row])
    return out


def plan_json(plan: Plan) -> dict[str, Any]:
    """`dunmiao-plan/1`."""
    problem = plan.problem
    filled = [0] * len(problem.posts)
    assignments = []
    for row in plan.rows:
        post = int(problem.post[row])
        filled[post] += 1
        assignments.append(
            {
                "person": problem.people[problem.person[row]],
                "post": problem.posts[post],
                "score": int(problem.score[row]),
                "terms": terms(problem, row),
            }
        )
    seats = problem.seats.tolist()
    return {
        "format": "dunmiao-plan/1",
        "status": str(plan.status),
        "value": plan.value,
        "bound": plan.bound,
        "gap": plan.gap,
        "gap_in_score_points": plan.gap_in_points,
        "seconds": round(plan.seconds, 3),
        "seed": plan.seed,
        "assignments": assignments,
        "unfilled": [
            {"post": name, "seats": seats[post] - filled[post]}
            for post, name in enumerate(problem.posts)
            if seats[post] > filled[post] and plan.status != "infeasible"
        ],
        "shortfalls": sorted(plan.shortfalls, key=lambda s: (s["team"], s["requirement"])),
        "findings": list(plan.findings),
        **_more(plan),
    }


def _more(plan: Plan) -> dict[str, Any]:
    """What only some problems have: what balance costs, and the goals one by one."""
    problem, rows = plan.problem, list(plan.rows)
    out: dict[str, Any] = {}
    if problem.is_hard:
        out["hard"] = True
    if problem.balance and plan.value is not None:
        units = problem.unit_of[problem.person[rows]].tolist()
        out["balance"] = -balance.cost_of(problem, units)
    if problem.goals and plan.value is not None:
        out["goals"] = goals_of(plan)
    return out


# Tables that stand in a certificate only where they price anything.
MORE_TABLES = ("system", "county")


def tables(problem: Problem) -> dict[str, tuple[str, ...]]:
    """The priced caps that stand as objects in a certificate, and their ids."""
    return {
        "person": problem.people,
        "unit": problem.units,
        "post": problem.posts,
        "host": problem.hosts,
        "system": problem.systems,
        "county": problem.counties,
    }


def _index(ids: tuple[str, ...]) -> dict[str, int]:
    return {name: place for place, name in enumerate(ids)}


def _unit_posts(problem: Problem, prices: Prices) -> list[tuple[int, int, int]]:
    priced = prices.of["unit_post"]
    return [
        (*divmod(int(problem.unit_posts[place]), len(problem.posts)), int(priced[place]))
        for place in priced.nonzero()[0].tolist()
    ]


def _sides(problem: Problem, prices: Prices) -> dict[str, Any]:
    """The priced sides, where there are sides at all."""
    if not sides_of(problem):
        return {}
    priced = zip(sides_of(problem), prices.sides.tolist(), strict=True)
    return {"sides": [[side.id, price] for side, price in priced if price]}


def _named(ids: tuple[str, ...], prices: Any) -> dict[str, int]:
    return {name: int(price) for name, price in zip(ids, prices, strict=True) if price}


def certificate_json(problem: Problem, certificate: Certificate) -> dict[str, Any]:
    """`dunmiao-certificate/1`; absent prices are 0; `branch` only where prices do not suffice."""
    head = {"format": "dunmiao-certificate/1", "problem_sha256": problem.sha256}
    return head | _node(problem, certificate)


def proof_json(plan: Plan) -> dict[str, Any] | None:
    """The certificate of a plan, or of there being none; None where pins alone say so."""
    if plan.certificate is None:
        return None
    return certificate_json(plan.part or plan.problem, plan.certificate)


def _branch(problem: Problem, branch: Branch) -> dict[str, Any]:
    person, post = problem.pairs[branch.row]
    return {
        "pair": [problem.people[person], problem.posts[post]],
        "placed": None if branch.placed is None else _node(problem, branch.placed),
        "kept_out": _node(problem, branch.kept_out),
    }


def _node(problem: Problem, certificate: Certificate) -> dict[str, Any]:
    prices = certificate.prices
    more = {} if certificate.branch is None else {"branch": _branch(problem, certificate.branch)}
    names = tables(problem)
    return {
        "scale": prices.scale,
        "bound": certificate.bound,
        **{
            table: _named(names[table], prices.of[table])
            for table in names
            if table not in MORE_TABLES or prices.of[table].any()
        },
        "unit_post": [
            [problem.units[u], problem.posts[p], price]
            for u, p, price in _unit_posts(problem, prices)
        ],
        **_sides(problem, prices),
        "teams": [
            {
                "id": team.id,
                "kind": proof.kind,
                "person": {problem.people[c]: v for c, v in sorted(proof.person.items())},
                "requirement": {
                    team.requirements[q].id: v for q, v in sorted(proof.requirement.items())
                },
            }
            for team, proof in zip(problem.teams, certificate.teams, strict=True)
        ],
        **more,
    }


def certificate_from(problem: Problem, plain: dict[str, Any]) -> Certificate:
    """Read the prices of a certificate back; unknown ids are the checker's business."""
    prices = Prices.zero(problem, int(plain["scale"]))
    for table, ids in tables(problem).items():
        given = plain.get(table, {})
        for index, key in enumerate(ids):
            prices.of[table][index] = given.get(key, 0)
    at = (
        {int(key): place for place, key in enumerate(problem.unit_posts)}
        if plain["unit_post"]
        else {}
    )
    units, posts = _index(problem.units), _index(problem.posts)
    for unit, post, price in plain["unit_post"]:
        prices.of["unit_post"][at[units[unit] * len(posts) + posts[post]]] = price
    known = {side.id: place for place, side in enumerate(sides_of(problem))}
    for name, price in plain.get("sides", []):
        prices.sides[known[name]] = price
    entries = {entry["id"]: entry for entry in plain["teams"]}
    proofs = []
    for team in problem.teams:
        entry = entries[team.id]
        names = [requirement.id for requirement in team.requirements]
        proofs.append(
            TeamProof(
                entry["kind"],
                {problem.people.index(c): v for c, v in entry["person"].items()},
                {names.index(q): v for q, v in entry["requirement"].items()},
            )
        )
    return Certificate(prices, tuple(proofs), plain["bound"])


def stable_json(plan: StablePlan) -> dict[str, Any]:
    """A stable plan as it is printed, with the blocking pairs that another code looks for."""
    problem = plan.problem
    placed = dict(plan.pairs)

    def lot(person: int, post: int) -> int:
        return lot_of(problem, plan.seed, person, post)

    def ranks(pair: tuple[int, int]) -> dict[str, int | None]:
        row = problem.pair_index[pair]
        return {
            "person_rank": int(problem.person_rank[row]) or None,
            "post_rank": int(problem.post_rank[row]) or None,
        }

    taken = Counter(post for _, post in plan.pairs)
    blocking = [] if not placed and plan.findings else blocking_pairs(problem, placed, lot)
    return {
        "format": "dunmiao-stable/1",
        "proposer": "person",
        "seed": plan.seed,
        "assignments": [
            {"person": problem.people[pair[0]], "post": problem.posts[pair[1]], **ranks(pair)}
            for pair in plan.pairs
        ],
        "unfilled": [
            {"post": name, "seats": left}
            for post, name in enumerate(problem.posts)
            if (left := int(problem.seats[post]) - taken[post]) > 0
        ],
        "blocking_pairs": [
            {"person": problem.people[person], "post": problem.posts[post]}
            for person, post in blocking
        ],
        "findings": list(plan.findings),
    }
