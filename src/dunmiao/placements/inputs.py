"""Freeze a programme as the engine's four files: what is solved can be solved again."""

import csv
import io
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dunmiao.access.actors import Actor
from dunmiao.kernel.errors import RuleBroken
from dunmiao.people.facts import kin_between
from dunmiao.placements import scoring
from dunmiao.placements.messages import say
from dunmiao.placements.models import PlacementPlan, PlanPin
from dunmiao.posts.models import Post, ProjectTeam
from dunmiao.posts.selectors import list_posts, post_facts
from dunmiao.secondments.lifecycle import ENDED
from dunmiao.secondments.models import HostRanking, Nomination, Secondment
from dunmiao.secondments.selectors import Fit, fits_of, judging_at, list_nominations

COMPONENTS = ("fit", "wish", "host", "growth")
RANKS = ("person_rank", "post_rank")
UNLISTED = 1_000


@dataclass
class Frozen:
    """The files, why each pair is worth what it is, and why each other pair is out."""

    files: dict[str, str]
    mode: str
    seed: int
    why: dict[str, dict[str, str]] = field(default_factory=dict)
    out: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def gives_the_same(self, other: "Frozen") -> bool:
        """True when a run on the other would answer the same question."""
        return (self.files, self.mode, self.seed) == (other.files, other.mode, other.seed)


