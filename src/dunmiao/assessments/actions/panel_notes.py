"""What the members of a panel write, apart from each other; the talk sheet read back in."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Whoever
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, File, Sheet, Text, Upload, Verdict, Whole
from dunmiao.assessments import panels
from dunmiao.assessments.lifecycle import PANEL
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import Panel, PanelMember, PanelNote, PanelSubject
from dunmiao.assessments.models.rounds import part_of
from dunmiao.assessments.rules import panels as rules
from dunmiao.formats.books import read_filled
from dunmiao.formats.container import Refused
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding

MOST_SHEET = 5_000_000


def _sits(doing: Doing, row: Panel | PanelSubject) -> bool:
    """Whether the actor is a member of the panel."""
    panel = row if isinstance(row, Panel) else row.panel
    return panels.own_seat(doing.actor, panel) is not None


SITS = Whoever(Permission.PANEL_NOTES, _sits)


def _kept(seat: PanelMember, subject: PanelSubject) -> PanelNote:
    note = PanelNote.objects.select_for_update().filter(subject=subject, member=seat).first()
    if note is None:
        return PanelNote(**part_of(subject, subject=subject, member=seat), user_id=seat.user_id)
    if note.submitted_at is not None:
        raise Conflict([say("panel.twice", name=subject.name)])
    return note


def _write(row: PanelNote, note: rules.Note) -> PanelNote:
    row.grades, row.words, row.talks = dict(note.grades), dict(note.words), dict(note.talks)
    row.shortcoming = note.shortcoming
    row.save()
    return row


def _aspects(doing: Doing, row: object) -> list[tuple[str, str]]:
    return list(rules.ASPECTS.items())


def _talks(doing: Doing, row: object) -> list[tuple[str, str]]:
    return list(rules.TALKS.items())


@act(
    "panel_note.write", PanelSubject, "写考察意见",
    records="panel_note.written",
    said="考察意见已保存。",
    may=SITS, life=PANEL, state_of="panel", moves="note", waits=True, related="panel",
)  # fmt: skip
def write_note(
    subject: PanelSubject, doing: Doing, *,
    talks: Annotated[dict[str, int] | None,
                     Sheet("谈话人数", offers=_talks, cell=Whole("人", most=rules.MOST_TALKS))] = None,
    grades: Annotated[dict[str, str] | None,
                      Sheet("等次", offers=_aspects, cell=Choice("等次", of=rules.GRADE_WORDS))] = None,
    words: Annotated[dict[str, str] | None,
                     Sheet("依据：看到、听到的具体事", offers=_aspects,
                           cell=Text("依据", most=rules.MOST_WORDS, lines=3))] = None,
    shortcoming: Annotated[str, Text("不足", most=500, lines=2)] = "",
    submit: Annotated[bool, Verdict("提交", yes="提交，不再修改", no="存草稿")],
) -> PanelSubject:  # fmt: skip
    """Keep one's own note, or submit it for good; only a whole one can be submitted."""
    seat = panels.own_seat(doing.actor, subject.panel)
    assert seat is not None  # the claim asked
    row = _kept(seat, subject)
    note = rules.Note(grades or {}, words or {}, talks or {}, shortcoming)
    if submit and (found := rules.objections_to_note(note, who=subject.name)):
        raise RuleBroken(found)
    row.submitted_at = doing.now if submit else None
    _write(row, note)
    doing.note(submitted=submit)
    return subject


@act(
    "talk_sheet.read", Panel, "读回谈话记录表",
    records="talk_sheet.read",
    said="已读入 {people} 人的记录，请逐人核对后提交。",
    may=SITS, life=PANEL, moves="note",
)  # fmt: skip
def read_sheet(
    panel: Panel, doing: Doing, *,
    sheet: Annotated[Upload, File("填好的表", accept=".xlsx", most_bytes=MOST_SHEET)],
) -> Panel:  # fmt: skip
    """Take a talk sheet back in as drafts, whole or not at all."""
    seat = panels.own_seat(doing.actor, panel)
    assert seat is not None  # the claim asked
    try:
        filled = read_filled(sheet.content, header=rules.HEADER)
    except Refused as refused:
        raise RuleBroken([refused.finding]) from refused
    if filled.missing:
        columns = "、".join(filled.missing)
        raise RuleBroken([say("panel.sheet_header", where="sheet", missing=columns)])
    if filled.faults:
        raise RuleBroken(fault.at("sheet") for fault in filled.faults)
    people = {str(n): person for n, person in enumerate(panels.subjects_of(panel), start=1)}
    found, notes = _read(filled.texts(), people)
    if found:
        raise RuleBroken(found)
    for number, note in notes.items():
        _write(_kept(seat, people[number]), note)
    doing.note(people=len(notes))
    return panel


def _read(
    rows: Sequence[tuple[int, Mapping[str, Any]]], people: Mapping[str, PanelSubject]
) -> tuple[list[Finding], dict[str, rules.Note]]:
    """Notes by the number of the person; every fault of every row."""
    found: list[Finding] = []
    notes: dict[str, rules.Note] = {}
    for row, cells in rows:
        if not any(str(cell or "").strip() for column, cell in cells.items() if column != "序号"):
            continue  # the mark below the table, which says who downloaded it
        number = str(cells.get("序号") or "").strip().removesuffix(".0")
        name = str(cells.get("姓名") or "").strip()
        if number not in people or people[number].name != name:
            found.append(say("panel.sheet_person", where="sheet", row=row))
            continue
        note, faults = rules.note_of_cells(cells)
        found += [
            say("panel.sheet_number", where="sheet", row=row, column=column) for column in faults
        ]
        if len(note.shortcoming) > rules.MOST_WORDS:
            limit = rules.MOST_WORDS
            found.append(say("panel.long", where="sheet", name=name, aspect="不足", limit=limit))
        if number in notes:
            found.append(say("panel.sheet_twice", where="sheet", row=row, name=name))
        if any((*note.grades.values(), *note.words.values(), *note.talks.values())):
            notes[number] = note
    return found, notes
