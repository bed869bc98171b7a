"""Ballots from afar: the office signs a voter's blinded number once, and later takes any ballot
that carries a signature of the group's key (RFC 9474, RSABSSA-SHA384-PSS-Randomized).

The office knows to whom it gave a code, so a code must not lead to a ballot. What is signed is
32 random bytes and the ballot's own number, both made and blinded in the browser.
"""

import uuid
from dataclasses import dataclass

from dunmiao.engines.appraisal.blind_rsa import (
    PREFIX_BYTES,
    BlindError,
    PrivateKey,
    PublicKey,
    blind_sign,
    verify,
)

EXPONENT = 65537
BITS = 3072
NUMBER_BYTES = 16


@dataclass(frozen=True, slots=True)
class Slip:
    """What a remote ballot carries: the prepared message and its signature, as bytes."""

    message: bytes
    signature: bytes

    @property
    def ballot(self) -> uuid.UUID:
        """The ballot's own number, which is the end of the message."""
        return uuid.UUID(bytes=self.message[PREFIX_BYTES:])


def read_slip(message: str, signature: str) -> Slip | None:
    """From hexadecimal texts, None for what is none."""
    try:
        made = Slip(bytes.fromhex(message), bytes.fromhex(signature))
    except ValueError:
        return None
    return made if len(made.message) == PREFIX_BYTES + NUMBER_BYTES else None


def is_signed(slip: Slip, modulus: str) -> bool:
    """Whether the key of this modulus (hexadecimal) signed the slip."""
    return verify(PublicKey(int(modulus, 16), EXPONENT), slip.message, slip.signature)


def new_key() -> PrivateKey:
    """A key for one group of one session."""
    return PrivateKey.generate(BITS)


def private_text(key: PrivateKey) -> bytes:
    """The private part to be sealed."""
    return f"{key.p:x},{key.q:x},{key.d:x}".encode()


def private_key(text: bytes) -> PrivateKey:
    """From what `private_text` wrote."""
    p, q, d = (int(part, 16) for part in text.decode().split(","))
    return PrivateKey(PublicKey(p * q, EXPONENT), p, q, d)


def sign(key: PrivateKey, blinded: str) -> str | None:
    """Sign a blinded number given in hexadecimal; None for what cannot be one."""
    try:
        return blind_sign(key, bytes.fromhex(blinded)).hex()
    except (ValueError, BlindError):
        return None
