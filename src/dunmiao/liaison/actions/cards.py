"""Many cards at once, from a phone's file or a sheet, each told what became of it."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.formats.vcard import Card
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted, not_visible
from dunmiao.kernel.findings import Finding
from dunmiao.liaison.actions.contacts import (
    add_organisation,
    new_contact,
    save_new,
)
from dunmiao.liaison.actions.keeping import Place, is_own, recount
from dunmiao.liaison.cards import Sealed
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import CardImport, Contact, ContactPost, Custody, Organisation
from dunmiao.liaison.rules.contacts import (
    BELOW,
    REFUSED,
    TAKEN,
    THERE,
    ContactFields,
    objections_to_contact,
)
from dunmiao.secondments.rules.words import objections_to_words


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one card: its line in the file, its name, and why."""

    line: int
    name: str
    outcome: str
    findings: tuple[Finding, ...] = ()


@dataclass
class CardsReport:
    """Every card of a file, taken or not; `made` is there when at least one was filed."""

    rows: list[Told] = field(default_factory=list)
    made: CardImport | None = None

    def count(self, outcome: str) -> int:
        """How many ended so."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def taken(self) -> int:
        """How many were filed."""
        return self.count(TAKEN)


def fields_of(card: Card) -> ContactFields:
    """What this room models of a card."""
    return ContactFields(
        name=card.name,
        post=card.title,
        phones=card.phones,
        emails=card.emails,
        note=card.note,
        groups=card.groups,
    )


@transaction.atomic
def take_cards(
    *,
    actor: Actor,
    place: Place,
    cards: Sequence[Card],
    root: Organisation,
    today: date,
    name: str = "",
) -> CardsReport:
    """File these under `root`, by the organisation each card names; whole or not at all.

    A card that cannot be filed costs no other. Who is there by name in the same organisation is
    not filed twice; equal numbers are found afterwards as likely duplicates.
    """
    actor.require(Permission.CONTACTS_KEEP)
    if not is_own(actor, place):
        raise not_permitted()
    if not cards:
        raise RuleBroken([say("cards.kind")])
    tree, report, new = _Tree(actor, root), CardsReport(), []
    seen = visible(Contact, actor).exclude(state="MERGED")
    known = set(
        seen.filter(organisation__path__startswith=root.path).values_list("organisation", "name")
    )
    for card in cards:
        fields = fields_of(card)
        found = objections_to_contact(fields) + objections_to_words(fields.post, fields.note)
        if found:
            report.rows.append(Told(card.line, card.name, REFUSED, tuple(found)))
            continue
        at, notes = tree.place_of(card.organisation)
        if (at.pk, fields.name.strip()) in known:
            told = Told(card.line, card.name, THERE, (say("cards.taken"),))
            report.rows.append(told)
            continue
        known.add((at.pk, fields.name.strip()))
        photo = base64.b64encode(card.photo).decode() if card.photo else ""
        new.append(
            new_contact(actor, place, at, fields, Sealed(photo=photo, kept=card.kept), today)
        )
        report.rows.append(Told(card.line, card.name, TAKEN, tuple(notes)))
    if new or tree.added:
        report.made = _keep_import(actor, place, root, name, new, tree.added, today)
    save_new(new)
    case = place.secondment
    recount(actor=actor, secondments=[case.pk if case else None], today=today)
    actor.record("contacts.imported", root, rows=len(report.rows), taken=report.taken)
    return report


def _keep_import(
    actor: Actor,
    place: Place,
    root: Organisation,
    name: str,
    rows: Sequence[Contact],
    nodes: Sequence[Organisation],
    today: date,
) -> CardImport:
    made = CardImport.objects.create(
        city_id=actor.city_id,
        name=name[:200],
        root=root,
        made_by_id=actor.user_id,
        made_on=today,
        taken=len(rows),
        unit_ids=[place.unit.pk],
        user_ids=[actor.user_id],
    )
    for row in rows:
        row.card_import = made
    Organisation.objects.filter(pk__in=[node.pk for node in nodes]).update(card_import=made)
    return made


@transaction.atomic
def undo_import(*, actor: Actor, import_uid: Any, today: date) -> CardImport:
    """Take back what a file brought: cards that nobody touched since go, with the organisations
    that it named first and that are empty now; a card that was used meanwhile stays."""
    actor.require(Permission.CONTACTS_KEEP)
    seen = visible(CardImport, actor).values("pk")
    rows = CardImport.objects.select_for_update(of=("self",)).filter(pk__in=seen)
    made: CardImport | None = rows.filter(uid=import_uid).first()
    if made is None:
        raise not_visible()
    if made.made_by_id != actor.user_id:
        actor.require(Permission.CONTACTS_MANAGE)
    if made.undone_on is not None:
        raise Conflict([say("cards.undone")])
    going = list(_untouched(made).select_for_update(of=("self",)).order_by("pk"))
    for part in (ContactPost, Custody):
        part.objects.filter(contact__in=going).delete()
    Contact.objects.filter(pk__in=[row.pk for row in going]).delete()
    _drop_empty(made)
    made.undone_on, made.dropped = today, len(going)
    made.save(update_fields=["undone_on", "dropped"])
    recount(actor=actor, secondments={row.secondment_id for row in going}, today=today)
    actor.record("contacts.import_undone", made, rows=len(going))
    return made


def _untouched(made: CardImport) -> QuerySet[Contact]:
    """Cards of a file as they were filed: every act on one raises its revision or hangs on it."""
    return made.contacts.filter(
        revision=1, handovers=None, interactions=None, contactchecks=None, merges=None, merged=None
    )


def _drop_empty(made: CardImport) -> None:
    """The organisations that a file named first, where nothing lies at them or below."""
    for node in made.organisations.order_by("-path"):
        used = (
            node.children.exists()
            or node.contacts.exists()
            or node.materials.exists()
            or ContactPost.objects.filter(organisation=node).exists()
        )
        if not used:
            node.delete()


class _Tree:
    """The nodes below a root by name, made where a card names a new one."""

    def __init__(self, actor: Actor, root: Organisation) -> None:
        rows = Organisation.objects.filter(city_id=actor.city_id, path__startswith=root.path)
        self.actor, self.root = actor, root
        self.nodes = {(row.parent_id, row.name): row for row in rows}
        self.added: list[Organisation] = []

    def place_of(self, names: Iterable[str]) -> tuple[Organisation, list[Finding]]:
        """Where a card belongs: what lies too deep stays with the last level."""
        parts = [name.strip() for name in names if len(name.strip()) >= 2]
        if parts and parts[0] == self.root.name:
            parts = parts[1:]
        elif not parts:
            return self.root, [say("cards.no_organisation", name=self.root.name)]
        node = self.root
        for name in parts:
            if node.kind not in BELOW:
                break
            found = self.nodes.get((node.pk, name))
            if found is None:
                found = add_organisation(actor=self.actor, name=name[:100], parent=node)
                self.nodes[node.pk, name] = found
                self.added.append(found)
            node = found
        return node, []
