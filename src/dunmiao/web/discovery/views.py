"""Who is found, with the evidence for and against; what it rests on; whether it told."""

import uuid
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_noop as mark
from django.views.decorators.http import require_GET

from dunmiao.access.roles import Permission
from dunmiao.acts.offered import uid_of
from dunmiao.assessments.selectors import get_round
from dunmiao.development import discovery, evidence, selectors
from dunmiao.development.appraisals import offered_lines
from dunmiao.development.discovery import Board
from dunmiao.development.messages import say
from dunmiao.development.rules import discovery as rules
from dunmiao.development.rules.notes import SHORTCOMING, STRENGTH
from dunmiao.development.rules.prediction import CANNOT_TELL, READINGS
from dunmiao.development.rules.uses import SUGGESTIONS
from dunmiao.development.validity import Check, read_validity
from dunmiao.kernel.errors import RuleBroken
from dunmiao.posts.selectors import get_post, open_posts
from dunmiao.secondments.selectors import get_secondment
from dunmiao.web.discovery import presenters
from dunmiao.web.requests import ActorRequest

WHOLE = 100


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The people found in a round, in stroke order."""
    actor, today = request.actor, timezone.localdate()
    rounds = discovery.discovered_rounds(actor=actor)
    asked = request.GET.get("round", "")
    context: dict[str, Any] = {"here": "discovery", "rounds": rounds}
    if not asked and not rounds:
        return render(request, "web/discovery/index.html", context)
    round_ = get_round(actor=actor, uid=uid_of(asked) if asked else rounds[0].uid)
    board = discovery.read_board(actor=actor, round_=round_)
    picked = _picked(request, board)
    pairs = rules.pairs_of(board.views, picked)
    dominant, others = presenters.pair_rows(board, pairs)
    weights = _weights(request, board)
    context |= {
        "round": round_,
        "board": board,
        "listed": [board.people[uid] for uid in board.listed],
        "picked": set(picked),
        "dominant": dominant,
        "others": others,
        "spots": _spots(board, picked),
        "views": list(board.views),
        "weights": [(name, round(WHOLE * weight)) for name, weight in weights.items()],
        "weighed": _weighed(board, weights),
        "groups": presenters.group_rows(discovery.represented(board, today=today)),
        "cards": _cards(request, board),
        "needs": open_posts(actor=actor, today=today) if actor.has(Permission.POSTS_VIEW) else [],
        "need": request.GET.get("need", ""),
    }
    actor.record("discovery.read", round_, cadres=[board.people[uid].uid for uid in board.listed])
    return render(request, "web/discovery/index.html", context)


def _picked(request: ActorRequest, board: Board) -> list[str]:
    """Whom to compare: those ticked, everybody where the list is short, else nobody yet."""
    ticked = [uid for uid in board.listed if uid in set(request.GET.getlist("pick"))]
    if len(ticked) > rules.MOST_PICKED:
        raise RuleBroken([say("pick.most", most=rules.MOST_PICKED)])
    if ticked or len(board.listed) > rules.MOST_PICKED:
        return ticked
    return board.listed


def _weights(request: ActorRequest, board: Board) -> dict[str, Fraction]:
    """Weights of the views as asked, in percent; equal ones where nothing is asked."""
    names = list(board.views)
    asked = [request.GET.get(f"w{number}", "") for number in range(len(names))]
    if not any(asked):
        return dict.fromkeys(names, Fraction(1, len(names)))
    given = [int(text) if text.isdecimal() and int(text) <= WHOLE else None for text in asked]
    if None in given:
        raise RuleBroken([say("weights.number")])
    total = sum(value or 0 for value in given)
    if total != WHOLE:
        raise RuleBroken([say("weights.sum", total=total)])
    return {name: Fraction(value or 0, WHOLE) for name, value in zip(names, given, strict=True)}


def _weighed(board: Board, weights: Mapping[str, Fraction]) -> list[dict[str, Any]]:
    """The composite of those found, in stroke order, on the scale of everybody."""
    rows = rules.weighed(board.views, weights)
    low, high = min((r.low for r in rows), default=0.0), max((r.high for r in rows), default=1.0)

    def at(value: float) -> float:
        return round(2 + 96 * (value - low) / ((high - low) or 1.0), 2)

    by_person = {row.person: row for row in rows}
    return [
        {
            "cadre": board.people[uid],
            "low": at(by_person[uid].low),
            "high": at(by_person[uid].high),
            "dot": at(by_person[uid].value),
            "mean": at(0.0),
            "value": f"{by_person[uid].value:+.2f}".replace("-", "−"),
            "told": f"{by_person[uid].value:+.2f}".replace("-", "−"),
            "is_clear": by_person[uid].low > 0,
        }
        for uid in board.listed
        if uid in by_person
    ]


def _spots(board: Board, picked: list[str]) -> list[presenters.Spot]:
    if len(board.views) < 2:
        return []
    across, up = list(board.views.values())[:2]
    return presenters.spots_of(board, rules.boxed(across, up, board.listed), picked)


def _cards(request: ActorRequest, board: Board) -> list[dict[str, Any]]:
    actor, today = request.actor, timezone.localdate()
    people = board.listed
    fits: dict[str, Any] = {}
    if need := request.GET.get("need", ""):
        post = get_post(actor=actor, uid=uid_of(need))
        fits = discovery.fits_for(actor=actor, board=board, post=post, people=people, today=today)
        people = [uid for uid in people if not fits[uid].blocked]
    ids = [board.people[uid].pk for uid in people]
    lines = evidence.lines_of(actor=actor, cadres=ids, today=today)
    serving = discovery.serving_of(board, people)
    proposed = selectors.open_suggestions(actor=actor, cadres=ids)
    return [
        {
            "cadre": board.people[uid],
            "age": discovery.age_of(board.people[uid], today),
            "case": serving.get(uid),
            "bars": presenters.bars_of(board.views, uid),
            "for": [x for x in lines[board.people[uid].pk] if x.tone == STRENGTH],
            "facts": [x for x in lines[board.people[uid].pk] if x.tone == "FACT"],
            "against": [x for x in lines[board.people[uid].pk] if x.tone == SHORTCOMING],
            "unclear": [b.view for b in presenters.bars_of(board.views, uid) if not b.is_clear],
            "growth": _growth(board.growth, uid),
            "fit": fits.get(uid),
            "proposed": [(row, SUGGESTIONS[row.kind]) for row in proposed.get(ids[at], [])],
        }
        for at, uid in enumerate(people)
    ]


def _growth(growth: Mapping[str, Any], uid: str) -> dict[str, Any] | None:
    change = growth.get("people", {}).get(uid)
    if change is None:
        return None
    value, low, high = change
    return {
        "since": growth["since"],
        "told": f"{presenters.signed(value)}（{presenters.signed(low)} ~ {presenters.signed(high)}）",
        "is_clear": low > 0 or high < 0,
    }


@require_GET
def validity(request: ActorRequest) -> HttpResponse:
    """Did the match score and the early standing tell what came later?"""
    checks = read_validity(actor=request.actor)
    context = {
        "here": "discovery",
        "is_example": request.actor.is_example,
        "rows": [_check(row) for row in checks],
    }
    return render(request, "web/discovery/validity.html", context)


def _check(row: Check) -> dict[str, Any]:
    """One line with its drawing in percent of the width."""
    made = row.result
    if made is None:
        return {"check": row, "reading": mark("人数太少，不作判断")}
    return {
        "check": row,
        "reading": READINGS[made.reading],
        "is_clear": made.reading != CANNOT_TELL,
        "mean": WHOLE // 2,
        "told": f"{made.value:.2f}，{made.low:.2f} ~ {made.high:.2f}",
        "low": round(WHOLE * made.low, 1),
        "high": round(WHOLE * made.high, 1),
        "dot": round(WHOLE * made.value, 1),
    }


@require_GET
def appraisal(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """The end-of-term appraisal filled from what is on record, to be concluded."""
    actor, today = request.actor, timezone.localdate()
    secondment = get_secondment(actor=actor, uid=uid)
    context = {
        "here": "secondments",
        "secondment": secondment,
        "offered": offered_lines(actor=actor, secondment=secondment, today=today),
        "appraisal": secondment.termappraisals.first(),
    }
    actor.record("appraisal.prepared", secondment, cadres=[secondment.cadre.uid])
    return render(request, "web/discovery/appraisal.html", context)
