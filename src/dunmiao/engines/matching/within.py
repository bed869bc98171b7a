"""Moves inside a shared cap that a person and a post both want (Kamada & Kojima 2015).

Where several posts share a cap, deferred acceptance has to compare ranks that different posts gave,
and may leave somebody on a post although another one of the same host wants him and he it: the move
takes no place from the cap. Here such moves are made, then what they opened is offered again. Moves
inside a cap come to an end: each betters somebody or sends somebody away. With the offers between
them the whole may run in a circle, as a plan that answers every claim need not exist; then the plan
met that leaves no move inside a cap and the fewest claims is taken, and what is left is told.
"""

from collections.abc import Callable, Sequence

from dunmiao.engines.matching.check_stable import Claim, claims_of
from dunmiao.engines.matching.problem import Problem

# Orders in which claims are answered, and answers in one of them.
MOST_ORDERS, MOST_STEPS = 8, 60
Lot = Callable[[int, int], int]
Places = dict[int, int]


def settled(problem: Problem, placed: Places, lot: Lot) -> Places:
    """Person → post once no move inside a cap is left, and where possible no claim at all."""
    best, fewest = placed, len(problem.person) + 1
    for order in range(MOST_ORDERS):
        seen: set[frozenset[tuple[int, int]]] = set()
        now = _inside(problem, placed, lot, order)
        while len(seen) < MOST_STEPS and (state := frozenset(now.items())) not in seen:
            seen.add(state)
            claims = claims_of(problem, now, lot)
            if len(claims) < fewest:
                best, fewest = now, len(claims)
            if not claims:
                return now
            now = _inside(problem, _after(now, _first(claims, order)), lot, order)
    return best


def _inside(problem: Problem, placed: Places, lot: Lot, order: int) -> Places:
    """All moves inside a cap."""
    while moves := [one for one in claims_of(problem, placed, lot) if one.is_inside]:
        placed = _after(placed, _first(moves, order))
    return placed


def _first(claims: Sequence[Claim], order: int) -> Claim:
    """The claim to answer: in order 0 the best of its post, in the others by the lot."""
    turned = [(one.lot * (2 * order + 1) % (2**61 - 1), one.person, one.post) for one in claims]
    ranks = [one.rank if order == 0 else 0 for one in claims]
    at = min(range(len(claims)), key=lambda place: (ranks[place], turned[place]))
    return claims[at]


def _after(placed: Places, claim: Claim) -> Places:
    """The claim answered: its person sits there, and whoever has to go is placed nowhere."""
    left = {person: post for person, post in placed.items() if person != claim.instead_of}
    return {**left, claim.person: claim.post}
