"""The table of levels and reserve listings: rows for the page and for its form."""

from collections.abc import Set
from datetime import date
from typing import Any

from dunmiao.people.actions.corrections import KINDS, RESERVE
from dunmiao.people.ladders import ladders_of
from dunmiao.people.masks import FieldClass


def ladder_rows(cadre: Any, *, classes: Set[FieldClass]) -> list[dict[str, Any]]:
    """Everything held and listed, oldest first."""
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
    order = list(KINDS)
    rows.sort(key=lambda row: (order.index(row["kind"]), row["first"] or date.min))
    return [{**row, "label": KINDS[row["kind"]]} for row in rows]
