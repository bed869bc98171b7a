"""The exact tally: worked by hand, by an oracle, and what it refuses."""

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dunmiao.engines.appraisal.exact import decimal_of, fraction_of
from dunmiao.engines.appraisal.tally import Incomplete, Scheme, Sheet, Tally, tally
from dunmiao.engines.appraisal.tally_files import tally_from, tally_json
from dunmiao.engines.tables import BadInput
from tests.formats.wanted import CASES

SHEETS = """ratee,group,item,grade,count
甲,A,,优秀,3
甲,A,,称职,1
甲,B,,优秀,5
甲,B,,称职,4
甲,B,,弃权,1
"""
SCHEME: dict[str, Any] = {
    "format": "dunmiao-tally-scheme/1",
    "grades": {"优秀": "100", "称职": "80"},
    "groups": {"A": "3/5", "B": "2/5"},
    "abstain": ["弃权"],
    "invalid": ["废票"],
    "items": {},
    "missing_group": "refuse",
    "digits": 2,
    "rounding": "half-up",
    "document": "",
}


def count(sheets: str, **changed: Any) -> dict[str, Any]:
    scheme = json.dumps(SCHEME | changed, ensure_ascii=False, indent=1)
    return tally_json(tally_from(sheets.encode(), scheme.encode()))


def refused(sheets: str, **changed: Any) -> list[str]:
    with pytest.raises(BadInput) as bad:
        count(sheets, **changed)
    return [f"{file}:{line}: {why}" for file, line, why in bad.value.faults]


def test_the_contract_s_example_to_the_letter() -> None:
    assert count(SHEETS) == {
        "format": "dunmiao-tally/1",
        "ratees": [
            {
                "ratee": "甲",
                "score": {"exact": "841/9", "decimal": "93.44"},
                "groups": {
                    "A": {
                        "valid": 4, "abstain": 0, "invalid": 0, "score": "95",
                        "rates": {"优秀": "3/4", "称职": "1/4"},
                    },
                    "B": {
                        "valid": 9, "abstain": 1, "invalid": 0, "score": "820/9",
                        "rates": {"优秀": "5/9", "称职": "4/9"},
                    },
                },
            }
        ],
        "findings": [],
    }  # fmt: skip


ROW = st.tuples(
    st.sampled_from("甲乙"), st.sampled_from("AB"), st.sampled_from(["优秀", "称职", "弃权"]),
    st.integers(0, 30),
)  # fmt: skip


def counted(sheets: list[Sheet], scheme: Scheme) -> tuple[Tally | None, list[Any]]:
    try:
        return tally(sheets, scheme), []
    except Incomplete as lacking:
        return None, lacking.missing


@given(st.lists(ROW, max_size=30), st.randoms(use_true_random=False))
def test_splitting_and_permuting_sheets_changes_nothing(
    rows: list[tuple[str, str, str, int]], lot: Any
) -> None:
    scheme = Scheme(
        {"优秀": Fraction(100), "称职": Fraction(80)},
        {"A": Fraction(3, 5), "B": Fraction(2, 5)},
        frozenset({"弃权"}),
        renormalise=True,
    )
    sheets = [Sheet(p, g, "", grade, n) for p, g, grade, n in rows]
    split = [Sheet(s.ratee, s.group, s.item, s.grade, 1) for s in sheets for _ in range(s.count)]
    split += [Sheet(s.ratee, s.group, s.item, s.grade, 0) for s in sheets]
    lot.shuffle(split)
    whole, missing = counted(sheets, scheme)
    if whole is None:
        assert counted(split, scheme) == (None, missing)
        return
    assert tally_json(whole) == tally_json(tally(split, scheme))
    for ratee in whole.ratees:  # by hand: the weighted mean over single sheets of each group
        total, weight = Fraction(0), Fraction(0)
        for group, share in scheme.groups.items():
            points = [
                scheme.grades[s.grade]
                for s in split
                if (s.ratee, s.group) == (ratee, group) and s.grade in scheme.grades and s.count
            ]
            if points:
                total += share * sum(points) / len(points)
                weight += share
        assert whole.score(ratee) == total / weight


