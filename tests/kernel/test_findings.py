"""Findings speak the language asked, from compiled catalogues; Chinese where there is none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from dunmiao.kernel import findings
from dunmiao.kernel.errors import say
from dunmiao.kernel.findings import Catalogue, Finding

STALE = say("access.stale", current=3, given=2)


@pytest.fixture
def french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "fr/LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="fr")
    catalogue.add(say.texts["access.stale"], "Révision {current}, la vôtre {given} ; {absent}.")
    with (folder / "django.mo").open("wb") as out:
        write_mo(out, catalogue)
    monkeypatch.setattr(findings, "LOCALE", tmp_path)
    findings._catalogue.cache_clear()
    yield
    findings._catalogue.cache_clear()


def test_english_comes_from_the_catalogue_filled_with_the_facts() -> None:
    assert "now revision 3, yours 2" in STALE.text("en")
    assert STALE.text("en-gb") == STALE.text("en")


@pytest.mark.parametrize("language", ["zh-hans", "zh", "sw", ""])
def test_chinese_stands_where_a_language_has_no_words(language: str) -> None:
    assert STALE.text(language) == STALE.message
    assert "现为第 3 版" in STALE.message


@pytest.mark.usefixtures("french")
def test_a_third_language_needs_only_its_catalogue() -> None:
    assert STALE.text("fr-ca") == "Révision 3, la vôtre 2 ; —."
    assert say("access.denied").text("fr") == say("access.denied").message
    assert STALE.text("en") == STALE.message


def test_a_finding_of_an_unknown_code_keeps_the_message_it_was_stored_with() -> None:
    assert Finding("gone.code", "旧话。").text("en") == "旧话。"


def test_a_code_belongs_to_one_catalogue() -> None:
    with pytest.raises(ValueError, match=r"access\.stale"):
        Catalogue({"access.stale": "又一句。"})
