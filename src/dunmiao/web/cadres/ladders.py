"""The table of levels and reserve listings: rows for the page, and its form read back."""

from collections.abc import Set
from datetime import date
from typing import Any

from django.http import QueryDict

from dunmiao.formats.checks import read_month
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.people.ladders import Ladders, ladders_of
from dunmiao.people.masks import FieldClass
from dunmiao.people.rules import LADDERS, Held, Listed

RESERVE = "RESERVE"
KINDS = {**LADDERS, RESERVE: "后备"}
OPEN = {"至今", "今", "present"}


def month_of(text: str, label: str) -> date | None:
    """A month of a form; empty is None, what cannot be read is a refusal."""
    found: list[Finding] = []
    month = read_month(text.strip(), label, found, "") if text.strip() else None
    if found:
        raise RuleBroken(found)
    return month


def ladder_rows(cadre: Any, *, may_edit: bool, classes: Set[FieldClass]) -> list[dict[str, Any]]:
    """Everything held and listed, oldest first; an empty row of each kind for who may edit."""
    kept = ladders_of(cadre)
    rows: list[dict[str, Any]] = [
        {
            "kind": entry.ladder,
            "value": entry.value,
            "first": entry.first,
            "last": entry.last,
            "origin": "",
            "is_open": entry.is_open,
        }
        for entry in kept.held
    ] + [
        {
            "kind": RESERVE,
            "value": entry.pool,
            "first": entry.first,
            "last": entry.last,
            "origin": entry.origin,
            "is_open": entry.is_open,
        }
        for entry in kept.listed
        if FieldClass.RESERVE in classes
    ]
    if may_edit:
        rows += [{"kind": kind, "value": "", "origin": "", "is_open": True} for kind in KINDS]
    order = list(KINDS)
    rows.sort(
        key=lambda row: (order.index(row["kind"]), not row["value"], row.get("first") or date.min)
    )
    return [{**row, "label": KINDS[row["kind"]]} for row in rows]


def read_ladders(data: QueryDict) -> Ladders:
    """The table as it was sent; rows without content are left out."""
    columns = [data.getlist(name) for name in ("kind", "value", "first", "last", "origin")]
    held, listed = [], []
    for kind, value, first, last, origin in zip(*columns, strict=False):
        if not value.strip():
            continue
        is_open = last.strip() in OPEN
        months = (month_of(first, "起"), None if is_open else month_of(last, "止"))
        if kind == RESERVE:
            listed.append(Listed(value.strip(), *months, origin.strip(), is_open))
        elif kind in LADDERS:
            held.append(Held(kind, value.strip(), *months, is_open))
    return Ladders(tuple(held), tuple(listed))
