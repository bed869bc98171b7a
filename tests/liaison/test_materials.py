"""Papers about a host: kept as contacts are, handed over with them, to whoever is next there."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from dunmiao.access.models import AuditEvent
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.liaison import materials, selectors
from dunmiao.liaison.actions import custody
from dunmiao.liaison.actions import materials as actions
from dunmiao.liaison.actions.keeping import Place
from dunmiao.liaison.models import CardImport, Contact, HostMaterial, MaterialCustody, Organisation
from dunmiao.liaison.rules.materials import MaterialFields
from tests.api.test_calls import call, key_of
from tests.liaison.test_acts import TODAY, add, cast, codes, kept
from tests.outcomes.test_pages import PDF, body, sent

__all__ = ["cast"]
BEFORE = TODAY - timedelta(days=400)
CHART = MaterialFields("CHART", "装备司机构职能图", TODAY - timedelta(days=90))


def file_paper(
    city: Any, key: str = "王伟", fields: MaterialFields = CHART, content: bytes = PDF
) -> HostMaterial:
    with city.acting(key) as actor:
        place = selectors.own_place(actor=actor)
        assert place is not None
        node = Organisation.objects.get(name="装备司")
        return actions.add_material(
            actor=actor, place=place, organisation=node, fields=fields, name="图.pdf",
            content=content, today=TODAY,
        )  # fmt: skip


def hand(city: Any, row: Any, to: Place, key: str) -> Any:
    with city.acting(key) as actor:
        return custody.offer_contacts(
            actor=actor, contact_uids=[], material_uids=[row.uid], to=to, today=TODAY
        )


def sign(city: Any, offered: Any, row: Any, key: str) -> None:
    with city.acting(key) as actor:
        custody.receive_contacts(
            actor=actor, handover_uid=offered.uid, contact_uids=[], material_uids=[row.uid],
            today=TODAY,
        )  # fmt: skip


def reads(city: Any, row: HostMaterial, key: str) -> bool:
    with city.acting(key) as actor:
        try:
            return materials.get_material_file(actor=actor, uid=row.uid).name == "图.pdf"
        except NotVisible:
            return False


def test_a_paper_is_kept_counted_and_handed_on_to_the_next_at_the_host(cast: Any) -> None:
    add(cast)
    row = file_paper(cast)
    assert kept(cast) == 2
    office = Place(cast.units["驻京联络处"])
    offered = hand(cast, row, office, "王伟")
    assert reads(cast, row, "liaison") is False
    sign(cast, offered, row, "liaison")
    assert kept(cast) == 1
    assert (reads(cast, row, "liaison"), reads(cast, row, "王伟")) == (True, False)
    later = cast.secondee("李芳")
    with cast.acting("officer") as actor:
        assert {case.pk for case in selectors.present_persons(actor=actor)} == {
            cast.case.pk,
            later.pk,
        }
    assert reads(cast, row, "李芳") is False
    lent = hand(cast, row, Place(later.lead_unit, later), "liaison")
    with pytest.raises(NotPermitted):
        sign(cast, lent, row, "officer")
    sign(cast, lent, row, "李芳")
    assert reads(cast, row, "李芳") is True
    with cast.acting("officer"):
        assert HostMaterial.objects.get(pk=row.pk).secondment_id == later.pk
        later.refresh_from_db()
        assert later.contacts_kept == 1
        chain = MaterialCustody.objects.filter(material=row).values_list("keeper_name", "to_on")
        assert list(chain) == [("王伟", TODAY), ("谢青野", TODAY), ("李芳", None)]
        assert AuditEvent.objects.filter(kind="material.read").count() == 2


def test_nobody_receives_who_is_not_there(cast: Any) -> None:
    row = file_paper_of_office(cast)
    later = cast.secondee("李芳", arrived=False)
    with pytest.raises(RuleBroken) as refused:
        hand(cast, row, Place(later.lead_unit, later), "liaison")
    assert codes(refused) == ["handover.not_there"]


def file_paper_of_office(city: Any) -> HostMaterial:
    add(city)
    return file_paper(city, "liaison")


def test_what_was_taken_back_is_out_of_sight_again(cast: Any) -> None:
    row = file_paper_of_office(cast)
    later = cast.secondee("李芳")
    offered = hand(cast, row, Place(later.lead_unit, later), "liaison")
    with cast.acting("李芳") as actor:
        assert materials.get_material(actor=actor, uid=row.uid).pk == row.pk
    with cast.acting("liaison") as actor:
        custody.withdraw_contacts(actor=actor, handover_uid=offered.uid, today=TODAY)
    with cast.acting("李芳") as actor, pytest.raises(NotVisible):
        materials.get_material(actor=actor, uid=row.uid)


def test_a_newer_issue_replaces_and_both_stay(cast: Any) -> None:
    add(cast)
    row = file_paper(cast)
    newer = PDF + b"\n"
    wrong = [
        (PDF, CHART.as_of, "material.same"),
        (newer, BEFORE, "material.older"),
        (newer, TODAY + timedelta(days=1), "material.as_of"),
    ]
    for content, as_of, code in wrong:
        with cast.acting("王伟") as actor, pytest.raises(RuleBroken) as refused:
            actions.replace_material(
                actor=actor, material_uid=row.uid, name="图.pdf", content=content, as_of=as_of,
                today=TODAY,
            )  # fmt: skip
        assert codes(refused) == [code]
    with cast.acting("王伟") as actor:
        made = actions.replace_material(
            actor=actor, material_uid=row.uid, name="图.pdf", content=newer, as_of=TODAY,
            today=TODAY,
        )  # fmt: skip
        assert [one.state for one in materials.read_issues(actor=actor, row=made)] == [
            "ACTIVE",
            "REPLACED",
        ]
        assert list(materials.list_materials(actor=actor)) == [made]
        with pytest.raises(Conflict):
            actions.verify_material(actor=actor, material_uid=row.uid, today=TODAY)
    assert kept(cast) == 2
    with cast.acting("王伟") as actor, pytest.raises(RuleBroken) as refused:
        actions.withdraw_material(actor=actor, material_uid=made.uid, reason=" ", today=TODAY)
    assert codes(refused) == ["material.no_reason"]
    with cast.acting("王伟") as actor:
        actions.withdraw_material(
            actor=actor, material_uid=made.uid, reason="机构已撤", today=TODAY
        )
    assert kept(cast) == 1


def test_every_fault_at_once_and_nothing_twice(cast: Any) -> None:
    add(cast)
    wrong = MaterialFields("MAP", "机密图", TODAY + timedelta(days=1), "长" * 201, "OPEN")
    with pytest.raises(RuleBroken) as refused:
        file_paper(cast, fields=wrong)
    assert codes(refused) == [
        "material.kind", "material.note", "material.as_of", "contact.sensitivity", "report.secret",
    ]  # fmt: skip
    with pytest.raises(RuleBroken) as refused:
        file_paper(cast, content=b"MZ\x00\x01")
    assert codes(refused)[0].startswith("paper.")
    file_paper(cast)
    with pytest.raises(RuleBroken) as refused:
        file_paper(cast)
    assert codes(refused) == ["material.once"]


def test_the_same_paper_of_somebody_out_of_sight_is_a_conflict(cast: Any) -> None:
    add(cast)
    alone = MaterialFields("RULES", "装备司会议制度", TODAY, sensitivity="RESTRICTED")
    file_paper(cast, fields=alone)
    with pytest.raises(Conflict):
        file_paper(cast, "liaison", fields=alone)


def test_one_keeper_at_a_time_by_the_database(cast: Any) -> None:
    add(cast)
    row = file_paper(cast)
    with cast.acting("officer"), pytest.raises(IntegrityError), transaction.atomic():
        MaterialCustody.objects.create(
            city_id=row.city_id, material=row, keeper_id=row.keeper_id, keeper_name="谁",
            unit_id=row.unit_id, from_on=TODAY,
        )  # fmt: skip


def test_pages_from_filing_to_receipt(cast: Any) -> None:
    add(cast)
    with cast.acting("officer"):
        node = Organisation.objects.get(name="装备司")
    path = f"/contacts/materials/new/?at={node.uid}"
    client = cast.client("王伟")
    assert "涉密文件不得上传" in body(client.get(path))
    data = {"kind": "CHART", "title": "图", "as_of": "2026-01-01", "note": ""}
    refused = client.post(path, data | {"file": SimpleUploadedFile("图.pdf", PDF)})
    assert refused.status_code == 422
    assert "2 至 80 字" in body(refused)
    data["title"] = "机构职能图"
    answer = client.post(path, data | {"file": SimpleUploadedFile("图.pdf", PDF)})
    assert answer.status_code == 302, body(answer)
    page = body(client.get(answer.url))
    assert "机构职能图" in page
    assert "保管中" in page
    assert client.get(f"{answer.url}file/").content == PDF
    assert "机构职能图" in body(client.get(f"/contacts/?at={node.uid}"))
    with cast.acting("officer"):
        row = HostMaterial.objects.get()
        office = cast.units["驻京联络处"]
    offered = sent(cast, "王伟", "/contacts/handovers/", to=str(office.uid), material=str(row.uid))
    assert offered.status_code == 302
    signer = cast.client("liaison")
    assert "机构职能图" in body(signer.get(offered.url))
    assert sent(cast, "liaison", offered.url, material=str(row.uid)).status_code == 302
    assert "应交 1 条，已签收 1 条" in body(signer.get(offered.url))
    assert client.get(f"{answer.url}file/").status_code == 404
    newer = {"as_of": "2026-02-01", "file": SimpleUploadedFile("图.pdf", PDF + b"\n")}
    replaced = signer.post(f"{answer.url}replace/", newer)
    assert replaced.status_code == 302
    assert "有新版" in body(signer.get(answer.url))
    assert sent(cast, "liaison", f"{replaced.url}verify/").status_code == 302
    assert sent(cast, "liaison", f"{replaced.url}withdraw/", reason="机构已撤").status_code == 302
    assert "已撤下" in body(signer.get(replaced.url))


def test_the_same_over_json(cast: Any) -> None:
    add(cast)
    with cast.acting("officer"):
        node = Organisation.objects.get(name="装备司")
    secret = key_of(cast, "王伟", Permission.CONTACTS_VIEW, Permission.CONTACTS_KEEP)
    given = {"Authorization": f"Bearer {secret}", "Idempotency-Key": str(uuid.uuid4())}
    data = {
        "organisation": str(node.uid), "kind": "CALENDAR", "title": "年度会议日历",
        "as_of": "2026-01-05",
    }  # fmt: skip
    made = [
        Client().post(
            "/api/v1/contacts/materials",
            data | {"file": SimpleUploadedFile("历.pdf", PDF)},
            headers=given,
        ).json()
        for _ in range(2)
    ]  # fmt: skip
    assert [one["repeated"] for one in made] == [False, True]
    (row,) = call(secret, "GET", f"contacts/materials?organisation={node.uid}").json()
    assert (row["title"], row["keeper"]) == ("年度会议日历", "王伟")
    path = f"contacts/materials/{row['uid']}"
    assert call(secret, "GET", f"{path}/file").content == PDF
    assert call(secret, "POST", f"{path}/verify", {}).status_code == 200
    assert call(secret, "POST", f"{path}/withdraw", {"reason": "停用"}).status_code == 200
    assert call(secret, "GET", "contacts/materials").json() == []


def test_an_import_of_cards_is_taken_back_but_what_was_used_stays(cast: Any) -> None:
    from dunmiao.liaison.actions.cards import undo_import
    from dunmiao.liaison.actions.contacts import log_interaction
    from tests.liaison.test_cards import take

    report, _broken = take(cast)
    made = report.made
    assert made.taken == report.taken == 3
    before = kept(cast)
    with cast.acting("王伟") as actor:
        used = Contact.objects.get(card_import=made, name="阮清和")
        log_interaction(
            actor=actor, contact_uid=used.uid, on_day=TODAY, purpose="致谢", today=TODAY
        )
        assert Organisation.objects.filter(name="规划司").exists()
    with cast.acting("liaison") as actor, pytest.raises(NotVisible):
        undo_import(actor=actor, import_uid=made.uid, today=TODAY)
    with cast.acting("王伟") as actor:
        undo_import(actor=actor, import_uid=made.uid, today=TODAY)
        with pytest.raises(Conflict):
            undo_import(actor=actor, import_uid=made.uid, today=TODAY)
    assert kept(cast) == before - 2
    with cast.acting("officer"):
        assert CardImport.objects.get().dropped == 2
        assert not Organisation.objects.filter(name="规划司").exists()
        assert [row.name for row in Contact.objects.filter(card_import=made)] == ["阮清和"]
    page = body(cast.client("王伟").get("/contacts/cards/"))
    assert "已撤销，取回 2 条" in page


def test_the_picture_of_a_card_is_shown_to_who_may_see_the_numbers(cast: Any) -> None:
    import base64

    from dunmiao.liaison.actions.contacts import add_contact
    from dunmiao.liaison.cards import Sealed
    from tests.liaison.test_acts import FIELDS
    from tests.liaison.test_notes import picture

    one = add(cast)
    with cast.acting("王伟") as actor:
        place = selectors.own_place(actor=actor)
        assert place is not None
        row = add_contact(
            actor=actor, place=place, organisation=Organisation.objects.get(name="装备司"),
            fields=FIELDS, today=TODAY, rest=Sealed(photo=base64.b64encode(picture()).decode()),
        )  # fmt: skip
    path = f"/contacts/{row.uid}/photo.jpg"
    client = cast.client("王伟")
    assert path in body(sent(cast, "王伟", f"/contacts/{row.uid}/reveal/"))
    shown = client.get(path)
    assert shown["Content-Type"] == "image/jpeg"
    assert "某牌手机".encode() not in shown.content
    assert cast.client("liaison").get(path).status_code == 404
    assert client.get(f"/contacts/{one.uid}/photo.jpg").status_code == 404
