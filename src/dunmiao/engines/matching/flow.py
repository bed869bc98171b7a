"""Everything but team composition is one integral min-cost flow; its prices prove it.

S → unit → person → [(unit, post)] → post → host → T, with a bypass S → T for open seats.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from dunmiao.engines.matching.problem import NO_CAP, Free, Ints, Problem


class EngineError(RuntimeError):
    """A solver failed; its cause is in the text. Never turned into zeros."""


@dataclass(frozen=True)
class Prices:
    """Prices ≥ 0 in 1/scale points: person, unit, post, host, (unit, post)."""

    person: Ints
    unit: Ints
    post: Ints
    host: Ints
    unit_post: dict[tuple[int, int], int]
    scale: int = 1

    @classmethod
    def zero(cls, problem: Problem, scale: int = 1) -> "Prices":
        """All prices 0."""
        sizes = (problem.people, problem.units, problem.posts, problem.hosts)
        person, unit, post, host = (np.zeros(len(ids), dtype=np.int64) for ids in sizes)
        return cls(person, unit, post, host, {}, scale)


@dataclass(frozen=True)
class _Network:
    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints
    nodes: int
    supply: int
    pair_arcs: Ints
    at: dict[str, int]
    unit_posts: list[tuple[int, int]]


def _build(problem: Problem, free: Free) -> _Network:
    rows = free.rows
    persons, posts = problem.person[rows], problem.post[rows]
    units = problem.unit_of[persons]
    at = {"S": 0, "T": 1, "unit": 2}
    at["person"] = at["unit"] + len(problem.units)
    at["post"] = at["person"] + len(problem.people)
    at["host"] = at["post"] + len(problem.posts)
    at["unit_post"] = at["host"] + len(problem.hosts)
    supply = int(free.seats.sum()) + 1  # one more than the seats: the bypass always carries flow
    used_people = np.unique(persons)
    used_units, used_posts = np.unique(units), np.unique(posts)
    used_hosts = np.unique(problem.host_of[used_posts])
    tails: list[Ints] = []
    heads: list[Ints] = []
    capacities: list[Ints] = []
    costs: list[Ints] = []

    def arcs(tail: Ints, head: Ints, capacity: Ints, cost: Ints) -> None:
        for column, part in zip(
            (tails, heads, capacities, costs), (tail, head, capacity, cost), strict=True
        ):
            column.append(np.asarray(part, dtype=np.int64))

    def cap(values: Ints) -> Ints:
        return np.where(values == NO_CAP, supply, values)

    zero = np.zeros_like
    arcs(
        zero(used_units),
        at["unit"] + used_units,
        cap(free.release_cap[used_units]),
        zero(used_units),
    )
    arcs(
        at["unit"] + problem.unit_of[used_people],
        at["person"] + used_people,
        np.ones_like(used_people),
        zero(used_people),
    )
    unit_posts: list[tuple[int, int]] = []
    target = at["post"] + posts
    if problem.unit_post_cap != NO_CAP:
        keys = units * len(problem.posts) + posts
        unique, inverse = np.unique(keys, return_inverse=True)
        unit_posts = [(int(k) // len(problem.posts), int(k) % len(problem.posts)) for k in unique]
        left = [problem.unit_post_cap - free.unit_post_used.get(key, 0) for key in unit_posts]
        nodes = at["unit_post"] + np.arange(len(unique))
        arcs(nodes, at["post"] + unique % len(problem.posts), np.array(left), zero(unique))
        target = at["unit_post"] + inverse
    before = int(sum(map(len, tails)))
    # Capacity 2: the person has only one unit of flow anyway, and so no dual hides here.
    arcs(at["person"] + persons, target, np.full(len(rows), 2), -problem.value[rows])
    arcs(
        at["post"] + used_posts,
        at["host"] + problem.host_of[used_posts],
        free.seats[used_posts],
        zero(used_posts),
    )
    arcs(
        at["host"] + used_hosts,
        np.ones_like(used_hosts),
        cap(free.host_cap[used_hosts]),
        zero(used_hosts),
    )
    arcs(np.array([0]), np.array([1]), np.array([supply]), np.array([0]))
    return _Network(
        np.concatenate(tails),
        np.concatenate(heads),
        np.concatenate(capacities),
        np.concatenate(costs),
        at["unit_post"] + len(unit_posts),
        supply,
        np.arange(before, before + len(rows)),
        at,
        unit_posts,
    )


def _perturbed(problem: Problem, free: Free, network: _Network, seed: int) -> Ints:
    """Costs in which ties fall by a hash of the ids: no whole plan's hashes outweigh a point."""
    bits, seats = 20, max(1, int(free.seats.sum()))
    largest = int(np.abs(network.cost).max(initial=0)) + 1
    while bits > 0 and (largest << (bits + seats.bit_length())) * (network.nodes + 1) >= 2**62:
        bits -= 1
    if largest * (network.nodes + 1) >= 2**62:
        raise EngineError("values are too large for the flow solver's integers")
    shift = bits + seats.bit_length() if bits else 0
    cost = network.cost << shift
    if bits:
        for arc, row in zip(network.pair_arcs, free.rows, strict=True):
            person, post = problem.people[problem.person[row]], problem.posts[problem.post[row]]
            text = f"{seed}\x00{person}\x00{post}".encode()
            digest = hashlib.blake2b(text, digest_size=8).digest()
            cost[arc] -= int.from_bytes(digest, "big") % (1 << bits)
    return cost


