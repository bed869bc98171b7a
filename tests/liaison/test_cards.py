"""Cards of phones and sheets, both ways, each told what became of it."""

import io
from datetime import timedelta
from typing import Any

import pytest
import vobject
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from python_calamine import CalamineWorkbook

from dunmiao.access.models import AuditEvent
from dunmiao.access.roles import Permission
from dunmiao.formats.vcard import read_vcards
from dunmiao.kernel.errors import NotPermitted, RuleBroken
from dunmiao.liaison import papers, selectors
from dunmiao.liaison.card_filing import take_cards
from dunmiao.liaison.models import Contact, Organisation
from tests.api.test_calls import call, key_of
from tests.liaison.test_acts import TODAY, add, cast, kept  # noqa: F401
from tests.outcomes.test_pages import body, sent

FILE = """BEGIN:VCARD
VERSION:3.0
N:贺;维钧;;;
FN:贺维钧
ORG:工信部（示例）;规划司;综合处
TITLE:处长
TEL;TYPE=WORK:010-66002204
item1.TEL:010-66002200
item1.X-ABLabel:总值班
CATEGORIES:规划,项目
BDAY:1975-01-01
X-WECHAT:heweijun
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=C8=EE=C7=E5=BA=CD;;;;
TEL;CELL:13800003577
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:岑越
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:同号人
ORG:工信部（示例）;规划司;综合处
TEL:01066002204
END:VCARD
BEGIN:VCARD
TEL:1
"""


def take(cast: Any) -> Any:  # noqa: F811
    add(cast)
    return take_again(cast)


def take_again(cast: Any) -> Any:  # noqa: F811
    with cast.acting("王伟") as actor:
        cards, broken = papers.read_file(name="通讯录.vcf", content=FILE.encode())
        root = selectors.list_ministries(actor=actor)[0]
        place = selectors.own_place(actor=actor)
        assert place is not None
        return take_cards(actor=actor, place=place, cards=cards, root=root, today=TODAY), broken


def test_every_card_is_told_what_became_of_it(cast: Any) -> None:  # noqa: F811
    report, broken = take(cast)
    assert [(row.name, row.outcome) for row in report.rows] == [
        ("贺维钧", "TAKEN"), ("阮清和", "TAKEN"), ("岑越", "REFUSED"), ("同号人", "TAKEN")
    ]  # fmt: skip
    assert [finding.code for finding in broken] == ["vcard.no_end"]
    assert report.rows[1].findings[0].code == "cards.no_organisation"
    assert report.rows[2].findings[0].code == "contact.no_way"
    assert kept(cast) == 4
    with cast.acting("officer") as officer:
        pairs = selectors.list_duplicates(actor=officer)
        assert {pair.reason for pair, *_ in pairs} == {"SAME_NUMBER"}
    again, _ = take_again(cast)
    assert [row.outcome for row in again.rows] == ["THERE", "THERE", "REFUSED", "THERE"]


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_out_again_nothing_is_lost(cast: Any, version: str) -> None:  # noqa: F811
    take(cast)
    with cast.acting("officer") as officer:
        rows = selectors.list_contacts(actor=officer)
        content = papers.contacts_as_vcards(actor=officer, rows=rows, version=version)
    both = [c for c in read_vcards(content).cards if c.name == "贺维钧"]
    full = next(c for c in both if c.organisation == ("工信部（示例）", "规划司", "综合处"))
    assert full.phones == (("办公", "010-66002204"), ("总值班", "010-66002200"))
    assert full.groups == ("规划", "项目")
    assert {line.name: line.value for line in full.kept} == {
        "BDAY": "1975-01-01", "X-WECHAT": "heweijun", "X-DUNMIAO-EXPORT": "陆组文 内部"
    }  # fmt: skip
    read = [one.fn.value for one in vobject.readComponents(content.decode())]
    assert sorted(read) == sorted(c.name for c in read_vcards(content).cards)
    with cast.acting("auditor"):
        assert AuditEvent.objects.filter(kind="contacts.exported").count() == 1


