"""Letter templates of the office: tried before they count, and nothing issued by a broken one."""

import io
from typing import Any

import docx
import pytest

from dunmiao.acts.claims import Doing
from dunmiao.acts.fields import Upload
from dunmiao.documents import letters
from dunmiao.documents.actions.templates import adopt_template, drop_template
from dunmiao.documents.forms import FORMS
from dunmiao.documents.models import IssuedNumber, LetterTemplate
from dunmiao.documents.templates import objections_to_template, starter
from dunmiao.kernel.errors import NotPermitted, RuleBroken
from dunmiao.secondments import official_notices, opening
from dunmiao.secondments.models import Secondment


def template(*lines: str) -> bytes:
    paper = letters.new_paper()
    for line in lines:
        letters.write_line(paper, line)
    return letters.as_bytes(paper)


def codes(found: Any) -> list[str]:
    return [finding.code for finding in found]


def words(content: bytes) -> str:
    return "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_the_starter_of_every_kind_is_a_template(kind: str) -> None:
    assert objections_to_template(kind, starter(kind)) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (template("{{ numbr }}"), "template.unknown_field"),
        (template("{{ number "), "template.broken"),
        (
            template("{%p for one in people %}", "{{ one.nmae }}", "{%p endfor %}"),
            "template.broken",
        ),
        (template("{{ ''.__class__.__mro__ }}"), "template.broken"),
        (b"not a word file", "paper.unknown_kind"),
        (b"PK\x03\x04broken", "file.broken"),
    ],
)
def test_a_wrong_template_is_refused_by_its_name(content: bytes, code: str) -> None:
    assert codes(objections_to_template("NOTICE", content)) == [code]


def test_an_unknown_field_is_named_with_those_that_exist() -> None:
    finding = objections_to_template("NOTICE", template("{{ numbr }} {{ titel }}"))[0]
    assert "numbr、titel" in finding.message
    assert "number" in finding.facts["known"]


def issue(city: Any, case: Any) -> bytes:
    from dunmiao.documents.selectors import read_file

    with city.acting("officer") as officer:
        people = list(
            Secondment.objects.filter(pk=case.pk).select_related(
                "cadre", "post", "home_unit", "host_unit", "programme"
            )
        )
        _, stored = official_notices.issue_notice(
            actor=officer, programme=city.programme, people=people, subject="test",
            subject_uid=case.uid, span=(case.starts_on, case.ends_on), today=case.starts_on,
        )  # fmt: skip
        return read_file(stored)


def approved(city: Any, name: str) -> Secondment:
    nomination = city.nominate(name)[name]
    with city.acting("officer") as officer:
        return opening.open_secondment(
            actor=officer, nomination=nomination, post=city.posts["大桥镇"],
            today=city.programme.starts_on,
        )  # fmt: skip


def test_the_offices_own_letter_is_printed_and_the_built_in_comes_back(city: Any) -> None:
    with city.acting("host") as host, pytest.raises(NotPermitted):
        adopt_template(Doing.by(host), kind="NOTICE", file=Upload("x.docx", starter("NOTICE")))
    lines = ["本局通知 {{ number }}", "{%p for p in people %}", "{{ p.name }} 任 {{ p.post }}",
             "{%p endfor %}", "自{{ first }}起"]  # fmt: skip
    with city.acting("officer") as officer:
        row = adopt_template(
            Doing.by(officer), kind="NOTICE", file=Upload("通知.docx", template(*lines))
        )
    printed = words(issue(city, approved(city, "王伟")))
    assert "本局通知 甲组挂〔" in printed
    assert "王伟 任 大桥镇副镇长" in printed
    with city.acting("officer") as officer:
        drop_template(Doing.by(officer), row)
        assert not LetterTemplate.objects.filter(is_active=True).exists()
    assert "本局通知" not in words(issue(city, approved(city, "李芳")))


def test_a_template_that_fails_on_real_content_issues_nothing(city: Any) -> None:
    with city.acting("officer") as officer:
        row = adopt_template(
            Doing.by(officer), kind="NOTICE", file=Upload("通知.docx", starter("NOTICE"))
        )
        # As if an older version had let it pass.
        LetterTemplate.objects.filter(pk=row.pk).update(content=template("{{ people.nobody }}"))
    case = approved(city, "王伟")
    with pytest.raises(RuleBroken) as failed:
        issue(city, case)
    assert codes(failed.value.findings) == ["template.failed"]
    assert "通知.docx" in failed.value.findings[0].message
    with city.acting("officer"):
        assert Secondment.objects.get(pk=case.pk).state == "APPROVED"
        assert IssuedNumber.objects.count() == 0


def test_the_page_lists_fields_and_takes_an_upload(city: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = city.client("officer")
    assert client.get("/templates/").status_code == 200
    start = client.get("/templates/starter/FEEDBACK.docx")
    upload = SimpleUploadedFile("反馈.docx", start.content)
    assert (
        client.post("/do/template.adopt/", {"kind": "FEEDBACK", "file": upload}).status_code == 302
    )
    assert "反馈.docx" in client.get("/templates/").content.decode()
    bad = SimpleUploadedFile("坏.docx", template("{{ x }}"))
    refused = client.post("/do/template.adopt/", {"kind": "FEEDBACK", "file": bad})
    assert refused.status_code == 422
    assert "不认识的字段：x" in refused.content.decode()
    assert city.client("host").get("/templates/").status_code == 403
