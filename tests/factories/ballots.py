"""A round of ballots played by the standing cast."""

import random
import uuid
from datetime import date
from typing import Any

from django.utils import timezone

from dunmiao.access.scopes import voter_scope
from dunmiao.assessments.actions import closing, rounds, sheets, slips, voting
from dunmiao.assessments.models import BallotSession

GRADES = "优秀=100\n称职=80\n基本称职=60\n不称职=0"
ITEMS = "能力\n作风\n业绩"
GROUPS = "A 领导班子=60%\nB 中层干部=40%"


def scheme(actor: Any, **changes: Any) -> Any:
    """A form of three items, four grades and two groups."""
    fields = {"name": "专项考察测评", "kind": "APPRAISAL", "items": ITEMS, "grades": GRADES,
              "groups": GROUPS, "today": date(2026, 1, 5)} | changes  # fmt: skip
    return rounds.keep_scheme(actor=actor, **fields)


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
        made = rounds.make_round(
            actor=officer,
            title="专项考察测评",
            scheme=scheme(officer, **changes),
            unit=city.units["甲市"],
            programme=None,
            starts_on=date(2026, 9, 24),
            ends_on=date(2026, 9, 28),
        )
        for place in places:
            rounds.add_session(
                actor=officer,
                round_uid=made.uid,
                name=f"{place}专场",
                place=city.units[place],
                held_on=date(2026, 9, 24),
                counts=counts or {"A": (6, 0), "B": (8, 0)},
                cadres=[city.cadres[name] for name in people],
            )
        if finish:
            rounds.finish_round(actor=officer, round_uid=made.uid)
        made.refresh_from_db()
    return made


def session_of(city: Any, round_: Any, number: int = 0) -> BallotSession:
    """The n-th session of a round, read anew."""
    with city.acting("officer"):
        return list(BallotSession.objects.filter(round=round_).order_by("pk"))[number]


def issue(city: Any, session: Any, present: dict[str, tuple[int, int]] | None = None) -> list[Any]:
    """Slips issued by one and opened by another."""
    with city.acting("officer") as officer:
        made = slips.issue_slips(actor=officer, session_uid=session.uid, present=present or {})
    with city.acting("second") as witness:
        slips.open_session(actor=witness, session_uid=session.uid)
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
    with city.acting("officer") as officer:
        closing.stop_voting(actor=officer, session_uid=session.uid)
    with city.acting("second") as witness:
        return closing.close_session(
            actor=witness, session_uid=session.uid, today=timezone.localdate()
        )


def enter(city: Any, key: str, session: Any, group: str, number: int, answers: Any) -> Any:
    """One reading of a paper sheet."""
    with city.acting(key) as actor:
        return sheets.enter_sheet(
            actor=actor, session_uid=session.uid, group_code=group, number=number, answers=answers
        )
