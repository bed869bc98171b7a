"""Work handed over to who comes next: listed, given a successor, received."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from django.db.models import QuerySet

from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held, Own
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, One, Rows, Text
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.secondments.labels import HANDOVER_KINDS
from dunmiao.secondments.lifecycle import ENDED, ENDING, SECONDMENT
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Handover, HandoverItem, Secondment

MOST_ITEMS = 60


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is handed over."""

    kind: Annotated[str, Choice("种类", of=HANDOVER_KINDS)]
    text: Annotated[str, Text("内容", most=300)]


def _is_received(row: Handover, doing: Doing) -> Iterator[Finding]:
    if row.received_on is not None:
        yield say("handover.received")


@act(
    "handover.list", Secondment, "开列交接清单",
    records="handover.listed",
    said="交接清单已保存。",
    may=(
        Own(Permission.REPORT_OWN),
        Held(Permission.CASES_HOST, "host_unit"),
        Held(Permission.CASES_MANAGE, "lead_unit"),
    ),
    life=SECONDMENT, states=ENDING, related="cadre",
)  # fmt: skip
def list_handover(
    case: Secondment,
    doing: Doing,
    *,
    items: Annotated[list[Item], Rows("交接的事物", of=Item, most=MOST_ITEMS)],
) -> Handover:
    """The leaving person (or the host) lists what is handed over; anew until it is received."""
    if not items:
        raise RuleBroken([say("handover.empty", where="items")])
    row = Handover.objects.filter(secondment=case).first() or Handover.of(case)
    if found := list(_is_received(row, doing)):
        raise Conflict(found)
    row.save()
    row.items.all().delete()
    HandoverItem.objects.bulk_create(
        HandoverItem.of(
            case, handover=row, kind=item.kind, text=item.text, successor_user=row.successor_user
        )
        for item in items
    )
    doing.note(items=len(items))
    return row


def _successors(doing: Doing, row: Handover) -> QuerySet[Secondment]:
    """Who may take over: living cases at the same host, the newest first."""
    rows = visible(Secondment, doing.actor).filter(host_unit_id=row.host_unit_id)
    rows = rows.exclude(pk=row.secondment_id).exclude(state__in=ENDED)
    return rows.select_related("cadre", "post").order_by("-starts_on")


def _named(case: Secondment) -> str:
    return f"{case.cadre.name} {case.post.title}"


Successor = Annotated[
    Secondment, One("接任人", offers=_successors, say=_named, search=("cadre__name",))
]


@act(
    "handover.name_successor", Handover, "指定接任人",
    records="handover.successor_named",
    said="接任人已指定。",
    may=(Held(Permission.CASES_HOST, "host_unit"), Held(Permission.CASES_MANAGE, "lead_unit")),
    unless=_is_received,
)  # fmt: skip
def name_successor(
    row: Handover,
    doing: Doing,
    *,
    successor: Successor,
) -> Handover:
    """The host or the department says who takes over: somebody at the same host."""
    row.successor, row.successor_user_id = successor, successor.user_id
    row.save()
    row.items.update(successor_user_id=successor.user_id)
    return row


@act(
    "handover.receive", Handover, "签收",
    records="handover.received",
    said="交接已签收。",
    may=Own(Permission.REPORT_OWN, "successor_user_id"), unless=_is_received,
)  # fmt: skip
def receive_handover(
    row: Handover,
    doing: Doing,
    *,
    note: Annotated[str, Text("说明（缺什么请写明）", most=300)] = "",
) -> Handover:
    """Who comes next has everything on the list, or says in the note what lacks."""
    row.received_on, row.received_by, row.note = doing.today, doing.actor.name, note
    row.save()
    return row
