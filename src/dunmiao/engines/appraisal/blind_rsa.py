"""Blind signatures of RFC 9474 (RSABSSA-SHA384-PSS): sign a ballot slip without seeing it.

A voter blinds his slip in the browser, the office signs it once for each entitled person, the
voter takes the blinding off; who casts it later cannot be told from who asked for it. Numbers
are plain Python: their powers are not constant in time, so the signer blinds its own base, and
this mode stays off on a network where timing can be measured.
"""

import hashlib
import hmac
import math
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa

HASH_BYTES, SALT_BYTES, PREFIX_BYTES = 48, 48, 32
LEAST_BITS = 2048


class BlindError(ValueError):
    """A slip or signature that is not what the protocol asks for; `code` says which."""

    def __init__(self, code: str) -> None:
        """One of: range, coprime, fault, signature, key."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Modulus and exponent."""

    n: int
    e: int

    @property
    def size(self) -> int:
        """Bytes of the modulus."""
        return (self.n.bit_length() + 7) // 8


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key with its primes, for signing by the Chinese remainder theorem."""

    public: PublicKey
    p: int
    q: int
    d: int

    @classmethod
    def generate(cls, bits: int = 3072) -> "PrivateKey":
        """A new key for one round of voting; a key serves one round only."""
        if bits < LEAST_BITS:
            raise BlindError("key")
        numbers = rsa.generate_private_key(public_exponent=65537, key_size=bits).private_numbers()
        public = PublicKey(numbers.public_numbers.n, numbers.public_numbers.e)
        return cls(public, numbers.p, numbers.q, numbers.d)


@dataclass(frozen=True, slots=True)
class Blinded:
    """What goes to the signer, and what takes the blinding off again (kept by the voter)."""

    message: bytes
    inverse: int


def prepare(message: bytes, *, prefix: bytes | None = None) -> bytes:
    """PrepareRandomize: 32 random bytes before the message, so that a signer cannot guess it."""
    return (secrets.token_bytes(PREFIX_BYTES) if prefix is None else prefix) + message


def blind(
    key: PublicKey, prepared: bytes, *, salt: bytes | None = None, factor: int | None = None
) -> Blinded:
    """Blind a prepared message (section 4.2). `salt` and `factor` are random unless given."""
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    encoded = int.from_bytes(_encode(prepared, key.n.bit_length() - 1, salt), "big")
    if math.gcd(encoded, key.n) != 1:
        raise BlindError("coprime")
    if factor is None:
        factor = _unit(key.n)
    inverse = pow(factor, -1, key.n)
    blinded = encoded * pow(factor, key.e, key.n) % key.n
    return Blinded(blinded.to_bytes(key.size, "big"), inverse)


def _unit(n: int) -> int:
    while True:
        factor = secrets.randbelow(n - 1) + 1
        if math.gcd(factor, n) == 1:
            return factor


def blind_sign(key: PrivateKey, blinded: bytes) -> bytes:
    """Sign without knowing what (section 4.3); the result is checked, so that a fault in a
    power gives no key away."""
    n, e = key.public.n, key.public.e
    message = int.from_bytes(blinded, "big")
    if len(blinded) != key.public.size or message >= n:
        raise BlindError("range")
    factor = _unit(n)
    hidden = message * pow(factor, e, n) % n
    at_p = pow(hidden % key.p, key.d % (key.p - 1), key.p)
    at_q = pow(hidden % key.q, key.d % (key.q - 1), key.q)
    signed = at_q + key.q * (pow(key.q, -1, key.p) * (at_p - at_q) % key.p)
    signed = signed * pow(factor, -1, n) % n
    if pow(signed, e, n) != message:
        raise BlindError("fault")
    return signed.to_bytes(key.public.size, "big")


def finalize(key: PublicKey, prepared: bytes, blind_signature: bytes, inverse: int) -> bytes:
    """Take the blinding off (section 4.4); BlindError where the signer did not sign this."""
    signed = int.from_bytes(blind_signature, "big")
    if len(blind_signature) != key.size or signed >= key.n:
        raise BlindError("range")
    signature = (signed * inverse % key.n).to_bytes(key.size, "big")
    if not verify(key, prepared, signature):
        raise BlindError("signature")
    return signature


def verify(key: PublicKey, prepared: bytes, signature: bytes) -> bool:
    """RSASSA-PSS-VERIFY with SHA-384 and a salt of 48 bytes (RFC 8017, section 8.1.2)."""
    number = int.from_bytes(signature, "big")
    if len(signature) != key.size or number >= key.n:
        return False
    bits = key.n.bit_length() - 1
    encoded = pow(number, key.e, key.n)
    if encoded.bit_length() > bits:
        return False
    return _is_encoded(prepared, encoded.to_bytes((bits + 7) // 8, "big"), bits)


# ── EMSA-PSS (RFC 8017, section 9.1) ──
def _mask(seed: bytes, length: int) -> bytes:
    blocks = (
        hashlib.sha384(seed + counter.to_bytes(4, "big")).digest()
        for counter in range(-(-length // HASH_BYTES))
    )
    return b"".join(blocks)[:length]


def _hashed(message: bytes, salt: bytes) -> bytes:
    return hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _encode(message: bytes, bits: int, salt: bytes) -> bytes:
    length = (bits + 7) // 8
    room = length - len(salt) - HASH_BYTES - 2
    if room < 0:
        raise BlindError("key")
    digest = _hashed(message, salt)
    block = bytes(room) + b"\x01" + salt
    masked = bytearray(_xor(block, _mask(digest, len(block))))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + b"\xbc"


def _is_encoded(message: bytes, encoded: bytes, bits: int) -> bool:
    length = len(encoded)
    if length < HASH_BYTES + SALT_BYTES + 2 or encoded[-1] != 0xBC:
        return False
    masked, digest = encoded[: length - HASH_BYTES - 1], encoded[length - HASH_BYTES - 1 : -1]
    clear = 8 * length - bits
    if masked[0] >> (8 - clear) and clear:
        return False
    block = bytearray(_xor(masked, _mask(digest, len(masked))))
    block[0] &= 0xFF >> clear
    zeros = len(block) - SALT_BYTES - 1
    if any(block[:zeros]) or block[zeros] != 1:
        return False
    return hmac.compare_digest(_hashed(message, bytes(block[zeros + 1 :])), digest)
