"""How much one team can be worth at given prices, for the checker: exact whole numbers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Kind = tuple[int, ...]


@dataclass(frozen=True)
class TeamAtPrices:
    """`options` by post: (gain, for each requirement 1 where the person counts); `seats` by post;
    for each requirement what the pins `have` and what is `need`ed; each missing member costs
    `penalty`. All points are scaled."""

    options: Mapping[int, Sequence[tuple[int, Kind]]]
    seats: Mapping[int, int]
    have: Sequence[int]
    need: Sequence[int]
    penalty: int


def linear_worth(team: TeamAtPrices, price: Sequence[int]) -> int:
    """At most this by prices λ of the requirements, of which no more than the penalty counts:
    Σ over posts of the best gain + Σ λ, as many as there are seats, less λ · what is missing."""
    own = [min(team.penalty, one) for one in price]
    total = -sum(p * max(0, n - h) for p, n, h in zip(own, team.need, team.have, strict=True))
    for post, options in team.options.items():
        worth = [
            gain + sum(p for p, k in zip(own, kind, strict=True) if k) for gain, kind in options
        ]
        total += sum(one for one in sorted(worth, reverse=True)[: team.seats[post]] if one > 0)
    return total


def best_worth(team: TeamAtPrices) -> int:
    """The best choice where each post is filled by itself: a program over what is met so far."""
    best = {tuple(min(h, n) for h, n in zip(team.have, team.need, strict=True)): 0}
    for post, options in sorted(team.options.items()):
        best = _after(best, options, team.seats[post], team.need)
    return max(
        total - team.penalty * (sum(team.need) - sum(state)) for state, total in best.items()
    )


def _after(
    best: Mapping[Kind, int], options: Sequence[tuple[int, Kind]], seats: int, need: Sequence[int]
) -> dict[Kind, int]:
    """Up to `seats` of the options more; of people of one kind only the best can matter."""
    kept: dict[Kind, list[int]] = defaultdict(list)
    for gain, kind in sorted(options, reverse=True):
        if len(kept[kind]) < seats:
            kept[kind].append(gain)
    layers = [dict(best)] + [{} for _ in range(seats)]
    for kind, gains in kept.items():
        for gain in gains:
            for used in range(seats - 1, -1, -1):
                following = layers[used + 1]
                for state, total in layers[used].items():
                    met = zip(state, kind, need, strict=True)
                    then = tuple([min(n, h + k) for h, k, n in met])
                    if total + gain > following.get(then, total + gain - 1):
                        following[then] = total + gain
    out: dict[Kind, int] = {}
    for layer in layers:
        for state, total in layer.items():
            out[state] = max(out.get(state, total), total)
    return out
