"""Papers about a host: kept as contacts are, handed over with them, to whoever is next there."""

import base64
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from dunmiao.access.models import AuditEvent
from dunmiao.access.roles import Permission
from dunmiao.acts.fields import Upload
from dunmiao.acts.reading import Unreadable
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.liaison import materials, selectors
from dunmiao.liaison.actions import custody
from dunmiao.liaison.actions import materials as actions
from dunmiao.liaison.cards import Sealed
from dunmiao.liaison.filing import new_contact, save_new
from dunmiao.liaison.models import CardImport, Contact, HostMaterial, MaterialCustody, Organisation
from dunmiao.liaison.rules.contacts import ContactFields
from dunmiao.secondments.models import Secondment
from tests.api.test_calls import call, key_of
from tests.factories.pictures import jpeg
from tests.liaison.test_acts import HELD, TODAY, add, at, cast, codes, kept
from tests.outcomes.test_pages import PDF, body, sent

__all__ = ["cast"]
BEFORE = TODAY - timedelta(days=400)
CHART = {"kind": "CHART", "title": "装备司机构职能图", "as_of": TODAY - timedelta(days=90)}


def file_paper(city: Any, key: str = "王伟", content: bytes = PDF, **changes: Any) -> HostMaterial:
    with city.acting(key):
        node = Organisation.objects.get(name="装备司")
    given = CHART | changes | {"file": Upload("图.pdf", content)}
    return at(city, key, actions.add_material, node, **given)  # type: ignore[no-any-return]


def hand(city: Any, row: Any, to: Any, key: str) -> Any:
    act = custody.pass_on if isinstance(to, Secondment) else custody.offer_to_unit
    return at(city, key, act, materials=[row], to=to)


def sign(city: Any, offered: Any, row: Any, key: str) -> None:
    at(city, key, custody.receive_contacts, offered, materials=[row])


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
    offered = hand(cast, row, cast.units["甲市"], "王伟")
    sign(cast, offered, row, "officer")
    assert kept(cast) == 1
    assert (reads(cast, row, "officer"), reads(cast, row, "王伟")) == (True, False)
    later = cast.secondee("李芳")
    with cast.acting("officer") as actor:
        assert {case.pk for case in selectors.present_persons(actor=actor)} == {
            cast.case.pk,
            later.pk,
        }
    assert reads(cast, row, "李芳") is False
    lent = hand(cast, row, later, "officer")
    with pytest.raises(NotPermitted):
        sign(cast, lent, row, "second")
    sign(cast, lent, row, "李芳")
    assert reads(cast, row, "李芳") is True
    with cast.acting("officer"):
        assert HostMaterial.objects.get(pk=row.pk).secondment_id == later.pk
        later.refresh_from_db()
        assert later.contacts_kept == 1
        chain = MaterialCustody.objects.filter(material=row).values_list("keeper_name", "to_on")
        assert list(chain) == [("王伟", TODAY), ("陆组文", TODAY), ("李芳", None)]
        assert AuditEvent.objects.filter(kind="material.read").count() == 2


def test_nobody_receives_who_is_not_there(cast: Any) -> None:
    row = file_paper_of_office(cast)
    later = cast.secondee("李芳", arrived=False)
    with pytest.raises(Unreadable):
        hand(cast, row, later, "officer")


def file_paper_of_office(city: Any) -> HostMaterial:
    add(city)
    return file_paper(city, "officer")


def test_what_was_taken_back_is_out_of_sight_again(cast: Any) -> None:
    row = file_paper_of_office(cast)
    later = cast.secondee("李芳")
    offered = hand(cast, row, later, "officer")
    with cast.acting("李芳") as actor:
        assert materials.get_material(actor=actor, uid=row.uid).pk == row.pk
    at(cast, "officer", custody.withdraw_contacts, offered)
    with cast.acting("李芳") as actor, pytest.raises(NotVisible):
        materials.get_material(actor=actor, uid=row.uid)


def test_a_newer_issue_replaces_and_both_stay(cast: Any) -> None:
    add(cast)
    row = file_paper(cast)
    newer = PDF + b"\n"
    wrong = [
        (PDF, CHART["as_of"], "material.same"),
        (newer, BEFORE, "material.older"),
        (newer, TODAY + timedelta(days=1), "material.as_of"),
    ]
    for content, as_of, code in wrong:
        issue = Upload("图.pdf", content)
        with pytest.raises(RuleBroken) as refused:
            at(cast, "王伟", actions.replace_material, row, file=issue, as_of=as_of)
        assert codes(refused) == [code]
    issue = Upload("图.pdf", newer)
    made = at(cast, "王伟", actions.replace_material, row, file=issue, as_of=TODAY)
    with cast.acting("王伟") as actor:
        assert [one.state for one in materials.read_issues(actor=actor, row=made)] == [
            "ACTIVE",
            "REPLACED",
        ]
        assert list(materials.list_materials(actor=actor)) == [made]
    with pytest.raises(Conflict):
        at(cast, "王伟", actions.verify_material, row)
    assert kept(cast) == 2
    at(cast, "王伟", actions.withdraw_material, made, reason="机构已撤")
    assert kept(cast) == 1


def test_every_fault_at_once_and_nothing_twice(cast: Any) -> None:
    add(cast)
    with pytest.raises(RuleBroken) as refused:
        file_paper(cast, title="图", note="机密", as_of=TODAY + timedelta(days=1))
    assert codes(refused) == ["material.title", "material.as_of", "report.secret"]
    with pytest.raises(RuleBroken) as refused:
        file_paper(cast, content=b"MZ\x00\x01")
    assert codes(refused)[0].startswith("paper.")
    file_paper(cast)
    with pytest.raises(RuleBroken) as refused:
        file_paper(cast)
    assert codes(refused) == ["material.once"]


