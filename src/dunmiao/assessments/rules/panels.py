"""Who may sit on a panel, what a note must hold, and what a report may say of it.

公务回避 (公务员法 Art. 76-77): nobody assesses people of his own unit, of the unit where he
holds office, or his kin.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dunmiao.assessments.messages import say
from dunmiao.kernel.findings import Finding

ASPECTS = {"ability": "能力", "style": "作风", "performance": "业绩"}
GRADES = {"优秀": 100, "称职": 80, "基本称职": 60, "不称职": 0}
GRADE_WORDS = {grade: grade for grade in GRADES}
TALKS = {"leaders": "领导班子", "colleagues": "同事", "served": "服务对象"}
FEWEST_MEMBERS, LEAST_WORDS, MOST_WORDS, MOST_TALKS = 2, 6, 500, 200


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who would assess: his name and the units he belongs to, by id."""

    name: str
    units: frozenset[int]


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody to be assessed: his units, and the names of his relatives."""

    name: str
    home_unit: int
    host_unit: int
    relatives: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Note:
    """What one member writes of one person: a grade and its evidence for each aspect."""

    grades: Mapping[str, str]
    words: Mapping[str, str]
    talks: Mapping[str, int] = field(default_factory=dict)
    shortcoming: str = ""


def objections_to_members(members: Sequence[Member], subjects: Sequence[Subject]) -> list[Finding]:
    """Every conflict of interest of every member, and a panel that is too small."""
    found: list[Finding] = []
    if len(members) < FEWEST_MEMBERS:
        found.append(say("panel.too_few", least=FEWEST_MEMBERS))
    for member in members:
        for subject in subjects:
            if subject.home_unit in member.units:
                found.append(say("panel.same_home", member=member.name, subject=subject.name))
            if subject.host_unit in member.units:
                found.append(say("panel.same_host", member=member.name, subject=subject.name))
            if member.name in subject.relatives or member.name == subject.name:
                found.append(say("panel.kin", member=member.name, subject=subject.name))
    return found


def objections_to_note(note: Note, *, who: str) -> list[Finding]:
    """Each aspect has a grade and a sentence of evidence; talks are counted, not guessed."""
    found: list[Finding] = []
    for key, label in ASPECTS.items():
        grade, words = note.grades.get(key, ""), note.words.get(key, "").strip()
        at = f"words.{key}"
        if grade not in GRADES:
            found.append(say("panel.grade", where=f"grades.{key}", name=who, aspect=label))
        if len(words) < LEAST_WORDS:
            least = LEAST_WORDS
            found.append(say("panel.words", where=at, name=who, aspect=label, least=least))
        if len(words) > MOST_WORDS:
            found.append(say("panel.long", where=at, name=who, aspect=label, limit=MOST_WORDS))
    for key, label in TALKS.items():
        count = note.talks.get(key, 0)
        if not 0 <= count <= MOST_TALKS:
            found.append(
                say("panel.talks", where=f"talks.{key}", name=who, group=label, count=count)
            )
    if not sum(note.talks.values()):
        found.append(say("panel.no_talks", where="talks", name=who))
    return found


HEADER = [
    "序号",
    "姓名",
    "职务",
    *(f"谈话人数：{label}" for label in TALKS.values()),
    *(text for label in ASPECTS.values() for text in (f"{label}等次", f"{label}依据")),
    "不足",
]


def note_of_cells(cells: Mapping[str, Any]) -> tuple[Note, list[str]]:
    """A row of the talk sheet as a note; the columns that hold no whole number are named."""
    faults, talks = [], {}
    for key, label in TALKS.items():
        text = str(cells.get(f"谈话人数：{label}") or "0").strip().removesuffix(".0")
        if text.isdecimal():
            talks[key] = int(text)
        else:
            faults.append(f"谈话人数：{label}")
    grades = {key: str(cells.get(f"{label}等次") or "").strip() for key, label in ASPECTS.items()}
    words = {key: str(cells.get(f"{label}依据") or "").strip() for key, label in ASPECTS.items()}
    return Note(grades, words, talks, str(cells.get("不足") or "").strip()), faults
