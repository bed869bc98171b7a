"""How far the relations of a case are; a person who stays is transferred for good (留任转任)."""

from collections.abc import Iterable
from datetime import date

from dunmiao.acts.claims import Doing
from dunmiao.people.writing import move_home
from dunmiao.secondments.lifecycle import ENDING
from dunmiao.secondments.models import RelationTransfer, Secondment, Transfer
from dunmiao.secondments.rules import transfers as rules


def standing_of(
    secondment: Secondment, letters: Iterable[RelationTransfer] | None = None
) -> rules.Standing:
    """How far the relations of a case are, as plain values; `letters` where they are read."""
    sent: dict[str, set[str]] = {}
    came: dict[str, set[str]] = {}
    for row in secondment.relationtransfers.all() if letters is None else letters:
        sent.setdefault(row.way, set()).add(row.relation)
        if row.received_on is not None:
            came.setdefault(row.way, set()).add(row.relation)
    return rules.Standing(
        kind=secondment.kind,
        noticed=secondment.state not in {"APPROVED", "CANCELLED"},
        is_ending=secondment.state in ENDING,
        is_retained=secondment.closing_reason == "RETAINED",
        sent={way: frozenset(names) for way, names in sent.items()},
        received={way: frozenset(names) for way, names in came.items()},
    )


def open_transfer(doing: Doing, secondment: Secondment, document_no: str) -> None:
    """Begin the transfer of a person who stays; an exchanged one is there already."""
    row = Transfer.of(secondment, document_no=document_no, opened_on=doing.today)
    row.save()
    doing.actor.record("transfer.opened", row, cadres=[secondment.cadre.uid])
    complete_transfer(doing, secondment, doing.today)


def complete_transfer(doing: Doing, secondment: Secondment, day: date) -> None:
    """Once the last relation has come for good, the host is the person's own unit."""
    row = Transfer.objects.filter(secondment=secondment, state="OPEN").first()
    if row is None or rules.still_open(standing_of(secondment), ways=["STAY"]):
        return
    row.state, row.completed_on = "COMPLETED", day
    row.save()
    move_home(actor=doing.actor, cadre=secondment.cadre, unit_id=secondment.host_unit_id)
    doing.actor.record("transfer.completed", row, cadres=[secondment.cadre.uid])
