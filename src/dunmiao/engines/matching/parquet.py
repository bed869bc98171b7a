"""`pairs.parquet`: the same table as `pairs.csv` for millions of pairs (extra `parquet`)."""

import io
from typing import Any

from dunmiao.engines.tables import MOST_BYTES, Fault, Table, check_header

MOST_ROWS = 50_000_000


def read_parquet(name: str, content: bytes, *, needed: tuple[str, ...]) -> Table:
    """Read a table of text and whole-number columns; a fault's line is the row number from 1.

    Sizes are judged by the file's own directory before a column is unpacked.
    """
    table = Table(name, [], [])
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        reason = "parquet needs the extra: pip install 'dunmiao[parquet]'"
        table.faults.append(Fault(name, 1, reason))
        return table
    try:
        file = parquet.ParquetFile(io.BytesIO(content))
        table.header = [column.strip() for column in file.schema_arrow.names]
        check_header(table, needed)
        if _too_large(table, file.metadata) or table.faults:
            return table
        columns = [_texts(column) for column in file.read().columns]
    except (ArrowException, OSError, ValueError) as wrong:
        table.faults.append(Fault(name, 1, f"is not a parquet file ({type(wrong).__name__})"))
        return table
    if not columns or not columns[0]:
        table.faults.append(Fault(name, 1, "is empty"))
        return table
    for number, cells in enumerate(zip(*columns, strict=True), start=1):
        if None in cells:
            column = table.header[cells.index(None)]
            table.faults.append(Fault(name, number, f'column "{column}" is empty'))
        else:
            table.rows.append((number, dict(zip(table.header, cells, strict=True))))
    return table


def _too_large(table: Table, directory: Any) -> bool:
    groups = (directory.row_group(index) for index in range(directory.num_row_groups))
    size = sum(group.total_byte_size for group in groups)
    if size > MOST_BYTES or directory.num_rows > MOST_ROWS:
        table.faults.append(Fault(table.name, 1, f"larger than {MOST_BYTES} bytes unpacked"))
        return True
    return False


def _texts(column: Any) -> list[str | None]:
    """Cells as text, trimmed as in CSV; None for a null."""
    return [None if cell is None else str(cell).strip() for cell in column.to_pylist()]
