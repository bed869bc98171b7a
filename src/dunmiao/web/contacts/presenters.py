"""The tree of organisations as rows of a page: open along the path to the one chosen."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as mark

from dunmiao.liaison.cards import Sealed
from dunmiao.liaison.rules.contacts import ORGANISATION_KINDS, SENSITIVITIES, WORDS
from dunmiao.liaison.rules.coverage import cover_of
from dunmiao.liaison.selectors import Tree

# What the empty card proposes as labels of numbers.
PHONES = (mark("手机"), mark("办公"), mark("传真"), mark("其他"))
ORBS = {"FRESH": "", "STALE": "half", "NONE": "none"}
STATES = {"FRESH": "有效", "STALE": "待核实", "NONE": "未覆盖"}
LABELS: dict[str, Any] = {
    "words": WORDS,
    "sensitivities": SENSITIVITIES,
    "kinds": ORGANISATION_KINDS,
    "states": STATES,
}


@dataclass(frozen=True)
class Branch:
    """One node shown, with those below it where it is open."""

    row: Any
    orb: str
    state: str
    cover: Any
    is_chosen: bool
    below: list["Branch"]


def branches(tree: Tree, chosen: Any) -> list[Branch]:
    """The roots, opened along the path of `chosen`."""

    def made(row: Any) -> Branch:
        cover = cover_of(tree.covers, row.pk, row.kind)
        below = tree.children.get(row.pk, [])
        return Branch(
            row, ORBS[cover.state], STATES[cover.state], cover,
            chosen is not None and row.pk == chosen.pk, [made(one) for one in below],
        )  # fmt: skip

    return [made(row) for row in tree.children.get(None, [])]


def percent(part: int, whole: int) -> str:
    """A share to one decimal, a dash without a whole."""
    return f"{100 * part / whole:.1f}%" if whole else "—"


def typed(row: Any, card: Sealed) -> dict[str, Any]:
    """What the form of a change proposes: the card as it is."""
    return {
        "name": row.name,
        "post": row.post,
        "phones": [{"label": label, "number": number} for label, number in card.phones],
        "emails": [{"value": address} for _, address in card.emails],
        "groups": "；".join(row.groups),
        "note": card.note,
        "sensitivity": row.sensitivity,
    }
