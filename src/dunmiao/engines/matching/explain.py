"""Why this one, why not that one, who else: from the plan's own numbers."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from dunmiao.engines.matching.bound import Certificate, bound_of, raised_people
from dunmiao.engines.matching.constraints.pins import pin_conflicts, place_pins
from dunmiao.engines.matching.outcome import Status
from dunmiao.engines.matching.prices import reduced, without_caps
from dunmiao.engines.matching.problem import Ints, Pair, Problem
from dunmiao.engines.matching.solve import Plan, solve


@dataclass(frozen=True)
class Standing:
    """A plan as it was decided: its value, who sits where, and the prices that prove it."""

    problem: Problem
    """What was solved."""
    value: int
    """What the plan is worth, in points."""
    post_of: dict[int, int]
    """Person → post."""
    certificate: Certificate
    """Prices that prove a bound of the problem."""

    @cached_property
    def bound(self) -> int:
        """What the plan's prices prove by themselves, splits aside."""
        return bound_of(self.problem, self.certificate.prices, self.certificate.teams)

    @cached_property
    def person_prices(self) -> Ints:
        """What each person costs at the plan's prices: enough for every pair outside teams."""
        prices = without_caps(self.problem, self.certificate.prices)
        rest = reduced(self.problem, prices)
        return raised_people(self.problem, place_pins(self.problem), prices, rest)

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
        return out | _cannot_hold(rule)
    best = forced_best(standing, pair, seed=seed, seconds=seconds)
    if best.value is None:
        return out | _cannot_hold(str(best.findings[0]["facts"].get("kind", "requirement")))
    lower = loss_at_once(standing, pair)
    out["loss_lower_bound"] = lower
    if best.status != Status.OPTIMAL:
        message = f"至少少 {lower} 分；精确差额未能在限定工作量内证明。"
        return {**out, "verdict": "loses", "message": message}
    loss = standing.value - best.value
    moves = moves_between(problem, standing.post_of, best.post_of)
    out |= {"loss": loss, "moves": moves, "verdict": "tie" if loss == 0 else "loses"}
    out["message"] = _sentence(loss, len(moves))
    return out


def _cannot_hold(rule: str) -> dict[str, Any]:
    message = f"受已有固定、上限或硬性要求限制（{rule}），不能安排。"
    return {"verdict": "blocked", "rule": rule, "message": message}


def loss_at_once(standing: Standing, pair: Pair) -> int:
    """At least so many points are lost where the pair is forced, from the plan's prices alone.

    Outside teams what the pair lacks at these prices, less what these prices leave unproven; inside
    a team the bound of the problem with the pair forced. Never less than what is known without the
    pair: the value less the proven bound, 0 for an optimal plan.
    """
    problem, cert = standing.problem, standing.certificate
    if problem.team_of[pair[1]] >= 0:
        forced = bound_of(problem.with_pins(pair), cert.prices, cert.teams)
    else:
        forced = standing.bound - int(lacking(standing, np.array([problem.pair_index[pair]]))[0])
    return standing.value - min(forced, cert.bound)


def lacking(standing: Standing, rows: Ints) -> Ints:
    """What each of these pairs outside teams lacks at the plan's prices, in whole points."""
    problem = standing.problem
    prices = without_caps(problem, standing.certificate.prices)
    rest = reduced(problem, prices, rows) - prices.of["post"][problem.post[rows]]
    lacks: Ints = (standing.person_prices[problem.person[rows]] - rest) // prices.scale
    return lacks


def forced_best(standing: Standing, pair: Pair, *, seed: int, seconds: float) -> Plan:
    """The best plan with the pair forced; large flows begin from the plan's own prices."""
    prices = None if standing.certificate.branch else standing.certificate.prices
    forced = standing.problem.with_pins(pair)
    return solve(forced, seed=seed, seconds=seconds, prices=prices)


def _sentence(loss: int, moves: int) -> str:
    if loss == 0:
        return f"可行，且不更差；需 {moves} 人调整岗位。"
    return f"改排后总分少 {loss} 分，共 {moves} 人调整岗位。"


def moves_between(
    problem: Problem, before: dict[int, int], after: dict[int, int]
) -> list[dict[str, Any]]:
    """Everybody whose post changes, by id; null for none."""
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
    return _recommended(standing, np.flatnonzero(standing.problem.post == post), count, seed, "person")  # fmt: skip


def places_for(
    standing: Standing, person: int, *, count: int, seed: int = 0
) -> list[dict[str, Any]]:
    """Where else for a person: the `count` posts with the smallest exact loss."""
    begin, end = np.searchsorted(standing.problem.person, [person, person + 1])
    return _recommended(standing, np.arange(begin, end), count, seed, "post")


def _recommended(
    standing: Standing, rows: Ints, count: int, seed: int, key: str
) -> list[dict[str, Any]]:
    """The pairs of these rows that lose least, each with its exact loss. Those whose loss cannot
    be below what is known already are not solved."""
    problem = standing.problem
    bounds = []
    for row in rows.tolist():
        pair = problem.pairs[row]
        if standing.post_of.get(pair[0]) == pair[1] or pair in problem.forbidden:
            continue
        if not _blocked(problem, pair):
            bounds.append((loss_at_once(standing, pair), pair))
    answers: list[dict[str, Any]] = []
    for lower, pair in sorted(bounds):
        losses = sorted(answer["loss"] for answer in answers)
        if len(losses) >= count and lower > losses[count - 1]:
            break
        answer = why_not(standing, pair, seed=seed)
        if answer["loss"] is not None:
            answers.append(answer)
    return sorted(answers, key=lambda answer: (answer["loss"], answer[key]))[:count]
