"""Everything but team composition is one integral min-cost flow; its prices prove it.

S → unit → person → [(unit, post)] → post → host → T, with a bypass S → T for open seats.

Large problems are solved over columns: for each post its best pairs. The prices of that flow then
look at every pair; one that would still gain is added and the flow is solved again. Where none
is left, the flow over the columns is the optimum over all pairs (Dantzig–Wolfe's pricing step).
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from dunmiao.engines.matching.problem import NO_CAP, Free, Ints, Problem

# Up to so many pairs the flow takes all of them; above, columns: per post 2 · seats + SPARE.
ALL_PAIRS, SPARE = 200_000, 30
# With a pair that gains come those that lie so near to gaining (points).
NEAR = 30
# Bits of the hash by which ties fall, where there is room for them.
MOST_BITS = 20


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


def _build(problem: Problem, free: Free, rows: Ints) -> _Network:
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


def _perturbed(
    problem: Problem, free: Free, network: _Network, rows: Ints, seed: int, bits: int
) -> Ints:
    """Costs in which ties fall by `bits` of a hash of the ids: no whole plan's hashes outweigh a
    point. Without bits they fall by the order of the ids."""
    if not bits:
        return network.cost
    seats = max(1, int(free.seats.sum()))
    cost = network.cost << (bits + seats.bit_length())
    cost[network.pair_arcs] -= _hashes(problem, rows, seed) % (1 << bits)
    return cost


def _bits_to_try(free: Free, network: _Network) -> list[int]:
    """How many bits of the hash fit beside the values, the most first, none at last. The solver
    scales costs by its nodes and refuses what then leaves 64 bits; how much room it needs
    beyond that is its own affair, so fewer are tried where it refuses."""
    seats = max(1, int(free.seats.sum()))
    largest = int(np.abs(network.cost).max(initial=0)) + 1
    most = 62 - (largest * (network.nodes + 1)).bit_length()
    if most < 0:
        raise EngineError("values are too large for the flow solver's integers")
    return [*range(min(MOST_BITS, most - seats.bit_length()), 0, -4), 0]


def _hashes(problem: Problem, rows: Ints, seed: int) -> Ints:
    """63 bits of BLAKE2b over the seed and both ids of each pair."""
    people, posts = problem.people, problem.posts
    persons, places = problem.person[rows].tolist(), problem.post[rows].tolist()
    texts = (
        f"{seed}\x00{people[person]}\x00{posts[post]}".encode()
        for person, post in zip(persons, places, strict=True)
    )
    joined = b"".join(hashlib.blake2b(text, digest_size=8).digest() for text in texts)
    return (np.frombuffer(joined, dtype=">u8") & np.uint64(2**63 - 1)).astype(np.int64)


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
    if len(free.rows) <= ALL_PAIRS:
        return _solve_over(problem, free, free.rows, seed)
    chosen = best_columns(problem, free)
    while True:
        rows, prices = _solve_over(problem, free, np.flatnonzero(chosen), seed)
        gains = price_out(problem, free, prices)
        if not ((gains > 0) & ~chosen[free.rows]).any():
            return rows, prices
        chosen[free.rows[gains > -NEAR]] = True


def best_columns(problem: Problem, free: Free) -> NDArray[np.bool_]:
    """For each row whether it is among the best 2 · seats + SPARE of its post, or was placed
    before; equal values fall by the order of the ids."""
    value, post = problem.value[free.rows], problem.post[free.rows]
    largest = int(value.max(initial=0))
    order = np.argsort(post * (largest - int(value.min(initial=0)) + 1) + (largest - value), kind="stable")  # fmt: skip
    ordered = post[order]
    begins = np.searchsorted(ordered, np.arange(len(problem.posts)))
    rank = np.arange(len(order)) - begins[ordered]
    kept = order[rank < 2 * free.seats[ordered] + SPARE]
    chosen = np.zeros(len(problem.person), dtype=bool)
    chosen[free.rows[kept]] = True
    is_open = np.zeros_like(chosen)
    is_open[free.rows] = True
    return chosen | (problem.rows_among(problem.previous) & is_open)


def price_out(problem: Problem, free: Free, prices: Prices) -> Ints:
    """What each free pair would still gain at these prices: value less all of them."""
    rows = free.rows
    person, post = problem.person[rows], problem.post[rows]
    rest = problem.value[rows] - prices.person[person] - prices.post[post]
    rest -= prices.unit[problem.unit_of[person]] + prices.host[problem.host_of[post]]
    if prices.unit_post:
        rest -= unit_post_prices(problem, prices)[rows]
    return rest


def unit_post_prices(problem: Problem, prices: Prices) -> Ints:
    """The price of its unit on its post for each pair, 0 where there is none."""
    width = len(problem.posts)
    priced = sorted(prices.unit_post.items()) or [((0, 0), 0)]
    keys = np.array([unit * width + post for (unit, post), _ in priced], dtype=np.int64)
    amounts = np.array([price for _, price in priced], dtype=np.int64)
    mine = problem.unit_of[problem.person] * width + problem.post
    at = np.minimum(np.searchsorted(keys, mine), len(keys) - 1)
    return np.where(keys[at] == mine, amounts[at], 0)


def _solve_over(problem: Problem, free: Free, rows: Ints, seed: int) -> tuple[list[int], Prices]:
    """The flow over these rows alone."""
    if not len(rows):
        return [], Prices.zero(problem)
    network = _build(problem, free, rows)
    for bits in _bits_to_try(free, network):
        cost = _perturbed(problem, free, network, rows, seed, bits)
        solver = min_cost_flow.SimpleMinCostFlow()
        solver.add_arcs_with_capacity_and_unit_cost(
            network.tail, network.head, network.capacity, cost
        )
        solver.set_nodes_supplies(np.array([0, 1]), np.array([network.supply, -network.supply]))
        status = solver.solve()
        if status != solver.BAD_COST_RANGE:
            break
    if status != solver.OPTIMAL:
        raise EngineError(f"min-cost flow ended with status {status.name}")
    flow = np.asarray(solver.flows(np.arange(len(network.tail))), dtype=np.int64)
    placed = rows[flow[network.pair_arcs] > 0]
    prices = _prices(problem, free, network, rows, _potentials(network, flow))
    return sorted(placed.tolist()), prices


def _prices(problem: Problem, free: Free, network: _Network, rows: Ints, distance: Ints) -> Prices:
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
    people, posts = problem.person[rows], problem.post[rows]

    def only(prices: Ints, used: Ints) -> Ints:
        kept = np.zeros_like(prices)
        kept[used] = np.maximum(prices[used], 0)
        return kept

    unit = np.where(free.release_cap == NO_CAP, 0, only(unit, problem.unit_of[people]))
    host = np.where(free.host_cap == NO_CAP, 0, only(host, problem.host_of[posts]))
    return Prices(only(person, people), unit, only(post, posts), host, unit_post)
