"""`dunmiao ballots verify`: the board of a closed box against its root; no database."""

import argparse
import sys
from typing import Any

from dunmiao.assessments.rules.secrecy import BOARD_FORMAT, Entry, clean_receipt, root_of
from dunmiao.cli.files import OK, Unreadable, read_json, refusing

REFUTED = 1
HEX = set("0123456789abcdef")


def _entries(file: str, plain: dict[str, Any]) -> list[Entry]:
    """The lines of the board; every line that is none is told at once."""
    rows, faults, entries = plain.get("entries"), [], []
    if not isinstance(rows, list):
        raise Unreadable(f"{file}:1: entries must be a list")
    for place, row in enumerate(rows, start=1):
        row = row if isinstance(row, dict) else {}
        texts = [
            str(row[key]) for key in ("receipt", "commitment") if isinstance(row.get(key), str)
        ]
        if len(texts) != 2:
            faults.append(f"{file}:1: entry {place} needs receipt and commitment")
        elif len(texts[1]) != 64 or set(texts[1]) - HEX:
            faults.append(f"{file}:1: entry {place}: the commitment is no SHA-256")
        else:
            entries.append(Entry(texts[0], texts[1]))
    if faults:
        raise Unreadable("\n".join(faults))
    return entries


def _verify(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        "dunmiao ballots verify", description="Check a board against the root of the minutes."
    )
    parser.add_argument("board")
    parser.add_argument("--root", help="the root in the minutes; else the one in the file")
    parser.add_argument("--receipt", action="append", default=[], help="must stand on the board")
    asked = parser.parse_args(words)
    plain = read_json(asked.board, BOARD_FORMAT)
    entries = _entries(asked.board, plain)
    root, claimed = root_of(entries), (asked.root or str(plain.get("root", ""))).strip().lower()
    refuted = []
    if root != claimed:
        refuted.append(f"root: the board gives {root}, claimed is {claimed or 'nothing'}")
    places = {entry.receipt: place for place, entry in enumerate(entries, start=1)}
    for text in asked.receipt:
        if (place := places.get(clean_receipt(text))) is None:
            refuted.append(f"receipt {text}: is not on the board")
        else:
            sys.stdout.write(f"receipt {clean_receipt(text)} line {place}\n")
    if refuted:
        sys.stdout.write("".join(f"{reason}\n" for reason in refuted))
        return REFUTED
    sys.stdout.write(f"ok ballots={len(entries)} root={root}\n")
    return OK


def run(words: list[str]) -> int:
    """`ballots verify BOARD.json [--root HEX] [--receipt R]`: 0 holds, 1 refuted, 2 unreadable."""
    if not words or words[0] != "verify":
        sys.stderr.write("dunmiao ballots verify BOARD.json [--root HEX] [--receipt R]\n")
        return 2
    return refusing(_verify, words[1:])
