"""Who stays for good needs a place at the host: asked when it is decided, from what was counted."""

from datetime import timedelta
from typing import Any

import pytest

from dunmiao.kernel.errors import RuleBroken
from dunmiao.secondments.actions.changes import ask_retention
from dunmiao.secondments.actions.establishment import record_establishment
from dunmiao.secondments.rules.exchanges import Places, objections_to_retention
from tests.factories.city import Cast
from tests.secondments.test_life_actions import answer, codes, decide, do, fresh


def count(city: Cast, case: Any, establishment: int, occupied: int, **limits: Any) -> None:
    day = case.starts_on + timedelta(days=100)
    do(city, "officer", record_establishment, case.host_unit, source="编制册", today=day,
       as_of=day, establishment=establishment, occupied=occupied, **limits)  # fmt: skip


def test_a_full_host_cannot_keep_a_person_until_it_has_a_place(city: Cast) -> None:
    case = city.secondee("王伟")
    day = case.starts_on + timedelta(days=100)
    request = do(city, "host", ask_retention, case, today=day, reason="工作需要")
    for key in ("home", "王伟"):
        answer(city, request, key)
    count(city, case, 30, 30, headcount=5, leaders=5)
    with pytest.raises(RuleBroken) as full:
        decide(city, request)
    assert codes(full) >= {"retain.establishment"}
    count(city, case, 30, 29, headcount=6, leaders=5)
    decide(city, request)
    assert fresh(city, case).closing_reason == "RETAINED"


def test_leading_places_count_for_leaders_and_who_came_with_his_relation_is_counted() -> None:
    full = Places(30, 29, 5, 5)
    assert [
        finding.code
        for finding in objections_to_retention("镇", full, is_leader=True, counted=False)
    ] == ["retain.headcount"]
    assert objections_to_retention("镇", full, is_leader=False, counted=False) == []
    assert objections_to_retention("镇", Places(3, 3, 1, 1), is_leader=True, counted=True) == []
    assert objections_to_retention("镇", Places(None, None), is_leader=True, counted=False) == []
