"""The content of rule sets, judged: values, days, gaps; read and written the same."""

import json
from dataclasses import fields
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dunmiao.assessments.rules.annual import QuotaPolicy
from dunmiao.development.rules.notes import NotePolicy
from dunmiao.example.loading import FOLDER
from dunmiao.kernel.errors import RuleBroken
from dunmiao.placements.rules import MeetingPolicy
from dunmiao.rulebook.books import read_any, write_book
from dunmiao.rulebook.checks import Dated, clashes, gaps, value_faults
from dunmiao.rulebook.desk import differences
from dunmiao.rulebook.files import RuleFile, parameters_dated, read_content, write_rules
from dunmiao.rulebook.parameters import PARAMETERS
from dunmiao.rulebook.sentences import RULE_SUBJECTS, in_words, read_value, text_of
from dunmiao.rulebook.starter import SINCE, starter
from dunmiao.secondments.rules.exchanges import ExchangePolicy
from dunmiao.secondments.rules.leave import LeavePolicy
from dunmiao.secondments.rules.obligations import DutyPolicy
from dunmiao.secondments.rules.terms import TermPolicy

POLICIES = {
    "duty": DutyPolicy, "term": TermPolicy, "leave": LeavePolicy, "exchange": ExchangePolicy,
    "excellent": QuotaPolicy, "note": NotePolicy, "meeting": MeetingPolicy,
}  # fmt: skip
RULE = {"code": "age.most", "attribute": "age", "operator": "<=", "value": 45,
        "severity": "WARN", "text": "年龄一般不超过 45 岁", "source": "方案"}  # fmt: skip


def test_every_dated_number_of_the_house_is_a_parameter() -> None:
    known = {
        f"{prefix}.{item.name}": item.default
        for prefix, policy in POLICIES.items()
        for item in fields(policy)  # type: ignore[arg-type]
    }
    listed = {key: Fraction(one.default) for key, one in PARAMETERS.items()}
    look_back = listed.pop("selection.grade_lookback_years")
    assert {key: Fraction(value) for key, value in known.items()} == listed
    assert look_back == 1


def test_the_starter_set_is_whole_and_nothing_of_it_is_verified() -> None:
    content = starter()
    assert {row.key for row in content.parameters} == set(PARAMETERS)
    assert all(PARAMETERS[row.key].fits(row.value) for row in content.parameters)
    assert not any(row.verified_by for row in (*content.rules, *content.parameters))
    growth = next(rule for rule in content.rules if rule.attribute == "growth_division")
    assert growth.post_classes == ["PRINCIPAL", "HEAD"]
    assert not any("近三年" in rule.text for rule in content.rules)


def test_the_rules_of_the_example_are_whole() -> None:
    plan = json.loads((FOLDER / "programmes.json").read_text(encoding="utf-8"))["rule_set"]
    content = {key: plan[key] for key in ("rules", "parameters")}
    found = read_content(json.dumps(content).encode(), since=SINCE)
    assert gaps(parameters_dated(found, since=SINCE), since=SINCE) == []
    growth = next(rule for rule in found.rules if rule.attribute == "growth_division")
    assert "DEPUTY" not in growth.post_classes
    assert growth.post_classes


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"value": "四十"}, "rules.0.value"),
        ({"value": 400}, "rules.0.value"),
        ({"operator": "contains"}, "rules.0.value"),
        ({"attribute": "shoe"}, "rules.0.attribute"),
        ({"source": ""}, "rules.0.source"),
        ({"post_classes": ["KING"]}, "rules.0.post_classes.0"),
        ({"effective_from": "2026-02-01", "effective_to": "2026-01-01"}, "rules.0.code"),
    ],
)
def test_a_rule_that_cannot_be_is_told_with_its_place(change: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_content(json.dumps({"rules": [RULE | change]}).encode(), since=SINCE)
    assert [finding.facts["place"] for finding in refused.value.findings] == [code]
    assert {finding.where for finding in refused.value.findings} == {"file"}


@pytest.mark.parametrize(
    "parameters",
    [
        [{"key": "no.such", "value": "1"}],
        [{"key": "meeting.quorum", "value": "2"}],
        [{"key": "meeting.quorum", "value": "1/0"}],
        [{"key": "duty.report_day", "value": "31"}],
        [{"key": "duty.report_day", "value": "5"}, {"key": "duty.report_day", "value": "8"}],
    ],
)
def test_a_parameter_that_cannot_be_is_told(parameters: list[dict[str, str]]) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_content(json.dumps({"parameters": parameters}).encode(), since=SINCE)
    assert len(refused.value.findings) == 1


def test_a_value_is_read_by_its_word_and_written_as_its_code() -> None:
    for attribute, subject in RULE_SUBJECTS.items():
        for code, word in subject.choices:
            value = read_value(attribute, subject.operators[0], word, RULE_SUBJECTS)
            assert text_of(value) == code
            assert in_words(attribute, value) == word


def test_a_content_survives_both_files() -> None:
    content = starter()
    assert read_any(write_rules(content), since=SINCE) == content
    assert read_any(write_book(content), since=SINCE) == content


def test_a_workbook_tells_the_row() -> None:
    content = RuleFile.model_validate({"rules": [RULE]})
    content.rules[0].value = 400
    with pytest.raises(RuleBroken) as refused:
        read_any(write_book(content), since=SINCE)
    assert refused.value.findings[0].facts["place"] == "规则 第 2 行 取值"


def test_differences_are_those_of_the_content() -> None:
    before, after = starter(), starter()
    after.parameters[0].value = "3"
    dropped = after.rules.pop()
    found = differences(before, after)
    assert {(one.name, bool(one.before), bool(one.after)) for one in found} == {
        (PARAMETERS[after.parameters[0].key].label, True, True),
        (dropped.text, True, False),
    }
    assert differences(before, before) == []


DAY = date(2026, 1, 1)
SPANS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.booleans()), max_size=5)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SPANS)
def test_clashes_and_gaps_agree_with_a_count_by_days(spans: list[tuple[int, int, bool]]) -> None:
    key = "duty.report_day"
    rows = [
        Dated(key, key, str(number), DAY + timedelta(first),
              None if for_good else DAY + timedelta(max(first, last)))
        for number, (first, last, for_good) in enumerate(spans)
    ]  # fmt: skip
    values = [sum(row.first <= DAY + timedelta(n) <= row.ends() for row in rows) for n in range(14)]
    assert bool(clashes(rows, "rules.twice")) == any(count > 1 for count in values)
    missing = [finding.facts["key"] for finding in gaps(rows, since=DAY)]
    assert (key in missing) == (0 in values)


def test_an_unknown_parameter_is_no_value() -> None:
    assert [f.code for f in value_faults("x.y", "1")] == ["rules.parameter_unknown"]
