"""What the commands on plain files share: reading, writing whole, exit codes."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dunmiao.engines.tables import BadInput

OK, BAD = 0, 2


class Unreadable(Exception):
    """A file that cannot be read; the text is `file:line: reason`."""


def read_bytes(file: str) -> bytes:
    """The content of a file."""
    try:
        return Path(file).read_bytes()
    except OSError as missing:
        raise Unreadable(f"{file}:1: {missing.strerror}") from missing


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no key stands twice: two readers could take different ones."""
    if len(plain := dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice")
    return plain


def read_json(file: str, *forms: str) -> dict[str, Any]:
    """One JSON object of one of these formats."""
    try:
        text = read_bytes(file).decode("utf-8-sig")
        plain = json.loads(text, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as wrong:
        raise Unreadable(f"{file}:{getattr(wrong, 'lineno', 1)}: is not JSON") from wrong
    if not isinstance(plain, dict) or plain.get("format") not in forms:
        named = '" or "'.join(forms)
        raise Unreadable(f'{file}:1: format must be "{named}"')
    return plain


def write_whole(file: str, text: str) -> None:
    """Whole or not at all."""
    path = Path(file)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as wrong:
        temporary.unlink(missing_ok=True)
        raise Unreadable(f"{file}:1: {wrong.strerror}") from wrong


def answer(out: str | None, text: str) -> int:
    """Write the result to a file, or print it where none was named."""
    if out:
        write_whole(out, text)
    else:
        sys.stdout.write(text)
    return OK


def refusing(verb: Callable[[list[str]], int], words: list[str]) -> int:
    """Run a verb; bad input is told line by line, with exit code 2 and nothing written."""
    try:
        return verb(words)
    except (BadInput, Unreadable) as bad:
        sys.stderr.write(f"{bad}\n")
    return BAD
