"""Rounds as they happen: everyone excellent, one voter, one person, towns that share nobody."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dunmiao.assessments.rules.schemes import Form, read_form
from dunmiao.assessments.standing import Box, check_box, fit_round, flag_json, votes_of
from tests.factories.ballots import GRADES, GROUPS, ITEMS, marks


def form(**changes: Any) -> Form:
    fields = {"kind": "APPRAISAL", "items": ITEMS, "grades": GRADES, "groups": GROUPS} | changes
    made, faults = read_form(**fields)
    assert made is not None, faults
    return made


def box(key: str, people: list[str], ballots: list[Any]) -> Box:
    return Box(key, f"{key}镇", people, [("A", ballot) for ballot in ballots])


def same(grade: str, people: int, voters: int) -> list[Any]:
    return [[[grade] * 3 for _ in range(people)] for _ in range(voters)]


CASES = {
    "everyone excellent": [box("a", ["1", "2", "3"], same("优秀", 3, 10))],
    "all abstain": [box("a", ["1", "2", "3"], same("弃权", 3, 10))],
    "no ballot at all": [box("a", ["1", "2"], [])],
    "one voter": [box("a", ["1", "2", "3"], [[["优秀"] * 3, ["称职"] * 3, ["不称职"] * 3]])],
    "one person": [box("a", ["1"], same("优秀", 1, 10))],
    "each town its own one person": [
        box(key, [key], [[[grade] * 3] for grade in ("优秀", "称职") * 4])
        for key in ("1", "2", "3")
    ],
    "two voters who agree": [box("a", ["1", "2"], same("称职", 2, 2))],
    "all sheets invalid": [box("a", ["1", "2"], same("废票", 2, 6))],
    "every voter another straight line": [
        box(
            "a",
            ["1", "2", "3"],
            [[[g] * 3] * 3 for g in ("优秀", "称职", "基本称职", "不称职") * 3],
        )
    ],
    "a spread that runs away": [
        box("a", ["1"], [[["基本称职", "弃权", "弃权"]]] * 4),
        box(
            "b",
            ["2"],
            [
                [["称职", "弃权", "优秀"]],
                [["基本称职", "弃权", "优秀"]],
                [["优秀", "优秀", "弃权"]],
                [["优秀", "基本称职", "优秀"]],
            ],
        ),
    ],
    "everyone excellent in two towns": [
        box(key, [f"{key}1", f"{key}2"], same("优秀", 2, 8)) for key in ("a", "b")
    ],
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_degenerate_round_has_an_answer(name: str) -> None:
    boxes = CASES[name]
    found = fit_round(boxes, form())
    for one in boxes:
        check_box(one, form())
    if found is not None:
        assert found["ballots"] > 0
        for difference, low, high in found["against_mean"].values():
            assert low <= difference <= high


MARKS = st.sampled_from(["优秀", "称职", "基本称职", "不称职", "弃权", "废票"])


@st.composite
def boxes(draw: st.DrawFn) -> list[Box]:
    """Small rounds of any shape, many of them degenerate."""
    made = []
    for number in range(draw(st.integers(1, 2))):
        people = draw(st.integers(1, 3))
        shared = draw(st.booleans())
        names = [f"{'' if shared else number}p{n}" for n in range(people)]
        one = st.lists(MARKS, min_size=3, max_size=3)
        ballot = st.lists(one, min_size=people, max_size=people)
        ballots = draw(st.lists(ballot, max_size=7))
        if draw(st.booleans()) and ballots:
            ballots = ballots[:1] * draw(st.integers(1, 7))
        made.append(Box(f"s{number}", f"镇{number}", names, [("A", b) for b in ballots]))
    return made


def archive(made: list[Box]) -> None:
    """No round leads to an error, nor to a number that JSON does not know."""
    found = fit_round(made, form())
    json.dumps(found, allow_nan=False)
    for one in made:
        for flag in check_box(one, form()):
            json.dumps(flag_json(one.key, flag), allow_nan=False)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(boxes())
def test_any_small_round_can_be_archived(made: list[Box]) -> None:
    archive(made)


@pytest.mark.long
@settings(max_examples=1000, deadline=None)
@given(boxes())
def test_any_of_many_small_rounds_can_be_archived(made: list[Box]) -> None:
    archive(made)


def test_small_groups_speak_as_one() -> None:
    lot = random.Random(1)
    ballots = [("A", marks(lot, 2)) for _ in range(6)] + [("B", marks(lot, 2)) for _ in range(4)]
    raters = {vote.rater for vote in votes_of([Box("s", "镇", ["1", "2"], ballots)], form())}
    assert sum(rater.startswith("s/A/") for rater in raters) == 6
    assert {rater for rater in raters if rater.startswith("s/B")} == {"s/B"}


def test_a_recommendation_has_no_standing() -> None:
    made = form(kind="RECOMMENDATION", items="", grades="", choose=2)
    assert fit_round([box("a", ["1"], [[["推荐"]]])], made) is None


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"groups": "A 领导=60%"}, ["scheme.weights"]),
        ({"groups": "领导=100%"}, ["scheme.group_code"]),
        ({"groups": "A 甲=1/2\nA 乙=0.5"}, ["scheme.twice"]),
        ({"items": ""}, ["scheme.empty"]),
        ({"items": "德=-1"}, ["scheme.number"]),
        ({"grades": "优秀=一百\n弃权=0"}, ["scheme.number", "scheme.reserved", "scheme.one_grade"]),
        ({"kind": "OTHER", "rounding": "up"}, ["scheme.rounding", "scheme.kind"]),
        ({"kind": "RECOMMENDATION"}, ["scheme.choose"]),
    ],
)
def test_every_fault_of_a_form_is_told(changes: dict[str, Any], codes: list[str]) -> None:
    fields = {"kind": "APPRAISAL", "items": ITEMS, "grades": GRADES, "groups": GROUPS} | changes
    made, faults = read_form(**fields)
    assert made is None
    assert [finding.code for finding in faults] == codes


def test_a_form_survives_its_own_json() -> None:
    made = form(groups="A 甲=1/3\nB 乙=2/3", items="德=2\n能")
    assert Form.from_plain(made.as_plain()) == made
    assert sum(group.weight for group in made.groups) == 1


def test_a_group_that_is_harsh_on_one_item_stands_in_the_standing() -> None:
    """Twelve of A, who mark 作风 two grades lower than all else, and twelve of B, who do not."""
    form, faults = read_form(
        kind="APPRAISAL", items="能力\n作风\n业绩", grades="优秀=100\n称职=80\n基本称职=60\n不称职=0",
        groups="A 领导=50%\nB 同事=50%",
    )  # fmt: skip
    assert form is not None
    assert not faults
    lot = random.Random(3)
    ballots = []
    for group in ("A", "B"):
        for _ in range(12):
            marks = [[lot.choice(["优秀", "称职"]) for _ in range(3)] for _ in range(6)]
            if group == "A":
                for row in marks:
                    row[1] = "基本称职"
            ballots.append((group, marks))
    found = fit_round([Box("s1", "甲", [f"p{n}" for n in range(6)], ballots)], form)
    assert found is not None
    told = found["differential"]
    assert told["asked"] == 2 * 3 + 2 * 6
    harsh = [row for row in told["real"] if row["kind"] == "item" and row["about"] == "作风"]
    assert {(row["group"], row["high"] < 0) for row in harsh} == {("A", True), ("B", False)}
