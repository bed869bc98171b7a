"""Why this one, why not that one, who else: from the plan's own numbers."""

from dataclasses import dataclass
from typing import Any

from dunmiao.engines.matching.bound import Certificate, bound_of
from dunmiao.engines.matching.constraints.pins import pin_conflicts
from dunmiao.engines.matching.problem import Pair, Problem
from dunmiao.engines.matching.solve import Plan, solve


@dataclass(frozen=True)
class Standing:
    """A plan as it was decided: its value, who sits where, and the prices that prove it."""

    problem: Problem
    value: int
    post_of: dict[int, int]
    certificate: Certificate

    @classmethod
    def of(cls, plan: Plan) -> "Standing":
        """From a plan just solved."""
        assert plan.value is not None
        assert plan.certificate is not None
        return cls(plan.problem, plan.value, plan.post_of, plan.certificate)

    @classmethod
    def from_json(
        cls, problem: Problem, plan: dict[str, Any], certificate: Certificate
    ) -> "Standing":
        """From a plan file."""
        people, posts = _at(problem.people), _at(problem.posts)
        seats = {people[a["person"]]: posts[a["post"]] for a in plan["assignments"]}
        return cls(problem, plan["value"], seats, certificate)


def _at(ids: tuple[str, ...]) -> dict[str, int]:
    return {name: index for index, name in enumerate(ids)}


def _blocked(problem: Problem, pair: Pair) -> str | None:
    """The rule under which pins and caps leave no room for the pair."""
    person, post = pair
    for pinned, where in problem.pins:
        if pinned == person and where != post:
            return "pin"
    if pair in problem.pins:
        return None
    for conflict in pin_conflicts(problem.with_pins(pair)):
        rule = str(conflict["facts"]["kind"])
        return "pin" if rule == "one-post" else rule
    return None


def why_not(
    standing: Standing, pair: Pair, *, seed: int = 0, seconds: float = 20.0
) -> dict[str, Any]:
    """The answer to "why not this person on this post" (`dunmiao-why-not/1`).

    `loss` = value of the plan − best value with the pair forced; `loss_lower_bound` comes at
    once from the plan's prices.
    """
    problem = standing.problem
    out: dict[str, Any] = {
        "format": "dunmiao-why-not/1",
        "person": problem.people[pair[0]],
        "post": problem.posts[pair[1]],
        "verdict": "",
        "rule": None,
        "loss_lower_bound": None,
        "loss": None,
        "moves": None,
        "message": "",
    }
    if standing.post_of.get(pair[0]) == pair[1]:
        return {**out, "verdict": "placed", "message": "此人已在此岗。"}
    if pair not in problem.pair_index:
        return {**out, "verdict": "not-eligible", "message": "不符合该岗位的硬门槛，不在可选范围。"}
    if pair in problem.forbidden:
        return {**out, "verdict": "forbidden", "message": "此人与此岗已被排除。"}
    if rule := _blocked(problem, pair):
        message = f"受已有固定或上限限制（{rule}），不能安排。"
        return {**out, "verdict": "blocked", "rule": rule, "message": message}
    forced = problem.with_pins(pair)
    cert = standing.certificate
    lower = max(0, standing.value - bound_of(forced, cert.prices, cert.teams))
    best = solve(forced, seed=seed, seconds=seconds)
    out["loss_lower_bound"] = lower
    if best.status != "optimal" or best.value is None:
        message = f"至少少 {lower} 分；精确差额未能在限定工作量内证明。"
        return {**out, "verdict": "loses", "message": message}
    loss = standing.value - best.value
    moves = _moves(problem, standing.post_of, best.post_of)
    out |= {"loss": loss, "moves": moves, "verdict": "tie" if loss == 0 else "loses"}
    out["message"] = _sentence(loss, len(moves))
    return out


def _sentence(loss: int, moves: int) -> str:
    if loss == 0:
        return f"可行，且不更差；需 {moves} 人调整岗位。"
    return f"改排后总分少 {loss} 分，共 {moves} 人调整岗位。"


def _moves(problem: Problem, before: dict[int, int], after: dict[int, int]) -> list[dict[str, Any]]:
    moves = []
    for person in sorted(before.keys() | after.keys()):
        was, now = before.get(person), after.get(person)
        if was != now:
            moves.append(
                {
                    "person": problem.people[person],
                    "from": None if was is None else problem.posts[was],
                    "to": None if now is None else problem.posts[now],
                }
            )
    return moves


def closest(standing: Standing, post: int, *, count: int, seed: int = 0) -> list[dict[str, Any]]:
    """Who else for a post: the `count` people with the smallest exact loss."""
    problem = standing.problem
    cert = standing.certificate
    rivals = []
    for pair in problem.pairs:
        if pair[1] != post or standing.post_of.get(pair[0]) == post or pair in problem.forbidden:
            continue
        if _blocked(problem, pair):
            continue
        bound = bound_of(problem.with_pins(pair), cert.prices, cert.teams)
        rivals.append((standing.value - bound, pair))
    answers: list[dict[str, Any]] = []
    for lower, pair in sorted(rivals):
        exact = sorted(a["loss"] for a in answers if a["loss"] is not None)
        if len(exact) >= count and lower > exact[count - 1]:
            break  # no later rival can come closer than those already found
        answers.append(why_not(standing, pair, seed=seed))
        if len(answers) >= count * 4:
            break
    known = [answer for answer in answers if answer["loss"] is not None]
    return sorted(known, key=lambda a: (a["loss"], a["person"]))[:count]


def places_for(
    standing: Standing, person: int, *, count: int, seed: int = 0
) -> list[dict[str, Any]]:
    """Where else for a person: posts with the smallest exact loss."""
    problem = standing.problem
    answers = [
        why_not(standing, pair, seed=seed)
        for pair in problem.pairs
        if pair[0] == person and standing.post_of.get(person) != pair[1]
    ]
    known = [answer for answer in answers if answer["loss"] is not None]
    return sorted(known, key=lambda a: (a["loss"], a["post"]))[:count]
