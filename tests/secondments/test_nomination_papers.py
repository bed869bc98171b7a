"""Papers of a nomination: judged by content, asked for by the programme, kept from hosts."""

import io
import uuid
import zipfile
from typing import Any

import pytest
from PIL import Image

from dunmiao.acts.claims import Doing
from dunmiao.acts.fields import Upload
from dunmiao.acts.reading import Unreadable
from dunmiao.documents.selectors import get_file
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.posts.models import Programme
from dunmiao.secondments.actions import nominations as actions
from dunmiao.secondments.models import NominationFile
from dunmiao.secondments.rules.nominations import in_order
from dunmiao.secondments.selectors import missing_of
from tests.acts.stages import by
from tests.factories.city import Cast

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def draft(city: Cast) -> Any:
    with city.acting("home") as actor:
        begun = actions.nominate_cadre(Doing.by(actor), city.programme, cadre=city.cadres["王伟"])
        return begun.uid


def attach(city: Cast, uid: Any, name: str, content: bytes, kind: str = "GRADES") -> Any:
    with city.acting("home") as actor:
        return actions.attach_paper(Doing.by(actor), uid, kind=kind, file=Upload(name, content))


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"<x/>")
    return out.getvalue()


WORD = "word/document.xml"


def picture() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (30.0, 45.0, 0.0)}
    Image.new("RGB", (3000, 1000), "white").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "file.empty"),
        ("a.pdf", b"MZ\x90", "paper.unknown_kind"),
        ("a.docx", PDF, "paper.not_what_it_says"),
        ("a.jpg", b"\xff\xd8\xffbroken", "file.broken"),
        ("a.svg", b"<svg onload='x'/>", "paper.unknown_kind"),
        ("a.docx", zipped(WORD, "word/vbaProject.bin"), "file.macro"),
        ("a.docx", zipped(WORD, "word/embeddings/oleObject1.bin"), "paper.embedded"),
        ("a.xlsx", zipped(WORD), "paper.not_what_it_says"),
        ("a.docx", zipped("something/else.xml"), "paper.unknown_kind"),
    ],
)
def test_what_is_not_what_it_says_is_refused(
    city: Cast, name: str, content: bytes, code: str
) -> None:
    uid = draft(city)
    with pytest.raises(RuleBroken) as refused:
        attach(city, uid, name, content)
    assert [finding.code for finding in refused.value.findings] == [code]
    with city.acting("home"):
        assert NominationFile.objects.count() == 0


def test_a_picture_loses_its_place_and_is_shrunk(city: Cast) -> None:
    from dunmiao.documents.selectors import read_file

    row = attach(city, draft(city), "照片.JPG", picture())
    with city.acting("home"):
        kept = Image.open(io.BytesIO(read_file(row.file)))
    assert max(kept.size) == 2400
    assert not kept.getexif()


def test_a_programme_may_ask_for_papers(city: Cast) -> None:
    with city.acting("officer"):
        Programme.objects.update(required_papers=["GRADES"])
    uid = draft(city)

    def submit() -> None:
        by(city, "home", actions.submit_nomination, uid)

    wishes = in_order([city.posts["大桥镇"].uid])
    given = {"unit_opinion": "同意", "recusal_declared": True, "wishes": wishes}
    by(city, "home", actions.save_nomination, uid, **given)
    with pytest.raises(RuleBroken) as refused:
        submit()
    assert [finding.code for finding in refused.value.findings] == ["nomination.no_paper"]
    row = attach(city, uid, "考核表.pdf", PDF)
    submit()
    with pytest.raises(Conflict):
        attach(city, uid, "再来.pdf", PDF)
    with pytest.raises(Conflict):
        by(city, "home", actions.remove_paper, uid, file=str(row.file.uid))


def test_who_may_attach_and_who_may_read(city: Cast) -> None:
    uid = draft(city)
    row = attach(city, uid, "意见.pdf", PDF, "UNIT_OPINION")
    with city.acting("host") as actor, pytest.raises(NotVisible):
        get_file(actor=actor, uid=row.file.uid)
    paper = {"kind": "GRADES", "file": Upload("a.pdf", PDF)}
    with pytest.raises(NotVisible):
        by(city, "other_home", actions.attach_paper, uid, **paper)
    with pytest.raises(NotPermitted):
        by(city, "leader", actions.attach_paper, uid, **paper)
    with pytest.raises(Unreadable):
        by(city, "home", actions.remove_paper, uid, file=str(uuid.uuid4()))
    by(city, "home", actions.remove_paper, uid, file=str(row.file.uid))
    with city.acting("home"):
        assert NominationFile.objects.count() == 0


def test_the_page_takes_and_drops_papers_and_withdraws(city: Cast) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    uid, client = draft(city), city.client("home")
    sent = {"kind": "GRADES", "file": SimpleUploadedFile("考核表.pdf", PDF)}
    assert client.post(f"/do/nomination.attach/{uid}/", sent).status_code == 302
    page = client.get(f"/nominations/{uid}/").content.decode()
    assert "考核表.pdf" in page
    assert client.post(f"/do/nomination.attach/{uid}/", {"kind": "GRADES"}).status_code == 400
    assert client.post(f"/do/nomination.withdraw/{uid}/", {"reason": " "}).status_code == 400
    assert client.post(f"/do/nomination.withdraw/{uid}/", {"reason": "工作需要"}).status_code == 302
    assert client.post(f"/do/nomination.withdraw/{uid}/", {"reason": "再撤"}).status_code == 409


def test_an_attached_form_is_compared_with_the_file(city: Cast) -> None:
    from django.utils import timezone

    from dunmiao.people.exports import export_form
    from dunmiao.people.selectors import get_cadre
    from dunmiao.secondments.selectors import form_differences, get_nomination

    uid = draft(city)
    with city.acting("home") as actor:
        cadre = get_cadre(actor=actor, uid=city.cadres["王伟"].uid)
        form = export_form(actor=actor, cadre=cadre, today=timezone.localdate())
    attach(
        city, uid, "王伟.lrmx", form.replace("汉族".encode(), "回族".encode()), "APPOINTMENT_FORM"
    )
    with city.acting("home") as actor:
        found = form_differences(get_nomination(actor=actor, uid=uid))
        assert [(d["field"], d["old"], d["new"]) for d in found] == [("民族", "汉族", "回族")]
        missing = missing_of(get_nomination(actor=actor, uid=uid))
        assert len(missing) == 3
