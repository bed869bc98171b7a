"""Blind signatures: the RFC's vectors, a second library as judge, and every way to cheat."""

import json
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from dunmiao.engines.appraisal import blind_rsa
from dunmiao.engines.appraisal.blind_rsa import (
    BlindError,
    PrivateKey,
    PublicKey,
    blind,
    blind_sign,
    finalize,
    prepare,
    verify,
)
from tests.engines.appraisal.public_data import public

SERIAL = b"serial-of-a-slip"


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return PrivateKey.generate(2048)


def judged(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """What the cryptography library says of an ordinary PSS signature."""
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=48)
    try:
        rsa.RSAPublicNumbers(key.e, key.n).public_key().verify(
            signature, message, pss, hashes.SHA384()
        )
    except InvalidSignature:
        return False
    return True


def test_the_vectors_of_the_standard_byte_for_byte() -> None:
    used = 0
    for vector in json.loads(public("rfc9474_test_vectors.json")):
        numbers: dict[str, Any] = {
            name: int(vector[name], 16) for name in ("n", "e", "d", "p", "q")
        }
        private = PrivateKey(
            PublicKey(numbers["n"], numbers["e"]), numbers["p"], numbers["q"], numbers["d"]
        )
        message, salt = bytes.fromhex(vector["msg"]), bytes.fromhex(vector.get("salt") or "")
        prepared = prepare(message, prefix=bytes.fromhex(vector.get("msg_prefix") or ""))
        if "encoded_msg" in vector:
            bits = numbers["n"].bit_length() - 1
            assert blind_rsa._encode(prepared, bits, salt).hex() == vector["encoded_msg"]
        inverse = int(vector["inv"], 16)
        made = blind(private.public, prepared, salt=salt, factor=pow(inverse, -1, private.public.n))
        assert made.message.hex() == vector["blinded_msg"]
        assert made.inverse == inverse
        signed = blind_sign(private, made.message)
        assert signed.hex() == vector["blind_sig"]
        if len(salt) == blind_rsa.SALT_BYTES:
            assert finalize(private.public, prepared, signed, inverse).hex() == vector["sig"]
            used += 1
    assert used


def test_an_unblinded_signature_is_an_ordinary_one(key: PrivateKey) -> None:
    for number in range(5):
        prepared = prepare(SERIAL + bytes([number]))
        slip = blind(key.public, prepared)
        signature = finalize(key.public, prepared, blind_sign(key, slip.message), slip.inverse)
        assert judged(key.public, prepared, signature)
        assert verify(key.public, prepared, signature)
        assert not verify(key.public, prepared + b"x", signature)


def test_an_ordinary_signature_of_another_library_is_accepted_and_a_short_salt_not() -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    numbers = private.public_key().public_numbers()
    mine = PublicKey(numbers.n, numbers.e)
    for salt, good in ((48, True), (20, False), (0, False)):
        pss = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=salt)
        assert verify(mine, SERIAL, private.sign(SERIAL, pss, hashes.SHA384())) is good


def test_the_signer_sees_neither_slip_nor_signature(key: PrivateKey) -> None:
    prepared = prepare(SERIAL)
    one, other = blind(key.public, prepared), blind(key.public, prepared)
    assert one.message != other.message
    signed = blind_sign(key, one.message)
    assert finalize(key.public, prepared, signed, one.inverse) != signed


def test_what_is_not_signed_or_not_whole_is_refused(key: PrivateKey) -> None:
    prepared = prepare(SERIAL)
    slip = blind(key.public, prepared)
    signed = blind_sign(key, slip.message)
    turned = bytes([signed[0], signed[1] ^ 1, *signed[2:]])
    with pytest.raises(BlindError) as wrong:
        finalize(key.public, prepared, turned, slip.inverse)
    assert wrong.value.code == "signature"
    size = key.public.size
    for bad in (slip.message[:-1], key.public.n.to_bytes(size, "big"), b"\xff" * size):
        with pytest.raises(BlindError) as outside:
            blind_sign(key, bad)
        assert outside.value.code == "range"
    with pytest.raises(BlindError) as outside:
        finalize(key.public, prepared, signed[:-1], slip.inverse)
    assert outside.value.code == "range"
    assert not verify(key.public, prepared, b"")
    assert not verify(key.public, prepared, b"\xff" * size)
    with pytest.raises(BlindError) as small:
        PrivateKey.generate(1024)
    assert small.value.code == "key"


def test_a_faulty_power_never_leaves_the_signer(key: PrivateKey) -> None:
    """One wrong half of the remainder would factor the key (Boneh, DeMillo, Lipton 1997)."""
    broken = PrivateKey(key.public, key.p, key.q, key.d + 2)
    with pytest.raises(BlindError) as fault:
        blind_sign(broken, blind(key.public, prepare(SERIAL)).message)
    assert fault.value.code == "fault"


def test_two_slips_cannot_be_made_of_one_signature(key: PrivateKey) -> None:
    """Multiplying signed slips gives a number, but no slip that verifies."""
    slips = [prepare(SERIAL + bytes([n])) for n in range(2)]
    signed = []
    for prepared in slips:
        made = blind(key.public, prepared)
        done = finalize(key.public, prepared, blind_sign(key, made.message), made.inverse)
        signed.append(int.from_bytes(done, "big"))
    product = (signed[0] * signed[1] % key.public.n).to_bytes(key.public.size, "big")
    assert not any(verify(key.public, prepared, product) for prepared in slips)
