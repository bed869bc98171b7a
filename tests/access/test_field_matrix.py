"""Every class of fields × every part of the cast × every way out: a canary in each class."""

import io
import zipfile
from dataclasses import fields, replace
from typing import Any

import pytest
from django.utils import timezone

from dunmiao.access.policy import policy_of, visible
from dunmiao.formats.person import Career, PersonRecord, Relative
from dunmiao.people.masks import CLASS_OF, FieldClass, masked
from dunmiao.people.models import Cadre
from dunmiao.people.selectors import visible_classes
from dunmiao.people.writing import write_record
from tests.factories.city import Cast

CANARY = {
    FieldClass.BASIC: "职务金丝雀",
    FieldClass.CAREER: "简历金丝雀",
    FieldClass.RESERVE: "后备金丝雀",
    FieldClass.HEALTH: "健康金丝雀",
    FieldClass.IDENTITY: "13900008888",
    FieldClass.FAMILY: "亲属金丝雀",
}
ALL = frozenset(FieldClass)
OPEN = {FieldClass.BASIC, FieldClass.CAREER}
# What each part of the cast may read of 王伟, who is released to the host of 大桥镇.
MAY: dict[str, frozenset[FieldClass]] = {
    "officer": ALL,
    "second": ALL,
    "home": ALL,
    "leader": frozenset({*OPEN, FieldClass.RESERVE}),
    "host": frozenset(OPEN),
    "other_home": frozenset(),
    "supervisor": frozenset(),
    "stranger": frozenset(),
    "system": frozenset(),
    "security": frozenset(),
    "auditor": frozenset(),
}


def test_every_field_has_one_class_and_every_class_its_right() -> None:
    assert {item.name for item in fields(PersonRecord)} == CLASS_OF.keys()
    assert set(CLASS_OF.values()) == ALL == policy_of(Cadre).masks.keys()


def test_a_mask_leaves_nothing_of_another_class() -> None:
    record = Cast.record("王伟", serial=1, rank=1, year=1990, place="浙江海宁")
    left = masked(record, frozenset({FieldClass.BASIC}))
    assert (left.id_number, left.phone, left.family, left.annual_grades) == ("", "", (), ())
    assert left.name == "王伟"
    assert masked(record, ALL) == record


@pytest.fixture
def planted(city: Cast) -> Cast:
    with city.acting("officer") as actor:
        record = replace(
            Cast.record("王伟", serial=1, rank=1, year=1990, place="浙江海宁"),
            post=CANARY[FieldClass.BASIC],
            career=(Career(None, None, CANARY[FieldClass.CAREER]),),
            reserve=CANARY[FieldClass.RESERVE],
            health=CANARY[FieldClass.HEALTH],
            phone=CANARY[FieldClass.IDENTITY],
            family=(Relative("配偶", CANARY[FieldClass.FAMILY], None, "群众", "某校"),),
        )
        write_record(
            actor=actor,
            cadre=Cadre.objects.get(name="王伟"),
            record=record,
            unit=city.units["市财政局"],
            today=timezone.localdate(),
        )
    city.nominate("王伟")
    return city


def found_in(content: bytes) -> set[FieldClass]:
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    text = content.decode(errors="replace")
    return {group for group, canary in CANARY.items() if canary in text}


def ways_out(uid: Any) -> list[str]:
    return [
        f"/cadres/{uid}/",
        f"/cadres/{uid}/?show",
        f"/cadres/{uid}/form.lrmx",
        "/cadres/",
        "/cadres/?reserve=1",
        "/cadres/export.xlsx",
        f"/cadres/compare/?id={uid}",
    ]


@pytest.mark.parametrize("key", sorted(MAY))
def test_no_way_out_shows_more_than_the_class_allows(planted: Cast, key: str) -> None:
    uid = planted.cadres["王伟"].uid
    client = planted.client(key)
    seen: set[FieldClass] = set()
    for path in ways_out(uid):
        answer = client.get(path)
        found = found_in(answer.content)
        assert found <= MAY[key], (path, found - MAY[key])
        if answer.status_code == 200:
            seen |= found
    assert seen == MAY[key], "something that may be read is shown nowhere"


@pytest.mark.parametrize("key", sorted(MAY))
def test_the_policy_says_the_same(planted: Cast, key: str) -> None:
    with planted.acting(key) as actor:
        cadre = visible(Cadre, actor).filter(name="王伟").first()
        classes = visible_classes(actor, cadre) if cadre else frozenset()
    assert classes == MAY[key]


def test_phone_and_id_number_are_masked_until_asked_for(planted: Cast) -> None:
    client, uid = planted.client("home"), planted.cadres["王伟"].uid
    plain = CANARY[FieldClass.IDENTITY]
    assert plain not in client.get(f"/cadres/{uid}/").content.decode()
    assert plain in client.get(f"/cadres/{uid}/?show").content.decode()


def test_ones_own_file_is_whole_but_for_the_reserve_lists(planted: Cast) -> None:
    with planted.acting("officer"):
        Cadre.objects.filter(name="王伟").update(user=planted.users["stranger"])
    with planted.acting("stranger") as actor:
        cadre = visible(Cadre, actor).get()
        assert visible_classes(actor, cadre) == ALL - {FieldClass.RESERVE}
