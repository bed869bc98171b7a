"""A sealed value opens only in its own place, with its own key; look-ups need the key."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.db.sealed import (
    KeysMissing,
    SealBroken,
    create_keys,
    load_keys,
    lookup_key,
    seal,
    unseal,
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    create_keys(folder)
    return folder


@given(value=st.binary(max_size=200))
def test_what_is_sealed_opens_again(home: Path, value: bytes) -> None:
    keys = load_keys(home)
    sealed = seal(keys, place="t.c", row="r", value=value)
    assert unseal(keys, place="t.c", row="r", sealed=sealed) == value


def test_a_value_moved_or_changed_does_not_open(home: Path) -> None:
    keys = load_keys(home)
    sealed = seal(keys, place="t.c", row="r", value=b"330499199001010017")
    assert b"330499" not in sealed
    for place, row, content in (
        ("t.d", "r", sealed),
        ("t.c", "s", sealed),
        ("t.c", "r", sealed[:-1] + bytes([sealed[-1] ^ 1])),
        ("t.c", "r", b"junk"),
    ):
        with pytest.raises(SealBroken):
            unseal(keys, place=place, row=row, sealed=content)
    assert unseal(keys, place="t.c", row="r", sealed=sealed) == b"330499199001010017"


def test_lookups_differ_by_place(home: Path) -> None:
    keys = load_keys(home)
    assert lookup_key(keys, place="a", value="1") != lookup_key(keys, place="b", value="1")


def test_existing_keys_are_never_replaced(home: Path) -> None:
    before = (home / "keys/data.json").read_text()
    create_keys(home)
    assert (home / "keys/data.json").read_text() == before


def test_missing_keys_are_said(tmp_path: Path) -> None:
    with pytest.raises(KeysMissing):
        load_keys(tmp_path / "nowhere")
