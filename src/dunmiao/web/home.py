"""Home: what is under way and what the acting role has to do."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dunmiao.access.roles import Permission
from dunmiao.placements.selectors import list_plans
from dunmiao.posts.selectors import list_programmes
from dunmiao.secondments.cases import lanes_of, list_obligations
from dunmiao.secondments.lifecycle import AT_POST
from dunmiao.secondments.rules.obligations import KINDS
from dunmiao.secondments.selectors import count_states, list_nominations, list_secondments
from dunmiao.web.requests import ActorRequest

LANE_ROWS = 4


def home(request: ActorRequest) -> HttpResponse:
    """Programmes with their counts, and the lane of next acts."""
    actor = request.actor
    programmes = []
    if actor.has(Permission.POSTS_VIEW):
        programmes = list(list_programmes(actor=actor))
    todo = []
    for programme in programmes:
        todo += _todo(request, programme)
    noticed, serving, waiting = [], 0, 0
    if actor.has(Permission.SECONDMENTS_VIEW):
        noticed = list(list_secondments(actor=actor).filter(state="NOTICED")[:20])
        counts = count_states(actor=actor)
        serving, waiting = sum(counts[state] for state in AT_POST), counts["NOTICED"]
    lanes = []
    if actor.has(Permission.SECONDMENTS_VIEW):
        mine = list_obligations(actor=actor, mine=True)
        lanes = lanes_of(mine, today=timezone.localdate(), most=LANE_ROWS)
    context = {
        "here": "home",
        "programmes": programmes,
        "todo": todo,
        "lanes": lanes,
        "owed": sum(lane.count for lane in lanes),
        "kinds": KINDS,
        "today": timezone.localdate(),
        "noticed": noticed,
        "serving": serving,
        "waiting": waiting,
    }
    return render(request, "web/home.html", context)


def _todo(request: ActorRequest, programme: Any) -> list[dict[str, object]]:
    actor = request.actor
    out: list[dict[str, object]] = []
    if actor.has(Permission.SCREEN):
        waiting = (
            list_nominations(actor=actor, programme=programme).filter(state="NOMINATED").count()
        )
        if waiting:
            out.append({"programme": programme, "what": "screen", "count": waiting})
    elif actor.has(Permission.NOMINATE):
        drafts = (
            list_nominations(actor=actor, programme=programme)
            .filter(state__in=["DRAFT", "RETURNED"])
            .count()
        )
        if drafts:
            out.append({"programme": programme, "what": "draft", "count": drafts})
    if actor.has(Permission.PLANS_APPROVE):
        for plan in list_plans(actor=actor, programme=programme):
            if plan.state in {"SUBMITTED", "DELIBERATED", "APPROVED"}:
                out.append({"programme": programme, "what": plan.state, "plan": plan})
    return out
