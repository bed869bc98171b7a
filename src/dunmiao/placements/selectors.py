"""Reads of plans: only those with the whole city in scope see them."""

from typing import Any

from django.db.models import QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.kernel.errors import not_visible
from dunmiao.placements.models import PlacementPlan
from dunmiao.placements.numbers import Placed
from dunmiao.posts.models import Post, Programme, ProjectTeam
from dunmiao.posts.selectors import list_posts
from dunmiao.secondments.lifecycle import ENDED
from dunmiao.secondments.models import HostRanking, Nomination, Secondment

PLACEABLE = ("SCREENED", "PLACED")


def list_plans(*, actor: Actor, programme: Programme) -> QuerySet[PlacementPlan]:
    """Plans of a programme, oldest first."""
    rows = visible(PlacementPlan, actor).filter(programme=programme)
    return rows.select_related("made_by", "submitted_by", "approved_by").order_by("pk")


def get_plan(*, actor: Actor, uid: Any, lock: bool = False) -> PlacementPlan:
    """One plan."""
    rows = visible(PlacementPlan, actor).filter(uid=uid)
    if lock:
        rows = rows.select_for_update(of=("self",))
    plan = rows.select_related(
        "programme", "programme__lead_unit", "made_by", "submitted_by", "approved_by", "notice_file"
    ).first()
    if plan is None:
        raise not_visible()
    return plan


def composing_plan(*, actor: Actor, team: ProjectTeam) -> PlacementPlan | None:
    """The newest draft of the team's round, else the plan in force, else none."""
    rows = list(list_plans(actor=actor, programme=team.programme))
    drafts = [row for row in rows if row.state == "DRAFT"]
    issued = [row for row in rows if row.state == "ISSUED" and row.supplements_id is None]
    found = drafts or issued
    return found[-1] if found else None


def nominees(*, actor: Actor, plan: PlacementPlan) -> QuerySet[Nomination]:
    """Who may be placed by a plan: nominated in its round, screened or serving already."""
    rows = visible(Nomination, actor).filter(programme=plan.programme_id, state__in=PLACEABLE)
    rows = rows.select_related("cadre", "home_unit")
    return rows.order_by("cadre__name_stroke_key", "pk")


def has_open_seat(plan: PlacementPlan) -> bool:
    """Whether a seat of the round is held by nobody who is on his way or serving."""
    alive = Secondment.objects.filter(programme=plan.programme_id, left_on=None)
    seats = Post.objects.filter(programme=plan.programme_id).values_list("seats", flat=True)
    return alive.exclude(state__in=ENDED).count() < sum(seats)


class PlanNames:
    """Nominations and posts of a plan by their uid, read once for a page."""

    def __init__(self, plan: PlacementPlan) -> None:
        """Read them."""
        rows = Nomination.objects.filter(programme=plan.programme)
        rows = rows.select_related("cadre", "home_unit").prefetch_related("wishes")
        self.nominations = {str(row.uid): row for row in rows}
        self.posts: dict[str, Post] = {
            str(post.uid): post for post in list_posts(programme=plan.programme)
        }

    def person(self, uid: str) -> str:
        """The nominee's name."""
        row = self.nominations.get(uid)
        return row.cadre.name if row else "—"

    def post(self, uid: str) -> str:
        """Host and title."""
        row = self.posts.get(uid)
        return f"{row.unit.name}{row.title}" if row else "—"


def placed_of(plan: PlacementPlan, names: PlanNames) -> list[Placed]:
    """The stored result as plain placements."""
    ranks = {
        (row.nomination_id, row.post_id): row.rank
        for row in HostRanking.objects.filter(post__programme=plan.programme)
    }
    pins = {(pin.nomination_id, pin.post_id) for pin in plan.pins.all() if not pin.is_forbidden}
    out = []
    for entry in plan.result.get("assignments", []):
        nomination, post = names.nominations[entry["person"]], names.posts[entry["post"]]
        wishes = {wish.post_id: wish.rank for wish in nomination.wishes.all()}
        pair = (nomination.pk, post.pk)
        out.append(
            Placed(
                entry["person"],
                entry["post"],
                post.unit.name,
                nomination.home_unit.name,
                entry["terms"].get("fit", 0),
                wishes.get(post.pk),
                ranks.get(pair),
                pair in pins,
            )
        )
    return out
