"""Relations on their way: out to the host, back at the end, for good with who is retained."""

from datetime import date
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Day, Text
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.secondments.duties import refresh_case, refresh_part
from dunmiao.secondments.exchanges import places_of
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import RelationTransfer, Secondment
from dunmiao.secondments.rules import transfers as rules
from dunmiao.secondments.rules.exchanges import Places, objection_to_arrival_of_relation
from dunmiao.secondments.standing import complete_transfer, standing_of
from dunmiao.units.models import Unit

Relation = Annotated[str, Choice("关系", of=rules.RELATION_LABELS)]
LetterNo = Annotated[str, Text("介绍信号", most=60)]
SentOn = Annotated[date, Day("日期", today=True)]
ReceivedOn = Annotated[date, Day("回执日期", today=True)]


@act(
    "relation.send", Secondment, "转出关系",
    records="relation.sent",
    said="介绍信已登记。",
    may=Held(Permission.CASES_HOME, "home_unit"), related="cadre", then=refresh_case,
)  # fmt: skip
def send_relation(
    case: Secondment, doing: Doing, *, relation: Relation, letter_no: LetterNo, sent_on: SentOn
) -> RelationTransfer:
    """The home unit lets a relation go to the host, by a letter; law and database refuse what
    stays (R1 to R3)."""
    return _send(case, doing, "OUT", relation, letter_no, sent_on)


@act(
    "relation.return", Secondment, "转回关系",
    records="relation.sent",
    said="介绍信已登记。",
    may=Held(Permission.CASES_HOST, "host_unit"), related="cadre", then=refresh_case,
)  # fmt: skip
def return_relation(
    case: Secondment, doing: Doing, *, relation: Relation, letter_no: LetterNo, sent_on: SentOn
) -> RelationTransfer:
    """The host lets a relation that came go home at the end."""
    return _send(case, doing, "BACK", relation, letter_no, sent_on)


@act(
    "relation.transfer", Secondment, "留任转移关系",
    records="relation.sent",
    said="介绍信已登记。",
    may=Held(Permission.CASES_HOME, "home_unit"), related="cadre", then=refresh_case,
)  # fmt: skip
def transfer_relation(
    case: Secondment, doing: Doing, *, relation: Relation, letter_no: LetterNo, sent_on: SentOn
) -> RelationTransfer:
    """The home unit lets a relation of who is retained go for good (留任即转任, R34)."""
    return _send(case, doing, "STAY", relation, letter_no, sent_on)


def _send(
    case: Secondment, doing: Doing, way: str, relation: str, letter_no: str, sent_on: date
) -> RelationTransfer:
    standing = standing_of(case)
    if relation in standing.sent.get(way, ()):
        raise Conflict([say("transfer.twice", where="relation")])
    if objections := rules.objections_to_letter(
        standing, relation=relation, way=way, sent_on=sent_on, today=doing.today
    ):
        raise RuleBroken(objections)
    row = RelationTransfer.of(
        case, move_kind="TRANSFER" if way == "STAY" else case.kind, relation=relation, way=way,
        letter_no=letter_no, sent_on=sent_on, sent_by=doing.actor.name,
    )  # fmt: skip
    with conflict("transfer_once", say("transfer.twice", where="relation")):
        row.save()
    doing.note(relation=relation, way=way)
    return row


def _is_received(row: RelationTransfer, doing: Doing) -> list[Finding]:
    return [say("transfer.twice")] if row.received_on is not None else []


@act(
    "relation.receive", RelationTransfer, "已收到",
    records="relation.received",
    said="回执已登记。",
    may=(
        Held(Permission.CASES_HOST, "host_unit", when=lambda row: row.way != "BACK"),
        Held(Permission.CASES_HOME, "home_unit", when=lambda row: row.way == "BACK"),
    ),
    unless=_is_received, related="secondment secondment__cadre", locks="secondment", then=refresh_part,
)  # fmt: skip
def receive_relation(
    row: RelationTransfer, doing: Doing, *, received_on: ReceivedOn
) -> RelationTransfer:
    """The other unit confirms that the relation has come (回执); a personnel relation needs a
    free place of its establishment."""
    unit_id = row.home_unit_id if row.way == "BACK" else row.host_unit_id
    objections = rules.objections_to_receipt(
        sent_on=row.sent_on, received_on=received_on, today=doing.today
    )
    objections += _objections_to_place(row, unit_id, received_on)
    if objections:
        raise RuleBroken(objections)
    row.received_on, row.received_by = received_on, doing.actor.name
    row.save()
    complete_transfer(doing, row.secondment, received_on)
    doing.note(relation=row.relation, way=row.way)
    return row


def _objections_to_place(row: RelationTransfer, unit_id: int, day: date) -> list[Finding]:
    if row.relation != "PERSONNEL":
        return []
    found = places_of(city_id=row.city_id, unit_ids=[unit_id], day=day)
    unit = Unit.objects.get(pk=unit_id)
    return objection_to_arrival_of_relation(unit.name, found.get(unit_id, Places(None, None)))
