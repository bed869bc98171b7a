"""The office's own letter templates: Word files with fields, tried before they count."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.documents.forms import FORMS
from dunmiao.documents.letters import TITLE_FONT, as_bytes, chinese_date, new_paper, write_line
from dunmiao.documents.messages import say
from dunmiao.documents.models import LetterTemplate
from dunmiao.formats.container import Refused
from dunmiao.formats.messages import say as word_say
from dunmiao.formats.papers import DOCX, clean_paper
from dunmiao.formats.word import braces_left, faults_of_word
from dunmiao.kernel.errors import RuleBroken, not_visible
from dunmiao.kernel.findings import Finding

MOST_BYTES = 2 * 1024 * 1024


_WRONG = (
    TemplateError,
    PackageNotFoundError,
    zipfile.BadZipFile,
    XMLSyntaxError,
    KeyError,
    ValueError,
)


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def objections_to_template(kind: str, content: bytes) -> list[Finding]:
    """What keeps a file from being a template: no Word file, a field that is not known or is
    written wrongly, a sample that does not print."""
    if len(content) > MOST_BYTES:
        return [say("template.too_large", most=MOST_BYTES // 1024 // 1024)]
    try:
        paper = clean_paper("template.docx", content)
        if paper.media_type != DOCX:
            return [say("template.no_word")]
        if foreign := [fault for fault in faults_of_word(content) if fault.is_error]:
            return foreign
        asked = DocxTemplate(io.BytesIO(content)).get_undeclared_template_variables(_environment())
    except Refused as refused:
        return [refused.finding]
    except _WRONG as wrong:
        return [say("template.broken", problem=_words(wrong))]
    fields = FORMS[kind].fields
    if unknown := sorted(asked - fields.keys()):
        facts: dict[str, Any] = {"names": "、".join(unknown), "known": "、".join(fields)}
        return [say("template.unknown_field", **facts)]
    try:
        printed = _print(content, {name: sample for name, (_, sample) in fields.items()})
    except _WRONG as wrong:
        return [say("template.broken", problem=_words(wrong))]
    if left := braces_left(printed):
        return [word_say("word.braces", texts="；".join(left))]
    return []


def _words(wrong: Exception) -> str:
    return f"{wrong}"[:160] or type(wrong).__name__


def _print(content: bytes, context: Mapping[str, Any]) -> bytes:
    template = DocxTemplate(io.BytesIO(content))
    template.render(dict(context), jinja_env=_environment(), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def list_templates(*, actor: Actor) -> QuerySet[LetterTemplate]:
    """All templates, newest first."""
    actor.require(Permission.TEMPLATES)
    return LetterTemplate.objects.filter(city_id=actor.city_id)


def get_template(*, actor: Actor, uid: Any) -> LetterTemplate:
    """One of them."""
    row = list_templates(actor=actor).filter(uid=uid).first()
    if row is None:
        raise not_visible()
    return row


def print_letter(*, actor: Actor, kind: str, context: Mapping[str, Any], built_in: bytes) -> bytes:
    """The letter by the office's template where one is in force, else the built-in one.

    A template that fails on real content is named, and nothing is issued.
    """
    rows = LetterTemplate.objects.filter(city_id=actor.city_id, kind=kind, is_active=True)
    row = rows.first()
    if row is None:
        return built_in
    plain = {
        name: chinese_date(value) if isinstance(value, date) else value
        for name, value in context.items()
    }
    try:
        return _print(bytes(row.content), plain)
    except _WRONG as wrong:
        finding = say("template.failed", name=row.name, problem=_words(wrong))
        raise RuleBroken([finding]) from wrong


def starter(kind: str) -> bytes:
    """A template to begin with: every field of the kind, in the official layout."""
    form = FORMS[kind]
    paper = new_paper()
    write_line(paper, "{{ issuer }}", font=TITLE_FONT, size=30, indent=False, red=True)
    if "number" in form.fields:
        write_line(paper, "{{ number }}", indent=False)
    for name, (words, sample) in form.fields.items():
        if name in {"issuer", "number", "signed_on"}:
            continue
        if not isinstance(sample, list):
            write_line(paper, f"{words}：{{{{ {name} }}}}")
            continue
        write_line(paper, f"{{%p for one in {name} %}}", indent=False)
        parts = sample[0] if isinstance(sample[0], dict) else None
        line = "　".join(f"{{{{ one.{part} }}}}" for part in parts) if parts else "{{ one }}"
        write_line(paper, line)
        write_line(paper, "{%p endfor %}", indent=False)
    write_line(paper, "{{ signed_on }}", indent=False)
    return as_bytes(paper)
