"""The office's own letters: adopt a template, go back to the built-in one."""

from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import ROOT, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, File, Upload
from dunmiao.documents.forms import FORMS
from dunmiao.documents.messages import say
from dunmiao.documents.models import LetterTemplate
from dunmiao.documents.templates import objections_to_template
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.units.models import City

KINDS = {kind: form.label for kind, form in FORMS.items()}
KEEPER = Held(Permission.TEMPLATES, ROOT)


@act(
    "template.adopt", City, "上传并试打印", said="模板已采用。", records="template.adopted",
    may=KEEPER,
)  # fmt: skip
def adopt_template(
    city: City,
    doing: Doing,
    *,
    kind: Annotated[str, Choice("种类", of=KINDS)],
    file: Annotated[Upload, File("模板文件", accept=".docx")],
) -> LetterTemplate:
    """Put a template in force; the one before stays readable. A broken one changes nothing."""
    if objections := objections_to_template(kind, file.content):
        raise RuleBroken(finding.at("file") for finding in objections)
    rows = LetterTemplate.objects.filter(city_id=city.pk, kind=kind, is_active=True)
    rows.update(is_active=False)
    doing.note(letter=kind)
    return LetterTemplate.objects.create(
        city_id=city.pk, kind=kind, name=file.name[:200], content=file.content,
        made_by=doing.actor.name,
    )  # fmt: skip


def _not_in_force(row: LetterTemplate, doing: Doing) -> list[Finding]:
    return [] if row.is_active else [say("template.not_in_force", name=row.name)]


@act(
    "template.drop", LetterTemplate, "恢复内置格式", said="已恢复内置格式。",
    records="template.dropped", may=KEEPER, unless=_not_in_force,
)  # fmt: skip
def drop_template(row: LetterTemplate, doing: Doing) -> LetterTemplate:
    """Go back to the built-in letter."""
    row.is_active = False
    row.save(update_fields=["is_active"])
    doing.note(letter=row.kind)
    return row