def test_the_same_paper_of_somebody_out_of_sight_is_a_conflict(cast: Any) -> None:
    add(cast)
    alone = {"kind": "RULES", "title": "装备司会议制度", "sensitivity": "RESTRICTED"}
    file_paper(cast, **alone)
    with pytest.raises(Conflict):
        file_paper(cast, "liaison", **alone)


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
    path = f"/do/material.add/{node.uid}/"
    client = cast.client("王伟")
    assert "涉密文件不得上传" in body(client.get(path))
    data = {"kind": "CHART", "title": "图", "as_of": "2026-01-01", "note": ""}
    refused = client.post(path, data | {"file": SimpleUploadedFile("图.pdf", PDF)})
    assert refused.status_code == 422
    assert "资料名称至少 2 字" in body(refused)
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
    offered = sent(
        cast, "王伟", "/do/contact_handover.offer/", to=str(office.uid), materials=str(row.uid)
    )
    assert offered.status_code == 302
    signer = cast.client("liaison")
    assert "机构职能图" in body(signer.get(offered.url))
    signing = offered.url.replace("/contacts/handovers/", "/do/contact_handover.receive/")
    assert sent(cast, "liaison", signing, materials=str(row.uid)).status_code == 302
    assert "应交 1 条，已签收 1 条" in body(signer.get(offered.url))
    assert client.get(f"{answer.url}file/").status_code == 404
    newer = {"as_of": "2026-02-01", "file": SimpleUploadedFile("图.pdf", PDF + b"\n")}
    replaced = signer.post(f"/do/material.replace/{row.uid}/", newer)
    assert replaced.status_code == 302
    assert "有新版" in body(signer.get(answer.url))
    with cast.acting("officer"):
        issue = HostMaterial.objects.get(state="ACTIVE")
    assert sent(cast, "liaison", f"/do/material.verify/{issue.uid}/").status_code == 302
    down = f"/do/material.withdraw/{issue.uid}/"
    assert sent(cast, "liaison", down, reason="机构已撤").status_code == 302
    assert "已撤下" in body(signer.get(f"/contacts/materials/{issue.uid}/"))


def test_the_same_over_json(cast: Any) -> None:
    add(cast)
    with cast.acting("officer"):
        node = Organisation.objects.get(name="装备司")
    secret = key_of(cast, "王伟", Permission.CONTACTS_VIEW, Permission.CONTACTS_KEEP)
    given = {"Authorization": f"Bearer {secret}", "Idempotency-Key": str(uuid.uuid4())}
    data = {"kind": "CALENDAR", "title": "年度会议日历", "as_of": "2026-01-05"}
    made = [
        Client().post(
            f"/api/v1/acts/material.add/{node.uid}",
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
    assert call(secret, "POST", f"acts/material.verify/{row['uid']}", {}).status_code == 200
    down = call(secret, "POST", f"acts/material.withdraw/{row['uid']}", {"reason": "停用"})
    assert down.status_code == 200
    assert call(secret, "GET", "contacts/materials").json() == []


def test_an_import_of_cards_is_taken_back_but_what_was_used_stays(cast: Any) -> None:
    from dunmiao.liaison.actions.cards import undo_import
    from dunmiao.liaison.actions.checks import touch_contact
    from tests.liaison.test_cards import take

    report, _broken = take(cast)
    made = report.made
    assert made.taken == report.taken == 3
    before = kept(cast)
    with cast.acting("王伟"):
        used = Contact.objects.get(card_import=made, name="阮清和")
    at(cast, "王伟", touch_contact, used, on_day=TODAY, purpose="致谢")
    with cast.acting("王伟"):
        assert Organisation.objects.filter(name="规划司").exists()
    with pytest.raises(NotVisible):
        at(cast, "liaison", undo_import, made)
    at(cast, "王伟", undo_import, made)
    with pytest.raises(Conflict):
        at(cast, "王伟", undo_import, made)
    assert kept(cast) == before - 2
    with cast.acting("officer"):
        assert CardImport.objects.get().dropped == 2
        assert not Organisation.objects.filter(name="规划司").exists()
        assert [row.name for row in Contact.objects.filter(card_import=made)] == ["阮清和"]
    page = body(cast.client("王伟").get("/contacts/cards/"))
    assert "已撤销，取回 2 条" in page


def test_the_picture_of_a_card_is_shown_to_who_may_see_the_numbers(cast: Any) -> None:
    one = add(cast)
    photo = base64.b64encode(jpeg()).decode()
    with cast.acting("王伟") as actor:
        place = selectors.own_place(actor=actor)
        assert place is not None
        row = new_contact(
            actor, place, Organisation.objects.get(name="装备司"),
            ContactFields("贺维钧", phones=HELD), Sealed(photo=photo), TODAY,
        )  # fmt: skip
        save_new([row])
    path = f"/contacts/{row.uid}/photo.jpg"
    client = cast.client("王伟")
    assert path in body(sent(cast, "王伟", f"/contacts/{row.uid}/reveal/"))
    shown = client.get(path)
    assert shown["Content-Type"] == "image/jpeg"
    assert "某牌手机".encode() not in shown.content
    assert cast.client("liaison").get(path).status_code == 404
    assert client.get(f"/contacts/{one.uid}/photo.jpg").status_code == 404
