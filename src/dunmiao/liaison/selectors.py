"""Reads of the directory: the tree with its coverage, entries, one entry, hand-overs, duplicates."""

import base64
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.formats.container import Refused
from dunmiao.formats.names import fold
from dunmiao.formats.papers import JPEG, clean_paper
from dunmiao.kernel.errors import not_visible
from dunmiao.liaison.cards import Sealed, is_searchable, number_key, open_card
from dunmiao.liaison.keeping import Place, keeps
from dunmiao.liaison.models import (
    CardImport,
    Contact,
    ContactHandover,
    ContactMerge,
    Interaction,
    Organisation,
)
from dunmiao.liaison.models.kept import KeptModel
from dunmiao.liaison.rules.coverage import Cover, Node, cover_of, coverage, fresh_since
from dunmiao.liaison.rules.duplicates import Entry, Pair, likely_pairs
from dunmiao.secondments.cases import own_secondment
from dunmiao.secondments.lifecycle import ENDED
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import Unit

RECENT_DAYS = 90
MOST_SHOWN = 300


def own_place(*, actor: Actor) -> Place | None:
    """Where the actor keeps contacts: his own secondment, else the unit of his grant."""
    case = own_secondment(actor=actor)
    if case is not None and case.arrived_on and case.state not in ENDED:
        return Place(Unit.objects.get(pk=case.lead_unit_id), case)
    for grant in actor.grants_with(Permission.CONTACTS_KEEP):
        if not grant.role.is_personal:
            return Place(Unit.objects.get(pk=grant.unit_id))
    return None


def list_contacts(*, actor: Actor, search: str = "") -> QuerySet[Contact]:
    """Entries within sight, by pinyin; `search`: name, pinyin, initials, post, or a whole number."""
    actor.require(Permission.CONTACTS_VIEW)
    rows = visible(Contact, actor).exclude(state="MERGED")
    rows = rows.select_related("organisation", "keeper_unit")
    text = search.strip()[:60]
    if not text:
        return rows
    if is_searchable(text):
        return rows.filter(phone_keys__contains=[number_key(text)])
    return rows.filter(
        Q(name__icontains=text)
        | Q(post__icontains=text)
        | Q(organisation__name__icontains=text)
        | Q(name_key__contains=fold(text))
    )


def under(rows: QuerySet[Contact], organisation: Organisation) -> QuerySet[Contact]:
    """Those at a node and below it."""
    return rows.filter(organisation__path__startswith=organisation.path)


def get_organisation(*, actor: Actor, uid: Any) -> Organisation:
    """One node."""
    actor.require(Permission.CONTACTS_VIEW)
    row = Organisation.objects.filter(city_id=actor.city_id, uid=uid).first()
    if row is None:
        raise not_visible()
    return row


def names_of(organisation: Organisation) -> list[str]:
    """The names of ministry, bureau and division, the lower ones empty where it lies higher."""
    ids = [int(part) for part in organisation.path.strip("/").split("/")]
    names = dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))
    return ([names[pk] for pk in ids] + ["", "", ""])[:3]


def count_same_number(*, row: Contact) -> int:
    """How many other entries within sight have one of its numbers."""
    rows = Contact.objects.filter(city_id=row.city_id, phone_keys__overlap=list(row.phone_keys))
    return rows.exclude(pk=row.pk).exclude(state="MERGED").count() if row.phone_keys else 0


@dataclass(frozen=True)
class Tree:
    """The cover of every node; of the nodes themselves only those shown, by parent and name."""

    covers: dict[int, Cover]
    whole: Cover
    kinds: dict[str, int]
    children: dict[int | None, list[Organisation]]


