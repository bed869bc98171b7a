"""Many cards at once, from a phone's file or a sheet, each told what became of it."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.formats.vcard import Card
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.liaison.cards import Sealed
from dunmiao.liaison.filing import grow, new_contact, save_new
from dunmiao.liaison.keeping import Place, recount
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import CardImport, Contact, Organisation
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
    if not cards:
        raise RuleBroken([say("cards.kind", where="file")])
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
                found = grow(self.actor, name[:100], node)
                self.actor.record("organisation.added", found)
                self.nodes[node.pk, name] = found
                self.added.append(found)
            node = found
        return node, []
