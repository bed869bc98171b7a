"""CSV tables of a problem folder, read with the line of every row; every fault is kept."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MOST_BYTES = 512 * 1024 * 1024
MOST_COMPONENT = 10**9
# Heads that offices write for a column, where the column itself lacks.
HEADS = {
    "ratee": ("被测评人", "姓名", "干部姓名"),
    "group": ("组别", "票种", "类别"),
    "item": ("项目", "测评项目"),
    "grade": ("等次", "测评等次"),
    "count": ("票数", "数量", "计数"),
    "unit": ("单位", "单位名称"),
    "people": ("人数", "参加考核人数"),
}


_WHOLE = re.compile(r"([+-]?[0-9]{1,18})(?:\.0+)?")


@dataclass(order=True)
class Fault:
    """One reason why the input is refused, with its place; sorts by file, then line."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        """`file:line: reason`."""
        return f"{self.file}:{self.line}: {self.reason}"


class BadInput(ValueError):
    """The problem cannot be read; `faults` holds every reason at once."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep them sorted."""
        self.faults = sorted(set(map(_as_tuple, faults)))
        super().__init__("\n".join(f"{file}:{line}: {why}" for file, line, why in self.faults))


def _as_tuple(fault: Fault) -> tuple[str, int, str]:
    return fault.file, fault.line, fault.reason


def decode(name: str, content: bytes, faults: list[Fault]) -> str:
    """UTF-8 text, a BOM accepted, else GB 18030; empty with a fault where it is neither."""
    if len(content) > MOST_BYTES:
        faults.append(Fault(name, 1, f"larger than {MOST_BYTES} bytes"))
        return ""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:
        faults.append(Fault(name, line, "is not UTF-8"))
        return ""


@dataclass
class Table:
    """Rows as dicts with their line; `faults` grows while reading."""

    name: str
    header: list[str]
    rows: list[tuple[int, dict[str, str]]]
    faults: list[Fault] = field(default_factory=list)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def read_table(
    name: str, content: bytes, *, needed: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Table:
    """Read a table with a header; blanks around cells are trimmed, empty lines skipped.

    Columns without a head at the right end are none; of `needed` and `optional` columns that lack,
    the heads that offices write for them are known.
    """
    table = Table(name, [], [])
    text = decode(name, content, table.faults)
    if not text.strip():
        if not table.faults:
            table.faults.append(Fault(name, 1, "is empty"))
        return table
    try:
        for line, cells in _records(text):
            cells = [cell.strip() for cell in cells]
            if not table.header:
                table.header = _known_heads(_trimmed(cells, 0), (*needed, *optional))
                table.faults += header_faults(name, table.header, needed)
            elif any(cells):
                cells = _trimmed(cells, len(table.header))
                if len(cells) != len(table.header):
                    reason = f"has {len(cells)} cells, the header {len(table.header)}"
                    table.faults.append(Fault(name, line, reason))
                else:
                    table.rows.append((line, dict(zip(table.header, cells, strict=True))))
    except csv.Error as wrong:
        table.faults.append(Fault(name, len(table.rows) + 2, str(wrong)))
    return table


def _trimmed(cells: list[str], least: int) -> list[str]:
    """Without empty cells at the right end, down to `least`."""
    end = len(cells)
    while end > least and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _known_heads(header: list[str], columns: tuple[str, ...]) -> list[str]:
    out = list(header)
    for column in columns:
        if column not in out:
            at = next((out.index(word) for word in HEADS.get(column, ()) if word in out), None)
            if at is not None:
                out[at] = column
    return out


def header_faults(name: str, header: Sequence[str], needed: tuple[str, ...]) -> list[Fault]:
    """What a header lacks, and what stands in it twice."""
    out = [
        Fault(name, 1, f'missing column "{column}"') for column in needed if column not in header
    ]
    twice = sorted({column for column in header if list(header).count(column) > 1})
    return out + [Fault(name, 1, f'column "{column}" stands twice') for column in twice]


def whole(text: str, *, least: int, most: int) -> int | None:
    """An integer in decimal within the range, else None; 3.0 and full-width digits are ones too."""
    found = _WHOLE.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        return None
    number = int(found[1])
    return number if least <= number <= most else None
