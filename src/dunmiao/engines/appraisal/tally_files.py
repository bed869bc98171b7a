"""Sheets and schemes as plain files, and the result as it is printed: exact and as a decimal."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from dunmiao.engines.appraisal.exact import ROUNDINGS, decimal_of, fraction_of
from dunmiao.engines.appraisal.tally import Incomplete, Scheme, Sheet, Tally, tally
from dunmiao.engines.located import BadJson, Located, parse
from dunmiao.engines.tables import BadInput, Fault, decode, read_table, whole

COLUMNS = ("ratee", "group", "grade", "count")
MOST_COUNT = 10**9
MOST_DIGITS = 9
KEYS = (
    "format",
    "grades",
    "groups",
    "abstain",
    "invalid",
    "items",
    "missing_group",
    "digits",
    "rounding",
    "document",
)


class _Scheme:
    """One pass over a scheme, collecting faults with their lines."""

    def __init__(self, name: str, content: bytes, faults: list[Fault]) -> None:
        self.name, self.faults = name, faults
        self.located = self._parse(content)
        plain = self.located.value
        self.plain: dict[str, Any] = plain if isinstance(plain, dict) else {}

    def _parse(self, content: bytes) -> Located:
        text = decode(self.name, content, self.faults)
        try:
            located = parse(text)
        except BadJson as wrong:
            self.faults.append(Fault(self.name, wrong.line, str(wrong)))
            return Located({})
        if not isinstance(located.value, dict):
            self.faults.append(Fault(self.name, 1, "must be one object"))
        return located

    def fault(self, reason: str, *path: str | int) -> None:
        self.faults.append(Fault(self.name, self.located.line(*path), reason))

    def scheme(self) -> Scheme:
        if self.faults:
            return Scheme({}, {})
        if self.plain.get("format") != "dunmiao-tally-scheme/1":
            self.fault('format must be "dunmiao-tally-scheme/1"', "format")
        for key in sorted(self.plain.keys() - set(KEYS)):
            self.fault(f'unknown key "{key}"', key)
        grades, groups = self.numbers("grades"), self.numbers("groups", least=Fraction(0))
        for key, found in (("grades", grades), ("groups", groups)):
            if not found:
                self.fault(f"{key} must not be empty", key)
        if groups and sum(groups.values()) != 1:
            self.fault(f"the weights of groups sum to {sum(groups.values())}, not 1", "groups")
        abstain, invalid = self.names("abstain"), self.names("invalid")
        for name in sorted({*grades} & (abstain | invalid) | abstain & invalid):
            self.fault(f'"{name}" stands twice among grades, abstain and invalid')
        items = self.numbers("items", least=Fraction(0))
        if items and not sum(items.values()):
            self.fault("the weights of items sum to 0", "items")
        return Scheme(
            grades,
            groups,
            abstain,
            invalid,
            items,
            self.one_of("missing_group", ("refuse", "renormalise")) == "renormalise",
            self.digits(),
            self.one_of("rounding", tuple(ROUNDINGS), default="half-up"),
            self.text("document"),
        )

    def numbers(self, key: str, *, least: Fraction | None = None) -> dict[str, Fraction]:
        plain, out = self.plain.get(key, {}), {}
        if not isinstance(plain, dict):
            self.fault(f"{key} must be an object", key)
            return {}
        for name, text in plain.items():
            value = fraction_of(text)
            if value is None:
                self.fault(f'{key} "{name}": {text!r} is not a number as text', key, name)
            elif least is not None and value < least:
                self.fault(f'{key} "{name}": {text} is below {least}', key, name)
            else:
                out[name] = value
        return out

    def names(self, key: str) -> frozenset[str]:
        plain = self.plain.get(key, [])
        if not isinstance(plain, list) or not all(isinstance(one, str) for one in plain):
            self.fault(f"{key} must be a list of texts", key)
            return frozenset()
        return frozenset(plain)

    def one_of(self, key: str, allowed: tuple[str, ...], default: str = "") -> str:
        value = self.plain.get(key, default or allowed[0])
        if value not in allowed:
            self.fault(f"{key} must be one of {', '.join(allowed)}", key)
            return allowed[0]
        return str(value)

    def digits(self) -> int:
        value = self.plain.get("digits", 2)
        if type(value) is not int or not 0 <= value <= MOST_DIGITS:
            self.fault(f"digits must be a whole number from 0 to {MOST_DIGITS}", "digits")
            return 2
        return value

    def text(self, key: str) -> str:
        value = self.plain.get(key, "")
        if not isinstance(value, str):
            self.fault(f"{key} must be a text", key)
            return ""
        return value


def scheme_from(content: bytes, *, name: str, faults: list[Fault]) -> Scheme:
    """Read a scheme; what is wrong with it joins the faults."""
    return _Scheme(name, content, faults).scheme()


def counted(rows: Iterable[Sheet], scheme: Scheme, *, first: Mapping[str, int], name: str) -> Tally:
    """The count of sheets read from a file; BadInput names who lacks sheets by his `first` line."""
    try:
        return tally(rows, scheme)
    except Incomplete as wanting:
        raise BadInput(
            [Fault(name, first[ratee], _words(ratee, item, group))
             for ratee, item, group in wanting.missing]
        ) from wanting  # fmt: skip


def tally_from(
    sheets: bytes,
    scheme: bytes,
    *,
    sheets_name: str = "SHEETS.csv",
    scheme_name: str = "SCHEME.json",
) -> Tally:
    """Read both files and count; BadInput lists every fault of both."""
    faults: list[Fault] = []
    read = scheme_from(scheme, name=scheme_name, faults=faults)
    readable = not faults
    table = read_table(sheets_name, sheets, needed=COLUMNS, optional=("item",))
    faults += table.faults
    first: dict[str, int] = {}
    rows = []
    for line, row in table.rows if not table.faults else []:
        sheet = _sheet(row, sheets_name, line, faults)
        first.setdefault(sheet.ratee, line)
        if readable:
            faults += [Fault(sheets_name, line, why) for why in _strange(sheet, read)]
        rows.append(sheet)
    if faults:
        raise BadInput(faults)
    return counted(rows, read, first=first, name=sheets_name)


def _sheet(row: dict[str, str], name: str, line: int, faults: list[Fault]) -> Sheet:
    count = whole(row["count"], least=0, most=MOST_COUNT)
    if count is None:
        faults.append(Fault(name, line, f'count "{row["count"]}" is not a whole number ≥ 0'))
    if not row["ratee"]:
        faults.append(Fault(name, line, "ratee is empty"))
    return Sheet(row["ratee"], row["group"], row.get("item", ""), row["grade"], count or 0)


def _strange(sheet: Sheet, scheme: Scheme) -> list[str]:
    out = []
    if sheet.group not in scheme.groups:
        out.append(f'unknown group "{sheet.group}"')
    if sheet.grade not in {*scheme.grades, *scheme.abstain, *scheme.invalid}:
        out.append(f'unknown grade "{sheet.grade}"')
    if scheme.items and sheet.item not in scheme.items:
        out.append(f'item "{sheet.item}" has no weight')
    return out


def _words(ratee: str, item: str, group: str) -> str:
    of = f' on item "{item}"' if item else ""
    return f'ratee "{ratee}": no valid sheet' + (f' of group "{group}"' if group else "") + of


def tally_json(counted: Tally) -> dict[str, Any]:
    """The result: per person the score, per group counts, rates and score; items where used."""
    return {
        "format": "dunmiao-tally/1",
        "ratees": [_ratee(counted, ratee) for ratee in counted.ratees],
        "findings": counted.findings,
    }


def _ratee(counted: Tally, ratee: str) -> dict[str, Any]:
    groups = counted.scheme.groups
    out: dict[str, Any] = {
        "ratee": ratee,
        "score": printed(counted, counted.score(ratee)),
        "groups": {group: _group(counted, ratee, group) for group in groups},
    }
    if counted.items != [""]:
        out["items"] = {
            item: printed(counted, counted.item_score(ratee, item)) for item in counted.items
        }
    return out


def printed(counted: Tally, value: Fraction | None) -> dict[str, str] | None:
    """A score as the fraction it is and as the scheme's decimal."""
    if value is None:
        return None
    scheme = counted.scheme
    shown = decimal_of(value, digits=scheme.digits, rounding=scheme.rounding)
    return {"exact": str(value), "decimal": shown}


def _group(counted: Tally, ratee: str, group: str) -> dict[str, Any]:
    cell, score = counted.pooled(ratee, group), counted.group_score(ratee, group)
    return {
        "valid": cell.valid,
        "abstain": cell.abstain,
        "invalid": cell.invalid,
        "score": None if score is None else str(score),
        "rates": {grade: str(cell.rate(grade)) for grade in cell.grades} if cell.valid else {},
    }
