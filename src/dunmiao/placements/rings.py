"""Exchange rings that the wishes allow (互派环): proposals for the officer, decided by nobody here.

Everybody holds the place of his own unit. Whoever moves to a post at another unit takes the place
of somebody of that unit who moves on, so that every unit sends one and receives one.
"""

from collections import Counter
from dataclasses import dataclass

from dunmiao.access.actors import Actor
from dunmiao.engines.matching.rings import Ring, best_rings, top_trading_cycles
from dunmiao.placements import scoring
from dunmiao.posts.models import Post, Programme
from dunmiao.posts.selectors import list_posts, post_facts
from dunmiao.secondments.models import HostRanking, Nomination
from dunmiao.secondments.selectors import fits_of, judging_at, list_nominations


@dataclass(frozen=True)
class Step:
    """One person's way in a proposed ring."""

    nomination: Nomination
    post: Post
    wish: int | None
    points: int


@dataclass(frozen=True)
class Proposals:
    """Rings by the people's wishes (nobody could do better by trading otherwise), and rings of the
    greatest total fit among all eligible ways."""

    by_wishes: list[list[Step]]
    by_score: list[list[Step]]


def propose_rings(*, actor: Actor, programme: Programme) -> Proposals:
    """Rings over everybody screened and in no exchange yet; hosts that declined are left out, and
    rings in which a unit would stand twice."""
    live = programme.exchanges.filter(legs__is_live=True)
    taken = set(live.values_list("legs__nomination", flat=True))
    people = [
        row
        for row in list_nominations(actor=actor, programme=programme)
        if row.state == "SCREENED" and row.pk not in taken
    ]
    ways = _ways(actor, programme, people)
    place_of = {str(row.pk): f"of {row.pk}" for row in people}
    wishes: dict[str, list[tuple[int, int, str]]] = {}
    score: dict[tuple[str, str], int] = {}
    steps: dict[tuple[str, str], Step] = {}
    for row in people:
        for other in people:
            step = ways.get((row.pk, other.home_unit_id))
            if step is None or other.home_unit_id == row.home_unit_id:
                continue
            key = (str(row.pk), place_of[str(other.pk)])
            steps[key], score[key] = step, step.points
            if step.wish is not None:
                wishes.setdefault(key[0], []).append((step.wish, other.pk, key[1]))
    ordered = {who: [place for *_rank, place in sorted(rows)] for who, rows in wishes.items()}
    return Proposals(
        _steps(top_trading_cycles(place_of, ordered), steps), _steps(best_rings(place_of, score), steps)
    ) if people else Proposals([], [])  # fmt: skip


def _ways(
    actor: Actor, programme: Programme, people: list[Nomination]
) -> dict[tuple[int, int], Step]:
    """The best way of each person to each unit: the post he wishes most there, else fits best."""
    posts = list(list_posts(programme=programme))
    cadres = [row.cadre_id for row in people]
    judging = judging_at(city_id=actor.city_id, day=programme.starts_on, cadre_ids=cadres)
    declined = set(
        HostRanking.objects.filter(post__programme=programme, is_declined=True).values_list(
            "nomination", "post"
        )
    )
    found: dict[tuple[int, int], Step] = {}
    for row in people:
        facts = judging.facts_of(row.cadre)
        wished = {wish.post_id: wish.rank for wish in row.wishes.all()}
        for fit in fits_of(nomination=row, posts=posts, judging=judging):
            if fit.blocked or (row.pk, fit.post.pk) in declined:
                continue
            points = scoring.fit(facts, post_facts(fit.post)).points
            step = Step(row, fit.post, wished.get(fit.post.pk), 1 + points)
            known = found.get((row.pk, fit.post.unit_id))
            if known is None or _rank(step) < _rank(known):
                found[row.pk, fit.post.unit_id] = step
    return found


def _rank(step: Step) -> tuple[int, int, int]:
    return (step.wish or 10**6, -step.points, step.post.pk)


def _steps(rings: list[Ring], steps: dict[tuple[str, str], Step]) -> list[list[Step]]:
    found = []
    for ring in rings:
        chain = [steps[move.person, move.target] for move in ring.moves]
        units = Counter(step.nomination.home_unit_id for step in chain)
        if max(units.values()) == 1:
            found.append(chain)
    return found
