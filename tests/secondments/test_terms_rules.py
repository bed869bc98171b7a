"""Pure judgements of the term, leave and relations: each objection alone, and invariants."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.formats.workdays import Workdays
from dunmiao.kernel.findings import Finding
from dunmiao.secondments.lifecycle import SECONDMENT
from dunmiao.secondments.rules import leave, terms, transfers
from dunmiao.secondments.rules.leave import LeavePolicy, Span
from dunmiao.secondments.rules.terms import Closing, Tenure, TermPolicy

TENURE = Tenure(date(2026, 1, 5), date(2026, 12, 31), date(2026, 1, 6))
PLAIN = Workdays()


def codes(found: list[Finding]) -> list[str]:
    return [finding.code for finding in found]


def extension(**changes: object) -> list[str]:
    asked: dict[str, object] = {
        "new_end": date(2027, 6, 30), "reason": "项目未完", "today": date(2026, 10, 1),
    }  # fmt: skip
    tenure = changes.pop("tenure", TENURE)
    policy = changes.pop("policy", TermPolicy())
    return codes(
        terms.objections_to_extension(tenure, policy=policy, **(asked | changes))  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"new_end": TENURE.ends_on}, "extension.not_later"),
        ({"new_end": date(2029, 1, 5)}, "extension.too_long"),
        ({"tenure": replace(TENURE, extensions=1)}, "extension.too_many"),
        ({"today": date(2026, 12, 2)}, "extension.too_late"),
        ({"reason": " "}, "change.no_reason"),
    ],
)
def test_each_objection_to_an_extension_alone(change: dict[str, object], code: str) -> None:
    assert extension() == []
    assert extension(**change) == [code]


@given(st.integers(1, 2000))
def test_a_longer_extension_never_removes_an_objection(days: int) -> None:
    one = TENURE.ends_on + timedelta(days=days)
    assert set(extension(new_end=one)) <= set(extension(new_end=one + timedelta(days=1)))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"last_day": date(2026, 1, 5)}, "act.before_arrival"),
        ({"last_day": TENURE.ends_on}, "end.not_early"),
        ({"document_no": " "}, "change.no_document"),
    ],
)
def test_each_objection_to_an_early_end_alone(change: dict[str, object], code: str) -> None:
    asked: dict[str, object] = {
        "last_day": date(2026, 6, 30), "reason": "工作需要", "document_no": "嘉组〔2026〕1号",
    }  # fmt: skip
    assert terms.objections_to_early_end(TENURE, **asked) == []  # type: ignore[arg-type]
    assert codes(terms.objections_to_early_end(TENURE, **(asked | change))) == [code]  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", sorted(terms.CONSENTS))
def test_a_change_needs_every_consent(kind: str) -> None:
    parties = terms.CONSENTS[kind]
    assert codes(terms.objections_to_decision(kind, {})) == ["consent.missing"] * len(parties)
    agreed = dict.fromkeys(parties, "AGREED")
    assert terms.objections_to_decision(kind, agreed) == []
    for party in parties:
        declined = agreed | {party: "DECLINED"}
        assert codes(terms.objections_to_decision(kind, declined)) == ["consent.declined"]


CLOSING = Closing(True, date(2026, 12, 20), (), 0, True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"has_appraisal": False}, "closing.no_appraisal"),
        ({"feedback_received_on": None}, "closing.no_feedback"),
        ({"open_transfers": ("工资关系",)}, "closing.open_transfers"),
        ({"open_leaves": 1}, "closing.open_leaves"),
        ({"handed_over": False}, "closing.not_handed_over"),
    ],
)
def test_each_objection_to_closing_alone(change: dict[str, object], code: str) -> None:
    assert terms.objections_to_closing(CLOSING) == []
    assert codes(terms.objections_to_closing(replace(CLOSING, **change))) == [code]  # type: ignore[arg-type]


# ── the transition table ──
def test_every_state_is_reached_and_only_ends_have_no_way_on() -> None:
    reached = {move.to for move in SECONDMENT.moves.values()} | {"APPROVED"}
    assert reached == SECONDMENT.labels.keys()
    ends = {state for state in SECONDMENT.labels if not SECONDMENT.allowed(state)}
    assert ends == {"CLOSED", "CANCELLED"}


def test_nothing_closes_but_through_appraisal_and_feedback() -> None:
    into = {
        state: {start for move in SECONDMENT.moves.values() if move.to == state for start in move.starts}
        for state in ("CLOSED", "FED_BACK", "APPRAISED")
    }  # fmt: skip
    assert into == {"CLOSED": {"FED_BACK"}, "FED_BACK": {"APPRAISED"}, "APPRAISED": {"EXPIRING"}}


@pytest.mark.parametrize("state", sorted(SECONDMENT.labels))
@pytest.mark.parametrize("act", sorted(SECONDMENT.moves))
def test_every_pair_of_state_and_act_is_decided(state: str, act: str) -> None:
    objections = SECONDMENT.objections(state=state, act=act)
    assert bool(objections) == (act not in SECONDMENT.allowed(state))
    if objections:
        assert SECONDMENT.labels[state] in objections[0].message


# ── leave ──
def asked(first: str, last: str) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"asked": asked("2026-03-05", "2026-03-04")}, "leave.order"),
        ({"asked": asked("2026-01-02", "2026-01-07")}, "leave.outside"),
        ({"asked": asked("2026-12-30", "2027-01-04")}, "leave.outside"),
        ({"others": [asked("2026-03-03", "2026-03-03")]}, "leave.overlap"),
    ],
)
def test_each_objection_to_leave_alone(change: dict[str, object], code: str) -> None:
    given_: dict[str, object] = {
        "asked": asked("2026-03-02", "2026-03-04"),
        "arrived_on": TENURE.arrived_on, "ends_on": TENURE.ends_on, "others": [],
    }  # fmt: skip

    def judge(facts: dict[str, object]) -> list[str]:
        span = facts.pop("asked")
        return codes(leave.objections_to_leave(span, **facts))  # type: ignore[arg-type]

    assert judge(dict(given_)) == []
    assert judge(given_ | change) == [code]


@pytest.mark.parametrize(
    ("span", "earlier", "tier"),
    [
        (("2026-03-02", "2026-03-04"), [], "HOST"),
        (("2026-03-02", "2026-03-05"), [], "COUNTY"),
        (("2026-03-06", "2026-03-10"), [], "HOST"),  # a week-end in between does not count
        (("2026-03-02", "2026-03-11"), [], "CITY"),
        (("2026-03-19", "2026-03-20"), [("2026-03-02", "2026-03-03")], "COUNTY"),
        (("2026-04-01", "2026-04-02"), [("2026-03-02", "2026-03-04")], "HOST"),
    ],
)
def test_who_decides_a_leave(
    span: tuple[str, str], earlier: list[tuple[str, str]], tier: str
) -> None:
    before = [asked(*pair) for pair in earlier]
    found, _ = leave.tier_of(asked(*span), earlier=before, policy=LeavePolicy(), workdays=PLAIN)
    assert found == tier


starts = st.dates(date(2026, 1, 6), date(2026, 11, 1))


@given(starts, st.integers(1, 30), st.integers(1, 29))
def test_splitting_a_leave_never_lowers_the_level(first: date, days: int, cut: int) -> None:
    whole = Span(first, first + timedelta(days=days))
    cut = min(cut, days)
    one = Span(first, first + timedelta(days=cut - 1))
    two = Span(first + timedelta(days=cut), whole.last)
    order = list(leave.TIERS)
    tier = {"policy": LeavePolicy(), "workdays": PLAIN}
    split, days_split = leave.tier_of(two, earlier=[one], **tier)  # type: ignore[arg-type]
    alone, days_alone = leave.tier_of(two, earlier=[], **tier)  # type: ignore[arg-type]
    assert order.index(split) >= order.index(alone)
    assert days_split >= days_alone
    if whole.first.month == whole.last.month:
        assert split == leave.tier_of(whole, earlier=[], **tier)[0]  # type: ignore[arg-type]


# ── relations ──
def test_the_law_decides_what_travels() -> None:
    assert transfers.required("EXCHANGE_APPOINTMENT") == ["PERSONNEL", "WAGE", "PARTY"]
    assert transfers.required("SECONDMENT") == transfers.required("PROJECT_DETAIL") == []
    letter = {"sent_on": TENURE.starts_on, "today": date(2026, 2, 1)}
    for kind, relation, fine in (
        ("SECONDMENT", "PERSONNEL", False), ("SECONDMENT", "WAGE", False),
        ("SECONDMENT", "PARTY", True), ("PROJECT_DETAIL", "PARTY", False),
        ("EXCHANGE_APPOINTMENT", "WAGE", True),
    ):  # fmt: skip
        found = codes(
            transfers.objections_to_letter(standing(kind), relation=relation, way="OUT", **letter)  # type: ignore[arg-type]
        )
        assert found == ([] if fine else ["transfer.locked"]), (kind, relation)


def standing(
    kind: str,
    *,
    out: str = "",
    came: str = "",
    back: str = "",
    returned: str = "",
    stay: str = "",
    ending: bool = False,
    retained: bool = False,
) -> transfers.Standing:
    """How far the relations are, each list as words."""
    sent = {"OUT": out, "BACK": back, "STAY": stay}
    received = {"OUT": came, "BACK": returned, "STAY": stay}
    return transfers.Standing(
        kind,
        True,
        ending,
        retained,
        {way: frozenset(names.split()) for way, names in sent.items()},
        {way: frozenset(names.split()) for way, names in received.items()},
    )


def test_what_is_still_open() -> None:
    assert transfers.still_open(standing("SECONDMENT")) == []
    assert transfers.still_open(standing("SECONDMENT", out="PARTY")) == ["组织关系"]
    moved = standing("EXCHANGE_APPOINTMENT", out="PERSONNEL PARTY", came="PERSONNEL PARTY")
    assert transfers.still_open(moved, ways=["OUT"]) == ["工资关系"]


def test_what_went_out_comes_back_unless_the_person_stays() -> None:
    every = "PERSONNEL WAGE PARTY"
    gone = standing("EXCHANGE_APPOINTMENT", out=every, came=every, ending=True)
    assert transfers.still_open(gone) == ["人事关系转回", "工资关系转回", "组织关系转回"]
    home = standing(
        "EXCHANGE_APPOINTMENT", out=every, came=every, back=every, returned=every, ending=True
    )
    assert transfers.still_open(home) == []
    stays = standing("EXCHANGE_APPOINTMENT", out=every, came=every, retained=True)
    assert transfers.still_open(stays, ways=["OUT", "BACK", "STAY"]) == []


def test_who_is_retained_from_a_secondment_is_transferred_whole() -> None:
    stays = standing("SECONDMENT", out="PARTY", came="PARTY", retained=True)
    assert transfers.still_open(stays) == []
    assert transfers.still_open(stays, ways=["STAY"]) == ["人事关系留任转移", "工资关系留任转移"]


def test_a_letter_back_needs_a_relation_that_came_and_a_term_that_ends() -> None:
    letter = {"sent_on": TENURE.starts_on, "today": date(2026, 2, 1)}

    def asked(case: transfers.Standing, way: str) -> list[str]:
        return codes(
            transfers.objections_to_letter(case, relation="WAGE", way=way, **letter)  # type: ignore[arg-type]
        )

    came = {"out": "WAGE", "came": "WAGE"}
    assert asked(standing("EXCHANGE_APPOINTMENT", **came), "BACK") == ["transfer.not_back"]  # type: ignore[arg-type]
    assert asked(standing("EXCHANGE_APPOINTMENT", ending=True), "BACK") == ["transfer.not_back"]
    assert asked(standing("EXCHANGE_APPOINTMENT", ending=True, **came), "BACK") == []  # type: ignore[arg-type]
    retained = standing("EXCHANGE_APPOINTMENT", ending=True, retained=True, **came)  # type: ignore[arg-type]
    assert asked(retained, "BACK") == ["transfer.stays"]
    assert asked(standing("SECONDMENT"), "STAY") == ["transfer.not_retained"]
    assert asked(standing("SECONDMENT", retained=True), "STAY") == []


# ── workdays ──
def test_published_holidays_correct_the_week() -> None:
    days = Workdays({date(2026, 10, 1): False, date(2026, 10, 10): True}, frozenset({2026}))
    assert not days.is_workday(date(2026, 10, 1))
    assert days.is_workday(date(2026, 10, 10))  # a Saturday worked in exchange
    assert days.add(date(2026, 9, 30), 1) == date(2026, 10, 2)
    assert days.is_provisional(date(2027, 1, 4))
    assert not days.is_provisional(date(2026, 1, 5))


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 40))
def test_adding_workdays_counts_them(day: date, count: int) -> None:
    after = PLAIN.add(day, count)
    assert PLAIN.between(day + timedelta(days=1), after) == count