def _csv(header: list[str], rows: list[list[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def pair_key(nomination: Any, post: Any) -> str:
    """The key of a pair in stored explanations."""
    return f"{nomination}|{post}"


def serving_of(plan: PlacementPlan) -> dict[int, int]:
    """Nominations already placed in this round, with the post each serves at: what an issued
    plan has become, and what a supplementary one leaves as it is. Empty for any other plan."""
    if plan.supplements_id is None and plan.state != "ISSUED":
        return {}
    alive = Secondment.objects.filter(programme=plan.programme).exclude(state__in=ENDED)
    at = dict(alive.filter(left_on=None).values_list("cadre", "post"))
    placed = Nomination.objects.filter(programme=plan.programme, cadre__in=list(at))
    return {pk: at[cadre] for pk, cadre in placed.values_list("pk", "cadre")}


def freeze(*, actor: Actor, plan: PlacementPlan, team: ProjectTeam | None = None) -> Frozen:
    """Read nominees, posts, rules, wishes, rankings and pins as they are now; of one team only
    where it is given (with who is held at no other team)."""
    programme = plan.programme
    day: date = programme.starts_on
    serving = serving_of(plan)
    posts = [p for p in list_posts(programme=programme) if team is None or p.team_id == team.pk]
    here = {post.pk for post in posts}
    away = {pin.nomination_id for pin in plan.pins.all() if pin.post_id not in here}
    away -= {pin.nomination_id for pin in plan.pins.all() if pin.is_forbidden}
    away |= {nomination for nomination, post in serving.items() if post not in here}
    nominations = [
        row
        for row in list_nominations(actor=actor, programme=programme)
        if (row.state == "SCREENED" or row.pk in serving) and row.pk not in away
    ]
    if not posts:
        raise RuleBroken([say("plan.no_posts")])
    if not nominations:
        raise RuleBroken([say("plan.no_people")])
    people = [nomination.cadre_id for nomination in nominations]
    judging = judging_at(city_id=actor.city_id, day=day, cadre_ids=people)
    rankings = {
        (row.nomination_id, row.post_id): row
        for row in HostRanking.objects.filter(post__programme=programme)
    }
    frozen = Frozen({}, plan.mode, plan.seed)
    people_rows: list[list[Any]] = []
    pair_rows: list[list[Any]] = []
    for nomination in nominations:
        facts = judging.facts_of(nomination.cadre)
        people_rows.append(
            [
                str(nomination.uid),
                str(nomination.home_unit.uid),
                facts["rank"],
                int(facts["reserve"]),
                facts["age"] if facts["age"] is not None else 99,
            ]
        )
        found = fits_of(nomination=nomination, posts=posts, judging=judging)
        for fit in found:
            _pair(frozen, plan, nomination, fit, facts, rankings, pair_rows, serving)
    post_rows = [
        [
            str(post.uid),
            str(post.unit.uid),
            post.seats,
            post.tier,
            str(post.team.uid) if post.team else "",
        ]
        for post in posts
    ]
    at = {post.pk: str(post.uid) for post in posts}
    held = [[str(row.uid), at[serving[row.pk]]] for row in nominations if row.pk in serving]
    frozen.files = {
        "people.csv": _csv(["id", "unit", "rank", "reserve", "age"], people_rows),
        "posts.csv": _csv(["id", "host", "seats", "tier", "team"], post_rows),
        "pairs.csv": _csv(["person", "post", *COMPONENTS, *RANKS], ranked(pair_rows)),
        "problem.json": json.dumps(
            _settings(plan, posts, pair_rows, held, _recusals(plan, nominations)),
            ensure_ascii=False,
            indent=1,
        ),
    }
    return frozen


def _pair(
    frozen: Frozen,
    plan: PlacementPlan,
    nomination: Nomination,
    fit: Fit,
    facts: dict[str, Any],
    rankings: dict[tuple[int, int], HostRanking],
    rows: list[list[Any]],
    serving: dict[int, int],
) -> None:
    key = pair_key(nomination.uid, fit.post.uid)
    stays = serving.get(nomination.pk)
    if stays is not None and stays != fit.post.pk:
        return
    if fit.blocked and stays is None:
        frozen.out[key] = [finding.as_dict() for finding in fit.blocked]
        return
    wishes = {wish.post_id: wish.rank for wish in nomination.wishes.all()}
    answer = rankings.get((nomination.pk, fit.post.pk))
    parts = {
        "fit": scoring.fit(facts, post_facts(fit.post)),
        "wish": scoring.wish(wishes.get(fit.post.pk)),
        "host": scoring.host(answer.rank if answer else None, bool(answer and answer.is_declined)),
        "growth": scoring.growth(facts, plan.programme.kind),
    }
    weights = scoring.DEFAULT_WEIGHTS | plan.weights
    points = [scoring.weighted(parts[name].points, int(weights[name])) for name in COMPONENTS]
    mine = wishes.get(fit.post.pk, UNLISTED)
    theirs = "" if answer and answer.is_declined else answer.rank if answer else UNLISTED
    rows.append([str(nomination.uid), str(fit.post.uid), *points, mine, theirs])
    frozen.why[key] = {name: parts[name].why for name in COMPONENTS}


def ranked(rows: list[list[Any]]) -> list[list[Any]]:
    """The pair rows with both sides' orders whole, as the two-sided mode needs them.

    Whoever named no wish for a post goes where he is sent, after all he named; a host takes whom
    it did not rank after all it ranked, the better fit first; whom it declined it does not take.
    Named ranks stay below UNLISTED, so that first and third choices are only those somebody named.
    """
    by_fit: dict[str, list[int]] = {}
    for row in rows:
        by_fit.setdefault(row[1], []).append(row[2])
    order = {post: sorted(set(points), reverse=True) for post, points in by_fit.items()}
    return [
        [*row[:-1], UNLISTED + order[row[1]].index(row[2])] if row[-1] == UNLISTED else row
        for row in rows
    ]


def former_pairs(plan: PlacementPlan) -> list[list[str]]:
    """What a new run leaves as it is where it can: the plan in force of the round, else the plan's
    own last result."""
    in_force = PlacementPlan.objects.filter(
        programme=plan.programme, state__in=("APPROVED", "ISSUED"), supplements=None
    )
    base = in_force.exclude(pk=plan.pk).first() or plan
    return [[entry["person"], entry["post"]] for entry in base.result.get("assignments", [])]


def _recusals(plan: PlacementPlan, nominations: list[Nomination]) -> list[list[str]]:
    """Relatives among the nominees whom nobody has cleared: never in one team (R5)."""
    uid = {row.cadre_id: str(row.uid) for row in nominations}
    cleared = set(plan.clearances.values_list("first", "second"))
    return sorted([uid[one], uid[other]] for one, other in kin_between(uid) - cleared)


def _settings(
    plan: PlacementPlan,
    posts: list[Post],
    pair_rows: list[list[Any]],
    serving: list[list[str]],
    recusals: list[list[str]],
) -> dict[str, Any]:
    programme = plan.programme
    pins = PlanPin.objects.filter(plan=plan).select_related("nomination", "post")
    pairs = {(row[0], row[1]) for row in pair_rows}
    teams = {post.team.uid: post.team for post in posts if post.team}
    held = [[str(p.nomination.uid), str(p.post.uid)] for p in pins if not p.is_forbidden]
    kept_out = [[str(p.nomination.uid), str(p.post.uid)] for p in pins if p.is_forbidden]
    previous = former_pairs(plan)
    return {
        "format": "dunmiao-matching/1",
        "tier_bonus": scoring.TIER_BONUS,
        "release_cap": {"default": programme.release_cap, "units": {}},
        "host_cap": {"default": programme.host_cap, "hosts": {}},
        "unit_post_cap": None,
        "teams": [
            {
                "id": str(uid),
                "requirements": [_requirement(row) for row in team.requirements.order_by("code")],
                "shortfall_penalty": scoring.SHORTFALL_PENALTY,
            }
            for uid, team in sorted(teams.items())
        ],
        "pins": sorted(pair for pair in [*held, *serving] if tuple(pair) in pairs),
        "forbidden": sorted(pair for pair in kept_out if tuple(pair) in pairs),
        "previous": sorted(pair for pair in previous if tuple(pair) in pairs),
        "stickiness": int(plan.weights.get("stickiness", 30)) if previous else 0,
        **({"recusals": recusals} if recusals else {}),
    }


def _requirement(row: Any) -> dict[str, Any]:
    measure: dict[str, Any] = (
        {"at_least": row.at_least}
        if row.at_least is not None
        else {"share": f"{row.share_top}/{row.share_bottom}"}
    )
    value = int(row.value) if isinstance(row.value, bool) else row.value  # files have no yes
    return {"id": row.code, **measure, "where": [[row.attribute, row.operator, value]]}
