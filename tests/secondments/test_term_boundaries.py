"""The last day on which a rule of the term, a letter or a receipt still holds, and the next."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dunmiao.kernel.findings import Finding
from dunmiao.secondments.rules import terms, transfers
from dunmiao.secondments.rules.terms import Closing, Tenure, TermPolicy
from dunmiao.secondments.rules.transfers import Standing

DAY = timedelta(days=1)
STARTS, ENDS = date(2026, 1, 5), date(2026, 12, 31)
TODAY = date(2026, 6, 1)


def told(found: list[Finding]) -> list[tuple[str, dict[str, object]]]:
    return [(finding.code, dict(finding.facts)) for finding in found]


def arrival(day: date, today: date = TODAY) -> list[tuple[str, dict[str, object]]]:
    return told(
        terms.objections_to_arrival(arrived_on=day, starts_on=STARTS, ends_on=ENDS, today=today)
    )


def test_an_arrival_from_thirty_days_before_the_term_to_its_end_and_not_in_the_future() -> None:
    first = date(2025, 12, 6)
    assert [arrival(day) for day in (first, TODAY)] == [[], []]
    assert arrival(ENDS, today=ENDS) == []
    before = ("arrival.too_early", {"day": "2025-12-05", "first": "2025-12-06"})
    assert arrival(first - DAY) == [before]
    assert arrival(TODAY + DAY) == [("arrival.in_future", {"day": "2026-06-02"})]
    after = ("arrival.after_end", {"day": "2027-01-01", "last": "2026-12-31"})
    assert arrival(ENDS + DAY, today=ENDS + DAY) == [after]
    assert [code for code, _ in arrival(ENDS + DAY)] == ["arrival.in_future", "arrival.after_end"]


def test_a_day_is_not_before_the_arrival_and_not_in_the_future() -> None:
    def day(on_day: date) -> list[tuple[str, dict[str, object]]]:
        return told(terms.objections_to_day(on_day, since=STARTS, today=TODAY))

    assert [day(STARTS), day(TODAY)] == [[], []]
    early = ("act.before_arrival", {"day": "2026-01-04", "arrived": "2026-01-05"})
    assert day(STARTS - DAY) == [early]
    assert day(TODAY + DAY) == [("act.in_future", {"day": "2026-06-02"})]


def test_an_extension_is_asked_thirty_days_before_the_end_within_three_years() -> None:
    def extension(new_end: date, today: date) -> list[tuple[str, dict[str, object]]]:
        tenure = Tenure(STARTS, ENDS)
        return told(
            terms.objections_to_extension(
                tenure, new_end=new_end, reason="项目未完", today=today, policy=TermPolicy()
            )
        )

    latest = date(2026, 12, 1)
    assert extension(ENDS + DAY, latest) == []
    assert extension(date(2029, 1, 4), latest) == []
    assert extension(date(2029, 1, 5), latest) == [("extension.too_long", {"months": 36})]
    assert extension(ENDS + DAY, latest + DAY) == [("extension.too_late", {"latest": "2026-12-01"})]


def test_an_early_end_from_the_arrival_to_the_day_before_the_regular_end() -> None:
    def end(day: date, arrived: date | None, reason: str = "工作需要") -> list[str]:
        tenure = Tenure(STARTS, ENDS, arrived)
        found = terms.objections_to_early_end(tenure, last_day=day, reason=reason, document_no=None)
        return [code for code, _ in told(found)]

    came = date(2026, 1, 8)
    assert [end(came, came), end(STARTS, None), end(ENDS - DAY, came)] == [[], [], []]
    assert end(came - DAY, came) == end(STARTS - DAY, None) == ["act.before_arrival"]
    assert end(ENDS, came) == ["end.not_early"]
    assert end(came, came, reason=" ") == ["change.no_reason"]


def test_what_a_person_still_holds_keeps_his_case_open() -> None:
    closing = Closing(True, ENDS, (), 0, True)
    waits = replace(closing, waits_for_successor=True)
    assert told(terms.objections_to_closing(waits)) == [("closing.handover", {})]
    keeps = replace(closing, contacts_kept=1)
    assert told(terms.objections_to_closing(keeps)) == [("closing.contacts", {"count": 1})]
    bare = Closing(False, None, ("工资关系",), 2, False, True, 3)
    assert len(terms.objections_to_closing(bare)) == 7


STANDING = Standing("EXCHANGE_APPOINTMENT", True, False, False, {}, {})
CAME = {"OUT": frozenset({"WAGE"})}


@pytest.mark.parametrize(
    ("standing", "way", "more", "wanted"),
    [
        (STANDING, "OUT", {}, []),
        (replace(STANDING, kind="SECONDMENT"), "OUT", {}, ["transfer.locked"]),
        (replace(STANDING, noticed=False), "OUT", {}, ["transfer.not_noticed"]),
        (STANDING, "OUT", {"sent_on": TODAY}, []),
        (STANDING, "OUT", {"sent_on": TODAY + DAY}, ["act.in_future"]),
        (replace(STANDING, received=CAME), "BACK", {}, ["transfer.not_back"]),
        (replace(STANDING, is_ending=True), "BACK", {}, ["transfer.not_back"]),
        (replace(STANDING, received=CAME, is_ending=True), "BACK", {}, []),
        (
            replace(STANDING, received=CAME, is_ending=True, is_retained=True),
            "BACK", {}, ["transfer.stays"],
        ),
        (STANDING, "STAY", {}, ["transfer.not_retained"]),
        (replace(STANDING, is_retained=True), "STAY", {}, []),
    ],
)  # fmt: skip
def test_a_letter_alone(
    standing: Standing, way: str, more: dict[str, object], wanted: list[str]
) -> None:
    letter = {"sent_on": TODAY - DAY, "today": TODAY} | more
    found = transfers.objections_to_letter(standing, relation="WAGE", way=way, **letter)  # type: ignore[arg-type]
    assert [finding.code for finding in found] == wanted


def test_a_receipt_answers_a_letter_between_its_day_and_today() -> None:
    def receipt(sent: date, day: date) -> list[tuple[str, dict[str, object]]]:
        return told(transfers.objections_to_receipt(sent_on=sent, received_on=day, today=TODAY))

    sent = TODAY - 3 * DAY
    assert receipt(sent, sent) == receipt(sent, TODAY) == []
    assert receipt(sent, sent - DAY) == [("transfer.before_letter", {"sent": "2026-05-29"})]
    assert receipt(sent, TODAY + DAY) == [("act.in_future", {"day": "2026-06-02"})]


def test_what_must_travel_and_what_is_still_on_its_way() -> None:
    begun = replace(STANDING, kind="SECONDMENT", sent={"OUT": frozenset({"PARTY"})})
    assert transfers.must_travel(begun) == {"OUT": ["PARTY"], "BACK": []}
    came = replace(STANDING, sent=CAME, received=CAME)
    every = ["PERSONNEL", "WAGE", "PARTY"]
    assert transfers.must_travel(came) == {"OUT": every, "BACK": ["WAGE"]}
    assert transfers.still_open(came) == ["人事关系", "组织关系", "工资关系转回"]
    assert transfers.still_open(came, ways=["OUT"]) == ["人事关系", "组织关系"]
    stays = replace(came, is_retained=True)
    assert transfers.must_travel(stays) == {"OUT": every, "STAY": ["PERSONNEL", "PARTY"]}
    assert transfers.still_open(stays, ways=["STAY"]) == ["人事关系留任转移", "组织关系留任转移"]
