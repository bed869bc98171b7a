"""A round of visits to home units: which units on which workday, near ones together (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dunmiao.formats.workdays import Workdays


@dataclass(frozen=True, slots=True)
class Stop:
    """A unit to be visited: its area (the unit above it), and by when."""

    key: str
    area: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Leg:
    """A stop with its day; late where the day is after the unit's own."""

    stop: Stop
    day: date
    is_late: bool


def plan_round(
    stops: Sequence[Stop], *, first_day: date, per_day: int, workdays: Workdays
) -> list[Leg]:
    """Give each stop a workday from `first_day` on, `per_day` of them a day.

    Areas go one after the other, the one with the earliest due day first, so that a day stays
    in one area as far as it can; inside an area by due day. A stop is never given two days.
    """
    by_area: dict[str, list[Stop]] = {}
    for stop in stops:
        by_area.setdefault(stop.area, []).append(stop)
    order = sorted(
        by_area.values(), key=lambda group: (min(s.due_on for s in group), group[0].area)
    )
    out: list[Leg] = []
    day, used = workdays.next_workday(first_day), 0
    for group in order:
        for stop in sorted(group, key=lambda s: (s.due_on, s.key)):
            if used == per_day:
                day, used = workdays.next_workday(day + timedelta(days=1)), 0
            out.append(Leg(stop, day, day > stop.due_on))
            used += 1
    return out
