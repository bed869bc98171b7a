"""Word files: what they bring beside their text, and braces that a print left over."""

import io
import zipfile

import pytest
from docx import Document

from dunmiao.formats.container import Refused
from dunmiao.formats.papers import clean_paper
from dunmiao.formats.word import braces_left, faults_of_word
from tests.formats.wanted import CASES

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paper(text: str = "正文") -> bytes:
    out = io.BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def changed(content: bytes, **parts: bytes) -> bytes:
    """The file with these parts put in or replaced; `__` stands for `/`, `_0` for a dot."""
    out = io.BytesIO()
    names = {name.replace("__", "/").replace("_0", "."): body for name, body in parts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name not in names:
                new.writestr(name, old.read(name))
        for name, body in names.items():
            new.writestr(name, body)
    return out.getvalue()


def relation(kind: str, target: str, mode: str = "External") -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{_REL}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        "</Relationships>"
    ).encode()


def codes(content: bytes) -> list[tuple[str, bool]]:
    return [(finding.code, finding.is_error) for finding in faults_of_word(content)]


def test_an_ordinary_paper_has_no_faults() -> None:
    assert codes(paper()) == []
    link = relation("hyperlink", "https://example.invalid/")
    assert codes(changed(paper(), word___rels__extra_0xml_0rels=link)) == []


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "http://example.invalid/a.dotm"),
        ("image", "file:///share/a.png"),
        ("oleObject", "http://example.invalid/a"),
        ("frame", "a.html"),
        ("aFChunk", "a.html"),
    ],
)
def test_what_is_fetched_from_elsewhere_is_refused(kind: str, target: str) -> None:
    hostile = changed(paper(), word___rels__settings_0xml_0rels=relation(kind, target))
    assert ("word.external", True) in codes(hostile)


@pytest.mark.parametrize("word", ["INCLUDEPICTURE", "DDEAUTO", "includetext"])
def test_fields_that_fetch_are_refused(word: str) -> None:
    body = f'<w:document {W}><w:body><w:p><w:r><w:instrText>{word} "x"</w:instrText></w:r></w:p></w:body></w:document>'
    assert codes(changed(paper(), word__document_0xml=body.encode())) == [("word.external", True)]


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("word__vbaProject_0bin", "file.macro"),
        ("word__embeddings__a_0xlsx", "paper.embedded"),
        ("word__activeX__activeX1_0xml", "paper.embedded"),
    ],
)
def test_macros_and_objects_are_refused(part: str, code: str) -> None:
    hostile = changed(paper(), **{part: b"<x/>"})
    assert (code, True) in codes(hostile)
    with pytest.raises(Refused):
        clean_paper("a.docx", hostile)


def test_a_document_type_in_any_part_is_refused() -> None:
    hostile = changed(paper(), customXml__item9_0xml=b"<!DOCTYPE x><x/>")
    with pytest.raises(Refused) as refused:
        faults_of_word(hostile)
    assert refused.value.finding.code == "xml.dtd"
    with pytest.raises(Refused):
        clean_paper("a.docx", hostile)


def test_hidden_text_and_changes_are_said() -> None:
    body = (
        f"<w:document {W}><w:body><w:p>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏着的话</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>看得见</w:t></w:r>'
        "<w:ins><w:r><w:t>加的</w:t></w:r></w:ins><w:r><w:commentReference/></w:r>"
        "</w:p></w:body></w:document>"
    )
    found = faults_of_word(changed(paper(), word__document_0xml=body.encode()))
    assert [f.code for f in found] == ["word.hidden", "word.changes", "word.comments"]
    assert found[0].facts == {"text": "藏着的话"}
    assert not any(finding.is_error for finding in found)


@pytest.mark.parametrize(
    "text", ["｛｛ number ｝｝", "标题：{ title }", "{{ x", "}} y", "{%p 未完", "﹛title﹜"]
)
def test_braces_left_over_are_found(text: str) -> None:
    assert braces_left(paper(text)) == [text]


def test_a_brace_in_two_runs_and_in_a_footer_is_found() -> None:
    out = io.BytesIO()
    document = Document()
    line = document.add_paragraph("标题：{")
    line.add_run(" title }")
    document.sections[0].footer.paragraphs[0].text = "{ signed_on }"
    document.save(out)
    assert braces_left(out.getvalue()) == ["标题：{ title }", "{ signed_on }"]


def test_the_template_with_full_width_braces() -> None:
    content = (CASES / "U01_fullwidth_braces.docx").read_bytes()
    assert codes(content) == []
    assert {"｛｛ number ｝｝", "标题：{ title }"} <= set(braces_left(content))
