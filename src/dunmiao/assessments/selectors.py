"""Reads of rounds: through what the actor may see; of a voter only the paper in his hand."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.assessments.models import (
    BallotCode,
    BallotRound,
    BallotScheme,
    BallotSession,
    SessionGroup,
    TallyCell,
)
from dunmiao.assessments.rules import results
from dunmiao.assessments.rules.rounds import GroupCount, SessionPlan
from dunmiao.kernel.errors import not_visible

STEP = 5  # turnout is told in steps, so that no single ballot is seen to arrive


def list_rounds(*, actor: Actor) -> QuerySet[BallotRound]:
    """Rounds in scope, the newest first, with how many sessions they have and have closed."""
    actor.require(Permission.ASSESSMENTS_VIEW)
    return (
        visible(BallotRound, actor)
        .select_related("programme", "unit")
        .annotate(
            held=Count("sessions", filter=~Q(sessions__state="VOID")),
            closed=Count("sessions", filter=Q(sessions__state="CLOSED")),
        )
        .defer("standing", "flags")  # large, and no list shows them
        .order_by("-starts_on", "-pk")  # a grouped query does not take the model's order
    )


def get_round(*, actor: Actor, uid: Any) -> BallotRound:
    """One round; NotVisible where it is not in scope."""
    rows = visible(BallotRound, actor).select_related("programme", "unit", "scheme")
    row = rows.filter(uid=uid).first()
    if row is None:
        raise not_visible()
    return row


def get_session(*, actor: Actor, uid: Any) -> BallotSession:
    """One session with its round; NotVisible where the round is not in scope."""
    rows = visible(BallotSession, actor).select_related("round", "place")
    row = rows.filter(uid=uid).first()
    if row is None:
        raise not_visible()
    return row


def plan_of(round_: BallotRound) -> list[SessionPlan]:
    """The sessions of a round as the rules see them."""
    names = {group.code: group.name for group in round_.form.groups}
    sessions = round_.sessions.exclude(state="VOID").prefetch_related("groups", "places")
    return [
        SessionPlan(
            session.name,
            tuple(GroupCount(g.code, names[g.code], g.due) for g in session.groups.all()),
            frozenset(place.subject_id for place in session.places.all()),
        )
        for session in sessions
    ]


def list_schemes(*, actor: Actor) -> list[BallotScheme]:
    """The newest version of each form."""
    newest: dict[str, BallotScheme] = {}
    for row in BallotScheme.objects.filter(city_id=actor.city_id).order_by("version"):
        newest[row.name] = row
    return sorted(newest.values(), key=lambda row: (row.kind, row.name))


def subjects_of(session: BallotSession) -> list[Any]:
    """The people on the ballots of a session, in their order on it."""
    places = session.places.select_related("subject").order_by("number")
    return [place.subject for place in places]


def turnout(session: BallotSession) -> dict[str, int]:
    """Codes used by group, in steps of five while the session is open: content is never read."""
    rows = BallotCode.objects.filter(session=session, is_spent=True)
    counted = dict(rows.values_list("group__code").annotate(n=Count("pk")).order_by())
    return {code: n - n % STEP for code, n in counted.items()}


def sheet_progress(session: BallotSession) -> dict[int, dict[str, int]]:
    """By group: sheets settled, and read by both but in dispute."""
    rows = session.sheets.values_list("group").annotate(
        both=Count("pk", filter=Q(second_by__isnull=False)),
        settled=Count("pk", filter=Q(settled__isnull=False)),
    )
    return {
        group: {"settled": settled, "disputed": both - settled}
        for group, both, settled in rows.order_by()
    }


Cells = dict[int, dict[str, dict[str, dict[str, int]]]]


def cells_of(round_: BallotRound) -> Cells:
    """Counts by subject, item, group and mark over all closed sessions of a round."""
    out: Cells = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
    rows = TallyCell.objects.filter(session__round=round_).values_list(
        "subject_id", "item", "group__code", "mark", "count"
    )
    for subject, item, group, mark, count in rows:
        marks = out[subject][item][group]
        marks[mark] = marks.get(mark, 0) + count
    return out


def totals_of(round_: BallotRound) -> Mapping[str, dict[str, int]]:
    """By group: due, present, issued, returned by phone and on paper, over sessions not void."""
    out: dict[str, dict[str, int]] = {}
    rows = SessionGroup.objects.filter(session__round=round_).exclude(session__state="VOID")
    for row in rows:
        sums = out.setdefault(
            row.code,
            dict.fromkeys(("due", "present", "paper", "phone", "back_paper", "back_phone"), 0),
        )
        sums["due"] += row.due
        sums["present"] += row.present
        sums["paper"] += row.paper
        sums["phone"] += row.phone
        sums["back_paper"] += row.returned_paper
        sums["back_phone"] += row.returned_phone
    return out


def counted(round_: BallotRound) -> tuple[dict[int, Any], Cells]:
    """Everybody who was counted, by key and in stroke order, and their counts in that order."""
    cells = cells_of(round_)
    people = {row.pk: row for row in round_.subjects.select_related("cadre") if row.pk in cells}
    return people, {pk: cells[pk] for pk in people}


def count_in_words(round_: BallotRound) -> dict[int, str]:
    """The legal count of a round in one sentence, by cadre; nothing that is withheld."""
    if round_.state not in ("COUNTED", "PUBLISHED"):
        return {}
    form, cells = round_.form, cells_of(round_)
    cadres = dict(round_.subjects.values_list("pk", "cadre"))
    best, item = results.best_grade(form), form.item_names[-1]
    return {
        cadres[row.subject]: (
            f"民主测评“{item}”收回 {row.total.returned} 票，有效 {row.total.valid} 票，"
            f"{best}率 {results.percent(row.total.rate(best))}%，得分 {results.printed(row.score, form)}。"
        )
        for row in results.result_rows(cells, form, item=item)
        if row.total is not None
    }