def test_items_are_averaged_by_their_weights_and_shown_apart() -> None:
    sheets = "ratee,group,item,grade,count\n甲,A,德,优秀,1\n甲,A,能,称职,1\n"
    one = {"groups": {"A": "1"}}
    assert count(sheets, **one)["ratees"][0]["score"]["exact"] == "90"
    weighted = count(sheets, **one, items={"德": "1", "能": "3"})["ratees"][0]
    assert weighted["score"]["exact"] == "85"
    assert weighted["items"]["能"] == {"exact": "80", "decimal": "80.00"}


def test_a_missing_group_is_refused_or_scaled_away_and_said() -> None:
    sheets = "ratee,group,item,grade,count\n乙,A,,优秀,1\n乙,B,,弃权,3\n"
    assert refused(sheets) == ['SHEETS.csv:2: ratee "乙": no valid sheet of group "B"']
    found = count(sheets, missing_group="renormalise")
    assert found["ratees"][0]["score"]["exact"] == "100"
    assert [row["code"] for row in found["findings"]] == ["group-renormalised"]
    none = "ratee,group,item,grade,count\n丙,A,,弃权,1\n"
    assert "丙" in refused(none, missing_group="renormalise")[0]


def test_every_fault_of_both_files_at_once_with_its_line() -> None:
    found = refused("ratee,group,item,grade,count\n甲,C,,优秀,1\n,A,,良好,-1\n甲,A,,优秀,1.5\n")
    assert found == [
        'SHEETS.csv:2: unknown group "C"',
        'SHEETS.csv:3: count "-1" is not a whole number ≥ 0',
        "SHEETS.csv:3: ratee is empty",
        'SHEETS.csv:3: unknown grade "良好"',
        'SHEETS.csv:4: count "1.5" is not a whole number ≥ 0',
    ]
    wrong = refused(
        SHEETS, groups={"A": "1/2", "B": "1/3"}, grades={"优秀": "x"}, digits=2.5, abstain=["优秀"],
        rounding="up", colour="red",
    )  # fmt: skip
    for words in ("sum to 5/6", "'x' is not", "digits", "rounding", 'unknown key "colour"'):
        assert any(words in line for line in wrong), words
    assert all(line.startswith("SCHEME.json:") for line in wrong)
    assert refused("")[0] == "SHEETS.csv:1: is empty"


@given(st.fractions(-1000, 1000, max_denominator=400), st.integers(0, 4))
def test_decimals_are_rounded_from_the_exact_value(value: Fraction, digits: int) -> None:
    unit = Fraction(1, 10**digits)
    for rounding in ("half-up", "half-even", "down"):
        shown = Fraction(decimal_of(value, digits=digits, rounding=rounding))
        assert abs(shown - value) <= (unit if rounding == "down" else unit / 2)
        assert (shown / unit).denominator == 1
        if rounding == "down":
            assert abs(shown) <= abs(value)


@pytest.mark.parametrize(
    ("value", "rounding", "shown"),
    [
        ("1/8", "half-up", "0.13"), ("1/8", "half-even", "0.12"), ("1/8", "down", "0.12"),
        ("-1/8", "half-up", "-0.13"), ("-1/200", "down", "0.00"), ("999/1000", "half-up", "1.00"),
    ],
)  # fmt: skip
def test_halves(value: str, rounding: str, shown: str) -> None:
    assert decimal_of(Fraction(value), digits=2, rounding=rounding) == shown


@pytest.mark.parametrize("text", ["", "1/0", "x", "1e3", "½", "1/2/3", None, 3, "9" * 40])
def test_what_is_no_number(text: object) -> None:
    assert fraction_of(text) is None


@pytest.mark.parametrize("name", ["float", "fullwidth", "gbk", "trailing_commas", "heads"])
def test_sheets_as_spreadsheets_save_them_count_alike(name: str) -> None:
    """GB 18030, numbers with a point or full-width, empty columns at the end, Chinese heads."""
    scheme = json.dumps(SCHEME).encode()
    sheets = SHEETS.replace("ratee,group,item,grade,count", "姓名,组别,项目,等次,票数").encode()
    if name != "heads":
        sheets = (CASES / f"tally_{name}.csv").read_bytes()
    assert tally_json(tally_from(sheets, scheme)) == count(SHEETS)
