"""Codes, receipts and the board: what may be known of a ballot, and by whom.

A code is 128 random bits on a nameless slip; the server keeps its hash only. The receipt is
made from the ballot's own random number and says nothing of the marks. The board lists
receipts with commitments: SHA-256 over a secret and the marks, so that the office cannot
change a ballot after closing, while the voter, who never learns the secret, cannot prove to
anybody how he voted.
"""

import hashlib
import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from dunmiao.engines.appraisal import merkle

# Crockford's alphabet: no I, L, O, U, and what is easily misread is read as what was meant.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("ILOU", "110V")
BOARD_FORMAT = "dunmiao-board/1"
CODE_BITS, GROUP = 128, 4
CODE_LENGTH = -(-CODE_BITS // 5)


def _letters(number: int, length: int) -> str:
    out = []
    for _ in range(length):
        out.append(ALPHABET[number & 31])
        number >>= 5
    return "".join(reversed(out))


def spaced(text: str) -> str:
    """In groups of four, as printed."""
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def new_code() -> str:
    """A fresh code of 128 random bits, 26 letters."""
    return _letters(secrets.randbits(CODE_BITS), CODE_LENGTH)


def clean_code(text: str) -> str:
    """What was typed, without blanks and dashes, misread letters put right."""
    kept = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    return kept.translate(MISREAD)


def code_hash(code: str) -> str:
    """What the server keeps of a code. 128 random bits need no slow hash."""
    return hashlib.sha256(b"dunmiao-ballot-code\x00" + code.encode()).hexdigest()


def receipt_of(ballot: uuid.UUID) -> str:
    """The voter's receipt, like 7Q4M-2K9D: proves inclusion, not content."""
    digest = hashlib.sha256(b"dunmiao-receipt\x00" + ballot.bytes).digest()
    return spaced(_letters(int.from_bytes(digest[:5], "big"), 8))


def clean_receipt(text: str) -> str:
    """A receipt as typed by its holder."""
    return spaced(clean_code(text)[:8])


def commitment(nonce: str, group: str, answers: Sequence[Sequence[str]]) -> str:
    """SHA-256 over a secret of 256 bits and the marks, hexadecimal."""
    marks = json.dumps([nonce, group, answers], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(marks.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the board."""

    receipt: str
    commitment: str

    def leaf(self) -> bytes:
        """The hashed leaf of the tree."""
        return merkle.leaf(f"{self.receipt}:{self.commitment}".encode())


def board_order(entries: Sequence[Entry]) -> list[Entry]:
    """By commitment: an order that has nothing to do with time."""
    return sorted(entries, key=lambda entry: (entry.commitment, entry.receipt))


def root_of(entries: Sequence[Entry]) -> str:
    """The root that stands in the minutes, hexadecimal."""
    return merkle.root([entry.leaf() for entry in entries]).hex()