def _potentials(network: _Network, flow: Ints) -> NDArray[np.int64]:
    """Bellman–Ford over the residual graph, all distances starting at 0."""
    forward, backward = flow < network.capacity, flow > 0
    tail = np.concatenate([network.tail[forward], network.head[backward]])
    head = np.concatenate([network.head[forward], network.tail[backward]])
    cost = np.concatenate([network.cost[forward], -network.cost[backward]])
    distance = np.zeros(network.nodes, dtype=np.int64)
    for _ in range(network.nodes + 1):
        reached = distance.copy()
        np.minimum.at(reached, head, distance[tail] + cost)
        if np.array_equal(reached, distance):
            return distance
        distance = reached
    raise EngineError("the flow is not optimal: its residual graph has a negative cycle")


def solve_flow(problem: Problem, free: Free, *, seed: int) -> tuple[list[int], Prices]:
    """Best pair rows when team requirements are ignored, and prices that prove it."""
    if not len(free.rows):
        return [], Prices.zero(problem)
    network = _build(problem, free)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        network.tail, network.head, network.capacity, _perturbed(problem, free, network, seed)
    )
    solver.set_nodes_supplies(np.array([0, 1]), np.array([network.supply, -network.supply]))
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise EngineError(f"min-cost flow ended with status {status.name}")
    flow = np.asarray(solver.flows(np.arange(len(network.tail))), dtype=np.int64)
    chosen = free.rows[flow[network.pair_arcs] > 0]
    return sorted(chosen.tolist()), _prices(problem, free, network, _potentials(network, flow))


def _prices(problem: Problem, free: Free, network: _Network, distance: Ints) -> Prices:
    at = network.at
    unit = distance[at["unit"] : at["person"]] - distance[0]
    person = distance[at["person"] : at["post"]] - distance[at["unit"] + problem.unit_of]
    hosts = distance[at["host"] : at["unit_post"]]
    post = hosts[problem.host_of] - distance[at["post"] : at["host"]]
    host = distance[1] - hosts
    unit_post = {}
    for index, (u, p) in enumerate(network.unit_posts):
        price = int(distance[at["post"] + p] - distance[at["unit_post"] + index])
        if price > 0:
            unit_post[u, p] = price
    # Nodes without arcs have distance 0, which says nothing: their prices are 0.
    people, posts = problem.person[free.rows], problem.post[free.rows]

    def only(prices: Ints, used: Ints) -> Ints:
        kept = np.zeros_like(prices)
        kept[used] = np.maximum(prices[used], 0)
        return kept

    unit = np.where(free.release_cap == NO_CAP, 0, only(unit, problem.unit_of[people]))
    host = np.where(free.host_cap == NO_CAP, 0, only(host, problem.host_of[posts]))
    return Prices(only(person, people), unit, only(post, posts), host, unit_post)
