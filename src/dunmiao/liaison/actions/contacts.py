"""File a contact, look whether it is still right, note that somebody was in touch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing, Held, Own, Whoever
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Rows, Text
from dunmiao.kernel.errors import RuleBroken, not_permitted
from dunmiao.kernel.findings import Finding
from dunmiao.liaison.cards import NOTHING, open_card, write_card
from dunmiao.liaison.filing import grow, move_post, new_contact, organisation_at, save_new
from dunmiao.liaison.keeping import recount, seen_by
from dunmiao.liaison.lifecycle import CONTACT
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import (
    Contact,
    Organisation,
)
from dunmiao.liaison.models.kept import KeptModel
from dunmiao.liaison.rules.contacts import (
    BELOW,
    SENSITIVITIES,
    ContactFields,
    objections_to_contact,
)
from dunmiao.liaison.selectors import own_place
from dunmiao.secondments.rules.words import objections_to_words
from dunmiao.units.models import City


@dataclass(frozen=True, slots=True)
class Phone:
    """A number with its label."""

    label: Annotated[str, Text("种类", most=20)] = ""
    number: Annotated[str, Text("号码", most=40)] = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """An address."""

    value: Annotated[str, Text("邮箱", most=100)]


Name = Annotated[str, Text("姓名", most=50)]
Post = Annotated[str, Text("职务", most=60)]
Phones = Annotated[list[Phone], Rows("电话", of=Phone, most=8)]
Mails = Annotated[list[Mail], Rows("邮箱", of=Mail, blank=1, most=8)]
Tags = Annotated[str, Text("标签", most=120, help="用；分开")]
Remark = Annotated[
    str, Text("备注", most=500, lines=2, help="只存工作联系方式，不记涉密内容、家庭和私事")
]
Sight = Annotated[str, Choice("谁能看", of=SENSITIVITIES)]
Ministry = Annotated[str, Text("部委", most=100)]
Bureau = Annotated[str, Text("司局", most=100)]
Division = Annotated[str, Text("处室", most=100)]
Node = Annotated[str, Text("单位名称", most=100)]
Seat = Annotated[str, Text("所在地", most=30)]


def _not_keeper(row: KeptModel) -> Finding:
    return say("contact.not_keeper", name=row.keeper_name)


# The keeper himself, or whoever keeps for the unit that does.
KEEPS = (
    Own(Permission.CONTACTS_KEEP, "keeper_id", else_say=_not_keeper),
    Held(Permission.CONTACTS_KEEP, "keeper_unit"),
)
BRINGS = Whoever(
    Permission.CONTACTS_KEEP, lambda doing, row: own_place(actor=doing.actor) is not None
)
OF_CONTACT = "organisation secondment__cadre"


@act(
    "organisation.found", City, "加一个部委", said="已加入{name}。", records="organisation.added",
    may=Anywhere(Permission.CONTACTS_KEEP),
)  # fmt: skip
def found_organisation(city: City, doing: Doing, *, name: Node, place: Seat = "") -> Organisation:
    """A ministry, so that what is not covered yet can be seen."""
    doing.note(name=name)
    return grow(doing.actor, name, None, place)


def _deepest(above: Organisation, doing: Doing) -> Iterable[Finding]:
    if above.kind not in BELOW:
        yield say("organisation.too_deep")


@act(
    "organisation.add", Organisation, "在下面加一个单位", said="已加入{name}。",
    records="organisation.added", may=Anywhere(Permission.CONTACTS_KEEP), unless=_deepest,
)  # fmt: skip
def add_organisation(
    above: Organisation, doing: Doing, *, name: Node, place: Seat = ""
) -> Organisation:
    """A bureau of a ministry, a division of a bureau."""
    doing.note(name=name)
    return grow(doing.actor, name, above, place)


def _fields(
    name: str, post: str, phones: Sequence[Phone], emails: Sequence[Mail], note: str, groups: str,
    sensitivity: str,
) -> ContactFields:  # fmt: skip
    """A card as the rules read it: what is empty is left out."""
    fields = ContactFields(
        name=name,
        post=post,
        phones=tuple((one.label, one.number) for one in phones if one.number),
        emails=tuple(("", one.value) for one in emails),
        note=note,
        groups=tuple(filter(None, (part.strip() for part in groups.split("；")))),
        sensitivity=sensitivity,
    )
    found = objections_to_contact(fields) + objections_to_words(post, where="post")
    if found := found + objections_to_words(note, where="note"):
        raise RuleBroken(found)
    return fields


@act(
    "contact.add", Organisation, "存联系人", said="已存入，由你保管。", records="contact.added",
    may=BRINGS,
)  # fmt: skip
def add_contact(
    organisation: Organisation,
    doing: Doing,
    *,
    name: Name,
    post: Post = "",
    phones: Phones = [],  # noqa: B006 - read only
    emails: Mails = [],  # noqa: B006 - read only
    groups: Tags = "",
    note: Remark = "",
    sensitivity: Sight = "INTERNAL",
) -> Contact:
    """File a contact; whoever brings it keeps it until he hands it over."""
    fields = _fields(name, post, phones, emails, note, groups, sensitivity)
    return _file(doing, organisation, fields)


@act(
    "contact.bring", City, "存联系人", said="已存入，由你保管。", records="contact.added",
    may=BRINGS,
)  # fmt: skip
def bring_contact(
    city: City,
    doing: Doing,
    *,
    name: Name,
    ministry: Ministry,
    bureau: Bureau = "",
    division: Division = "",
    post: Post = "",
    phones: Phones = [],  # noqa: B006 - read only
    emails: Mails = [],  # noqa: B006 - read only
    groups: Tags = "",
    note: Remark = "",
    sensitivity: Sight = "INTERNAL",
) -> Contact:
    """File a contact at an organisation named from the ministry down; unknown levels are added."""
    fields = _fields(name, post, phones, emails, note, groups, sensitivity)
    node = organisation_at(doing.actor, (ministry, bureau, division))
    if node is None:
        raise RuleBroken([say("organisation.name", where="ministry")])
    return _file(doing, node, fields)


def _file(doing: Doing, organisation: Organisation, fields: ContactFields) -> Contact:
    place = own_place(actor=doing.actor)
    if place is None:
        raise not_permitted()
    rows = visible(Contact, doing.actor).filter(organisation=organisation)
    if rows.filter(name=fields.name).exclude(state="MERGED").exists():
        raise RuleBroken([say("contact.already", where="name", name=fields.name)])
    row = new_contact(doing.actor, place, organisation, fields, NOTHING, doing.today)
    save_new([row])
    recount(actor=doing.actor, secondments=[row.secondment_id], today=doing.today)
    return row


@act(
    "contact.edit", Contact, "改动", said="已保存。", records="contact.edited", may=KEEPS,
    life=CONTACT, moves="change", revised=True, related=OF_CONTACT,
)  # fmt: skip
def edit_contact(
    row: Contact,
    doing: Doing,
    *,
    name: Name,
    post: Post = "",
    phones: Phones = [],  # noqa: B006 - read only
    emails: Mails = [],  # noqa: B006 - read only
    groups: Tags = "",
    note: Remark = "",
    sensitivity: Sight = "INTERNAL",
) -> Contact:
    """Correct a card; what the card held beyond the fields stays."""
    fields = _fields(name, post, phones, emails, note, groups, sensitivity)
    post_before = row.post
    write_card(row, fields, open_card(row))
    waiting = row.handovers.filter(state="OFFERED").values_list("handover__to_unit", flat=True)
    row.unit_ids = seen_by(row, *waiting)
    row.revision += 1
    row.save()
    if row.post != post_before:
        move_post(row, doing.today)
    return row
