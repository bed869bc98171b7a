"""Everyday notes (平时掌握): what a note must hold, and which the person must be shown.

Never anonymous, never a score. Which notes are shown to the person is a rule of the place:
the built-in one shows every shortcoming, so that he can answer it before it is used.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from dunmiao.development.messages import say
from dunmiao.kernel.findings import Finding

STRENGTH, SHORTCOMING, FACT = "STRENGTH", "SHORTCOMING", "FACT"
TONES = {STRENGTH: "长处", SHORTCOMING: "不足", FACT: "事实"}
SOURCES = {"SEEN": "本人所见", "HEARD": "听人反映", "PAPER": "书面材料"}
LEAST_WORDS, MOST_WORDS = 6, 500


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody saw of a person: when, where, how he knows."""

    observed_on: date
    place: str
    tone: str
    source: str
    source_text: str
    text: str


@dataclass(frozen=True, slots=True)
class NotePolicy:
    """Which notes the person is shown (1) or not (0), and how many days he has to answer.

    Parameters `note.shortcoming_shown`, `note.strength_shown`, `note.fact_shown`,
    `note.answer_days` of the rule set in force.
    """

    shortcoming_shown: int = 1
    strength_shown: int = 0
    fact_shown: int = 0
    answer_days: int = 15

    def answer_by(self, tone: str, written_on: date) -> date | None:
        """Until when the person may answer a note of this tone; None where he is not shown it."""
        shown = {
            SHORTCOMING: self.shortcoming_shown,
            STRENGTH: self.strength_shown,
            FACT: self.fact_shown,
        }
        return written_on + timedelta(days=self.answer_days) if shown[tone] else None


def objections_to_note(note: Note, *, today: date) -> list[Finding]:
    """Everything that is wrong with a note at once."""
    found = []
    if note.observed_on > today:
        found.append(say("note.in_future", where="observed_on", day=note.observed_on.isoformat()))
    if not note.place.strip():
        found.append(say("note.no_place", where="place"))
    if note.source != "SEEN" and not note.source_text.strip():
        found.append(say("note.whose", where="source_text", source=SOURCES[note.source]))
    length = len(note.text.strip())
    if not LEAST_WORDS <= length <= MOST_WORDS:
        least, most = LEAST_WORDS, MOST_WORDS
        found.append(say("note.words", where="text", least=least, most=most, length=length))
    return found
