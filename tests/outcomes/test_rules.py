"""Amounts, shares, stages, duplicates and targets: the rules by themselves."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.outcomes.rules import outcomes as rules
from dunmiao.outcomes.rules.amounts import read_amount
from dunmiao.outcomes.rules.duplicates import Reported, likely_same
from dunmiao.outcomes.rules.information import objections_to_information
from dunmiao.outcomes.rules.outcomes import Fact, Known, figures
from dunmiao.outcomes.rules.shares import part_of, percents, read_shares
from dunmiao.outcomes.rules.targets import Reached, Target, score

DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.2亿", "12000.00"),
        ("5000万元", "5000.00"),
        ("5000", "5000.00"),
        ("23,000 万", "23000.00"),
        ("１．５亿元", "15000.00"),
        ("30000元", "3.00"),
        ("0", "0.00"),
        (".5", "0.50"),
    ],
)
def test_amounts_as_people_write_them(text: str, value: str) -> None:
    assert read_amount(text, label="协议") == (Decimal(value), [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-5", "amount.negative"),
        ("3亿亿", "amount.unreadable"),
        ("约三千万", "amount.unreadable"),
        ("9000000亿", "amount.absurd"),
        ("1.234567万", "amount.too_fine"),
        ("300万美元", "amount.dollars"),
        ("1e9", "amount.unreadable"),
        ("1.2.3", "amount.unreadable"),
    ],
)
def test_amounts_that_are_refused(text: str, code: str) -> None:
    value, found = read_amount(text, label="协议")
    assert value is None
    assert [finding.code for finding in found] == [code]


def test_dollars_have_their_own_field() -> None:
    assert read_amount("1500万美元", label="外资", foreign=True) == (Decimal("1500.00"), [])
    assert read_amount("", label="外资", foreign=True) == (None, [])
    _, found = read_amount("1500万元", label="外资", foreign=True)
    assert [finding.code for finding in found] == ["amount.not_dollars"]


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=12), st.decimals(0, 10**8, places=2))
def test_parts_make_the_whole_exactly(weights: list[int], amount: Decimal) -> None:
    total = sum(weights)
    assert sum((part_of(amount, w, total) for w in weights), Fraction(0)) == Fraction(amount)
    shown = percents(weights)
    assert sum(shown) == 100
    assert all(
        abs(s - Decimal(w) * 100 / total) <= Decimal("0.1")
        for s, w in zip(shown, weights, strict=True)
    )


def test_shares_as_written() -> None:
    assert read_shares(["30%", "50%", "20%"]) == ([30, 50, 20], [])
    assert read_shares(["1", "1", "1"]) == ([1, 1, 1], [])
    weights, found = read_shares(["33.34%", "33.33%", "33.33％"])
    assert not found
    assert Fraction(weights[0], sum(weights)) == Fraction(3334, 10000)
    for texts, code in (
        (["33.33%"] * 3, "share.sum"),
        (["60%", "50%"], "share.sum"),
        (["30%", "2"], "share.mixed"),
        (["0", "1"], "share.zero"),
        (["一半", "x"], "share.unreadable"),
        ([], "share.none"),
    ):
        assert read_shares(texts)[1][0].code == code, texts
    assert read_shares(["70%", "5%"])[1][0].facts == {"total": "75", "left": "25"}


def deal() -> list[Known]:
    """A project from lead to money, the last step not yet confirmed."""
    return [
        Known(Fact("STAGE", DAY, "LEAD"), True),
        Known(Fact("STAGE", DAY + timedelta(30), "SIGNED", Decimal(23000)), True),
        Known(Fact("PAID", DAY + timedelta(60), "", Decimal(4600), Decimal(100)), True),
        Known(Fact("STAGE", DAY + timedelta(70), "REGISTERED", Decimal(25000)), True),
        Known(Fact("PAID", DAY + timedelta(80), "", Decimal(1000)), False),
    ]


def test_only_what_is_verified_counts_from_its_day_on() -> None:
    assert not figures(deal(), on=DAY - timedelta(1)).counts
    assert figures(deal(), on=DAY).stage == 0
    signed = figures(deal(), on=DAY + timedelta(65))
    assert (signed.stage, signed.contracted, signed.paid_in) == (2, Decimal(23000), Decimal(4600))
    assert signed.foreign_paid == 100
    now = figures(deal(), on=DAY + timedelta(100))
    assert (now.stage, now.contracted, now.paid_in) == (3, Decimal(25000), Decimal(4600))
    assert figures(deal(), on=DAY + timedelta(100), claimed=True).paid_in == 5600


def test_a_reversal_lowers_the_figures_from_its_day_on_and_not_before() -> None:
    gone = DAY + timedelta(90)
    assert figures(deal(), on=gone - timedelta(1), reversed_on=gone).paid_in == 4600
    assert figures(deal(), on=gone, reversed_on=gone) == rules.NOTHING


def codes(found: list[object]) -> list[str]:
    return [finding.code for finding in found]  # type: ignore[attr-defined]


def test_stages_only_go_forward_and_money_comes_after_signing() -> None:
    lead = Fact("STAGE", DAY, "LEAD")
    signed = Fact("STAGE", DAY + timedelta(5), "SIGNED", Decimal(10))

    def objections(fact: Fact, *before: Fact) -> list[str]:
        return codes(
            rules.objections_to_fact(
                "INVESTMENT", fact, before, since=None, today=DAY + timedelta(99)
            )
        )

    assert objections(signed, lead) == []
    assert objections(Fact("STAGE", DAY + timedelta(9), "TALKING"), lead, signed) == [
        "fact.backwards"
    ]
    assert objections(Fact("STAGE", DAY, "REGISTERED"), lead, signed) == ["fact.earlier"]
    assert objections(Fact("STAGE", DAY, "SIGNED"), lead) == ["fact.no_amount"]
    assert objections(Fact("STAGE", DAY, "TALKING", Decimal(5)), lead) == ["fact.too_early"]
    assert objections(Fact("PAID", DAY, "", Decimal(5)), lead) == ["fact.not_signed"]
    assert objections(Fact("PAID", DAY + timedelta(6)), lead, signed) == ["fact.no_paid"]
    assert objections(Fact("STAGE", DAY, "MOON")) == ["fact.stage"]
    assert codes(
        rules.objections_to_fact("EVENT", signed, [], since=None, today=DAY + timedelta(99))
    ) == ["fact.not_investment"]


def test_a_unit_does_not_confirm_its_own_nor_without_proof() -> None:
    signed = Fact("STAGE", DAY, "SIGNED", Decimal(10))

    def refused(held: list[str], verifier: int) -> list[str]:
        return codes(
            rules.objections_to_verifying(
                "INVESTMENT", signed, held, verifier=verifier, own=[1, 2, None]
            )
        )

    assert refused(["CONTRACT"], 3) == []
    assert refused(["PHOTO"], 3) == ["verify.no_proof"]
    assert refused([], 2) == ["verify.own_unit", "verify.no_proof"]


def test_two_reports_of_one_thing_are_found() -> None:
    first = Reported(1, "INVESTMENT", "百步镇装备产业园二期项目", "禾丰装备有限公司", 7, DAY)
    same = Reported(2, "INVESTMENT", "装备产业园（二期）", "禾丰装备有限责任公司", 8, DAY)
    later = Reported(3, "INVESTMENT", "装备产业园二期", "", 7, DAY + timedelta(300))
    other = Reported(4, "INVESTMENT", "冷链物流园", "当潮冷链", 7, DAY)
    event = Reported(5, "EVENT", "装备产业园二期", "禾丰装备有限公司", 7, DAY)
    assert likely_same(first, [first, same, later, other, event]) == [2]


def test_targets_capped_and_not() -> None:
    rows = [
        Reached(Target("PAID_IN", Decimal(1000), 60), Decimal(1500)),
        Reached(Target("EVENTS", Decimal(10), 40), Decimal(5)),
    ]
    capped, whole = score(rows)
    assert (capped, whole) == (80, 110)
    assert rows[1].percent == 50
    nearly = Reached(Target("PAID_IN", Decimal(10000), 1), Decimal("9999.99"))
    assert nearly.percent == Decimal("99.9")
    assert score([]) == (0, 0)


def test_information_says_enough_and_when() -> None:
    day = DAY + timedelta(1)
    found = objections_to_information("短", day, since=DAY + timedelta(2), today=DAY)
    assert [(one.code, one.where) for one in found] == [
        ("information.words", "text"), ("outcome.in_future", "sent_on"),
        ("outcome.before", "sent_on"),
    ]  # fmt: skip
    fine = "首台套目录月底截止申报。"
    assert objections_to_information(fine, DAY, since=DAY, today=DAY) == []
