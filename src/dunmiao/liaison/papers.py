"""The directory as vCards and as a workbook, both ways."""

import base64
from collections.abc import Iterable

from django.db.models import QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.formats.contact_sheets import HEADER, PHONES, read_contacts
from dunmiao.formats.names import split_surname
from dunmiao.formats.vcard import Card, Line, read_vcards
from dunmiao.formats.vcard_write import write_vcards
from dunmiao.formats.workbook import write_workbook
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.liaison.cards import open_card
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import Contact, Organisation
from dunmiao.liaison.selectors import may_open

NAME_LEVELS = 3


def read_file(*, name: str, content: bytes) -> tuple[list[Card], list[Finding]]:
    """Cards of a .vcf or of a sheet, with what could not be read."""
    if name.lower().endswith((".vcf", ".vcard")):
        report = read_vcards(content)
        return report.cards, report.findings
    if not name.lower().endswith((".xlsx", ".xls", ".csv")):
        raise RuleBroken([say("cards.kind")])
    missing, cards, found = read_contacts(content)
    if missing:
        raise RuleBroken([say("cards.header", names="、".join(missing))])
    return cards, found


def template_sheet() -> bytes:
    """The empty sheet, with one line as an example."""
    example = ["贺示例", "某部（示例）", "规划司", "综合处", "处长", "", "010-60000000", "", "总机：010-60000001",
               "", "规划；项目", "示例行，请删去"]  # fmt: skip
    return write_workbook(sheet="联络通讯录", header=HEADER, rows=[example])


def _opened(actor: Actor, rows: QuerySet[Contact]) -> list[Contact]:
    """What the actor may read in plain; the reading of all is recorded at once."""
    actor.require(Permission.CONTACTS_MANAGE)
    found = [row for row in rows if may_open(actor=actor, row=row)]
    actor.record("contacts.exported", None, rows=len(found))
    return found


def _names(rows: Iterable[Contact]) -> dict[int, tuple[str, ...]]:
    """The names from the ministry down, by organisation."""
    paths = {row.organisation_id: row.organisation.path.strip("/").split("/") for row in rows}
    ids = {int(part) for path in paths.values() for part in path}
    names = dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))
    return {key: tuple(names[int(part)] for part in path) for key, path in paths.items()}


def contacts_as_vcards(*, actor: Actor, rows: QuerySet[Contact], version: str) -> bytes:
    """vCards; each names who took it out of the directory, and when is in the record."""
    found = _opened(actor, rows)
    names = _names(found)
    mark = Line("X-DUNMIAO-EXPORT", f"{actor.name} 内部")
    return write_vcards(
        (_as_card(row, names[row.organisation_id], mark) for row in found), version=version
    )


def _as_card(row: Contact, names: tuple[str, ...], mark: Line) -> Card:
    card = open_card(row)
    surname, given = split_surname(row.name)
    kept = tuple(line for line in card.kept if line.name != mark.name)
    return Card(
        name=row.name,
        surname=surname,
        given=given,
        organisation=names,
        title=row.post,
        phones=card.phones,
        emails=card.emails,
        note=card.note,
        groups=tuple(row.groups),
        photo=base64.b64decode(card.photo) if card.photo else None,
        uid=str(row.uid),
        kept=(*kept, mark),
    )


def contacts_as_table(*, actor: Actor, rows: QuerySet[Contact]) -> bytes:
    """A workbook in the form in which it is read back, watermarked."""
    found = _opened(actor, rows)
    names = _names(found)
    return write_workbook(
        sheet="联络通讯录",
        header=HEADER,
        rows=[_line(row, names[row.organisation_id]) for row in found],
        watermark=f"{actor.name} 内部",
    )


def _line(row: Contact, names: tuple[str, ...]) -> list[str]:
    card, first = open_card(row), {}
    rest = []
    for label, number in card.phones:
        if label in PHONES and label not in first:
            first[label] = number
        else:
            rest.append(f"{label}：{number}" if label else number)
    levels = [*names, "", "", ""][:NAME_LEVELS]
    return [
        row.name, *levels, row.post, *(first.get(label, "") for label in PHONES), "；".join(rest),
        "；".join(value for _, value in card.emails), "；".join(row.groups), card.note,
    ]  # fmt: skip
