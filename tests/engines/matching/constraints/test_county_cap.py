"""The hosts of one county take at most so many people together."""

import pytest

from dunmiao.engines.matching import check_case, check_rules
from dunmiao.engines.matching.constraints.county_cap import COUNTY_CAP
from dunmiao.engines.matching.solve import solve
from tests.engines.matching.constraints.tried import groups, optimal, small
from tests.long import first


@pytest.mark.parametrize("seed", first(8, range(25)))
def test_the_best_within_the_cap_is_found(seed: int) -> None:
    more = {**groups(seed), "county_cap": {"default": 1 + seed % 2}}
    optimal(small(seed, more, teams=seed % 2, host_cap=2 if seed % 3 else None))


def test_the_rule_has_words_and_the_checker_its_own() -> None:
    more = {
        "counties": {"H0": "嘉善", "H1": "嘉善"},
        "county_cap": {"default": None, "counties": {"嘉善": 1}},
    }
    problem = small(7, more)
    assert COUNTY_CAP.words(problem, problem.counties.index("嘉善")) == "嘉善 合计最多接收 1 人"
    rows = solve(small(7, {})).rows
    assert list(map(str, check_rules.broken_rules(check_case.case_of(problem), list(rows)))) == [
        f"rule county-cap: county 嘉善 has {len(rows)} placed, cap 1"
    ]
    assert len(solve(problem).rows) == 1
