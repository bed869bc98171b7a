"""Reads of who came to an event, and what became of it; the list as a workbook."""

from dataclasses import dataclass

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.formats.names import fold
from dunmiao.formats.workbook import write_workbook
from dunmiao.outcomes.models import EventGuest, Outcome
from dunmiao.outcomes.rules.guests import GUEST_HEADER, count_firms
from dunmiao.outcomes.rules.outcomes import INVESTMENT

MOST_SHOWN = 50


@dataclass(frozen=True)
class GuestLine:
    """A guest, and the project within sight whose investor has the same name."""

    row: EventGuest
    project: Outcome | None


@dataclass(frozen=True)
class GuestList:
    """The first lines, how many there are, how many firms, how many of these have a project."""

    lines: list[GuestLine]
    people: int
    firms: int
    followed: int


def read_guest_list(*, actor: Actor, row: Outcome) -> GuestList:
    """Who came to an event within sight."""
    guests = list(EventGuest.objects.filter(outcome=row))
    projects = visible(Outcome, actor).filter(
        kind=INVESTMENT,
        partner__in={guest.firm for guest in guests},
        reversed_on=None,
        duplicate_of=None,
        happened_on__gte=row.happened_on,
    )
    by_name = {fold(project.partner): project for project in projects.order_by("-happened_on")}
    lines = [GuestLine(guest, by_name.get(fold(guest.firm))) for guest in guests]
    followed = {line.row.firm for line in lines if line.project}
    return GuestList(lines[:MOST_SHOWN], len(guests), count_firms(guests), len(followed))


def guests_book(*, actor: Actor, row: Outcome) -> bytes:
    """The whole list, watermarked; empty it is the sheet to fill in."""
    guests = list(EventGuest.objects.filter(outcome=row))
    actor.record("outcome.guests_exported", row, rows=len(guests))
    return write_workbook(
        sheet="到会名单",
        header=GUEST_HEADER,
        rows=[[one.firm, one.person, one.post, one.intent] for one in guests],
        watermark=f"{actor.name} 内部" if guests else "",
    )
