"""A round of ballots played by the standing cast."""

import random
import uuid
from datetime import date
from typing import Any

from dunmiao.access.scopes import voter_scope
from dunmiao.acts.claims import Doing
from dunmiao.assessments import voting
from dunmiao.assessments.actions import closing, rounds, schemes, sessions, sheets, slips
from dunmiao.assessments.models import BallotSession
from tests.acts.stages import by

GRADES = "优秀=100\n称职=80\n基本称职=60\n不称职=0"
ITEMS = "能力\n作风\n业绩"
GROUPS = "A 领导班子=60%\nB 中层干部=40%"


def scheme(actor: Any, **changes: Any) -> Any:
    """A form of three items, four grades and two groups; of a recommendation with `choose`."""
    doing = Doing.by(actor, today=date(2026, 1, 5))
    common = {"name": "专项考察测评", "groups": GROUPS}
    if "choose" in changes:
        return schemes.keep_recommendation(doing, **(common | changes))
    given = common | {"items": ITEMS, "grades": GRADES} | changes
    return schemes.keep_appraisal(doing, **given)


def make(
    city: Any,
    *,
    people: tuple[str, ...] = ("王伟", "李芳", "欧阳明"),
    counts: dict[str, tuple[int, int]] | None = None,
    places: tuple[str, ...] = ("大桥镇",),
    finish: bool = True,
    **changes: Any,
) -> Any:
    """A finished round with one session for each place, rated people the same in all."""
    with city.acting("officer") as officer:
        doing = Doing.by(officer)
        made = rounds.make_round(
            doing, title="专项考察测评", scheme=scheme(officer, **changes), unit=city.units["甲市"],
            starts_on=date(2026, 9, 24), ends_on=date(2026, 9, 28),
        )  # fmt: skip
        for place in places:
            add(city, doing, made, f"{place}专场", place, people, counts)
        if finish:
            rounds.finish_round(doing, made)
        made.refresh_from_db()
    return made


def add(
    city: Any,
    doing: Doing,
    round_: Any,
    name: str,
    place: str,
    people: tuple[str, ...],
    counts: dict[str, tuple[int, int]] | None = None,
    **more: Any,
) -> BallotSession:
    """One session; `counts` by group: (voters due, of them on paper)."""
    counts = counts or {"A": (6, 0), "B": (8, 0)}
    return sessions.add_session(
        doing, round_, name=name, place=city.units[place], held_on=date(2026, 9, 24),
        due={code: due for code, (due, _) in counts.items()},
        paper={code: paper for code, (_, paper) in counts.items()},
        people=[city.cadres[name] for name in people], **more,
    )  # fmt: skip


def session_of(city: Any, round_: Any, number: int = 0) -> BallotSession:
    """The n-th session of a round, read anew."""
    with city.acting("officer"):
        return list(BallotSession.objects.filter(round=round_).order_by("pk"))[number]


def issue(city: Any, session: Any, **given: Any) -> list[Any]:
    """Slips issued by one and opened by another."""
    made: list[Any] = by(city, "officer", slips.issue_slips, session, **given)
    by(city, "second", slips.open_session, session)
    return made


def cast(session: Any, code: str, answers: Any, ballot: uuid.UUID | None = None) -> str:
    """One voter's ballot in his own scope."""
    ballot = ballot or uuid.uuid4()
    with voter_scope(session=session.uid, ballot=ballot):
        return voting.cast_ballot(
            session_uid=session.uid, ballot_uid=ballot, code=code, answers=answers
        )


def marks(lot: random.Random, people: int, items: int = 3) -> list[list[str]]:
    """An honest ballot: mostly the two upper grades."""
    grades = ["优秀", "称职", "基本称职", "弃权"]
    return [lot.choices(grades, [5, 4, 1, 0.5], k=items) for _ in range(people)]


def close(city: Any, session: Any) -> BallotSession:
    """Stopped by one, closed by another."""
    by(city, "officer", closing.stop_voting, session)
    closed: BallotSession = by(city, "second", closing.close_session, session)
    return closed


def cells(answers: Any) -> dict[str, str]:
    """Marks by person and item as the form sends them."""
    return {
        f"{person}-{item}": mark
        for person, row in enumerate(answers)
        for item, mark in enumerate(row)
    }


def enter(city: Any, key: str, session: Any, group: str, number: int, answers: Any) -> Any:
    """One reading of a paper sheet."""
    return by(
        city, key, sheets.enter_sheet, session, group=group, number=number, marks=cells(answers)
    )
