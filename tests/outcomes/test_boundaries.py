"""The last value that a rule of outcomes lets pass, and the first that it does not."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.rules import outcomes as rules
from dunmiao.outcomes.rules.guests import GUEST_HEADER, count_firms, read_guests
from dunmiao.outcomes.rules.information import objections_to_information
from dunmiao.outcomes.rules.outcomes import Fact, Known, figures
from dunmiao.outcomes.rules.shares import part_of, percents, read_shares
from dunmiao.outcomes.rules.targets import Reached, Target, score

DAY = date(2026, 6, 1)
ONE = timedelta(days=1)


def codes(found: list[Finding]) -> list[str]:
    return [finding.code for finding in found]


def test_a_day_from_the_beginning_until_today() -> None:
    def day(when: date, since: date | None = DAY - ONE) -> list[tuple[str, dict[str, object]]]:
        found = rules.objections_to_day(when, since=since, today=DAY)
        return [(finding.code, dict(finding.facts)) for finding in found]

    assert day(DAY) == day(DAY - ONE) == day(DAY - 99 * ONE, since=None) == []
    assert day(DAY + ONE) == [("outcome.in_future", {"day": "2026-06-02"})]
    early = {"day": "2026-05-30", "since": "2026-05-31"}
    assert day(DAY - 2 * ONE) == [("outcome.before", early)]


SIGNED = Fact("STAGE", DAY, "SIGNED", Decimal(10))


@pytest.mark.parametrize(
    ("kind", "fact", "before", "wanted"),
    [
        ("INVESTMENT", SIGNED, [], []),
        ("INVESTMENT", Fact("STAGE", DAY, "SIGNED", None, Decimal(3)), [], []),
        ("INVESTMENT", Fact("STAGE", DAY, "TALKING"), [], []),
        ("INVESTMENT", Fact("STAGE", DAY, "LEAD", None, Decimal(1)), [], ["fact.too_early"]),
        ("INVESTMENT", Fact("STAGE", DAY, "STARTED", Decimal(9)), [SIGNED], []),
        ("INVESTMENT", Fact("STAGE", DAY, "SIGNED", Decimal(9)), [SIGNED], ["fact.backwards"]),
        ("INVESTMENT", Fact("STAGE", DAY - ONE, "STARTED"), [SIGNED], ["fact.earlier"]),
        ("INVESTMENT", Fact("PAID", DAY, "", None, Decimal(1)), [SIGNED], []),
        ("INVESTMENT", Fact("PAID", DAY, "", Decimal(1)), [SIGNED], []),
        ("INVESTMENT", Fact("PAID", DAY), [], ["fact.no_paid", "fact.not_signed"]),
        ("INVESTMENT", Fact("DONE", DAY), [SIGNED], ["fact.kind"]),
        ("INVESTMENT", Fact("DONE", DAY + ONE), [], ["outcome.in_future", "fact.kind"]),
        ("EVENT", Fact("DONE", DAY), [], []),
        ("EVENT", Fact("PAID", DAY + ONE), [], ["outcome.in_future", "fact.not_investment"]),
    ],
)
def test_a_further_step(kind: str, fact: Fact, before: list[Fact], wanted: list[str]) -> None:
    assert codes(rules.objections_to_fact(kind, fact, before, since=None, today=DAY)) == wanted


@pytest.mark.parametrize(
    ("kind", "fact", "proof"),
    [
        ("INVESTMENT", Fact("PAID", DAY), "BANK_SLIP"),
        ("INVESTMENT", Fact("STAGE", DAY, "LEAD"), None),
        ("INVESTMENT", Fact("STAGE", DAY, "PRODUCING"), "ACCEPTANCE"),
        ("POLICY", Fact("DONE", DAY), "APPROVAL"),
        ("TALENT", Fact("DONE", DAY), "CONFIRMATION"),
        ("EVENT", Fact("DONE", DAY), None),
    ],
)
def test_what_proves_a_step(kind: str, fact: Fact, proof: str | None) -> None:
    assert rules.proof_needed(kind, fact) == proof
    held = [proof] if proof else []
    assert rules.objections_to_verifying(kind, fact, held, verifier=3, own=[1, None]) == []
    without = rules.objections_to_verifying(kind, fact, [], verifier=3, own=[1, None])
    assert codes(without) == (["verify.no_proof"] if proof else [])


def test_money_in_both_currencies_is_summed_and_the_newest_agreement_stands() -> None:
    facts = [
        Known(Fact("STAGE", DAY + ONE, "REGISTERED", None, Decimal(7)), True),
        Known(Fact("STAGE", DAY, "SIGNED", Decimal(50), Decimal(5)), True),
        Known(Fact("STAGE", DAY + 2 * ONE, "STARTED"), True),
        Known(Fact("PAID", DAY, "", Decimal(3), Decimal(1)), True),
        Known(Fact("PAID", DAY + ONE, "", None, Decimal(2)), True),
    ]
    now = figures(facts, on=DAY + 2 * ONE)
    assert now == rules.Figures(True, 4, Decimal(0), Decimal(3), Decimal(7), Decimal(3))
    assert figures(facts, on=DAY + ONE, reversed_on=DAY + 2 * ONE).stage == 3
    assert figures([], on=DAY) == rules.NOTHING
    done = figures([Known(Fact("DONE", DAY), True)], on=DAY)
    assert (done.counts, done.stage, done.contracted, done.foreign_contracted) == (True, -1, 0, 0)


def test_weights_and_their_percents() -> None:
    assert read_shares(["1", "1", "1"]) == ([1, 1, 1], [])
    assert read_shares(["33.5%", "66.5%"]) == ([67, 133], [])
    assert read_shares(["0.5", "１"]) == ([1, 2], [])
    assert codes(read_shares([])[1]) == ["share.none"]
    assert codes(read_shares(["0", "1"])[1]) == ["share.zero"]
    assert codes(read_shares(["50%", "1"])[1]) == ["share.mixed"]
    assert codes(read_shares(["50%", "50.1%"])[1]) == ["share.sum"]
    assert read_shares(["1000000", "1000000"]) == ([1_000_000, 1_000_000], [])
    assert codes(read_shares(["1000000", "1000001"])[1]) == ["share.too_fine"]
    (bad, worse) = read_shares(["x", "1", "-3"])[1]
    assert [bad.where, worse.where] == ["parties.0.share", "parties.2.share"]
    assert percents([1, 1, 1]) == [Decimal("33.4"), Decimal("33.3"), Decimal("33.3")]
    assert percents([]) == percents([0, 0]) == []
    assert part_of(Decimal(100), 1, 3) == Fraction(100, 3)


def test_targets_at_their_edges() -> None:
    met = Reached(Target("EVENTS", Decimal(3), 30), Decimal(3))
    half = Reached(Target("TALENT", Decimal(4), 10), Decimal(2))
    assert (met.percent, half.share) == (Decimal(100), Fraction(1, 2))
    assert score([met, half]) == (Fraction(175, 2), Fraction(175, 2))
    none = Reached(Target("EVENTS", Decimal(3), 0), Decimal(3))
    assert score([none]) == (0, 0)


@pytest.mark.parametrize(("length", "fine"), [(5, False), (6, True), (500, True), (501, False)])
def test_information_is_a_sentence_and_no_book(length: int, fine: bool) -> None:
    found = objections_to_information("字" * length, DAY, since=DAY, today=DAY)
    assert codes(found) == ([] if fine else ["information.words"])


def test_guests_line_by_line() -> None:
    def line(*texts: str) -> dict[str, str]:
        return dict(zip(GUEST_HEADER, texts, strict=False))

    fine = [(2, line("禾丰", "张三", "经理", "看厂房")), (3, line("禾丰", "李四"))]
    guests, found = read_guests(fine)
    assert found == []
    assert [(guest.firm, guest.person) for guest in guests] == [("禾丰", "张三"), ("禾丰", "李四")]
    assert count_firms(guests) == 1
    _, found = read_guests([*fine, (4, line("禾丰", "张三"))])
    assert [(one.code, one.where, one.facts["row"]) for one in found] == [("guest.twice", "A4", 2)]
    wrong = [(2, line("禾", "名" * 50, "职" * 61, "密" * 201)), (3, line("某厂", "名" * 51))]
    assert [(one.code, one.where) for one in read_guests(wrong)[1]] == [
        ("guest.long", "C2"), ("guest.long", "D2"), ("guest.firm", "A2"), ("guest.long", "B3"),
    ]  # fmt: skip
    assert [
        (one.code, one.where) for one in read_guests([(2, line("某厂", "", "", "机密"))])[1]
    ] == [("guest.secret", "D2")]
    assert codes(read_guests([])[1]) == ["guest.none"]
    many = [(number, line(f"企业{number}")) for number in range(2001)]
    assert read_guests(many[:2000])[1] == []
    assert codes(read_guests(many)[1]) == ["guest.too_many"]
    assert len(read_guests([(number, line("")) for number in range(300)])[1]) == 200
