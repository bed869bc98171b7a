"""Days as an iCalendar file (RFC 5545), for any calendar program."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

MEDIA_TYPE = "text/calendar; charset=utf-8"
LENGTH = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Entry:
    """A whole day with something to do, or two hours from `at` on; `uid` stays the same when the
    day moves."""

    uid: str
    day: date
    title: str
    url: str = ""
    at: datetime | None = None
    place: str = ""


def write_calendar(entries: Iterable[Entry], *, name: str, now: datetime) -> bytes:
    """The file; `now` is when it was made."""
    calendar = Calendar()
    calendar.add("prodid", "-//Dunmiao//duties//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", now.astimezone(UTC))
        if entry.at is None:
            event.add("dtstart", entry.day)
            event.add("dtend", entry.day + timedelta(days=1))
            event.add("transp", "TRANSPARENT")
        else:
            event.add("dtstart", entry.at.astimezone(UTC))
            event.add("dtend", (entry.at + LENGTH).astimezone(UTC))
        event.add("summary", entry.title)
        if entry.place:
            event.add("location", entry.place)
        if entry.url:
            event.add("url", entry.url)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
