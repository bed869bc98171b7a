"""CSV tables of a problem folder, read with the line of every row; every fault is kept."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MOST_BYTES = 512 * 1024 * 1024
MOST_COMPONENT = 10**9


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
    """UTF-8 text, a BOM accepted; empty with a fault where it is not UTF-8."""
    if len(content) > MOST_BYTES:
        faults.append(Fault(name, 1, f"larger than {MOST_BYTES} bytes"))
        return ""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
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


def read_table(name: str, content: bytes, *, needed: tuple[str, ...]) -> Table:
    """Read a table with a header; blanks around cells are trimmed, empty lines skipped."""
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
                table.header = cells
                table.faults += header_faults(name, cells, needed)
            elif any(cells):
                if len(cells) != len(table.header):
                    reason = f"has {len(cells)} cells, the header {len(table.header)}"
                    table.faults.append(Fault(name, line, reason))
                else:
                    table.rows.append((line, dict(zip(table.header, cells, strict=True))))
    except csv.Error as wrong:
        table.faults.append(Fault(name, len(table.rows) + 2, str(wrong)))
    return table


def header_faults(name: str, header: Sequence[str], needed: tuple[str, ...]) -> list[Fault]:
    """What a header lacks, and what stands in it twice."""
    out = [
        Fault(name, 1, f'missing column "{column}"') for column in needed if column not in header
    ]
    twice = sorted({column for column in header if list(header).count(column) > 1})
    return out + [Fault(name, 1, f'column "{column}" stands twice') for column in twice]


def whole(text: str, *, least: int, most: int) -> int | None:
    """An integer in decimal within the range, else None."""
    body = text.removeprefix("-").removeprefix("+")
    if not body.isascii() or not body.isdigit() or len(body) > 18:
        return None
    number = int(text)
    return number if least <= number <= most else None