def read_tree(*, actor: Actor, today: date, chosen: Organisation | None = None) -> Tree:
    """The whole tree summed up, opened along the path to `chosen`; three queries whatever its size."""
    actor.require(Permission.CONTACTS_VIEW)
    rows = Organisation.objects.filter(city_id=actor.city_id).order_by()
    nodes = [Node(*row) for row in rows.values_list("id", "parent_id", "kind")]
    covers = coverage(nodes, _own_covers(actor, today))
    whole = Cover()
    for node in nodes:
        if node.parent is None:
            whole.add(cover_of(covers, node.id, node.kind))
    kinds = Counter(node.kind for node in nodes)
    path = [int(part) for part in chosen.path.strip("/").split("/")] if chosen else []
    children: dict[int | None, list[Organisation]] = {}
    for row in rows.filter(Q(parent=None) | Q(parent__in=path)).order_by("name", "pk"):
        children.setdefault(row.parent_id, []).append(row)
    return Tree(covers, whole, dict(kinds), children)


def _own_covers(actor: Actor, today: date) -> dict[int, Cover]:
    """What lies at each node itself, of what is within sight."""
    since = fresh_since(today)
    rows = visible(Contact, actor).filter(state="ACTIVE").order_by()
    summed = rows.values_list("organisation").annotate(
        known=Count("pk"),
        fresh=Count("pk", filter=Q(verified_on__gte=since)),
        open=Count("pk", filter=Q(last_contact_on__gte=since)),
        helped=Count("helped_on"),
        verified=Max("verified_on"),
    )
    return {
        key: Cover(known, fresh, touched, helped, verified_on=verified)
        for key, known, fresh, touched, helped, verified in summed
    }


def list_ministries(*, actor: Actor) -> list[Organisation]:
    """The roots of the tree, by name."""
    actor.require(Permission.CONTACTS_VIEW)
    return list(Organisation.objects.filter(city_id=actor.city_id, parent=None))


def get_contact(*, actor: Actor, uid: Any) -> Contact:
    """One entry within sight."""
    row = list_contacts(actor=actor).filter(uid=uid).first()
    if row is None:
        raise not_visible()
    return row


@dataclass(frozen=True)
class Chain:
    """Who kept an entry, who looked whether it is right, and to whom it is being handed."""

    custodies: list[Any]
    checks: list[Any]
    waits_for: ContactHandover | None


def read_chain(*, row: Contact) -> Chain:
    """The chain of custody of an entry."""
    waiting = row.handovers.filter(state="OFFERED").select_related("handover__to_unit").first()
    return Chain(
        list(row.custodys.select_related("unit", "handover")),
        list(row.contactchecks.all()[:20]),
        waiting.handover if waiting else None,
    )


def read_life(*, row: Contact) -> tuple[list[Any], list[Any]]:
    """(its posts, the newest interactions)."""
    return list(row.contactposts.select_related("organisation")), list(row.interactions.all()[:20])


def may_open(*, actor: Actor, row: KeptModel) -> bool:
    """Whether the actor may see the numbers, or read the paper: its keeper, and who keeps or manages at that unit.

    Whoever handed it over still sees the entry, its numbers masked.
    """
    alone = row.sensitivity == "RESTRICTED" and not actor.has_all_units
    return row.keeper_id == actor.user_id if alone else keeps(actor, row)


def reveal_contact(*, actor: Actor, uid: Any) -> tuple[Contact, Sealed]:
    """The card in plain words; each reading is a row of the audit record."""
    row = get_contact(actor=actor, uid=uid)
    if not may_open(actor=actor, row=row):
        raise not_visible()
    actor.record("contact.revealed", row)
    return row, open_card(row)


def reveal_photo(*, actor: Actor, uid: Any) -> bytes:
    """The picture on a card, drawn anew as JPEG; recorded like the numbers."""
    _row, card = reveal_contact(actor=actor, uid=uid)
    try:
        paper = clean_paper("photo.jpg", base64.b64decode(card.photo))
    except Refused:
        raise not_visible() from None
    if paper.media_type != JPEG:
        raise not_visible()
    return paper.content


def recent_interactions(
    *, actor: Actor, rows: QuerySet[Contact], today: date, most: int = 8
) -> tuple[int, list[Interaction]]:
    """How often the city was in touch with these within 90 days, and the newest."""
    since = date.fromordinal(today.toordinal() - RECENT_DAYS)
    found = Interaction.objects.filter(
        city_id=actor.city_id, contact__in=rows.order_by().values("pk"), on_day__gte=since
    )
    newest = list(found.select_related("contact")[: most + 1])
    return (len(newest) if len(newest) <= most else found.count()), newest[:most]


