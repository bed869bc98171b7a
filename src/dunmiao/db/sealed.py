"""Encrypt single values (ID numbers, phones, uploads) and look them up by a keyed hash."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from dunmiao.db.home import private_folder, write_secret

NONCE_BYTES = 12
KEY_FILE = "keys/data.json"


class KeysMissing(RuntimeError):
    """The key file is not there: sealed values cannot be read or written."""


class SealBroken(ValueError):
    """A sealed value was changed, moved to another row, or its key is unknown."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Named data keys, the one used for new values, and the key of look-up hashes."""

    current: str
    data: dict[str, bytes]
    index: bytes


def create_keys(home: Path) -> None:
    """Write a new key file; an existing one is left alone (values would become unreadable)."""
    path = home / KEY_FILE
    if path.exists():
        return
    private_folder(path.parent)
    data = {"k1": base64.b64encode(secrets.token_bytes(32)).decode()}
    index = base64.b64encode(secrets.token_bytes(32)).decode()
    write_secret(path, json.dumps({"current": "k1", "data": data, "index": index}))


@lru_cache(maxsize=4)
def load_keys(home: Path) -> Keys:
    """Read the key file of an installation; KeysMissing where there is none."""
    try:
        plain = json.loads((home / KEY_FILE).read_text())
    except FileNotFoundError as missing:
        raise KeysMissing(f"no key file {home / KEY_FILE}") from missing
    data = {name: base64.b64decode(text) for name, text in plain["data"].items()}
    return Keys(plain["current"], data, base64.b64decode(plain["index"]))


def seal(keys: Keys, *, place: str, row: str, value: bytes) -> bytes:
    """Encrypt `value` for one column (`table.column`) of one row (its uid).

    Envelope `v1|gcmsiv|<key id>|` + nonce + ciphertext; place and row are authenticated,
    so that a value moved elsewhere cannot be opened.
    """
    nonce = os.urandom(NONCE_BYTES)
    cipher = AESGCMSIV(keys.data[keys.current])
    sealed = cipher.encrypt(nonce, value, f"{place}|{row}".encode())
    return f"v1|gcmsiv|{keys.current}|".encode() + nonce + sealed


def unseal(keys: Keys, *, place: str, row: str, sealed: bytes) -> bytes:
    """Decrypt what `seal` made for the same place and row; SealBroken otherwise."""
    try:
        version, algorithm, key_id, rest = bytes(sealed).split(b"|", 3)
        key = keys.data[key_id.decode()]
        if (version, algorithm) != (b"v1", b"gcmsiv"):
            raise SealBroken("unknown envelope")
        aad = f"{place}|{row}".encode()
        return AESGCMSIV(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], aad)
    except (ValueError, KeyError, InvalidTag) as broken:
        raise SealBroken("value was changed or moved") from broken


def lookup_key(keys: Keys, *, place: str, value: str) -> bytes:
    """128-bit keyed hash of a normalised value, for equality search in one column."""
    digest = hmac.new(keys.index, f"{place}|{value}".encode(), hashlib.sha256).digest()
    return digest[:16]
