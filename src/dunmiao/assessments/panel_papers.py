"""Papers of a panel: the talk sheet for work without network, the report."""

from typing import Any

from dunmiao.access.actors import Actor
from dunmiao.assessments import panels, selectors
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import Panel
from dunmiao.assessments.rules import panels as rules
from dunmiao.documents.panels import PersonPart, report_docx
from dunmiao.formats.workbook import write_workbook
from dunmiao.kernel.errors import Conflict
from dunmiao.units.models import City


def talk_sheet(*, actor: Actor, panel: Panel) -> bytes:
    """One row a person in the order of the route; only the member's own panel is in it."""
    rows = [
        [str(number), person.name, person.post, *[""] * (len(rules.HEADER) - 3)]
        for number, person in enumerate(panels.subjects_of(panel), start=1)
    ]
    actor.record("talk_sheet.made", panel, people=len(rows))
    mark = f"{actor.name} {panel.title} 内部"
    return write_workbook(sheet="谈话记录", header=rules.HEADER, rows=rows, watermark=mark)


def report(*, actor: Actor, panel: Panel) -> bytes:
    """考察报告: what was seen of each, with its source, the count of the ballots beside it."""
    if panel.state != "CLOSED":
        raise Conflict([say("panel.open_notes", count="…")])
    people = list(panels.subjects_of(panel).prefetch_related("notes__member"))
    ballots = selectors.count_in_words(panel.round) if panel.round else {}
    actor.record("panel.reported", panel, cadres=[person.cadre_uid for person in people])
    return report_docx(
        title=panel.title,
        line=f"{panel.programme.name} {panel.programme.batch}",
        days=(panel.starts_on, panel.ends_on),
        members=[member.name for member in panel.members.all()],
        people=[_person(person, ballots.get(person.cadre_id, "")) for person in people],
        is_example=City.objects.get(pk=panel.city_id).is_example,
    )


def _person(person: Any, ballots: str) -> PersonPart:
    notes = [note for note in person.notes.all() if note.submitted_at]
    talks = sum(sum(note.talks.values()) for note in notes)
    aspects = []
    for key, label in rules.ASPECTS.items():
        given = [note.grades.get(key, "") for note in notes]
        counts = "，".join(
            f"{grade} {given.count(grade)}" for grade in rules.GRADES if grade in given
        )
        words = [(note.words.get(key, ""), note.member.name) for note in notes]
        aspects.append((label, counts, words))
    lacks = [(note.shortcoming, note.member.name) for note in notes if note.shortcoming]
    return PersonPart(person.name, person.post, person.visit_on, talks, aspects, lacks, ballots)
