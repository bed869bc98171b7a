"""`pairs.parquet`: the same table as `pairs.csv` for millions of pairs (extra `parquet`)."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from dunmiao.engines.blocks import BLOCK, Block
from dunmiao.engines.tables import MOST_BYTES, Fault, header_faults

MOST_ROWS = 50_000_000


class ParquetBlocks:
    """The table as blocks of columns, cells as text; a row's line is its number from 1.

    Sizes are judged by the file's own directory before a column is unpacked.
    """

    def __init__(self, name: str, content: bytes, *, needed: tuple[str, ...]) -> None:
        """Read the directory; `faults` grows while the blocks are read."""
        self.name = name
        self.faults: list[Fault] = []
        self.header: list[str] = []
        self.file: Any = None
        try:
            from pyarrow import ArrowException, parquet
        except ImportError:
            reason = "parquet needs the extra: pip install 'dunmiao[parquet]'"
            self.faults.append(Fault(name, 1, reason))
            return
        self.broken: tuple[type[Exception], ...] = (ArrowException, OSError, ValueError)
        try:
            file = parquet.ParquetFile(io.BytesIO(content))
            header = [column.strip() for column in file.schema_arrow.names]
        except self.broken as wrong:
            self._broken(wrong)
            return
        self.faults += header_faults(name, header, needed)
        self.header = header
        if self._too_large(file.metadata) or self.faults:
            return
        if not file.metadata.num_rows or not header:
            self.faults.append(Fault(name, 1, "is empty"))
            return
        self.file = file

    def _broken(self, wrong: Exception) -> None:
        reason = f"is not a parquet file ({type(wrong).__name__})"
        self.faults.append(Fault(self.name, 1, reason))

    def _too_large(self, directory: Any) -> bool:
        groups = (directory.row_group(index) for index in range(directory.num_row_groups))
        size = sum(group.total_byte_size for group in groups)
        if size > MOST_BYTES or directory.num_rows > MOST_ROWS:
            self.faults.append(Fault(self.name, 1, f"larger than {MOST_BYTES} bytes unpacked"))
            return True
        return False

    def __iter__(self) -> Iterator[Block]:
        """The blocks in order."""
        if self.file is None:
            return
        first = 1
        try:
            for batch in self.file.iter_batches(batch_size=BLOCK):
                columns = [_texts(column) for column in batch.columns]
                lines = range(first, first + batch.num_rows)
                first += batch.num_rows
                yield self._whole(lines, columns)
        except self.broken as wrong:
            self._broken(wrong)

    def _whole(self, lines: range, columns: list[list[str | None]]) -> Block:
        """Rows without an empty cell; the others are faults."""
        holes: dict[int, str] = {}
        for name, column in reversed(list(zip(self.header, columns, strict=True))):
            if None in column:
                holes |= {at: name for at, cell in enumerate(column) if cell is None}
        for at in sorted(holes):
            self.faults.append(Fault(self.name, lines[at], f'column "{holes[at]}" is empty'))
        kept: Sequence[int] = [at for at in range(len(lines)) if at not in holes]
        whole = [[cell for cell in column if cell is not None] for column in columns]
        if holes:
            whole = [[column[at] or "" for at in kept] for column in columns]
        return [lines[at] for at in kept], whole


def _texts(column: Any) -> list[str | None]:
    """Cells as text, trimmed as in CSV; None for a null."""
    return [None if cell is None else str(cell).strip() for cell in column.to_pylist()]
