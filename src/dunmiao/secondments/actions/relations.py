"""Relations on their way: out to the host, back at the end, for good with who is retained."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.people.writing import move_home
from dunmiao.secondments.actions.moves import locked_case, locked_part
from dunmiao.secondments.actions.obligations import refresh_obligations
from dunmiao.secondments.exchanges import places_of
from dunmiao.secondments.lifecycle import ENDING
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import RelationTransfer, Secondment, Transfer
from dunmiao.secondments.rules import transfers as rules
from dunmiao.secondments.rules.exchanges import Places, objection_to_arrival_of_relation
from dunmiao.units.models import Unit

SENDER = {"OUT": "home", "BACK": "host", "STAY": "home"}
RIGHT = {"home": Permission.CASES_HOME, "host": Permission.CASES_HOST}


def _require(actor: Actor, case: Secondment | RelationTransfer, side: str) -> None:
    actor.require(RIGHT[side], at=[getattr(case, f"{side}_unit_id")])


def _other(side: str) -> str:
    return "host" if side == "home" else "home"


def may_send(actor: Actor, secondment: Secondment, way: str) -> bool:
    """True where the actor may open a letter on this way: the unit that holds the relation."""
    side = SENDER[way]
    return actor.may(RIGHT[side], at=[getattr(secondment, f"{side}_unit_id")])


def may_receive(actor: Actor, row: RelationTransfer) -> bool:
    """True where the actor may receipt this letter: the unit the relation comes to."""
    side = _other(SENDER[row.way])
    return row.received_on is None and actor.may(RIGHT[side], at=[getattr(row, f"{side}_unit_id")])


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


@transaction.atomic
def send_letter(
    *,
    actor: Actor,
    secondment_uid: Any,
    relation: str,
    letter_no: str,
    sent_on: date,
    today: date,
    way: str = "OUT",
) -> RelationTransfer:
    """The unit that holds a relation lets it go, by a letter; law and database refuse the rest."""
    secondment = locked_case(actor, secondment_uid)
    _require(actor, secondment, SENDER[way])
    standing = standing_of(secondment)
    if relation in standing.sent.get(way, ()):
        raise Conflict([say("transfer.twice")])
    objections = rules.objections_to_letter(
        standing, relation=relation, way=way, letter_no=letter_no, sent_on=sent_on, today=today
    )
    if objections:
        raise RuleBroken(objections)
    row = RelationTransfer.of(
        secondment,
        move_kind="TRANSFER" if way == "STAY" else secondment.kind,
        relation=relation,
        way=way,
        letter_no=letter_no.strip()[:60],
        sent_on=sent_on,
        sent_by=actor.name,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict([say("transfer.twice")]) from None
    refresh_obligations(actor=actor, secondments=[secondment], today=today)
    actor.record("relation.sent", row, cadres=[secondment.cadre.uid], relation=relation, way=way)
    return row


@transaction.atomic
def receive_relation(
    *, actor: Actor, transfer_uid: Any, received_on: date, today: date
) -> RelationTransfer:
    """The other unit confirms that the relation has come (回执); a personnel relation needs a
    free place of its establishment."""
    row = locked_part(actor, RelationTransfer, transfer_uid, "secondment__cadre")
    receiver = _other(SENDER[row.way])
    _require(actor, row, receiver)
    if row.received_on is not None:
        raise Conflict([say("transfer.twice")])
    objections = rules.objections_to_receipt(
        sent_on=row.sent_on, received_on=received_on, today=today
    )
    objections += _objections_to_place(row, getattr(row, f"{receiver}_unit_id"), received_on)
    if objections:
        raise RuleBroken(objections)
    row.received_on, row.received_by = received_on, actor.name
    row.save()
    refresh_obligations(actor=actor, secondments=[row.secondment], today=today)
    actor.record("relation.received", row, relation=row.relation, way=row.way)
    _complete(actor, row.secondment, received_on)
    return row


def _objections_to_place(row: RelationTransfer, unit_id: int, day: date) -> list[Any]:
    if row.relation != "PERSONNEL":
        return []
    found = places_of(city_id=row.city_id, unit_ids=[unit_id], day=day)
    unit = Unit.objects.get(pk=unit_id)
    return objection_to_arrival_of_relation(unit.name, found.get(unit_id, Places(None, None)))


# ── 留任: a transfer for good ──
def open_transfer(
    *, actor: Actor, secondment: Secondment, document_no: str, today: date
) -> Transfer:
    """Begin the transfer of a person who stays; an exchanged one is there already."""
    row = Transfer.of(secondment, document_no=document_no[:60], opened_on=today)
    row.save()
    actor.record("transfer.opened", row, cadres=[secondment.cadre.uid])
    _complete(actor, secondment, today)
    return row


def _complete(actor: Actor, secondment: Secondment, day: date) -> None:
    """Once the last relation has come for good, the host is the person's own unit."""
    row = Transfer.objects.filter(secondment=secondment, state="OPEN").first()
    if row is None or rules.still_open(standing_of(secondment), ways=["STAY"]):
        return
    row.state, row.completed_on = "COMPLETED", day
    row.save()
    move_home(actor=actor, cadre=secondment.cadre, unit_id=secondment.host_unit_id)
    actor.record("transfer.completed", row, cadres=[secondment.cadre.uid])
