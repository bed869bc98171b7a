"""Hand contacts and papers over: offered by their keeper, received one by one; the city owns them
throughout."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from django.db.models import Max, QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.access.scopes import beyond_own_rows
from dunmiao.acts.claims import Anywhere, Doing, Held, Own, Whoever
from dunmiao.acts.declare import act
from dunmiao.acts.fields import One, Several, Text
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.liaison.handing import CONTACTS, KINDS, MATERIALS, Kind, hold, receive, take_back
from dunmiao.liaison.keeping import Place, is_received_by, recount, seen_by
from dunmiao.liaison.materials import kept_materials
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import (
    Contact,
    ContactHandover,
    HostMaterial,
)
from dunmiao.liaison.selectors import kept_by, present_persons, receiving_units
from dunmiao.secondments.lifecycle import ENDED
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import City, Unit


def _contacts(doing: Doing, city: City) -> QuerySet[Contact]:
    return kept_by(actor=doing.actor)


def _materials(doing: Doing, city: City) -> QuerySet[HostMaterial]:
    return kept_materials(actor=doing.actor)


def _units(doing: Doing, city: City) -> QuerySet[Unit]:
    return receiving_units(actor=doing.actor)


def _persons(doing: Doing, city: City) -> QuerySet[Secondment]:
    return present_persons(actor=doing.actor)


def _entry(row: Contact) -> str:
    return f"{row.name}　{row.organisation.name}　{row.post}"


def _paper(row: HostMaterial) -> str:
    return f"{row.title}　{row.organisation.name}"


def _person(case: Secondment) -> str:
    return f"{case.cadre.name}　{case.host_unit.name}"


Entries = Annotated[list[Contact], Several("联系人", offers=_contacts, say=_entry)]
Papers = Annotated[list[HostMaterial], Several("资料", offers=_materials, say=_paper)]
ToUnit = Annotated[Unit, One("移交给", offers=_units)]
ToPerson = Annotated[
    Secondment, One("移交给", offers=_persons, say=_person, search=("cadre__name",))
]
Note = Annotated[str, Text("说明", most=200)]
KEEPS = Anywhere(Permission.CONTACTS_KEEP)
SEES_THE_NEXT = Whoever(
    Permission.CONTACTS_KEEP, lambda doing, city: present_persons(actor=doing.actor).exists()
)


@act(
    "contact_handover.offer", City, "移交给单位", said="已移交{unit}，等待签收。",
    records="contacts.offered", may=KEEPS,
)  # fmt: skip
def offer_to_unit(
    city: City,
    doing: Doing,
    *,
    contacts: Entries = [],  # noqa: B006 - read only
    materials: Papers = [],  # noqa: B006 - read only
    to: ToUnit,
    note: Note = "",
) -> ContactHandover:
    """Offer what one keeps oneself to a unit; it stays with its keeper until it is received."""
    return _offer(doing, Place(to), contacts, materials, note)


@act(
    "contact_handover.pass_on", City, "移交给下一任", said="已移交{unit}，等待签收。",
    records="contacts.offered", may=SEES_THE_NEXT,
)  # fmt: skip
def pass_on(
    city: City,
    doing: Doing,
    *,
    contacts: Entries = [],  # noqa: B006 - read only
    materials: Papers = [],  # noqa: B006 - read only
    to: ToPerson,
    note: Note = "",
) -> ContactHandover:
    """The same to whoever is now at that host."""
    return _offer(doing, Place(to.lead_unit, to), contacts, materials, note)


def _offer(
    doing: Doing, to: Place, contacts: Sequence[Contact], materials: Sequence[HostMaterial],
    note: str,
) -> ContactHandover:  # fmt: skip
    actor = doing.actor
    asked: tuple[tuple[Kind, Sequence[Any]], ...] = ((CONTACTS, contacts), (MATERIALS, materials))
    chosen = [(kind, hold(kind, some)) for kind, some in asked]
    rows = [row for _, some in chosen for row in some]
    if not rows:
        raise RuleBroken([say("handover.nothing", where="contacts")])
    if found := [one for kind, some in chosen for one in _objections_to_offer(actor, kind, some)]:
        raise RuleBroken(found)
    receiver = [to.secondment.user_id] if to.secondment and to.secondment.user_id else []
    handover = ContactHandover.objects.create(
        city_id=actor.city_id,
        number=_next_number(actor),
        giver_id=actor.user_id,
        giver_name=actor.name,
        secondment_id=next((row.secondment_id for row in rows if row.secondment_id), None),
        to_unit=to.unit,
        to_secondment=to.secondment,
        offered_on=doing.today,
        note=note,
        unit_ids=[to.unit.pk],
        user_ids=sorted({actor.user_id, *receiver}),
    )
    for kind, some in chosen:
        kind.handed.objects.bulk_create(
            kind.handed(city_id=actor.city_id, handover=handover, **{kind.name: row})
            for row in some
        )
    for row in rows:
        row.unit_ids = seen_by(row, to.unit.pk)
        row.user_ids = sorted({*row.user_ids, *receiver})
        row.revision += 1
        row.save(update_fields=["unit_ids", "user_ids", "revision"])
    doing.note(rows=len(rows), unit=to.unit.name)
    return handover


def _objections_to_offer(actor: Actor, kind: Kind, rows: list[Any]) -> list[Finding]:
    waiting = kind.handed.objects.filter(**{f"{kind.name}__in": rows}, state="OFFERED")
    offered = set(waiting.values_list(kind.name, flat=True))
    found = []
    for row in rows:
        name = row.name if kind is CONTACTS else row.title
        if row.keeper_id != actor.user_id:
            found.append(say("handover.not_kept", name=name))
        elif row.pk in offered:
            found.append(say("handover.offered", name=name))
    return found


def _next_number(actor: Actor) -> int:
    """The next number of the city without a gap: the city's row is held until commit."""
    City.objects.select_for_update().get(pk=actor.city_id)
    with beyond_own_rows(actor):
        found = ContactHandover.objects.filter(city_id=actor.city_id).aggregate(last=Max("number"))
    return (found["last"] or 0) + 1


