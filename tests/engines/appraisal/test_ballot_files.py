"""Ballots under the scheme of the tally: one quantity, every fault with its line."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from dunmiao.cli.main import main
from dunmiao.engines.appraisal.ballot_files import ballots_from
from dunmiao.engines.tables import BadInput
from tests.engines.appraisal.test_tally import SCHEME

HEAD = "ratee,rater,unit,item,score,group\n"
PEOPLE = "甲乙丙丁戊"


def lines() -> list[str]:
    """Five people, four of A and six of B; one abstention."""
    out = []
    for p, name in enumerate(PEOPLE):
        for r in range(10):
            grade = "优秀" if (3 * p + r) % 5 > p // 2 else "80"
            out.append(f"{name},r{r},,,{grade},{'AB'[r > 3]}")
    return [*out[:-1], "戊,r9,,,弃权,B"]


def scheme(**changes: object) -> bytes:
    return json.dumps(SCHEME | changes).encode()


def test_the_tally_of_the_same_ballots_stands_beside_each_estimate(tmp_path: Path) -> None:
    ballots, rules, out = tmp_path / "b.csv", tmp_path / "s.json", tmp_path / "o.json"
    ballots.write_text(HEAD + "\n".join(lines()), encoding="utf-8")
    rules.write_bytes(scheme())
    words = ["appraise", str(ballots), "--scheme", str(rules), "--out", str(out)]
    assert main(words) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert (found["method"], found["ballots"]) == ("ordinal", 49)
    read = ballots_from(ballots.read_bytes(), scheme=scheme())
    assert found["scheme_sha256"] == read.scheme_sha256
    assert read.tally is not None
    for row in found["ratees"]:
        score = read.tally.score(row["ratee"])
        assert Fraction(row["tally"]["exact"]) == score
        assert row["shift"] == pytest.approx(row["estimate"] - float(score))
        assert row["low"] <= row["estimate"] <= row["high"]
        assert 80 <= row["estimate"] <= 100
    # The count is by groups and their weights: three of four and five of six for the first.
    first = {row["ratee"]: row["tally"]["exact"] for row in found["ratees"]}["甲"]
    good = [sum((r % 5) > 0 for r in span) for span in (range(4), range(4, 10))]
    exact = Fraction(3, 5) * (80 + 20 * Fraction(good[0], 4)) + Fraction(2, 5) * (
        80 + 20 * Fraction(good[1], 6)
    )
    assert Fraction(first) == exact
    # A grade by its points is the same ballot.
    ballots.write_text(HEAD + "\n".join(lines()[::-1]).replace("优秀", "100"), encoding="utf-8")
    again = tmp_path / "again.json"
    assert main([*words[:-1], str(again)]) == 0
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.parametrize(
    ("rows", "changes", "reason"),
    [
        (["甲,r0,,,优秀,Z"], {}, '2: unknown group "Z"'),
        (["甲,r0,,,优,A"], {}, '2: score "优" is neither a grade of the scheme nor its points'),
        (["甲,r0,,,90,A"], {}, '2: score "90" is neither a grade of the scheme nor its points'),
        (["甲,r0,,,优秀,A", "乙,r0,,,优秀,B"], {}, '3: rater "r0" has two groups, "A" and "B"'),
        (["甲,r0,,德,优秀,A"], {"items": {"能": "1"}}, '2: item "德" has no weight'),
        (["甲,r0,,,优秀,A", "甲,r1,,,优秀,A"], {}, '2: ratee "甲": no valid sheet of group "B"'),
        (["甲,r0,,,弃权,A", "甲,r1,,,弃权,B"], {}, "1: holds fewer than two ballots with a score"),
        (["甲,r0,,,,A", "甲,r1,,,优秀,B"], {}, "1: holds fewer than two ballots with a score"),
    ],
)
def test_each_fault_has_its_line(rows: list[str], changes: dict[str, object], reason: str) -> None:
    with pytest.raises(BadInput) as bad:
        ballots_from((HEAD + "\n".join(rows)).encode(), name="B.csv", scheme=scheme(**changes))
    assert f"B.csv:{reason}" in str(bad.value).splitlines()
    assert ballots_from((HEAD + "\n".join(lines())).encode(), scheme=scheme()).design.size == 49


def test_faults_of_both_files_come_at_once() -> None:
    with pytest.raises(BadInput) as bad:
        ballots_from(
            (HEAD + "甲,,,,优秀,A\n").encode(), name="B.csv",
            scheme=scheme(groups={"A": "1/2"}), scheme_name="S.json",
        )  # fmt: skip
    told = str(bad.value)
    assert "B.csv:2: rater is empty" in told
    assert "the weights of groups sum to 1/2, not 1" in told


def test_groups_need_a_scheme_and_one_group_needs_no_column() -> None:
    with pytest.raises(BadInput, match="B.csv:1: column group needs a scheme"):
        ballots_from((HEAD + "甲,r0,,,1,A\n乙,r0,,,2,A\n").encode(), name="B.csv")
    plain = "ratee,rater,unit,item,score\n甲,r0,,,优秀\n乙,r0,,,称职\n".encode()
    with pytest.raises(BadInput, match='unknown group ""'):
        ballots_from(plain, scheme=scheme())
    made = ballots_from(plain, scheme=scheme(groups={"A": "1"})).design
    assert (made.groups, made.weights, made.is_graded) == (("A",), (1.0,), True)


def test_a_missing_group_may_be_left_out_by_the_scheme() -> None:
    """Then its weight falls to the others, in the count and in the standing alike."""
    rows = [row for row in lines() if not row.startswith("甲") or row.endswith("A")]
    read = ballots_from(
        (HEAD + "\n".join(rows)).encode(), scheme=scheme(missing_group="renormalise")
    )
    assert read.tally is not None
    assert read.tally.score("甲") == 80 + 20 * Fraction(3, 4)
