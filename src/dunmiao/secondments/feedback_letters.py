"""The feedback letter on paper: by the office's own template, or as it is built in."""

from datetime import date
from typing import Any

from dunmiao.access.actors import Actor
from dunmiao.documents import letters
from dunmiao.documents.templates import print_letter
from dunmiao.secondments.models import FeedbackVisit


def print_feedback(actor: Actor, visit: FeedbackVisit, today: date) -> bytes:
    """The letter as .docx, without the paragraphs that could not be written."""
    context: dict[str, Any] = {
        "issuer": letters.issuer_of(actor.city_name),
        "number": visit.letter_no,
        "addressee": visit.home_unit.name,
        "paragraphs": [row["text"] for row in visit.paragraphs if row["text"].strip()],
        "signed_on": today,
    }
    built_in = letters.feedback_letter(**context, is_example=actor.is_example)
    return print_letter(actor=actor, kind="FEEDBACK", context=context, built_in=built_in)
