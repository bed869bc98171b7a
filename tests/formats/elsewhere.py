"""Files of `cases/` that other readers than `dunmiao read` are for: what each should say."""

import json
from collections.abc import Callable
from typing import Any

from dunmiao.engines.appraisal.tally_files import tally_from, tally_json
from dunmiao.formats.books import read_tables
from dunmiao.formats.contact_sheets import read_contacts
from dunmiao.formats.word import braces_left
from dunmiao.outcomes.rules.indicator_books import read_indicator_book
from tests.formats.wanted import CASES

SCHEME = {
    "format": "dunmiao-tally-scheme/1", "grades": {"优秀": "100", "称职": "80"},
    "groups": {"A": "3/5", "B": "2/5"}, "abstain": ["弃权"], "invalid": ["废票"], "items": {},
    "missing_group": "refuse", "digits": 2, "rounding": "half-up", "document": "",
}  # fmt: skip


def _phones(content: bytes) -> Any:
    _, cards, found = read_contacts(content)
    return [(card.name, card.phones) for card in cards], [finding.code for finding in found]


def _score(content: bytes) -> Any:
    return tally_json(tally_from(content, json.dumps(SCHEME).encode()))["ratees"][0]["score"]


def _figures(content: bytes) -> Any:
    book, found = read_indicator_book(read_tables(content))
    cells = [(cell.unit, cell.indicator, str(cell.value.normalize())) for cell in book.cells]
    return cells, [finding.code for finding in found]


RATE, OUTPUT = "亩均税收增长率", "规上工业总产值"
TOWNS = [("大桥镇", RATE, "12.5"), ("大桥镇", OUTPUT, "1E+3"), ("新丰镇", RATE, "8"), ("新丰镇", OUTPUT, "2E+3")]  # fmt: skip
SCORE = {"exact": "841/9", "decimal": "93.44"}
ELSEWHERE: dict[str, tuple[Callable[[bytes], Any], Any]] = {
    "C02_numeric_landline.xlsx": (
        _phones, ([("乙数", (("办公", "0573-82520000"),))], ["phone.zero"])
    ),
    "C03_two_phones.xlsx": (
        _phones, ([("丙二", (("手机", "13800001111"), ("手机", "13900002222")))], [])
    ),
    "C06_same_name_diff_phone.xlsx": (
        _phones, ([("己同", (("手机", "13800006666"),)), ("己同", (("手机", "13800007777"),))], [])
    ),
    "C09_space.xlsx": (
        _phones, ([("壬一", (("手机", "13800009999"),)), ("癸一", (("手机", "+86 138-0000-1212"),))], [])
    ),
    "Q01_percent_cell.xlsx": (_figures, (TOWNS, [])),
    "Q07_total.xlsx": (_figures, (TOWNS, [])),
    "Q11_err.xlsx": (_figures, ([TOWNS[1]], ["cell.error"])),
    "Q12_formula_nocache.xlsx": (_figures, ([], ["cell.uncomputed"] * 2)),
    "U01_fullwidth_braces.docx": (
        lambda content: braces_left(content)[1:4:2], ["｛｛ number ｝｝", "标题：{ title }"]
    ),
    **{
        f"tally_{name}.csv": (_score, SCORE)
        for name in ("float", "fullwidth", "gbk", "trailing_commas")
    },
}  # fmt: skip


def read_elsewhere(name: str) -> Any:
    """What the reader of this file says."""
    return ELSEWHERE[name][0]((CASES / name).read_bytes())
