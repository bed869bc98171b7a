"""One's own duties as a calendar: kinds and days, no names."""

from datetime import date, datetime, timedelta

from dunmiao.access.actors import Actor
from dunmiao.formats.calendars import Entry, write_calendar
from dunmiao.secondments.cases import list_obligations
from dunmiao.secondments.rules.obligations import KINDS

AHEAD_DAYS = 120
MOST = 500


def calendar_of(*, actor: Actor, place: str, now: datetime, today: date) -> bytes:
    """What the actor has to do in the next months and what is overdue, as an .ics file.

    A feed leaves the system with whoever holds its link, so it says what and when, never who.
    """
    rows = list_obligations(actor=actor, mine=True)
    rows = rows.filter(due_on__lte=today + timedelta(days=AHEAD_DAYS))
    entries = [
        Entry(
            f"{row.uid}@dunmiao",
            row.due_on,
            f"{KINDS[row.kind]}{'（暂算）' if row.is_provisional else ''}",
            f"{place}/obligations/",
        )
        for row in rows[:MOST]
    ]
    return write_calendar(entries, name="墩苗待办", now=now)
