"""Everything but team composition is one integral min-cost flow; its prices prove it.

S → system → unit → person → [unit on post] → post → host → county → T, with a bypass S → T for
open seats; balance over units is arcs side by side.

Large problems are solved over columns: for each post its best pairs. The prices of that flow then
look at every pair; one that would still gain is added and the flow is solved again. Where none
is left, the flow over the columns is the optimum over all pairs (Dantzig–Wolfe's pricing step).
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from dunmiao.engines.matching.constraints import CAPS, balance
from dunmiao.engines.matching.constraints.pins import Free
from dunmiao.engines.matching.constraints.unit_post_cap import UNIT_POST_CAP
from dunmiao.engines.matching.prices import Prices, reduced, without_caps
from dunmiao.engines.matching.problem import NO_CAP, Ints, Problem

# Up to so many pairs the flow takes all of them; above, columns: per post 2 · seats + SPARE.
ALL_PAIRS, SPARE = 20_000, 30
# With a pair that gains come those that lie so near to gaining (points).
NEAR = 30
# A problem that differs little begins with the pairs within so many points of gaining.
START_NEAR = 120
# Bits of the hash by which ties fall, where there is room for them.
MOST_BITS = 20


class EngineError(RuntimeError):
    """A solver failed; its cause is in the text. Never turned into zeros."""


@dataclass(frozen=True)
class _Network:
    """Arcs as arrays; `at` says where the nodes of a level begin."""

    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints
    nodes: int
    supply: int
    pair_arcs: Ints
    at: dict[str, int]


class _Arcs:
    """Arcs as they are added."""

    def __init__(self) -> None:
        self.columns: tuple[list[Ints], ...] = ([], [], [], [])
        self.count = 0

    def add(self, tail: Ints | int, head: Ints | int, capacity: Ints, cost: Ints | int = 0) -> Ints:
        """Some arcs, whose numbers are answered."""
        size = len(capacity)
        for column, part in zip(self.columns, (tail, head, capacity, cost), strict=True):
            column.append(np.broadcast_to(np.asarray(part, dtype=np.int64), size))
        numbers = np.arange(self.count, self.count + size)
        self.count += size
        return numbers

    def joined(self) -> list[Ints]:
        return [np.concatenate(column) for column in self.columns]


def _places(problem: Problem) -> tuple[dict[str, int], int]:
    """Where the nodes of each level begin, and how many nodes there are."""
    at, following = {"S": 0, "T": 1}, 2
    sizes = {"system": problem.systems, "unit": problem.units, "person": problem.people}
    sizes |= {"post": problem.posts, "host": problem.hosts, "county": problem.counties}
    for level, ids in sizes.items():
        at[level] = following
        following += len(ids)
    at["unit_post"] = following
    return at, following + len(UNIT_POST_CAP.caps(problem))


def _build(problem: Problem, free: Free, rows: Ints) -> _Network:
    """S → system → unit → person → [unit on post] → post → host → county → T."""
    at, nodes = _places(problem)
    supply = int(free.seats.sum()) + 1  # one more than the seats: the bypass always carries flow
    arcs = _Arcs()

    def room(table: str, used: Ints) -> Ints:
        left = free.left[table][used]
        return np.where(left == NO_CAP, supply, left)

    people, posts = np.unique(problem.person[rows]), np.unique(problem.post[rows])
    units, hosts = np.unique(problem.unit_of[people]), np.unique(problem.host_of[posts])
    systems, counties = np.unique(problem.system_of[units]), np.unique(problem.county_of[hosts])
    arcs.add(0, at["system"] + systems, room("system", systems))
    for cost, capacity in balance.arcs_of(problem, free.left["unit"], free.released):
        parents = at["system"] + problem.system_of[units]
        arcs.add(parents, at["unit"] + units, capacity[units], cost[units])
    arcs.add(at["unit"] + problem.unit_of[people], at["person"] + people, np.ones_like(people))
    target = at["post"] + problem.post[rows]
    if problem.unit_post_cap != NO_CAP:
        keys = problem.unit_post_of[rows]
        used = np.unique(keys)
        target = at["unit_post"] + keys
        ends = at["post"] + problem.unit_posts[used] % len(problem.posts)
        arcs.add(at["unit_post"] + used, ends, room("unit_post", used))
    # Capacity 2: the person has only one unit of flow anyway, and so no dual hides here.
    two = np.full(len(rows), 2)
    pair_arcs = arcs.add(at["person"] + problem.person[rows], target, two, -problem.value[rows])
    arcs.add(at["post"] + posts, at["host"] + problem.host_of[posts], room("post", posts))
    arcs.add(at["host"] + hosts, at["county"] + problem.county_of[hosts], room("host", hosts))
    arcs.add(at["county"] + counties, 1, room("county", counties))
    arcs.add(0, 1, np.array([supply]))
    tail, head, capacity, cost = arcs.joined()
    return _Network(tail, head, capacity, cost, nodes, supply, pair_arcs, at)


def _perturbed(
    problem: Problem, free: Free, network: _Network, rows: Ints, seed: int, bits: int
) -> Ints:
    """Costs in which ties fall by `bits` of a hash of the ids: no whole plan's hashes outweigh a
    point. Without bits they fall by the order of the ids."""
    if not bits:
        return network.cost
    seats = max(1, int(free.seats.sum()))
    cost = network.cost << (bits + seats.bit_length())
    # At least 1: a seat that costs nothing is filled.
    cost[network.pair_arcs] -= _hashes(problem, rows, seed) % (1 << bits) | 1
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


def solve_flow(
    problem: Problem, free: Free, *, seed: int, start: Prices | None = None
) -> tuple[list[int], Prices]:
    """Best pair rows when team requirements are ignored, and prices that prove it.

    Large problems begin with the best pairs of each post, or, where prices of a like problem are
    at hand (`start`), with the pairs that lose little at them.
    """
    if len(free.rows) <= ALL_PAIRS:
        return _solve_over(problem, free, free.rows, seed)
    chosen = best_columns(problem, free) if start is None else near_columns(problem, free, start)
    while True:
        rows, prices = _solve_over(problem, free, np.flatnonzero(chosen), seed)
        gains = price_out(problem, free, prices)
        # Pairs that neither gain nor lose are in other optima: with them ties fall as over all.
        if not ((gains >= 0) & ~chosen[free.rows]).any():
            return rows, prices
        chosen[free.rows[gains >= -NEAR]] = True


def near_columns(problem: Problem, free: Free, prices: Prices) -> NDArray[np.bool_]:
    """For each row whether it lies within START_NEAR points of gaining at these prices."""
    chosen = np.zeros(len(problem.person), dtype=bool)
    chosen[free.rows[price_out(problem, free, prices) > -START_NEAR * prices.scale]] = True
    return chosen


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
    """What each free pair would still gain at these prices: scaled value less all of them."""
    rows = free.rows
    rest = reduced(problem, prices, rows)
    return rest - prices.of["person"][problem.person[rows]] - prices.of["post"][problem.post[rows]]


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
    """The price of a node is how much nearer its parent is; what no arc touches has price 0."""
    at = network.at

    def level(name: str, ids: tuple[str, ...]) -> Ints:
        return distance[at[name] : at[name] + len(ids)]

    system, unit = level("system", problem.systems), level("unit", problem.units)
    person, post = level("person", problem.people), level("post", problem.posts)
    host, county = level("host", problem.hosts), level("county", problem.counties)
    unit_post = distance[at["unit_post"] :]
    found = {
        "person": person - unit[problem.unit_of],
        "unit": unit - system[problem.system_of],
        "system": system - distance[0],
        "post": host[problem.host_of] - post,
        "host": county[problem.county_of] - host,
        "county": distance[1] - county,
        "unit_post": post[problem.unit_posts % len(problem.posts)] - unit_post
        if len(unit_post)
        else unit_post,
    }
    of = {}
    for family in CAPS:
        prices = found[family.table]
        kept = np.zeros_like(prices)
        if len(prices):
            used = np.unique(family.keys(problem, rows))
            kept[used] = np.maximum(prices[used], 0)
        of[family.table] = kept
    return without_caps(problem, Prices(of, np.zeros(len(free.side_left), dtype=np.int64)))
