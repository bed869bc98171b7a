"""Stages of the directory: an entry and a paper of the person, kept in his secondment."""

from typing import Any

from dunmiao.acts.fields import Upload
from dunmiao.liaison.actions import cards, contacts, custody, materials, merging
from dunmiao.liaison.models import CardImport, Contact
from tests.acts.stages import DEPARTMENT, EVERYBODY, FOREIGN, PERSON, Stage, by, today
from tests.acts.stages.cases import serving
from tests.acts.stages.groups import seat

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
VCARD = "BEGIN:VCARD\nVERSION:3.0\nFN:阮清和\nTEL:13800003577\nEND:VCARD\n".encode()
PHONES = [{"label": "办公", "number": "010-66002204"}]
# The office and the department keep contacts of the city, a lead unit those of its own people.
KEEPERS = DEPARTMENT | {"liaison", "lead", PERSON}
MINE = DEPARTMENT | {"liaison", PERSON}
SIGNED_IN = EVERYBODY | {FOREIGN}


def city_itself(city: Any, state: str) -> Any:
    """The city, where the person serves."""
    serving(city)
    return city.city


def ministry(city: Any, state: str) -> Any:
    """A ministry, where the person serves."""
    serving(city)
    return by(city, PERSON, contacts.found_organisation, name="工信部（示例）")


def bring(city: Any, name: str) -> Contact:
    """An entry that the person keeps."""
    phones = [contacts.Phone("办公", "010-66002204")]
    return by(city, PERSON, contacts.bring_contact, name=name, phones=phones,
              ministry="工信部（示例）")  # type: ignore[no-any-return] # fmt: skip


def entry(city: Any, state: str) -> Any:
    """An entry that the person keeps; merged into another where that state is asked."""
    serving(city)
    row = bring(city, "贺维钧")
    if state == "MERGED":
        by(city, "officer", merging.merge_contacts, bring(city, "阮清和"), other=row)
    return row


def two(city: Any, state: str) -> Any:
    """Two of them."""
    row = entry(city, state)
    if state != "MERGED":
        bring(city, "阮清和")
    return row


def merged(city: Any, state: str) -> Any:
    """A merge of two."""
    row, other = entry(city, state), bring(city, "阮清和")
    return by(city, "officer", merging.merge_contacts, row, other=other)


def paper(city: Any, state: str) -> Any:
    """A paper that the person keeps; taken down where that state is asked."""
    row = by(city, PERSON, materials.add_material, ministry(city, state), kind="CHART",
             title="机构职能图", as_of=today(), file=Upload("图.pdf", PDF))  # fmt: skip
    if state == "WITHDRAWN":
        by(city, PERSON, materials.withdraw_material, row, reason="停用")
    return row


def offered(city: Any, state: str) -> Any:
    """An entry offered to the city's own unit."""
    row = entry(city, state)
    return by(city, PERSON, custody.offer_to_unit, contacts=[row], to=city.units["甲市"])


def taken(city: Any, state: str) -> Any:
    """What a file of the person brought."""
    by(city, PERSON, cards.take_file, ministry(city, state), file=Upload("册.vcf", VCARD))
    with city.acting("officer"):
        return CardImport.objects.get()


def with_next(city: Any, state: str) -> Any:
    """The city, where two serve."""
    serving(city)
    city.secondee("李芳")
    return city.city


def own(city: Any, row: Any, who: str) -> dict[str, object]:
    """An entry of his own, for the unit of the city itself."""
    if who not in KEEPERS | {FOREIGN}:
        return {"to": seat(city, "officer")}
    phones = [contacts.Phone("办公", "010-66002204")]
    brought = by(city, who, contacts.bring_contact, name="阮清和", phones=phones,
                 ministry="工信部（示例）")  # fmt: skip
    return {"contacts": [str(brought.uid)], "to": seat(city, who if who == FOREIGN else "officer")}


def next_there(city: Any, row: Any, who: str) -> dict[str, object]:
    """The same to the other one who serves."""
    with city.acting("officer"):
        case = city.cadres["李芳"].secondments.get()
    return {**own(city, row, who), "to": str(case.uid)}


def other(city: Any, row: Any) -> dict[str, object]:
    """The second entry."""
    with city.acting("officer"):
        return {"other": str(Contact.objects.exclude(pk=row.pk).get().uid)}


def signing(city: Any, row: Any) -> dict[str, object]:
    """The entry offered."""
    with city.acting("officer"):
        return {"contacts": [str(Contact.objects.get().uid)]}


def newer(city: Any, row: Any) -> dict[str, object]:
    """Another issue of today."""
    return {"as_of": str(today()), "file": Upload("图.pdf", PDF + b"\n")}


CARD = {"name": "岑越", "phones": PHONES}
ENTRY = {"make": entry, "may": MINE, "sees": MINE, "state": "ACTIVE", "wrong": "MERGED"}
PAPER = {"make": paper, "may": MINE, "sees": MINE, "state": "ACTIVE", "wrong": "WITHDRAWN"}
STAGES: dict[str, Stage] = {
    "organisation.found": Stage(make=city_itself, may=KEEPERS | {FOREIGN}, sees=SIGNED_IN,
                                given={"name": "农业部（示例）"}),
    "organisation.add": Stage(make=ministry, may=KEEPERS, sees=EVERYBODY,
                              given={"name": "装备司"}),
    "contact.bring": Stage(make=city_itself, may=KEEPERS | {FOREIGN}, sees=SIGNED_IN,
                           given={"ministry": "农业部（示例）", **CARD}),
    "contact.add": Stage(make=ministry, may=KEEPERS, sees=EVERYBODY, given=CARD),
    "contact.edit": Stage(**ENTRY, given=lambda city, row: {**CARD, "revision": row.revision}),
    "contact.confirm": Stage(**ENTRY),
    "contact.change": Stage(**ENTRY, given={"post": "副司长"}),
    "contact.leave": Stage(**ENTRY),
    "contact.touch": Stage(**ENTRY, given={"on_day": str(today()), "purpose": "请教"}),
    "contact.merge": Stage(make=two, may=DEPARTMENT | {"liaison"}, sees=MINE, state="ACTIVE",
                           wrong="MERGED", given=other),
    "contact_merge.undo": Stage(make=merged, may=DEPARTMENT | {"liaison"}, sees=MINE),
    "card_import.take": Stage(make=ministry, may=KEEPERS, sees=EVERYBODY,
                              given={"file": Upload("册.vcf", VCARD)}),
    "card_import.undo": Stage(make=taken, may=MINE, sees=MINE),
    "material.add": Stage(make=ministry, may=KEEPERS, sees=EVERYBODY, given=lambda city, row: {
        "kind": "RULES", "title": "会议制度", "as_of": str(today()), "file": Upload("制.pdf", PDF)}),
    "material.replace": Stage(**PAPER, given=newer),
    "material.verify": Stage(**PAPER),
    "material.withdraw": Stage(**PAPER, given={"reason": "停用"}),
    "contact_handover.offer": Stage(make=city_itself, may=KEEPERS | {FOREIGN}, sees=SIGNED_IN, given_to=own),
    "contact_handover.pass_on": Stage(make=with_next, may=KEEPERS - {PERSON}, sees=SIGNED_IN, given_to=next_there),
    "contact_handover.receive": Stage(make=offered, may=DEPARTMENT | {"liaison"}, sees=MINE, given=signing),
    "contact_handover.withdraw": Stage(make=offered, may=MINE, sees=MINE),
}  # fmt: skip
