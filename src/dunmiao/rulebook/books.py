"""The content of a rule set as a workbook of two sheets: what is written is what is read."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from dunmiao.formats.books import Filled, read_filled
from dunmiao.formats.container import Refused
from dunmiao.formats.workbook import Sheet, write_sheets
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.kernel.moves import MOVE_LABELS
from dunmiao.rulebook.files import ParameterIn, RuleFile, RuleIn, read_content, say
from dunmiao.rulebook.parameters import PARAMETERS
from dunmiao.rulebook.rules import LABELS, POST_CLASSES, SEVERITIES, WORDS
from dunmiao.rulebook.sentences import RULE_SUBJECTS, in_words, read_value

DAYS = {"自": "effective_from", "至": "effective_to"}
CHECKED = {"核实人": "verified_by", "核实日": "verified_on"}
RULE_COLUMNS = {
    "代码": "code", "说法": "text", "依据": "source", "项目": "attribute", "比较": "operator",
    "取值": "value", "轻重": "severity", "岗位": "post_classes", "方式": "moves", **DAYS, **CHECKED,
}  # fmt: skip
PARAMETER_COLUMNS = {
    "参数": "key", "名称": "", "用于": "", "数值": "value", "出处": "source", **DAYS, **CHECKED,
}  # fmt: skip
RULES, VALUES = "规则", "参数"
_VOCABULARY: dict[str, Mapping[str, str]] = {
    "attribute": {code: LABELS[code] for code in RULE_SUBJECTS},
    "operator": WORDS,
    "severity": SEVERITIES,
    "post_classes": POST_CLASSES,
    "moves": {str(kind): label for kind, label in MOVE_LABELS.items()},
}
_BREAK = "；"


def write_book(content: RuleFile) -> bytes:
    """The workbook of a content, in words."""
    rules = [[_shown(row, name) for name in RULE_COLUMNS.values()] for row in content.rules]
    values = [
        [row.key, PARAMETERS[row.key].label, PARAMETERS[row.key].use,
         *(_shown(row, name) for name in PARAMETER_COLUMNS.values() if name not in ("", "key"))]
        for row in content.parameters
    ]  # fmt: skip
    return write_sheets(
        [Sheet(RULES, list(RULE_COLUMNS), rules), Sheet(VALUES, list(PARAMETER_COLUMNS), values)]
    )


def _shown(row: RuleIn | ParameterIn, name: str) -> str:
    value = getattr(row, name)
    if isinstance(value, list):
        return _BREAK.join(_VOCABULARY[name][one] for one in value)
    if name == "value" and isinstance(row, RuleIn):
        shown = in_words(row.attribute, value)
        return re.sub(r" (岁|年)$", "", shown)
    if name in _VOCABULARY:
        return _VOCABULARY[name][value]
    return "" if value is None else str(value)


def read_any(content: bytes, *, since: date) -> RuleFile:
    """The content of a workbook or of a JSON file; RuleBroken with every fault at `file`."""
    if content[:2] != b"PK":
        return read_content(content, since=since)
    try:
        rules = read_filled(content, header=list(RULE_COLUMNS))
        values = read_filled(content, header=list(PARAMETER_COLUMNS))
    except Refused as refused:
        raise RuleBroken([refused.finding.at("file")]) from None
    if faults := [*_lacking(RULES, rules), *_lacking(VALUES, values)]:
        raise RuleBroken(faults)
    plain = {
        "rules": [_rule(cells) for _, cells in rules.texts()],
        "parameters": [_plain(cells, PARAMETER_COLUMNS) for _, cells in values.texts()],
    }
    places = _places(rules, values)
    return read_content(json.dumps(plain).encode(), since=since, place=places)


def _lacking(sheet: str, filled: Filled) -> Iterable[Finding]:
    lost = [name for name in filled.missing if name not in DAYS and name not in CHECKED]
    if lost:
        problem = f"缺 {'、'.join(lost)}"
        yield say("rules.file", where="file", place=sheet, problem=problem)
    for fault in filled.faults:
        yield say("rules.file", where="file", place=fault.where or sheet, problem=fault.message)


def _plain(cells: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, Any]:
    pairs = ((name, cells.get(head, "").strip()) for head, name in columns.items() if name)
    return {name: text for name, text in pairs if text or name in ("value", "code", "key")}


def _rule(cells: Mapping[str, str]) -> dict[str, Any]:
    """A row with words in place of codes; a word that is none stays, and is told as unknown."""
    row = _plain(cells, RULE_COLUMNS)
    for name, words in _VOCABULARY.items():
        codes = {word: code for code, word in words.items()}
        text = row.get(name, "")
        if name in ("post_classes", "moves"):
            row[name] = [codes.get(one, one) for one in re.split("[；;]", text) if one]
        elif text:
            row[name] = codes.get(text, text)
    try:
        row["value"] = read_value(
            row.get("attribute", ""), row.get("operator", ""), row["value"], RULE_SUBJECTS
        )
    except RuleBroken:
        pass  # the same fault is told with its place
    return row


def _places(rules: Filled, values: Filled) -> Callable[[str], str]:
    """`rules.0.value` as the sheet has it: 规则 第 2 行 取值."""
    numbers = {"rules": [n for n, _ in rules.rows], "parameters": [n for n, _ in values.rows]}
    sheets = {"rules": (RULES, RULE_COLUMNS), "parameters": (VALUES, PARAMETER_COLUMNS)}

    def place(path: str) -> str:
        part, _, rest = path.partition(".")
        number, _, name = rest.partition(".")
        if part not in numbers or not number.isdecimal():
            return path or "—"
        sheet, columns = sheets[part]
        head = next((head for head, known in columns.items() if known == name), "")
        return f"{sheet} 第 {numbers[part][int(number)]} 行 {head}".rstrip()

    return place