@dataclass(frozen=True)
class HandoverLine:
    """A hand-over with how far it is."""

    row: ContactHandover
    offered: int
    received: int
    waits: int
    receivers: str


def list_handovers(*, actor: Actor, most: int = 50) -> list[HandoverLine]:
    """Hand-overs within sight, the newest first."""
    actor.require(Permission.CONTACTS_VIEW)
    rows = visible(ContactHandover, actor).select_related("to_unit")
    rows = rows.prefetch_related("handedcontacts", "handedmaterials")
    out = []
    for row in rows[:most]:
        lines = [*row.handedcontacts.all(), *row.handedmaterials.all()]
        items = [item for item in lines if item.state != "WITHDRAWN"]
        received = [item for item in items if item.state == "RECEIVED"]
        names = dict.fromkeys(item.receiver for item in received)
        out.append(
            HandoverLine(
                row, len(items), len(received), len(items) - len(received), "、".join(names)
            )
        )
    return out


def get_handover(*, actor: Actor, uid: Any) -> tuple[ContactHandover, list[Any], list[Any]]:
    """One hand-over with its entries and its papers."""
    rows = visible(ContactHandover, actor).select_related(
        "to_unit", "secondment__cadre", "to_secondment__cadre"
    )
    row = rows.filter(uid=uid).first()
    if row is None:
        raise not_visible()
    items = row.handedcontacts.select_related("contact__organisation")
    papers = row.handedmaterials.select_related("material__organisation")
    return (
        row,
        list(items.order_by("contact__name_key")),
        list(papers.order_by("material__kind", "material__title")),
    )


def kept_by(*, actor: Actor) -> QuerySet[Contact]:
    """What the actor keeps himself and has not offered to anybody yet."""
    rows = list_contacts(actor=actor).filter(keeper=actor.user_id)
    return rows.exclude(handovers__state="OFFERED")


def receiving_units(*, actor: Actor) -> QuerySet[Unit]:
    """Units that may take contacts over: the city's department and its liaison offices."""
    units = Unit.objects.filter(city_id=actor.city_id)
    return units.filter(Q(kind="LIAISON") | Q(parent=None)).order_by("sort_order", "pk")


def list_duplicates(*, actor: Actor) -> list[tuple[Pair, Contact, Contact]]:
    """Entries within sight that may be one person, the likelier reason first."""
    rows = list(list_contacts(actor=actor).annotate(path=F("organisation__path")))
    by_id = {row.pk: row for row in rows}
    pairs = likely_pairs(
        Entry(
            row.pk,
            row.name,
            int(row.path.split("/")[1]),
            frozenset(bytes(key) for key in row.phone_keys),
        )
        for row in rows
    )
    pairs.sort(key=lambda pair: pair.reason != "SAME_NUMBER")
    return [(pair, by_id[pair.one], by_id[pair.other]) for pair in pairs[:MOST_SHOWN]]


def list_imports(*, actor: Actor, most: int = 10) -> list[CardImport]:
    """The newest files of cards that the actor read in himself, or manages."""
    actor.require(Permission.CONTACTS_KEEP)
    return list(visible(CardImport, actor).select_related("root", "made_by")[:most])


def present_persons(*, actor: Actor) -> QuerySet[Secondment]:
    """Those on secondment now whom the actor sees and who can sign: who is next at a host."""
    rows: QuerySet[Secondment] = visible(Secondment, actor)
    rows = rows.filter(arrived_on__isnull=False, user__isnull=False)
    rows = rows.exclude(state__in=ENDED).exclude(user=actor.user_id)
    return rows.select_related("cadre", "host_unit", "lead_unit").order_by("cadre__name", "pk")


def list_merges(*, actor: Actor, most: int = 20) -> Sequence[ContactMerge]:
    """The newest merges that were not undone."""
    actor.require(Permission.CONTACTS_MANAGE)
    rows = ContactMerge.objects.filter(city_id=actor.city_id, undone_on=None)
    return list(rows.select_related("kept", "dropped")[:most])