def test_the_workbook_is_read_back(cast: Any) -> None:  # noqa: F811
    take(cast)
    with cast.acting("officer") as officer:
        rows = selectors.list_contacts(actor=officer)
        content = papers.contacts_as_table(actor=officer, rows=rows)
        table = (
            CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        )
        assert table[-1][0] == "陆组文 内部"
        plain = "\n".join(str(row) for row in table)
        assert "总值班：010-66002200" in plain
    again, _broken = papers.read_file(name="x.xlsx", content=papers.template_sheet())
    assert again[0].organisation == ("某部（示例）", "规划司", "综合处")
    assert again[0].phones == (("办公", "010-60000000"), ("总机", "010-60000001"))
    with pytest.raises(RuleBroken):
        papers.read_file(name="x.txt", content=b"")


def test_a_secondee_takes_nothing_out_in_bulk(cast: Any) -> None:  # noqa: F811
    add(cast)
    with cast.acting("王伟") as actor, pytest.raises(NotPermitted):
        papers.contacts_as_table(actor=actor, rows=selectors.list_contacts(actor=actor))
    assert sent(cast, "王伟", "/contacts/export/", form="4.0").status_code == 403


def test_a_refused_card_keeps_what_was_typed(cast: Any) -> None:  # noqa: F811
    assert cast.client("王伟").get("/contacts/new/").status_code == 200
    typed = {"phones.0.label": "手机", "phones.0.number": "12", "phones.1.number": "010-66002204"}
    answer = sent(
        cast, "王伟", "/do/contact.bring/", name="贺维钧", ministry="工信部（示例）",
        note="早上好找", sensitivity="RESTRICTED", **typed,
    )  # fmt: skip
    assert answer.status_code == 422
    page = body(answer)
    for text in ("读不出电话号码：12", 'value="贺维钧"', 'value="010-66002204"', "早上好找"):
        assert text in page, text
    assert 'value="RESTRICTED" selected' in page
    with cast.acting("officer"):
        assert not Organisation.objects.exists(), "nothing half-written"


def test_pages_from_card_to_receipt(cast: Any) -> None:  # noqa: F811
    typed = {"phones.1.label": "办公", "phones.1.number": "010-66002204"}
    answer = sent(
        cast, "王伟", "/do/contact.bring/", name="贺维钧", ministry="工信部（示例）", bureau="装备司",
        division="机械处", post="处长", sensitivity="INTERNAL", **typed,
    )  # fmt: skip
    assert answer.status_code == 302, body(answer)[:1500]
    path = answer["Location"]
    page = body(cast.client("王伟").get(path))
    assert "010-****2204" in page
    assert "66002204" not in page
    page = body(sent(cast, "王伟", path + "reveal/"))
    assert 'href="tel:010-66002204"' in page
    assert "改动" in page
    with cast.acting("officer"):
        uid = str(Contact.objects.get().uid)
    assert sent(cast, "王伟", f"/do/contact.confirm/{uid}/").status_code == 302
    wrong = sent(cast, "王伟", f"/do/contact.change/{uid}/")
    assert "写明新职务或新单位" in body(wrong)
    assert "机械处" in body(cast.client("officer").get("/contacts/"))
    assert "贺维钧" in body(sent(cast, "officer", "/contacts/", q="hwj"))
    unit = str(cast.units["驻京联络处"].uid)
    assert "贺维钧" in body(cast.client("王伟").get("/contacts/handovers/"))
    answer = sent(cast, "王伟", "/do/contact_handover.offer/", contacts=uid, to=unit)
    assert "待签收" in body(cast.client("liaison").get(answer["Location"]))
    signing = answer["Location"].replace("/contacts/handovers/", "/do/contact_handover.receive/")
    assert sent(cast, "liaison", signing, contacts=uid).status_code == 302
    assert "✓ 谢青野" in body(cast.client("liaison").get(answer["Location"]))
    assert "由谢青野保管" in body(cast.client("王伟").get(path))
    for key in ("host", "home", "stranger"):
        assert cast.client(key).get(path).status_code in (403, 404)
        assert cast.client(key).get("/contacts/").status_code == 403


