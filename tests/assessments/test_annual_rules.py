"""Pools, days and proofs, in exact arithmetic and without a database."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from dunmiao.assessments.rules import annual as rules

YEAR = 2026


def stretch(unit: str, first: str, last: str, pool: str | None = None) -> rules.Stretch:
    return rules.Stretch(unit, date.fromisoformat(first), date.fromisoformat(last), pool)


def test_at_home_all_year() -> None:
    share = rules.share_of("home", [], YEAR)
    assert (share.assessor, share.other, share.pool) == ("home", None, None)
    assert share.days == {"home": 365}


def test_half_a_year_away_is_assessed_there_and_home_is_heard() -> None:
    share = rules.share_of("home", [stretch("town", "2026-07-01", "2027-06-30")], YEAR)
    assert (share.assessor, share.other) == ("town", "home")
    assert share.days == {"home": 181, "town": 184}


def test_less_than_half_stays_at_home_and_the_host_is_heard() -> None:
    share = rules.share_of("home", [stretch("town", "2025-01-01", "2026-06-30", "key")], YEAR)
    assert (share.assessor, share.other, share.pool) == ("home", "town", None)


def test_two_stretches_at_one_place_add_up_and_own_places_count() -> None:
    away = [
        stretch("a", "2026-01-01", "2026-03-31", "key"),
        stretch("b", "2026-05-01", "2026-09-30", "key"),
    ]
    share = rules.share_of("home", away, YEAR)
    assert share.pool == "key"
    assert share.assessor == "home", "neither place has half a year by itself"


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(-200, 500), st.integers(1, 300)), max_size=3
    )
)
def test_days_never_exceed_the_year_when_stretches_do_not_overlap(
    rows: list[tuple[str, int, int]],
) -> None:
    at, away = date(YEAR, 1, 1), []
    for unit, gap, length in rows:
        first = at + timedelta(days=max(0, gap))
        away.append(rules.Stretch(unit, first, first + timedelta(days=length - 1)))
        at = first + timedelta(days=length)
    share = rules.share_of("home", away, YEAR)
    assert sum(share.days.values()) == 365
    assert all(days > 0 for days in share.days.values())


@given(st.integers(0, 2000), st.integers(1, 50), st.integers(50, 200), st.integers(0, 5))
def test_places_are_cut_down_never_up(base: int, top: int, bottom: int, extra: int) -> None:
    line = rules.PoolLine(1, rules.HOME, base, Fraction(top, bottom), extra, None, 0)
    assert line.places - extra <= line.theory < line.places - extra + 1


@given(st.lists(st.integers(0, 300), min_size=1, max_size=30))
def test_pools_together_never_exceed_the_rate_of_all(bases: list[int]) -> None:
    rate = Fraction(1, 5)
    places = sum(
        rules.PoolLine(n, rules.HOME, b, rate, 0, None, 0).places for n, b in enumerate(bases)
    )
    assert places <= (rate * sum(bases)).__floor__()


def codes(rate: Fraction | None, extra: int, document: str) -> list[str]:
    found = rules.objections_to_pool(rate, extra, document=document, policy=rules.QuotaPolicy())
    return [finding.code for finding in found]


def test_what_is_above_the_usual_wants_a_document() -> None:
    assert codes(Fraction(1, 5), 0, "") == []
    assert codes(Fraction(1, 4), 0, "") == ["quota.document"]
    assert codes(Fraction(1, 4), 0, "文 1 号") == []
    assert codes(Fraction(1, 5), 1, " ") == ["quota.document"]
    assert codes(Fraction(3, 10), -1, "") == ["quota.extra", "quota.most", "quota.document"]
    assert codes(None, 0, "") == codes(Fraction(2), 0, "") == ["quota.rate"]


def test_the_proofs_hold_and_each_can_fail() -> None:
    pools = [
        rules.PoolLine("key", rules.PROJECT, 71, Fraction(1, 5), 0, 14, 13),
        rules.PoolLine("home", rules.HOME, 29, Fraction(1, 5), 0, 5, 2),
    ]
    good = {"people": 102, "not_graded": 2, "in_two_pools": 0, "separate_in_home": 0,
            "shares": {"key": (13, 1)}}  # fmt: skip
    assert all(proof.holds for proof in rules.proofs(pools, **good))  # type: ignore[arg-type]
    wrong = {
        "one-pool": {"people": 103},
        "not-at-home": {"separate_in_home": 1},
        "parts": {"shares": {"key": (12, 1)}},
    }
    for code, change in wrong.items():
        found = rules.proofs(pools, **{**good, **change})  # type: ignore[arg-type]
        assert [proof.code for proof in found if not proof.holds] == [code]
    over = [rules.PoolLine("key", rules.PROJECT, 10, Fraction(1, 5), 0, 3, 4)]
    found = rules.proofs(
        over, people=10, not_graded=0, in_two_pools=0, separate_in_home=0, shares={}
    )
    assert [proof.code for proof in found if not proof.holds] == ["within", "never-up"]


def test_exactly_half_of_a_leap_year_is_half() -> None:
    half = [stretch("town", "2028-01-01", "2028-07-01", "key")]
    share = rules.share_of("home", half, 2028)
    assert (share.assessor, share.other, share.pool) == ("town", "home", "key")
    assert share.days == {"home": 183, "town": 183}
    less = [stretch("town", "2028-01-02", "2028-07-01", "key")]
    share = rules.share_of("home", less, 2028)
    assert (share.assessor, share.other, share.pool) == ("home", "town", None)
    assert [rules.year_days(year) for year in (2026, 2028)] == [365, 366]


def test_only_the_days_inside_the_year_count_and_both_ends_do() -> None:
    last = stretch("a", "2026-12-31", "2027-05-01")
    first = stretch("b", "2025-02-01", "2026-01-01")
    outside = [stretch("c", "2025-01-01", "2025-12-31"), stretch("d", "2027-01-01", "2027-02-01")]
    assert rules.days_away([last, first, *outside], YEAR) == {last: 1, first: 1}
    away_all_year = rules.share_of("home", [stretch("a", "2026-01-01", "2026-12-31")], YEAR)
    assert away_all_year.days == {"a": 365}


def test_the_longest_of_several_assesses_and_its_own_pool_counts() -> None:
    away = [
        stretch("a", "2026-01-01", "2026-02-28", "small"),
        stretch("b", "2026-03-01", "2026-12-31", "large"),
    ]
    share = rules.share_of("home", away, YEAR)
    assert (share.assessor, share.other, share.pool) == ("b", "home", "large")


def test_what_a_pool_gives_and_has_left() -> None:
    line = rules.PoolLine("key", rules.PROJECT, 74, Fraction(1, 5), 2, None, 3)
    assert (line.theory, line.places, line.left) == (Fraction(74, 5), 16, None)
    assert replace(line, base=75).places == 17
    assert replace(line, granted=16).left == 13
    assert rules.QuotaPolicy().rate == Fraction(1, 5)


def test_the_most_is_allowed_and_named_when_passed() -> None:
    assert codes(Fraction(1, 4), 0, "文 1 号") == codes(Fraction(0), 0, "") == []
    assert codes(Fraction(1), 0, "文 1 号") == ["quota.most"]
    assert codes(Fraction(-1, 100), 0, "文") == ["quota.rate"]
    (most,) = rules.objections_to_pool(
        Fraction(51, 200), 0, document="文", policy=rules.QuotaPolicy()
    )
    assert most.facts == {"rate": "25.5", "limit": 25}
    (paper,) = rules.objections_to_pool(Fraction(1, 4), 0, document="", policy=rules.QuotaPolicy())
    assert paper.facts == {"usual": 20}


def test_the_figures_beside_the_proofs() -> None:
    pools = [
        rules.PoolLine("key", rules.PROJECT, 71, Fraction(1, 5), 1, 15, 15),
        rules.PoolLine("home", rules.HOME, 29, Fraction(1, 5), 0, None, 2),
    ]
    found = rules.proofs(
        pools, people=100, not_graded=0, in_two_pools=1, separate_in_home=0,
        shares={"key": (14, 0), "home": (0, 0)},
    )  # fmt: skip
    assert [(proof.code, proof.figures, proof.holds) for proof in found] == [
        (
            "one-pool",
            {"separate": "71", "home": "29", "not_graded": "0", "people": "100", "twice": "1"},
            False,
        ),
        ("not-at-home", {"count": "0"}, True),
        ("within", {"used": "17", "granted": "15", "over": "0"}, True),
        ("parts", {"pools": "2", "uneven": "1"}, False),
        ("never-up", {"granted": "15", "theory": "20.0", "extra": "1"}, True),
    ]
    full = [rules.PoolLine("home", rules.HOME, 25, Fraction(1, 5), 1, 6, 0)]
    none = {"people": 25, "not_graded": 0, "in_two_pools": 0, "separate_in_home": 0, "shares": {}}
    assert all(proof.holds for proof in rules.proofs(full, **none))  # type: ignore[arg-type]
    more = rules.proofs([replace(full[0], granted=7)], **none)  # type: ignore[arg-type]
    assert [proof.code for proof in more if not proof.holds] == ["never-up"]
