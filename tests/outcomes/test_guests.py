"""Who came to an event: read whole or refused with every cell, part of what is verified."""

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.access.roles import Permission
from dunmiao.acts.fields import Upload
from dunmiao.formats.workbook import write_workbook
from dunmiao.kernel.errors import Conflict, NotVisible, RuleBroken
from dunmiao.outcomes.actions.guests import list_guests
from dunmiao.outcomes.guests import read_guest_list
from dunmiao.outcomes.models import EventGuest, Evidence, Outcome
from dunmiao.outcomes.rules.guests import GUEST_HEADER, count_firms, read_guests
from dunmiao.outcomes.rules.indicators import over_a_year
from tests.acts.stages import by
from tests.api.test_calls import key_of
from tests.outcomes.test_pages import PDF, body, proven, reported, sent

GUESTS = [
    ["禾丰装备", "贺维钧", "副总经理", "看地块"],
    ["禾丰装备", "阮清和", "总工", ""],
    ["青野机电", "", "", "设备合作"],
]


def sheet(rows: list[list[Any]], header: list[str] = GUEST_HEADER) -> bytes:
    return write_workbook(sheet="到会名单", header=header, rows=rows)


def bring(city: Any, row: Outcome, content: bytes, key: str = "host") -> None:
    by(city, key, list_guests, row, file=Upload("名单.xlsx", content))


@given(st.lists(st.tuples(st.text(max_size=120), st.text(max_size=60)), max_size=30))
def test_every_line_is_kept_or_told(rows: list[tuple[str, str]]) -> None:
    lines = [
        (at, {"企业（单位）": firm, "姓名": person}) for at, (firm, person) in enumerate(rows, 2)
    ]
    guests, found = read_guests(lines)
    assert len(guests) == len(rows)
    assert [(g.firm, g.person) for g in guests] == [(f.strip(), p.strip()) for f, p in rows]
    if not found:
        assert len({(g.firm, g.person) for g in guests}) == len(guests) >= 1
        assert all(len(g.firm) >= 2 for g in guests)
        assert count_firms(guests) == len({g.firm for g in guests})


def test_every_fault_has_its_cell(city: Any) -> None:
    row = reported(city, "event")
    wrong = [
        ["禾丰装备", "贺维钧", "", ""],
        ["", "某人", "", "机密★五年"],
        ["禾丰装备", "贺维钧", "长" * 61, ""],
    ]
    with pytest.raises(RuleBroken) as refused:
        bring(city, row, sheet(wrong))
    assert [(one.code, one.facts.get("where", one.where)) for one in refused.value.findings] == [
        ("guest.secret", "D3"), ("guest.firm", "A3"), ("guest.long", "C4"), ("guest.twice", "A4"),
    ]  # fmt: skip
    for content, code in (
        (sheet([]), "guest.none"),
        (sheet(GUESTS, ["单位名称", "谁", "职务", "想法"]), "guest.header"),
        (b"PK nonsense", "file."),
    ):
        with pytest.raises(RuleBroken) as refused:
            bring(city, row, content)
        assert refused.value.findings[0].code.startswith(code)
    with city.acting("officer"):
        assert EventGuest.objects.count() == 0


def test_the_list_is_replaced_whole_until_the_event_is_verified(city: Any) -> None:
    row = reported(city, "event", **proven("PHOTO"))
    bring(city, row, sheet(GUESTS))
    bring(city, row, sheet(GUESTS[:2]))
    with city.acting("host") as actor:
        found = read_guest_list(actor=actor, row=row)
        assert (found.people, found.firms, found.followed) == (2, 1, 0)
    with pytest.raises(NotVisible):
        bring(city, row, sheet(GUESTS), "other_host")
    with city.acting("officer"):
        fact = row.facts.get().uid
    assert sent(city, "officer", f"/do/step.verify/{fact}/").status_code == 302
    with pytest.raises(Conflict):
        bring(city, row, sheet(GUESTS))
    other = reported(city)
    with pytest.raises(Conflict) as no_event:
        bring(city, other, sheet(GUESTS))
    assert no_event.value.findings[0].code == "guest.no_event"
    with city.acting("host") as actor:
        assert read_guest_list(actor=actor, row=row).followed == 1


def test_the_page_shows_who_came_and_what_followed(city: Any) -> None:
    row = reported(city, "event")
    project = reported(city)
    path = f"/outcomes/{row.uid}/"
    client = city.client("host")
    assert "还没有名单" in body(client.get(path))
    empty = client.get(f"{path}guests.xlsx")
    assert empty.status_code == 200
    upload = {"file": SimpleUploadedFile("名单.xlsx", sheet(GUESTS))}
    door = f"/do/outcome.list_guests/{row.uid}/"
    assert client.post(door, upload).status_code == 302
    page = body(client.get(path))
    for said in ("2 家，3 人次", "名单上 2 家，登记 3 家", "青野机电", "到会企业中 1 家其后有项目"):
        assert said in page, said
    assert str(project.uid) in page
    assert client.get(f"{path}guests.xlsx").content != empty.content
    assert city.client("other_host").get(f"{path}guests.xlsx").status_code == 404
    assert client.post(door).status_code == 400
    assert "到会名单" not in body(client.get(f"/outcomes/{project.uid}/"))


def test_one_upload_may_hold_several_kinds_of_proof(city: Any) -> None:
    more = {"proofs.1.kind": "PHOTO", "proofs.1.files": SimpleUploadedFile("签约.pdf", PDF)}
    row = reported(city, **more, **{"proofs.2.kind": "MINUTES"})
    with city.acting("officer"):
        assert sorted(Evidence.objects.filter(outcome=row).values_list("kind", flat=True)) == [
            "CONTRACT",
            "PHOTO",
        ]


def test_the_same_over_json(city: Any) -> None:
    row = reported(city, "event")
    secret = key_of(city, "host", Permission.OUTCOMES_VIEW, Permission.OUTCOMES_REPORT)
    with city.acting("officer"):
        fact = row.facts.get().uid

    def post(path: str, **data: Any) -> Any:
        given = {"Authorization": f"Bearer {secret}", "Idempotency-Key": str(uuid.uuid4())}
        return Client().post(f"/api/v1/acts/{path}", data, headers=given)

    upload = SimpleUploadedFile("名单.xlsx", sheet(GUESTS))
    assert post(f"outcome.list_guests/{row.uid}", file=upload).status_code == 200
    assert post(f"step.prove/{fact}", **proven("MINUTES", "纪要.pdf")).status_code == 200
    wrong = post(f"step.prove/{fact}", **proven("ODD", "x.pdf"))
    assert wrong.status_code == 400
    (refused,) = wrong.json()["findings"]
    assert (refused["code"], refused["where"]) == ("field.choice", "proofs.0.kind")
    with city.acting("officer"):
        assert EventGuest.objects.filter(outcome=row).count() == 3
        assert Evidence.objects.filter(outcome=row, kind="MINUTES").count() == 1


def test_over_a_year() -> None:
    values = {8104: Decimal(200), 8107: Decimal(300), 8108: Decimal(250)}
    assert over_a_year(values, "万元").amount == 25
    points = over_a_year({1: Decimal("5.5"), 5: Decimal("5.0")}, "%")
    assert (points.amount, points.in_points) == (Decimal("-0.5"), True)
    assert over_a_year({}, "万元").amount is None
    assert over_a_year({8104: Decimal(0), 8108: Decimal(5)}, "万元").amount is None
    assert over_a_year({8105: Decimal(1), 8108: Decimal(5)}, "万元").amount is None