def test_an_uploaded_file_is_reported_line_by_line(cast: Any) -> None:  # noqa: F811
    add(cast)
    with cast.acting("王伟") as actor:
        root = selectors.list_ministries(actor=actor)[0]
    file = SimpleUploadedFile("a.vcf", FILE.encode())
    assert root.name in body(cast.client("王伟").get("/contacts/cards/"))
    page = body(sent(cast, "王伟", f"/do/card_import.take/{root.uid}/", file=file))
    assert "已收入 3，已有 0，未收入 1，1 条读不出" in page
    assert "至少填一个电话或邮箱" in page
    assert cast.client("王伟").get("/contacts/cards/template.xlsx").status_code == 200
    bad = SimpleUploadedFile("a.txt", b"x")
    assert "请上传 .vcf 或 .xlsx" in body(
        sent(cast, "王伟", f"/do/card_import.take/{root.uid}/", file=bad)
    )


def test_side_by_side_and_undone(cast: Any) -> None:  # noqa: F811
    take(cast)
    page = body(cast.client("officer").get("/contacts/duplicates/"))
    assert "同一号码" in page
    with cast.acting("officer") as officer:
        _pair, one, other = selectors.list_duplicates(actor=officer)[0]
    merging = f"/do/contact.merge/{one.uid}/"
    assert sent(cast, "officer", merging, other=str(other.uid)).status_code == 302
    page = body(cast.client("officer").get("/contacts/duplicates/"))
    assert "已并的 1" in page
    with cast.acting("officer") as officer:
        merge = selectors.list_merges(actor=officer)[0]
    assert sent(cast, "officer", f"/do/contact_merge.undo/{merge.uid}/").status_code == 302
    assert cast.client("王伟").get("/contacts/duplicates/").status_code == 403


def test_over_json(cast: Any) -> None:  # noqa: F811
    key = key_of(cast, "王伟", Permission.CONTACTS_VIEW, Permission.CONTACTS_KEEP)
    card = {"ministry": "工信部（示例）", "bureau": "装备司", "name": "贺维钧", "phones": [
        {"label": "办公", "number": "010-66002204"}]}  # fmt: skip
    made = call(key, "POST", "acts/contact.bring", card).json()
    [found] = call(key, "POST", "contacts/search", {"search": "hwj"}).json()
    assert (found["uid"], found["phones"]) == (made["uid"], ["办公 010-****2204"])
    path = f"contacts/{made['uid']}"
    assert call(key, "GET", path).json()["keeper"] == "王伟"
    plain = call(key, "POST", f"{path}/reveal").json()
    assert plain["phones"] == [{"label": "办公", "value": "010-66002204"}]
    day = timezone.localdate() + timedelta(days=1)
    touch = f"acts/contact.touch/{made['uid']}"
    late = call(key, "POST", touch, {"on_day": str(day), "purpose": "座谈"})
    assert late.json()["findings"][0]["code"] == "contact.in_future"
    assert call(key, "POST", f"acts/contact.confirm/{made['uid']}", {}).status_code == 200
    unit = str(cast.units["驻京联络处"].uid)
    asked = {"contacts": [made["uid"]], "to": unit}
    offered = call(key, "POST", "acts/contact_handover.offer", asked).json()
    office = key_of(cast, "liaison", Permission.CONTACTS_VIEW, Permission.CONTACTS_KEEP)
    receive = f"acts/contact_handover.receive/{offered['uid']}"
    assert call(office, "POST", receive, {"contacts": [made["uid"]]}).status_code == 200
    assert call(key, "POST", f"{path}/reveal").status_code == 404
    stranger = key_of(cast, "officer", Permission.OUTCOMES_VIEW)
    assert call(stranger, "GET", path).status_code == 403
