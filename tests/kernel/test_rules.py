"""Pure judgements: eligibility rules, nominations, arrivals, numbers; each objection alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.kernel.findings import Finding
from dunmiao.kernel.months import add_months, years_between
from dunmiao.placements import scoring
from dunmiao.placements.numbers import Placed, by_the_numbers, changes, drain
from dunmiao.rulebook.rules import Predicate, blocking, judge
from dunmiao.secondments.rules.nominations import NominationState, objections_to_submission
from dunmiao.secondments.rules.terms import objections_to_arrival

DAY = date(2026, 12, 1)


def rule(**changes_: object) -> Predicate:
    plain = {
        "code": "age.limit",
        "attribute": "age",
        "operator": "<=",
        "value": 45,
        "severity": "BLOCK",
        "text": "不超过 45 岁",
        "source": "方案",
    }
    return Predicate(**{**plain, **changes_})  # type: ignore[arg-type]


def test_a_failing_rule_names_both_values() -> None:
    found = judge({"age": 46}, {}, [rule()], day=DAY)
    assert found[0].message.startswith("年龄46 岁，要求不高于45 岁")
    assert found[0].text("en").startswith("年龄: 46 岁")
    assert judge({"age": 45}, {}, [rule()], day=DAY) == []


def test_every_failing_rule_is_told_and_a_missing_fact_is_no_failure() -> None:
    rules = [rule(), rule(code="rank", attribute="rank", operator=">=", value=1)]
    assert len(judge({"age": 50, "rank": 0}, {}, rules, day=DAY)) == 2
    missing = judge({}, {}, [rule(severity="OVERRIDE")], day=DAY)
    assert [(f.code, f.is_error) for f in missing] == [("rule.missing", False)]
    assert blocking(missing) == []
    assert blocking(judge({}, {}, [rule()], day=DAY)), "what cannot be judged is not let through"


def test_dates_of_rules_count() -> None:
    old = rule(effective_to=date(2020, 1, 1))
    assert judge({"age": 50}, {}, [old], day=DAY) == []


def test_an_override_opens_what_a_block_never_does() -> None:
    soft = rule(severity="OVERRIDE")
    found = judge({"age": 50}, {}, [soft], day=DAY)
    assert blocking(found)
    assert blocking(found, frozenset({"age.limit"})) == []
    hard = judge({"age": 50}, {}, [rule()], day=DAY)
    assert blocking(hard, frozenset({"age.limit"}))


def test_a_rule_may_compare_with_the_post() -> None:
    avoid = rule(attribute="growth_division", operator="!=", value={"post": "division"})
    assert judge({"growth_division": "嘉善"}, {"division": "嘉善"}, [avoid], day=DAY)
    assert judge({"growth_division": "海宁"}, {"division": "嘉善"}, [avoid], day=DAY) == []
    assert judge({"growth_division": "嘉善"}, {"division": ""}, [avoid], day=DAY) == []


GOOD = NominationState(
    opinion="同意", recusal_declared=True, wishes=["a"], nominate_by=DAY, limit=3, already=0
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"opinion": " "}, "nomination.no_opinion"),
        ({"recusal_declared": False}, "nomination.no_recusal"),
        ({"wishes": []}, "nomination.no_wishes"),
        ({"papers_required": ["GRADES"]}, "nomination.no_paper"),
        ({"already": 3}, "nomination.too_many"),
        ({"nominate_by": date(2026, 11, 30)}, "nomination.too_late"),
    ],
)
def test_each_objection_to_a_nomination_alone(change: dict[str, object], code: str) -> None:
    from dataclasses import replace

    found = objections_to_submission(replace(GOOD, **change), today=DAY)  # type: ignore[arg-type]
    assert [finding.code for finding in found] == [code]
    assert objections_to_submission(GOOD, today=DAY) == []


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2026, 12, 1), []),
        (date(2026, 10, 1), ["arrival.too_early"]),
        (date(2026, 12, 2), ["arrival.in_future"]),
        (date(2029, 1, 1), ["arrival.in_future", "arrival.after_end"]),
    ],
)
def test_arrivals(day: date, codes: list[str]) -> None:
    found = objections_to_arrival(
        arrived_on=day, starts_on=date(2026, 12, 1), ends_on=date(2028, 11, 30), today=DAY
    )
    assert [finding.code for finding in found] == codes


def test_wishes_and_rankings_score_in_their_order() -> None:
    points = [scoring.wish(rank).points for rank in (1, 2, 3, 4, None)]
    assert points == sorted(points, reverse=True)
    hosts = [scoring.host(rank, False).points for rank in (1, 2, 3, 4, None)]
    assert hosts == sorted(hosts, reverse=True)
    assert scoring.host(None, True).points < 0


@given(st.integers(-500, 500), st.integers(0, 500))
def test_weights_are_symmetric_around_zero(points: int, weight: int) -> None:
    assert scoring.weighted(-points, weight) == -scoring.weighted(points, weight)


def test_protected_attributes_never_enter_a_score() -> None:
    post = {"specialities": ["金融"]}
    one = {"specialities": ["金融"], "sex": "男", "ethnicity": "汉族", "politics": "中共党员"}
    two = {**one, "sex": "女", "ethnicity": "回族", "politics": "群众"}
    assert scoring.fit(one, post) == scoring.fit(two, post)
    assert scoring.growth(one, "TOWN") == scoring.growth(two, "TOWN")


def placed(person: str, post: str, wish: int | None, host: int | None, home: str = "甲") -> Placed:
    return Placed(person, post, f"镇{post}", home, 100, wish, host, False)


def test_the_seven_numbers_by_hand() -> None:
    rows = [placed("a", "1", 1, 1), placed("b", "2", 2, None), placed("c", "3", None, 4, "乙")]
    shares = by_the_numbers(
        rows,
        nominees=5,
        hosts=4,
        seats=4,
        people_with_wishes=5,
        hosts_that_ranked=2,
        wishes={"a": 3, "b": 3, "c": 1},
    )
    plain = {key: (share.count, share.base) for key, share in shares.items()}
    assert plain == {
        "people_taking_part": (5, 5),
        "hosts_taking_part": (2, 4),
        "first_choice": (1, 3),
        "top_three_wishes": (2, 3),
        "top_three_rankings": (1, 3),
        "top_tenth": (1, 3),
        "mutual_first": (1, 3),
        "fill": (3, 4),
    }
    assert drain(rows) == ("甲", 2)


def test_changes_between_two_plans() -> None:
    found = changes({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "3", "d": "2"})
    assert found == {"same": ["a"], "moved": ["b"], "in": ["d"], "out": ["c"]}


def test_months_are_counted_without_days() -> None:
    assert years_between(date(1980, 5, 31), date(2026, 5, 1)) == 46
    assert years_between(date(1980, 6, 1), date(2026, 5, 31)) == 45
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)


def test_a_finding_survives_being_stored() -> None:
    found = judge({"age": 46}, {}, [rule()], day=DAY)[0]
    assert Finding.from_dict(found.as_dict()) == found
