"""The box: the Merkle root beside bare SHA-256, signing beside its own powers, a remote ballot
beside another library's verification."""

import hashlib
import secrets
import statistics
import time
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from dunmiao.engines.appraisal import merkle
from dunmiao.engines.appraisal.blind_rsa import (
    PrivateKey,
    blind,
    blind_sign,
    finalize,
    prepare,
    verify,
)

LEAVES, ROUNDS, BITS = 100_000, 7, 3072


def run() -> None:
    """Print one line a measurement."""
    _merkle()
    _signing()


def _median(call: Callable[[], object], times: int = ROUNDS) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _merkle() -> None:
    data = [secrets.token_bytes(64) for _ in range(LEAVES)]

    def tree() -> None:
        merkle.root([merkle.leaf(one) for one in data])

    def bare() -> None:  # as many digests of as many bytes, and nothing else
        for one in data:
            hashlib.sha256(one).digest()
        node = bytes(65)
        for _ in range(LEAVES - 1):
            hashlib.sha256(node).digest()

    ours, peer = _median(tree), _median(bare)
    print(
        f"Merkle root of {LEAVES:,} leaves: {ours * 1e3:.0f} ms, bare SHA-256 of the same "
        f"{peer * 1e3:.0f} ms, ratio {ours / peer:.2f}",
        flush=True,
    )


def _signing() -> None:
    key = PrivateKey.generate(BITS)
    message = prepare(secrets.token_bytes(16))
    blinded = blind(key.public, message)
    base = int.from_bytes(blinded.message, "big")
    dp, dq = key.d % (key.p - 1), key.d % (key.q - 1)

    def powers() -> None:
        pow(base % key.p, dp, key.p)
        pow(base % key.q, dq, key.q)

    ours, peer = _median(lambda: blind_sign(key, blinded.message), 21), _median(powers, 21)
    print(
        f"blind signature, {BITS} bits: {ours * 1e3:.1f} ms, its two CRT powers {peer * 1e3:.1f} ms, "
        f"ratio {ours / peer:.2f}",
        flush=True,
    )
    signed = finalize(key.public, message, blind_sign(key, blinded.message), blinded.inverse)
    public = rsa.RSAPublicNumbers(key.public.e, key.public.n).public_key()
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=48)
    ours = _median(lambda: verify(key.public, message, signed), 101)
    peer = _median(lambda: public.verify(signed, message, pss, hashes.SHA384()), 101)
    print(
        f"verifying a remote ballot: {ours * 1e6:.0f} µs, OpenSSL {peer * 1e6:.0f} µs, "
        f"ratio {ours / peer:.2f}",
        flush=True,
    )
