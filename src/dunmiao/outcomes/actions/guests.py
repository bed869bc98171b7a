"""Hand in the list of who came to an event; it stands once the event is verified."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import File, Upload
from dunmiao.formats.books import read_filled
from dunmiao.formats.container import Refused
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.actions.steps import REPORTS
from dunmiao.outcomes.lifecycle import OUTCOME
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import EventGuest, Outcome
from dunmiao.outcomes.rules.guests import GUEST_HEADER, Guest, read_guests
from dunmiao.outcomes.rules.outcomes import EVENT


def _no_event(row: Outcome, doing: Doing) -> Iterable[Finding]:
    if row.kind != EVENT:
        yield say("guest.no_event")


@act(
    "outcome.list_guests", Outcome, "上传名单", said="名单已存。", records="outcome.guests_listed",
    may=REPORTS, life=OUTCOME, moves="list", unless=_no_event, related="secondment__cadre",
)  # fmt: skip
def list_guests(
    row: Outcome,
    doing: Doing,
    *,
    file: Annotated[Upload, File("名单（Excel，整份替换）", accept=".xlsx")],
) -> Outcome:
    """The list as a workbook, whole: it takes the place of the one before."""
    guests, found = read_guests(_rows(file.content))
    if found:
        raise RuleBroken(found)
    EventGuest.objects.filter(outcome=row).delete()
    EventGuest.objects.bulk_create(_made(row, guest) for guest in guests)
    doing.note(rows=len(guests))
    return row


def _rows(content: bytes) -> Sequence[tuple[int, dict[str, Any]]]:
    try:
        filled = read_filled(content, header=GUEST_HEADER)
    except Refused as refused:
        raise RuleBroken([refused.finding]) from refused
    if filled.missing:
        raise RuleBroken([say("guest.header", names="、".join(filled.missing))])
    if filled.faults:
        raise RuleBroken(filled.faults)
    return filled.texts()


def _made(row: Outcome, guest: Guest) -> EventGuest:
    return EventGuest(
        city_id=row.city_id, outcome=row, firm=guest.firm, person=guest.person, post=guest.post,
        intent=guest.intent,
    )  # fmt: skip
