"""The units of one system release at most so many people together."""

import pytest

from dunmiao.engines.matching import check_case, check_rules
from dunmiao.engines.matching.constraints.system_cap import SYSTEM_CAP
from dunmiao.engines.matching.solve import solve
from tests.engines.matching.constraints.tried import groups, optimal, small
from tests.long import first


@pytest.mark.parametrize("seed", first(8, range(25)))
def test_the_best_within_the_cap_is_found(seed: int) -> None:
    more = {**groups(seed), "system_cap": {"default": 1 + seed % 2}}
    if not more["systems"]:
        more.pop("system_cap")
    optimal(small(seed, more, teams=seed % 2, unit_post_cap=1 if seed % 3 == 0 else None))


def test_who_is_in_no_system_is_not_counted() -> None:
    every = solve(small(7, {}))
    none = solve(small(7, {"systems": {}, "system_cap": {"default": 0}}))
    assert none.value == every.value
    closed = {"systems": {"U0": "经济", "U1": "经济", "U2": "经济"}}
    nobody = solve(small(7, {**closed, "system_cap": {"default": 0}}))
    assert nobody.rows == ()


def test_the_rule_has_words_and_the_checker_its_own() -> None:
    problem = small(
        7, {"systems": {"U0": "经济", "U1": "经济", "U2": "经济"}, "system_cap": {"default": 1}}
    )
    assert SYSTEM_CAP.words(problem, problem.systems.index("经济")) == "经济 合计最多派出 1 人"
    rows = solve(small(7, {})).rows
    assert len(rows) > 1
    assert list(map(str, check_rules.broken_rules(check_case.case_of(problem), list(rows)))) == [
        f"rule system-cap: system 经济 has {len(rows)} placed, cap 1"
    ]
