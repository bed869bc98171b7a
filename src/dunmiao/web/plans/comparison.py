"""Rows of the comparison of plans, and who moves between two of them."""

from typing import Any

from django.utils.translation import gettext_noop as mark

from dunmiao.placements.inputs import COMPONENTS
from dunmiao.placements.numbers import LABELS, changes


def _best(values: list[float]) -> float | None:
    return max(values) if len(values) > 1 and len(set(values)) > 1 else None


def rows_of(columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The seven numbers and the fill, then costs; the best cell of a row is marked."""
    rows: list[dict[str, Any]] = []
    for key, label in LABELS.items():
        shares = [column["shares"][key] for column in columns]
        values = [share.count / share.base if share.base else 0.0 for share in shares]
        best = _best(values)
        rows.append(
            {
                "label": label,
                "cells": [
                    {
                        "text": share.percent,
                        "note": f"{share.count}/{share.base}",
                        "best": value == best,
                    }
                    for share, value in zip(shares, values, strict=True)
                ],
            }
        )
    rows += [
        _plain(mark("意愿与适配合计"), columns, _fit, more_is_better=True),
        _plain(mark("最大单家抽调"), columns, lambda c: c["drain"][1], more_is_better=False),
        _plain(mark("固定数"), columns, lambda c: sum(p.pinned for p in c["placed"]), more_is_better=False),
        _plain(mark("结构缺口"), columns, lambda c: sum(s["missing"] for s in c["plan"].result["shortfalls"]), more_is_better=False),
        _plain(mark("适配中位"), columns, lambda c: c["quality"]["median"], more_is_better=True),
    ]  # fmt: skip
    return rows


def _fit(column: dict[str, Any]) -> int:
    entries = column["plan"].result["assignments"]
    return sum(entry["terms"].get(name, 0) for entry in entries for name in COMPONENTS)


def _plain(
    label: str, columns: list[dict[str, Any]], value: Any, *, more_is_better: bool
) -> dict[str, Any]:
    values = [float(value(column)) for column in columns]
    best = _best([v if more_is_better else -v for v in values])
    return {
        "label": label,
        "cells": [
            {
                "text": f"{v:g}",
                "note": "",
                "best": best is not None and (v if more_is_better else -v) == best,
            }
            for v in values
        ],
    }


def moves_between(columns: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Who sits elsewhere in the second plan than in the first."""
    if len(columns) < 2:
        return []
    one, two = columns[0], columns[1]
    before = {p.person: p.post for p in one["placed"]}
    after = {p.person: p.post for p in two["placed"]}
    found = changes(before, after)
    names = one["names"]
    return [
        {
            "name": names.person(person),
            "from": names.post(before[person]) if person in before else "—",
            "to": names.post(after[person]) if person in after else "—",
        }
        for person in (*found["moved"], *found["in"], *found["out"])
    ]
