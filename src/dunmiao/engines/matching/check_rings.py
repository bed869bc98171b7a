"""Are exchange rings what top trading cycles gives? Looked at without making them anew.

With strict wishes the outcome is the only one that no group could better by trading among itself
(Roth & Postlewaite 1977). It is the one in which some ring, or somebody who stays, has the best of
all places; without them some other has the best of those left, and so on until nobody is left.
"""

from collections.abc import Mapping
from typing import Any

from dunmiao.engines.matching.check_problem import Pair
from dunmiao.engines.matching.problem import Problem


def verify_rings(problem: Problem, plain: Mapping[str, Any]) -> list[str]:
    """Faults of a `dunmiao-rings/1`. Rings by score are checked for their form only, that none
    score more is not proven."""
    people = {name: at for at, name in enumerate(problem.people)}
    posts = {name: at for at, name in enumerate(problem.posts)}
    held, faults = dict(problem.previous), list[str]()
    to = dict(held)
    wanted = set(_wishes(problem))
    for ring in plain["rings"]:
        moves = [(people[m["person"]], posts[m["from"]], posts[m["to"]]) for m in ring]
        to |= {person: target for person, _origin, target in moves}
        follows = all(a[2] == b[1] for a, b in zip(moves, [*moves[1:], *moves[:1]], strict=True))
        if not follows or len({m[0] for m in moves}) < len(moves) or len(moves) < 2:
            faults.append(f"ring: of {ring[0]['person']} is not closed")
        faults += [
            f"ring: {m['person']} may not go from {m['from']} to {m['to']}"
            for m, (person, origin, target) in zip(ring, moves, strict=True)
            if held.get(person) != origin or (person, target) not in wanted
        ]
    if len(set(to.values())) < len(to):
        faults.append("ring: two take one place")
    return faults or ([] if plain["by"] == "score" else _could_do_better(problem, held, to))


def _wishes(problem: Problem) -> dict[Pair, tuple[int, int]]:
    """The pairs that both sides accept, and each one's place in its person's order."""
    none = [1] * len(problem.person)
    mine = problem.person_rank.tolist() or none
    theirs = problem.post_rank.tolist() or none
    return {
        pair: (one, pair[1])
        for pair, one, other in zip(problem.pairs, mine, theirs, strict=True)
        if one and other and pair not in problem.forbidden
    }


def _could_do_better(problem: Problem, held: dict[int, int], to: dict[int, int]) -> list[str]:
    """Take out whoever has the best place left, ring by ring; whoever remains could do better."""
    wishes, left = _wishes(problem), dict(held)
    by_person: dict[int, list[tuple[tuple[int, int], int]]] = {}
    for (person, post), place in sorted(wishes.items(), key=lambda item: item[1]):
        by_person.setdefault(person, []).append((place, post))

    def best(person: int) -> int:
        own = wishes.get((person, held[person]))
        open_places = set(left.values())
        for place, post in by_person.get(person, []):
            if post in open_places and (own is None or place <= own):
                return post
        return held[person]

    holder = {post: person for person, post in held.items()}
    while left:
        going = set()
        for start in left:
            ring, at = [start], holder[to[start]]
            while at != start and len(ring) <= len(left):
                ring.append(at)
                at = holder[to[at]]
            if all(best(one) == to[one] for one in ring):
                going |= set(ring)
                break
        if not going:
            return [f"ring: {problem.people[min(left)]} and others could do better"]
        left = {person: post for person, post in left.items() if person not in going}
    return []