def _open_contacts(doing: Doing, handover: ContactHandover) -> QuerySet[Contact]:
    offered = handover.handedcontacts.filter(state="OFFERED").values("contact")
    return Contact.objects.filter(pk__in=offered).select_related("organisation")


def _open_materials(doing: Doing, handover: ContactHandover) -> QuerySet[HostMaterial]:
    offered = handover.handedmaterials.filter(state="OFFERED").values("material")
    return HostMaterial.objects.filter(pk__in=offered).select_related("organisation")


OpenContacts = Annotated[list[Contact], Several("联系人", offers=_open_contacts, say=_entry)]
OpenMaterials = Annotated[list[HostMaterial], Several("资料", offers=_open_materials, say=_paper)]


def _nobody_there(handover: ContactHandover, doing: Doing) -> Iterable[Finding]:
    if handover.to_secondment and handover.to_secondment.state in ENDED:
        yield say("handover.not_there")
    yield from _none_open(handover, doing)


def _none_open(handover: ContactHandover, doing: Doing) -> Iterable[Finding]:
    lines = (handover.handedcontacts, handover.handedmaterials)
    if not any(some.filter(state="OFFERED").exists() for some in lines):
        yield say("handover.none_open")


@act(
    "contact_handover.receive", ContactHandover, "签收", said="已签收 {rows} 条，从今天起由你保管。",
    records="contacts.received", unless=_nobody_there, other_than="giver", waits=True,
    related="to_secondment to_unit",
    may=Whoever(Permission.CONTACTS_KEEP, lambda doing, row: is_received_by(doing.actor, row)),
)  # fmt: skip
def receive_contacts(
    handover: ContactHandover,
    doing: Doing,
    *,
    contacts: OpenContacts = [],  # noqa: B006 - read only
    materials: OpenMaterials = [],  # noqa: B006 - read only
) -> ContactHandover:
    """Sign for these; from today on the signer keeps them, for his unit or at his post."""
    asked: tuple[tuple[Kind, Sequence[Any]], ...] = ((CONTACTS, contacts), (MATERIALS, materials))
    cases = {
        case
        for kind, some in asked
        for case in receive(doing.actor, kind, handover, some, doing.today)
    }
    if not (count := len(contacts) + len(materials)):
        raise RuleBroken([say("handover.nothing", where="contacts")])
    recount(actor=doing.actor, secondments={*cases, handover.to_secondment_id}, today=doing.today)
    doing.note(rows=count)
    return handover


@act(
    "contact_handover.withdraw", ContactHandover, "收回未签收的", said="已收回未签收的条目。",
    records="contacts.withdrawn", unless=_none_open,
    may=(Own(Permission.CONTACTS_KEEP, "giver_id"), Held(Permission.CONTACTS_MANAGE, "to_unit")),
)  # fmt: skip
def withdraw_contacts(handover: ContactHandover, doing: Doing) -> ContactHandover:
    """Take back what nobody has received yet."""
    doing.note(rows=sum(take_back(kind, handover) for kind in KINDS))
    return handover
