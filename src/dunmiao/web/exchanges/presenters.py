"""An exchange as its page draws it: the ring with three strands a way, places before and after."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from dunmiao.placements.rings import Step
from dunmiao.secondments.exchanges import Member
from dunmiao.secondments.rules.exchanges import Places
from dunmiao.secondments.rules.transfers import RELATION_LABELS

WIDTH, HEIGHT, OUTER, STEP = 640, 320, 116, 11
LATE_DAYS = 15


def strand(member: Member, code: str, today: date) -> str:
    """How far a relation is on its way out: done, open, late or still to go."""
    row = member.relation(code, "OUT")
    if row is None:
        return "todo"
    if row.received_on is not None:
        return "done"
    return "late" if today > row.sent_on + timedelta(days=LATE_DAYS) else "open"


def ring(members: Sequence[Member], today: date) -> dict[str, Any]:
    """The closed chain as arcs of a circle: units at their angles, people on the way between."""
    count, middle = len(members), (WIDTH / 2, HEIGHT / 2)

    def point(angle: float, radius: float) -> tuple[float, float]:
        return (
            round(middle[0] + radius * math.cos(angle), 1),
            round(middle[1] + radius * math.sin(angle), 1),
        )

    turn, gap = 2 * math.pi / max(count, 1), min(0.34, math.pi / (2.5 * max(count, 1)))
    arcs, labels = [], []
    for index, member in enumerate(members):
        start = math.pi + index * turn
        first, last = start + gap, start + turn - gap
        for depth, code in enumerate(RELATION_LABELS):
            radius = OUTER - depth * STEP
            (x1, y1), (x2, y2) = point(first, radius), point(last, radius)
            large = int(last - first > math.pi)
            path = f"M{x1} {y1}A{radius} {radius} 0 {large} 1 {x2} {y2}"
            arcs.append({"path": path, "css": strand(member, code, today)})
        x, y = point(start, OUTER - STEP)
        side = "end" if x < middle[0] - 5 else "start" if x > middle[0] + 5 else "middle"
        offset = {"end": -10, "start": 10, "middle": 0}[side]
        labels.append(
            {"x": x + offset, "y": y + 4, "anchor": side, "text": member.leg.home_unit.name}
        )
        x, y = point(start + turn / 2, OUTER - 4 * STEP)
        labels.append({"x": x, "y": y + 4, "anchor": "middle", "text": member.name, "who": True})
    moved = sum(strand(m, code, today) == "done" for m in members for code in RELATION_LABELS)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "middle": {"x": WIDTH // 2, "y": HEIGHT // 2 + 10},
        "arcs": arcs,
        "labels": labels,
        "moved": moved,
        "total": count * len(RELATION_LABELS),
    }


def relation_rows(member: Member, today: date) -> list[dict[str, Any]]:
    """A person's letters, each with its days on the way."""
    out = []
    for code, label in RELATION_LABELS.items():
        for way in ("OUT", "BACK", "STAY"):
            row = member.relation(code, way)
            if row is None and way != "OUT":
                continue
            days = None if row is None else ((row.received_on or today) - row.sent_on).days
            out.append({"label": label, "way": way, "row": row, "days": days})
    return out


def place_rows(members: Sequence[Member], places: dict[int, Places]) -> list[dict[str, Any]]:
    """Each unit of the ring with its limits, what it holds now, and who leaves and comes."""
    coming = {member.leg.host_unit_id: member.name for member in members}
    return [
        {
            "unit": member.leg.home_unit,
            "places": places.get(member.leg.home_unit_id),
            "leaves": member.name,
            "comes": coming.get(member.leg.home_unit_id, "—"),
        }
        for member in members
    ]


def proposing(
    rings: Sequence[Sequence[Step]], programme: Any, reason: str
) -> list[tuple[Sequence[Step], dict[str, Any]]]:
    """Rings, each with what proposing it for the programme's whole term sends."""
    term = {"starts_on": programme.starts_on, "ends_on": programme.ends_on}
    return [
        (ring, {
            "ways": {str(step.nomination.uid): step.post for step in ring},
            "name": "", "reason": reason, **term,
        })
        for ring in rings
    ]  # fmt: skip
