"""The obligations engine: what is owed follows from the facts, and from nothing else."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.formats.workdays import Workdays
from dunmiao.secondments.rules.obligations import (
    KINDS,
    PARTIES,
    Case,
    Duty,
    DutyPolicy,
    duties_of,
    months_of,
)

PLAIN, POLICY, FAR = Workdays(), DutyPolicy(), date(2030, 1, 1)
CASE = Case(
    kind="SECONDMENT",
    starts_on=date(2026, 1, 5),
    ends_on=date(2026, 12, 31),
    noticed_on=date(2025, 12, 20),
    arrived_on=date(2026, 1, 6),
)


def owed(case: Case = CASE, until: date = FAR, **changes: Any) -> list[Duty]:
    facts = replace(case, **changes)
    return duties_of(facts, policy=POLICY, workdays=PLAIN, until=until)


def of(kind: str, duties: list[Duty]) -> list[Duty]:
    return [duty for duty in duties if duty.kind == kind]


def test_before_the_notice_nothing_is_owed_and_after_a_cancel_nothing_more() -> None:
    assert owed(noticed_on=None) == []
    assert owed(is_cancelled=True) == []


def test_arrival_comes_first() -> None:
    duties = owed(arrived_on=None)
    assert duties == [Duty("ARRIVAL", "", "HOST", date(2026, 1, 12))]


def test_the_kinds_of_a_plain_secondment() -> None:
    assert {duty.kind for duty in owed(has_problems=True, letter_on=date(2026, 12, 1))} == (
        KINDS.keys() - {"TRANSFER", "LEAVE_RETURN", "CARE", "QUARTERLY_REPORT", "CONTACTS"}
    )


def test_a_report_for_every_month_served_by_the_fifth_of_the_next() -> None:
    reports = of("MONTHLY_REPORT", owed())
    assert [duty.period for duty in reports] == [f"2026-{month:02d}" for month in range(1, 13)]
    assert reports[0].due_on == date(2026, 2, 5)
    assert reports[6].due_on == date(2026, 8, 5)
    assert all(duty.due_on.weekday() < 5 for duty in reports)
    sent = owed(reports={("MONTHLY", "2026-03"): date(2026, 4, 2)})
    assert [duty.met_on for duty in of("MONTHLY_REPORT", sent)].count(None) == 11


def test_quarterly_reports_where_the_office_wants_them() -> None:
    policy = DutyPolicy(report_months=3)
    duties = duties_of(CASE, policy=policy, workdays=PLAIN, until=date(2027, 6, 1))
    quarters = [duty.period for duty in duties if duty.kind == "QUARTERLY_REPORT"]
    assert quarters == [f"2026-Q{number}" for number in (1, 2, 3, 4)]
    assert not any(duty.kind == "MONTHLY_REPORT" for duty in duties)
    assert months_of("QUARTERLY", "2026-Q2") == (date(2026, 4, 1), date(2026, 6, 1))
    assert months_of("MONTHLY", "2026-02") == (date(2026, 2, 1), date(2026, 2, 1))
    assert months_of("QUARTERLY", "2026-Q5") is months_of("MONTHLY", "2026-13") is None


def test_a_care_is_owed_by_its_owner_on_its_day() -> None:
    cares = {
        "c1": ("HOME", date(2026, 3, 2), None),
        "c2": ("ORG", date(2026, 1, 8), date(2026, 1, 20)),
    }
    found = {duty.period: duty for duty in of("CARE", owed(cares=cares))}
    assert (found["c1"].party, found["c1"].met_on) == ("HOME", None)
    assert found["c2"].met_on == date(2026, 1, 20)


def test_recurring_duties_stop_at_the_horizon_and_at_the_end() -> None:
    assert len(of("MONTHLY_REPORT", owed(until=date(2026, 4, 30)))) == 3
    assert len(of("MONTHLY_REPORT", owed(left_on=date(2026, 3, 31)))) == 3
    assert of("CLOSING", owed(until=date(2026, 4, 30))) == []


def test_a_visit_each_half_year() -> None:
    visits = of("VISIT", owed())
    assert [duty.due_on for duty in visits] == [date(2026, 7, 6), date(2027, 1, 6)]
    met = of("VISIT", owed(visits=(date(2026, 5, 4),)))
    assert [duty.met_on for duty in met] == [date(2026, 5, 4), None]
    late = of("VISIT", owed(visits=(date(2026, 8, 4),)))
    assert [duty.met_on for duty in late] == [date(2026, 8, 4)] * 2


def test_relations_of_an_exchange_are_owed_both_ways() -> None:
    duties = of("TRANSFER", owed(kind="EXCHANGE_APPOINTMENT"))
    assert len(duties) == 6
    assert {(duty.period, duty.party) for duty in duties} >= {
        ("WAGE/OUT", "HOME"),
        ("WAGE/IN", "HOST"),
    }
    begun = {("PARTY", "OUT"): (date(2026, 1, 8), None)}
    chosen = of("TRANSFER", owed(transfers=begun))
    assert [(d.period, d.met_on) for d in chosen] == [
        ("PARTY/OUT", date(2026, 1, 8)),
        ("PARTY/IN", None),
    ]
    assert chosen[1].due_on == date(2026, 1, 23)


def test_what_came_is_owed_back_at_the_end_unless_the_person_stays() -> None:
    came = {("WAGE", "OUT"): (date(2026, 1, 8), date(2026, 1, 12))}
    case = {"kind": "EXCHANGE_APPOINTMENT", "transfers": came}
    back = [duty for duty in of("TRANSFER", owed(**case)) if "BACK" in duty.period]
    assert {(duty.period, duty.party) for duty in back} == {
        ("WAGE/BACK-OUT", "HOST"),
        ("WAGE/BACK-IN", "HOME"),
    }
    stays = of("TRANSFER", owed(is_retained=True, closed_on=date(2027, 1, 20), **case))
    assert not any("BACK" in duty.period for duty in stays)
    assert {duty.period for duty in stays if "STAY" in duty.period} == {
        f"{name}/STAY-{side}" for name in ("PERSONNEL", "PARTY") for side in ("OUT", "IN")
    }


def test_the_end_is_prepared_in_order() -> None:
    due = {duty.kind: duty.due_on for duty in owed(letter_on=date(2026, 12, 18))}
    order = ["DUTY_REPORT", "APPRAISAL", "FEEDBACK_VISIT", "FEEDBACK_RECEIPT", "CLOSING"]
    assert sorted(order, key=lambda kind: due[kind]) == order


def test_an_extension_moves_the_end() -> None:
    early = {d.kind: d.due_on for d in owed()}
    late = {d.kind: d.due_on for d in owed(ends_on=date(2027, 6, 30))}
    assert late["APPRAISAL"] > early["APPRAISAL"]
    assert late["ARRIVAL"] == early["ARRIVAL"]


days = st.dates(date(2025, 6, 1), date(2028, 6, 1))


@st.composite
def cases(draw: Any) -> Case:
    starts = draw(days)
    ends = starts + timedelta(days=draw(st.integers(30, 1000)))
    arrived = draw(st.none() | st.just(starts + timedelta(days=draw(st.integers(-10, 20)))))
    left = draw(st.none() | st.just(ends - timedelta(days=draw(st.integers(1, 25)))))
    return Case(
        kind=draw(st.sampled_from(["SECONDMENT", "PROJECT_DETAIL", "EXCHANGE_APPOINTMENT"])),
        starts_on=starts,
        ends_on=ends,
        noticed_on=starts - timedelta(days=7),
        arrived_on=arrived,
        left_on=left if arrived else None,
        visits=tuple(draw(st.lists(days, max_size=3))),
        has_problems=draw(st.booleans()),
        letter_on=draw(st.none() | st.just(ends)),
    )


@given(cases(), days)
def test_duties_are_named_once_dated_and_reproducible(case: Case, until: date) -> None:
    duties = duties_of(case, policy=POLICY, workdays=PLAIN, until=until)
    assert duties == duties_of(case, policy=POLICY, workdays=PLAIN, until=until)
    assert len({(duty.kind, duty.period) for duty in duties}) == len(duties)
    assert all(duty.kind in KINDS and duty.party in PARTIES for duty in duties)
    assert all(duty.due_on >= case.starts_on - timedelta(days=30) for duty in duties)


@given(cases(), days, st.integers(1, 400))
def test_a_later_horizon_only_adds(case: Case, until: date, more: int) -> None:
    near = duties_of(case, policy=POLICY, workdays=PLAIN, until=until)
    far = duties_of(case, policy=POLICY, workdays=PLAIN, until=until + timedelta(days=more))
    assert set(near) <= set(far)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"assigned_on": date(2026, 1, 10)}, "ASSIGNMENT"),
        ({"has_problems": True, "work_plan_on": date(2026, 2, 1)}, "WORK_PLAN"),
        ({"reports": {("DUTY", ""): date(2026, 11, 10)}}, "DUTY_REPORT"),
        ({"appraised_on": date(2026, 12, 1)}, "APPRAISAL"),
        ({"visited_home_on": date(2026, 12, 10)}, "FEEDBACK_VISIT"),
        ({"letter_on": date(2026, 12, 10), "receipt_on": date(2026, 12, 12)}, "FEEDBACK_RECEIPT"),
        ({"closed_on": date(2027, 1, 4)}, "CLOSING"),
        ({"leaves": {"x": (date(2026, 5, 4), date(2026, 5, 5))}}, "LEAVE_RETURN"),
    ],
)
def test_each_fact_meets_its_duty_and_no_other(change: dict[str, Any], kind: str) -> None:
    met = {duty.kind for duty in owed(**change) if duty.met_on}
    assert met - {"ARRIVAL"} == {kind}


def test_who_keeps_contacts_hands_them_over_before_the_end() -> None:
    [duty] = of("CONTACTS", owed(keeps_contacts=True))
    assert (duty.party, duty.met_on) == ("PERSON", None)
    assert 0 <= (CASE.ends_on - duty.due_on).days <= 10
    [met] = of("CONTACTS", owed(contacts_on=date(2026, 12, 1)))
    assert met.met_on == date(2026, 12, 1)
    assert of("CONTACTS", owed()) == []
