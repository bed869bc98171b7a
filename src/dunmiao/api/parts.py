"""Acts on a part of a case: a relation, a change, a leave, a report, a measure."""

from datetime import date

from ninja import Router, Schema

from dunmiao.api.acts import NothingIn, ReasonIn, act
from dunmiao.secondments.actions import batches, changes, experiences, relations, reports, serving

router = Router(tags=["parts of a case"])


class ReceivedIn(Schema):
    """回执."""

    received_on: date


class AnswerIn(Schema):
    """A party's answer."""

    agree: bool
    note: str = ""


class NoteIn(Schema):
    """A note."""

    note: str = ""


class DecideIn(Schema):
    """The decision on a change."""

    approve: bool
    document_no: str = ""
    note: str = ""
    confirmed: bool = False


class DecideLeaveIn(Schema):
    """The decision on a leave."""

    approve: bool
    note: str = ""


class ReturnIn(Schema):
    """销假."""

    returned_on: date


class ConfirmIn(Schema):
    """The host confirms a report or returns it."""

    confirm: bool
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
    ("answer-change", changes.answer_change, AnswerIn, "change_uid", "now"),
    ("withdraw-change", changes.withdraw_change, NoteIn, "change_uid", ""),
    ("decide-change", changes.decide_change, DecideIn, "change_uid", "now today"),
    ("decide-leave", serving.decide_leave, DecideLeaveIn, "leave_uid", "now today"),
    ("end-leave", serving.end_leave, ReturnIn, "leave_uid", "today"),
    ("withdraw-leave", serving.withdraw_leave, NothingIn, "leave_uid", "today"),
    ("answer-report", reports.answer_report, ConfirmIn, "report_uid", "now"),
    ("see-to-care", batches.see_to_care, CareDoneIn, "care_uid", "today"),
    ("drop-care", batches.drop_care, ReasonIn, "care_uid", "today"),
    ("receive-handover", batches.receive_handover, NoteIn, "handover_uid", "today"),
    ("drop-experience", experiences.drop_experience, NothingIn, "experience_uid", ""),
    ("finish-measure", reports.finish_measure, FinishIn, "measure_uid", "today"),
):
    act(router, _path, _action, _schema, names=_names, clock=_clock)
