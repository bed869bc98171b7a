"""vCards in the dialects that phones and mail programs write; an independent parser agrees."""

import quopri

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.formats.container import Refused
from dunmiao.formats.vcard import Card, Line, read_vcards
from dunmiao.formats.vcard_write import write_vcards

OLD_PHONE = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\n"
    "N;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:" + quopri.encodestring("欧阳;明;;;".encode("gbk")).decode() + "\r\n"
    "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=AC=A7=E9=98=\r\n=B3=E6=98=8E\r\n"
    "TEL;CELL;VOICE:13800000001\r\nTEL;WORK;FAX:010-60000001\r\n"
    "ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=9F=90=E9=83=A8;=E6=9F=90=E5=8F=B8\r\n"
    "X-QQ:10001\r\nEND:VCARD\r\n"
)  # fmt: skip
APPLE_CARD = """BEGIN:VCARD\r
VERSION:3.0\r
PRODID:-//Apple Inc.//iOS 17//EN\r
N:王;伟;;;\r
FN:王伟\r
ORG:某部;某司;综合处;\r
TITLE:处长\r
TEL;type=CELL;type=VOICE;type=pref:138 0000 0002\r
item1.TEL:010-60000002\r
item1.X-ABLabel:值班室\r
item2.EMAIL;type=INTERNET:w@example.invalid\r
item2.X-ABLabel:_$!<Work>!$_\r
item3.ADR;type=WORK:;;长安街1号;北京;;;中国\r
item3.X-ABADR:cn\r
NOTE:第一行\\n第二\r
 行\\, 含逗号\\; 分号\r
CATEGORIES:部委,熟人\r
BDAY:1980-01-01\r
END:VCARD\r
"""
NEW_CARD = """BEGIN:VCARD
VERSION:4.0
FN:李芳
TEL;TYPE="voice,work";VALUE=uri:tel:+86-10-6000-0003
EMAIL:l@example.invalid
UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1
KIND:individual
END:VCARD
"""


def test_a_card_of_an_old_phone() -> None:
    (card,) = read_vcards(OLD_PHONE.encode()).cards
    assert (card.name, card.surname, card.given) == ("欧阳明", "欧阳", "明")
    assert card.phones == (("手机", "13800000001"), ("传真", "010-60000001"))
    assert card.organisation == ("某部", "某司")
    assert [(line.name, line.value) for line in card.kept] == [("X-QQ", "10001")]


def test_a_card_with_labels_of_its_own() -> None:
    (card,) = read_vcards(APPLE_CARD.encode()).cards
    assert card.organisation == ("某部", "某司", "综合处")
    assert card.phones == (("手机", "138 0000 0002"), ("值班室", "010-60000002"))
    assert card.emails == (("办公", "w@example.invalid"),)
    assert card.note == "第一行\n第二行, 含逗号; 分号"
    assert card.groups == ("部委", "熟人")
    assert [line.name for line in card.kept] == ["ADR", "X-ABADR", "BDAY"]


def test_a_card_of_version_4() -> None:
    (card,) = read_vcards(NEW_CARD.encode()).cards
    assert card.phones == (("办公", "+86-10-6000-0003"),)
    assert card.uid.endswith("36c3e1eff6b1")
    assert [line.name for line in card.kept] == ["KIND"]


@pytest.mark.parametrize("version", ["3.0", "4.0"])
@pytest.mark.parametrize("text", [OLD_PHONE, APPLE_CARD, NEW_CARD])
def test_nothing_is_lost_on_a_round_trip_and_another_parser_reads_it(
    text: str, version: str
) -> None:
    (card,) = read_vcards(text.encode()).cards
    written = write_vcards([card], version=version)
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    (again,) = read_vcards(written).cards
    for name in ("name", "surname", "given", "organisation", "title", "phones", "emails",
                 "note", "groups", "uid"):  # fmt: skip
        if name in ("surname", "given") and not (card.surname or card.given):
            continue
        assert getattr(again, name) == getattr(card, name), name
    assert [(one.name, one.value) for one in again.kept] == [
        (one.name, one.value) for one in card.kept
    ]
    other = vobject.readOne(written.decode())
    assert other.fn.value == card.name
    assert [str(one.value) for one in other.contents.get("tel", [])] == [n for _, n in card.phones]


words = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=60
)


@given(
    st.builds(
        Card, name=words, surname=words, given=words, title=words,
        organisation=st.lists(words, max_size=3).map(tuple),
        phones=st.lists(
            st.tuples(st.sampled_from(["", "手机", "办公", "值班室"]), st.from_regex(r"[0-9]{3,12}", fullmatch=True)),
            max_size=4, unique=True,
        ).map(tuple),
        note=words, groups=st.lists(words, max_size=3).map(tuple),
        photo=st.one_of(st.none(), st.binary(min_size=1, max_size=300)),
        kept=st.lists(st.builds(Line, name=st.just("X-OTHER"), value=st.from_regex(r"[a-z0-9]{1,90}", fullmatch=True)), max_size=2).map(tuple),
    ),
    st.sampled_from(["3.0", "4.0"]),
)  # fmt: skip
def test_any_card_comes_back_as_it_went(card: Card, version: str) -> None:
    (again,) = read_vcards(write_vcards([card], version=version)).cards
    for name in ("name", "surname", "given", "organisation", "title", "phones", "note", "groups",
                 "photo"):  # fmt: skip
        assert getattr(again, name) == getattr(card, name), name
    assert [one.value for one in again.kept] == [one.value for one in card.kept]


def test_a_broken_card_costs_no_other_and_is_told_with_its_line() -> None:
    text = (
        "BEGIN:VCARD\nVERSION:3.0\nTEL:1\nEND:VCARD\n"
        + NEW_CARD
        + ("BEGIN:VCARD\nFN:甲\nno colon here\nEND:VCARD\nBEGIN:VCARD\nFN:乙\n" + NEW_CARD)
    )
    report = read_vcards(text.encode())
    assert [card.name for card in report.cards] == ["李芳", "李芳"]
    assert [(f.code, f.facts["line"]) for f in report.findings] == [
        ("vcard.no_name", 1), ("vcard.broken", 13), ("vcard.no_end", 17),
    ]  # fmt: skip


def test_what_is_no_card_is_refused() -> None:
    for content in (b"", b"PK\x03\x04", "姓名,电话\n".encode("gbk")):
        with pytest.raises(Refused):
            read_vcards(content)


def test_encodings() -> None:
    for coding in ("utf-8-sig", "utf-16", "gb18030"):
        (card,) = read_vcards(NEW_CARD.encode(coding)).cards
        assert card.name == "李芳", coding


def test_a_picture_from_elsewhere_is_not_fetched_and_its_address_kept() -> None:
    text = NEW_CARD.replace("KIND:individual", "PHOTO:https://example.invalid/a.jpg")
    (card,) = read_vcards(text.encode()).cards
    assert card.photo is None
    assert b"PHOTO:https://example.invalid/a.jpg" in write_vcards([card])


def test_ten_thousand_cards_and_no_more_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [Card(name=f"人{n}", phones=(("手机", f"138{n:08d}"),)) for n in range(10_000)]
    assert read_vcards(write_vcards(many)).cards[-1].phones == (("手机", "13800009999"),)
    monkeypatch.setattr("dunmiao.formats.vcard.MOST_CARDS", 3)
    with pytest.raises(Refused):
        read_vcards(write_vcards(many[:4]))
