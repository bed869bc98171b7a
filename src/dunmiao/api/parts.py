"""Acts on a part of a case: a relation, a change, a leave, a report, a measure."""

from datetime import date

from ninja import Router, Schema

from dunmiao.api.acts import NothingIn, ReasonIn, act
from dunmiao.secondments.actions import batches, experiences, relations, reports

router = Router(tags=["parts of a case"])


class ReceivedIn(Schema):
    """回执."""

    received_on: date


class NoteIn(Schema):
    """A note."""

    note: str = ""


class FinishIn(Schema):
    """What came of a measure."""

    done_on: date
    result: str


class CareDoneIn(Schema):
    """What was done for a care."""

    done_on: date
    result: str


for _path, _action, _schema, _names, _clock in (
    ("receive", relations.receive_relation, ReceivedIn, "transfer_uid", "today"),
    ("see-to-care", batches.see_to_care, CareDoneIn, "care_uid", "today"),
    ("drop-care", batches.drop_care, ReasonIn, "care_uid", "today"),
    ("receive-handover", batches.receive_handover, NoteIn, "handover_uid", "today"),
    ("drop-experience", experiences.drop_experience, NothingIn, "experience_uid", ""),
    ("finish-measure", reports.finish_measure, FinishIn, "measure_uid", "today"),
):
    act(router, _path, _action, _schema, names=_names, clock=_clock)
