"""Read a book of indicators: one sheet of definitions, one sheet a quarter, a unit a line."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from dunmiao.formats.books import fault_of
from dunmiao.formats.cells import NOTHING, column_letter
from dunmiao.formats.cells import Cell as SheetCell
from dunmiao.formats.checks import text_of
from dunmiao.formats.lines import is_no_unit
from dunmiao.kernel.findings import Finding
from dunmiao.kernel.quarters import read_quarter
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.rules.indicators import (
    BASES,
    DEFINITIONS,
    MOST_FAULTS,
    PERCENT,
    Book,
    Cell,
    Definition,
)

DEFINED = ("指标", "计量单位", "口径", "定义", "来源", "自何期起")
FIRST_CELLS = {"单位", "单位名称", "镇（街道）", "镇街道", "镇", "项目", "重点项目", "名称"}
# What tables write where a figure is lacking, or kept back because too few firms stand behind it.
LACKING = {"", "-", "—", "——", "…", "……", "/", "无", "保密", "#"}
MOST = Decimal(10) ** 13
PLACES = Decimal("0.0001")
HEADER_WITHIN = 10


def read_indicator_book(
    sheets: Sequence[tuple[str, list[list[SheetCell]]]],
) -> tuple[Book, list[Finding]]:
    """The book of these sheets, and every fault with its sheet and cell, `MOST_FAULTS` at most."""
    book, found = Book(), list[Finding]()
    quarters: dict[int, str] = {}
    for title, table in sheets:
        if title.strip() == DEFINITIONS:
            _read_definitions(title, table, book, found)
    for title, table in sheets:
        if title.strip() == DEFINITIONS or not any(
            not cell.is_empty for row in table for cell in row
        ):
            continue
        quarter = read_quarter(title)
        if quarter is None:
            found.append(say("indicator.sheet", where=title, title=title))
        elif quarter in quarters:
            found.append(say("indicator.sheet_twice", where=title, other=quarters[quarter]))
        else:
            quarters[quarter] = title
            _read_quarter_sheet(title, quarter, table, book, found)
    if not book.cells and not found:
        found.append(say("indicator.empty"))
    return book, found[:MOST_FAULTS]


def _read_definitions(
    title: str, table: list[list[SheetCell]], book: Book, found: list[Finding]
) -> None:
    at = next((n for n, row in enumerate(table[:HEADER_WITHIN]) if "指标" in _texts(row)), None)
    heads = _texts(table[at]) if at is not None else []
    lacking = [name for name in DEFINED[:4] if name not in heads]
    if at is None or lacking:
        found.append(say("indicator.columns", where=title, names="、".join(lacking or DEFINED[:4])))
        return
    for number, row in enumerate(table[at + 1 :], start=at + 2):
        line = dict(zip(heads, _texts(row), strict=False))
        if any(line.values()):
            _read_definition(f"{title} 第 {number} 行", line, book, found)


def _read_definition(where: str, line: Mapping[str, str], book: Book, found: list[Finding]) -> None:
    name, basis, since = line["指标"], line["口径"], line.get("自何期起", "")
    codes = {label: code for code, label in BASES.items()}
    faults = []
    if not 0 < len(name) <= 60:
        faults.append(say("indicator.name", where=where))
    if name in book.definitions:
        faults.append(say("indicator.defined_twice", where=where, name=name))
    if basis not in codes:
        faults.append(say("indicator.basis", where=where, text=basis, all="、".join(codes)))
    if not 0 < len(line["计量单位"]) <= 20:
        faults.append(say("indicator.measure", where=where, name=name))
    if not 0 < len(line["定义"]) <= 500:
        faults.append(say("indicator.text", where=where, name=name))
    if since and read_quarter(since) is None:
        faults.append(say("indicator.since_unread", where=where, text=since))
    found += faults
    if not faults:
        book.definitions[name] = Definition(
            name, line["计量单位"], codes[basis], line["定义"], line.get("来源", "")[:100],
            read_quarter(since),
        )  # fmt: skip


def _read_quarter_sheet(
    title: str,
    quarter: int,
    table: list[list[SheetCell]],
    book: Book,
    found: list[Finding],
) -> None:
    at = next(
        (n for n, row in enumerate(table[:HEADER_WITHIN]) if set(_texts(row)) & FIRST_CELLS), None
    )
    if at is None:
        found.append(say("indicator.no_header", where=title, names="、".join(sorted(FIRST_CELLS))))
        return
    heads = _texts(table[at])
    first = next(n for n, head in enumerate(heads) if head in FIRST_CELLS)
    columns = [(n, *_heading(head)) for n, head in enumerate(heads) if n > first and head]
    for n, name, measure in columns:
        defined = book.definitions.get(name)
        if defined and measure and measure != defined.measure:
            where = f"{title}!{column_letter(n)}{at + 1}"
            found.append(
                say(
                    "indicator.other_measure",
                    where=where,
                    name=name,
                    measure=measure,
                    other=defined.measure,
                )  # fmt: skip
            )
    for number, row in enumerate(table[at + 1 :], start=at + 1):
        unit = text_of(row[first].text) if first < len(row) else ""
        if is_no_unit(unit):
            continue
        for n, name, _ in columns:
            cell = row[n] if n < len(row) else NOTHING
            where = f"{title}!{column_letter(n)}{number + 1}"
            if lost := fault_of(cell, where):
                found.append(lost)
                continue
            defined = book.definitions.get(name)
            value, fault = figure_of(cell, percent=bool(defined and defined.measure == PERCENT))
            if fault:
                found.append(say(fault, where=where, text=text_of(cell.text)[:30], name=name))
            elif value is not None and not unit:
                found.append(say("indicator.no_unit", where=where))
            elif value is not None:
                book.cells.append(Cell(name, unit, quarter, value, where))


def _heading(text: str) -> tuple[str, str]:
    """(indicator, unit of measure in brackets or nothing): "规上工业总产值（万元）"."""
    found = re.fullmatch(r"(.+?)\s*[（(]([^（()）]+)[)）]", text)
    return (found[1], found[2].strip()) if found else (text, "")


def _texts(row: Sequence[SheetCell]) -> list[str]:
    return [text_of(cell.text) for cell in row]


def figure_of(cell: SheetCell, *, percent: bool) -> tuple[Decimal | None, str]:
    """As `read_figure`; a number that the sheet shows as per cent is a hundred times what it
    holds."""
    if cell.is_percent and isinstance(cell.value, float):
        return read_figure(f"{Decimal(f'{cell.value:.15g}') * 100}%", percent=percent)
    return read_figure("" if cell.value is None else cell.value, percent=percent)


def read_figure(raw: Any, *, percent: bool = False) -> tuple[Decimal | None, str]:
    """(value to four places or None where it lacks, code of the fault or nothing)."""
    text = unicodedata.normalize("NFKC", text_of(raw)).replace(",", "").replace(" ", "")
    if text in {unicodedata.normalize("NFKC", word) for word in LACKING}:
        return None, ""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        return None, "indicator.number"
    if text.endswith(PERCENT):
        if not percent:
            return None, "indicator.percent"
        text = text[:-1]
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None, "indicator.number"
    if not value.is_finite():
        return None, "indicator.number"
    if abs(value) >= MOST:
        return None, "indicator.absurd"
    return value.quantize(PLACES), ""
