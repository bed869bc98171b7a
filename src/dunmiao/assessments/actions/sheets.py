"""Paper sheets: numbered after they were shuffled, read by two people, differences settled."""

from typing import Annotated

from dunmiao.access.models import User
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Pick, Sheet, Text, Whole
from dunmiao.assessments import selectors
from dunmiao.assessments.lifecycle import COUNTING, SESSION
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import BallotSession, PaperSheet, SessionGroup
from dunmiao.assessments.models.rounds import part_of
from dunmiao.assessments.rules.schemes import marks_typed, objections_to_answers
from dunmiao.kernel.errors import Conflict, NotPermitted, RuleBroken

ENTERS = Held(Permission.SHEETS_ENTER, "unit")
MOST_SHEETS = 100_000


def _groups(doing: Doing, session: BallotSession) -> list[tuple[str, str]]:
    """Groups that vote on paper."""
    rows = session.groups.filter(paper__gt=0).values_list("code", flat=True)
    return [(code, code) for code in rows]


def _cells(doing: Doing, session: BallotSession) -> list[tuple[str, str]]:
    """A mark for each item of each person, in the order of the ballot: `0-1`."""
    items = list(enumerate(session.round.form.item_names))
    return [
        (f"{number}-{item}", f"{subject.name} {label}".strip())
        for number, subject in enumerate(selectors.subjects_of(session))
        for item, label in items
    ]


def _disputed(doing: Doing, session: BallotSession) -> list[tuple[str, str]]:
    """Sheets that two read differently: `A-3`."""
    rows = session.sheets.filter(settled__isnull=True, second_by__isnull=False)
    return [
        (f"{code}-{number}", f"{code} {number}")
        for code, number in rows.values_list("group__code", "number")
    ]


Group = Annotated[str, Pick("票类", offers=_groups)]
Marks = Annotated[
    dict[str, str],
    Sheet("票面", offers=_cells, cell=Text("标记", most=20),
          help="等次的数字或文字；9 弃权，0 废票"),
]  # fmt: skip


@act(
    "paper_sheet.count", BallotSession, "登记收回",
    records="sheets.counted",
    said="收回张数已登记。",
    may=ENTERS, life=SESSION, states=COUNTING, related="round",
)  # fmt: skip
def count_returned(
    session: BallotSession, doing: Doing, *,
    group: Group,
    returned: Annotated[int, Whole("收回张数", most=MOST_SHEETS)],
) -> BallotSession:  # fmt: skip
    """How many sheets of a group came back (收回); never more than were issued."""
    row = session.groups.select_for_update().get(code=group)
    if returned > row.paper:
        raise RuleBroken([say("round.more_returned", where="returned", group=group,
                              returned=returned, issued=row.paper)])  # fmt: skip
    if beyond := session.sheets.filter(group=row, number__gt=returned).count():
        raise Conflict([say("sheet.beyond", where="returned", returned=returned, count=beyond)])
    row.returned_paper = returned
    row.save()
    doing.note(group=group, returned=returned)
    return session


@act(
    "paper_sheet.enter", BallotSession, "录票",
    records="sheet.entered",
    said="第 {number} 号票已录。",
    may=ENTERS, life=SESSION, states=COUNTING, related="round",
)  # fmt: skip
def enter_sheet(
    session: BallotSession, doing: Doing, *,
    group: Group,
    number: Annotated[int, Whole("票号", least=1, most=MOST_SHEETS)],
    marks: Marks,
) -> BallotSession:  # fmt: skip
    """One reading of one sheet. The second is by another person, who does not see the first;
    equal readings settle the sheet."""
    row = session.groups.get(code=group)
    if number > row.returned_paper:
        raise RuleBroken([say("sheet.number", where="number", most=row.returned_paper)])
    answers = _read(session, marks)
    sheet = _sheet(session, row, number)
    if sheet.pk is None:
        sheet.first, sheet.first_by_id = answers, doing.actor.user_id
    else:
        _second(doing, sheet, answers)
    sheet.save()
    doing.note(group=group, number=number)
    return session


def _read(session: BallotSession, marks: dict[str, str]) -> list[list[str]]:
    """The marks by person and item, once they make a whole sheet."""
    form = session.round.form
    names = [subject.name for subject in selectors.subjects_of(session)]
    answers = marks_typed(marks, people=len(names), form=form)
    if found := objections_to_answers(answers, form=form, subjects=names, invalid=True):
        raise RuleBroken(found)
    return answers


def _sheet(session: BallotSession, group: SessionGroup, number: int) -> PaperSheet:
    there = session.sheets.select_for_update().filter(group=group, number=number).first()
    return there or PaperSheet(**part_of(session, session=session, group=group, number=number))


def _second(doing: Doing, sheet: PaperSheet, answers: list[list[str]]) -> None:
    if sheet.second_by_id is not None:
        raise Conflict([say("sheet.both", where="number", number=sheet.number)])
    reader: User | None = sheet.first_by
    if reader is not None and reader.natural_person == doing.actor.natural_person:
        raise NotPermitted([say("sheet.own_twice", number=sheet.number)])
    sheet.second, sheet.second_by_id = answers, doing.actor.user_id
    if sheet.second == sheet.first:
        sheet.settled = answers


@act(
    "paper_sheet.settle", BallotSession, "按票面裁定",
    records="sheet.settled",
    said="已按票面裁定。",
    may=ENTERS, life=SESSION, states=COUNTING, related="round",
)  # fmt: skip
def settle_sheet(
    session: BallotSession, doing: Doing, *,
    sheet: Annotated[str, Pick("两遍不一致的票", offers=_disputed)],
    marks: Marks,
) -> BallotSession:  # fmt: skip
    """What the paper itself says, where two readings differ; recorded with who said so."""
    code, _, number = sheet.partition("-")
    row = _sheet(session, session.groups.get(code=code), int(number))
    row.settled, row.settled_by_id = _read(session, marks), doing.actor.user_id
    row.save()
    doing.note(group=code, number=row.number)
    return session
