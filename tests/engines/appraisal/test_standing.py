"""Standings: the contract's numbers, a dense oracle, what changes nothing, what is refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize

from dunmiao.cli.main import main
from dunmiao.engines.appraisal.absorbed import Absorbed
from dunmiao.engines.appraisal.ballot_files import ballots_from
from dunmiao.engines.appraisal.design import Vote, components, design
from dunmiao.engines.appraisal.lmm import effects_of, fit
from dunmiao.engines.appraisal.part import Comparison
from dunmiao.engines.appraisal.standing import Adjusted, NotComparable
from dunmiao.engines.appraisal.standing_files import standing_json
from dunmiao.engines.tables import BadInput
from tests.engines.appraisal.ballots import example, sparse, towns

HEAD = "ratee,rater,unit,item,score\n"


def test_the_contract_s_example() -> None:
    found = standing_json(Adjusted(design(example())))
    assert (found["ballots"], found["method"], found["top"]) == (9, "reml", 1)
    assert found["mu"] == pytest.approx(3.38889, abs=5e-6)
    assert found["variances"]["ratee"] == pytest.approx(1.01389, rel=1e-5)
    assert found["variances"]["rater"] == pytest.approx(0.458333, rel=1e-5)
    assert found["variances"]["residual"] == pytest.approx(0.0694444, rel=1e-5)
    assert found["variances"]["unit"] is None
    assert found["reml_criterion"] == pytest.approx(17.23674, abs=5e-6)
    assert found["components"] == [{"id": 1, "ratees": 3, "raters": 3, "min_link": 3}]
    best = next(row for row in found["ratees"] if row["ratee"] == "甲")
    for name, value in (
        ("raw_mean", 4.5), ("estimate", 4.47520), ("se", 0.59418)):  # fmt: skip
        assert best[name] == pytest.approx(value, abs=5e-6), name
    # Every variance is integrated: three voters leave more open than plugged-in variances say.
    assert best["low"] < 4.47520 - 1.96 * 0.59418 < 4.47520 + 1.96 * 0.59418 < best["high"]
    assert best["top_k"] > 0.98
    assert best["contrast"]["low"] > 0
    first = found["raters"][0]
    assert first["severity"] == pytest.approx(0.21154, abs=5e-6)
    assert first["se"] == pytest.approx(0.40923, abs=5e-6)
    pair = next(row for row in found["pairs"] if {row["a"], row["b"]} == {"甲", "乙"})
    assert abs(pair["difference"]) == pytest.approx(1.30357, abs=5e-6)
    assert pair["se"] == pytest.approx(0.21275, abs=5e-6)
    low, high = sorted(map(abs, (pair["low"], pair["high"])))
    assert 0 < low < 0.88659 < 1.72056 < high
    assert pair["verdict"] == "real"
    assert found["findings"] == []


def dense(votes: list[Vote]) -> tuple[Callable[[np.ndarray], float], Callable[..., np.ndarray]]:
    """(criterion at log variances, C at them) written down plainly: V whole, nothing absorbed."""
    made = design(votes)
    y, n = made.y, made.size
    blocks = [np.eye(len(made.ratees))[made.ratee]]
    if made.units:
        blocks.append(np.eye(len(made.units))[made.unit_of[made.rater]])
    blocks.append(np.eye(len(made.raters))[made.rater])

    def criterion(logs: np.ndarray) -> float:
        variances = np.exp(logs)
        v = variances[-1] * np.eye(n)
        for size, z in zip(variances, blocks, strict=False):
            v += size * z @ z.T
        inverse = np.linalg.inv(v)
        x = np.ones((n, 1))
        information = x.T @ inverse @ x
        p = inverse - inverse @ x @ np.linalg.inv(information) @ x.T @ inverse
        logdets = np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
        return float(logdets + y @ p @ y + (n - 1) * np.log(2 * np.pi))

    def inverse(variances: np.ndarray) -> np.ndarray:
        w = np.hstack([np.ones((n, 1)), *blocks])
        ridge = np.concatenate(
            [
                [0.0],
                *(
                    np.full(z.shape[1], variances[-1] / s)
                    for s, z in zip(variances, blocks, strict=False)
                ),
            ]
        )
        return variances[-1] * np.linalg.inv(w.T @ w + np.diag(ridge))

    return criterion, inverse


@pytest.mark.parametrize(("ratees", "raters", "units"), [(9, 12, 0), (9, 12, 3), (14, 6, 0)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_dense_oracle_finds_the_same_optimum_and_the_same_errors(
    ratees: int, raters: int, units: int, seed: int
) -> None:
    """Whichever factor is absorbed: the raters where they are more, else the ratees."""
    votes = sparse(np.random.default_rng(seed), ratees=ratees, raters=raters, units=units)
    made = design(votes)
    found = fit(made)
    assert found.absorbed.gone == ("rater" if raters > ratees else "ratee")
    criterion, inverse = dense(votes)
    names = ("ratee", "unit", "rater") if units else ("ratee", "rater")
    mine = np.array([max(found.variances[name] or 0.0, 1e-12) for name in (*names, "residual")])
    assert found.criterion == pytest.approx(criterion(np.log(mine)), abs=1e-5)
    plain = minimize(criterion, np.log(np.maximum(mine, 1e-3)) + 0.2, method="Nelder-Mead",
                     options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 6000})  # fmt: skip
    assert found.criterion <= plain.fun + 1e-6
    errors = inverse(mine)
    people = len(made.ratees)
    np.testing.assert_allclose(found.covariance, errors[1 : 1 + people, 1 : 1 + people], atol=2e-7)
    np.testing.assert_allclose(found.rater_se**2, np.diag(errors)[-len(made.raters) :], atol=2e-7)


def test_the_criterion_is_the_dense_formula_everywhere() -> None:
    votes = sparse(np.random.default_rng(7), ratees=6, raters=10, units=4)
    absorbed = Absorbed(design(votes))
    criterion, _ = dense(votes)
    for ratios in ((-1.0, -0.5, 0.2), (0.7, -2.0, -1.0), (-3.0, 0.1, 1.0)):
        at = dict(zip(("ratee", "unit", "rater"), ratios, strict=True))
        value, quad = absorbed.criterion(at)
        residual = quad / (absorbed.made.size - 1)
        logs = [np.log(residual) + 2 * x for x in ratios] + [np.log(residual)]
        assert value == pytest.approx(criterion(np.array(logs)), abs=1e-9)


def test_the_order_of_rows_and_the_scale_change_nothing() -> None:
    votes = sparse(np.random.default_rng(4), ratees=8, raters=15, units=5)
    plain = Adjusted(design(votes), seed=3)
    turned = Adjusted(design(votes[::-1]), seed=3)
    assert standing_json(plain) == standing_json(turned)
    scaled = Adjusted(design([replace(vote, score=10 + 4 * vote.score) for vote in votes]), seed=3)
    for one, other in zip(plain.standings, scaled.standings, strict=True):
        assert other.estimate == pytest.approx(10 + 4 * one.estimate, abs=1e-4)
        assert other.se == pytest.approx(4 * one.se, rel=1e-4)
        assert other.high - other.low == pytest.approx(4 * (one.high - one.low), rel=1e-3)
        assert other.top_k == pytest.approx(one.top_k, abs=0.01)


def test_items_of_a_ballot_are_averaged_and_abstentions_skipped() -> None:
    text = HEAD + "甲,r1,,德,4\n甲,r1,,能,5\n甲,r1,,勤,\n乙,r1,,德,3\n"
    made = ballots_from(text.encode()).design
    assert made.size == 2
    assert dict(zip(made.ratees, made.raw_means(), strict=True)) == {"甲": 4.5, "乙": 3.0}


def test_who_shares_no_rater_is_not_compared() -> None:
    votes = [*example(), *(replace(v, ratee=v.ratee + "2", rater=v.rater + "x") for v in example())]
    found = Adjusted(design(votes))
    assert [part.min_link for part in found.components] == [3, 3]
    with pytest.raises(NotComparable):
        found.compare("甲", "甲2")
    assert isinstance(found.compare("乙", "甲"), Comparison)
    rows = standing_json(found)["pairs"]
    apart = [row for row in rows if row["verdict"] == "not-comparable"]
    assert (len(rows), len(apart)) == (15, 9)
    assert all(row["low"] is row["se"] is row["difference"] is None for row in apart)


@pytest.mark.parametrize("seed", range(6))
def test_the_weakest_link_is_what_trying_every_set_finds(seed: int) -> None:
    lot = np.random.default_rng(seed)
    votes = [vote for vote in sparse(lot, ratees=4, raters=5, units=0) if lot.random() < 0.6]
    made = design(votes)
    for part in components(made):
        if part.min_link is None:
            assert len(part.ratees) == 1
            continue
        inside = {made.ratees[i] for i in part.ratees}
        raters = [made.raters[i] for i in part.raters]
        for count in range(len(raters) + 1):
            if any(_cut(votes, inside, set(lost)) for lost in combinations(raters, count)):
                assert part.min_link == count
                break


def _cut(votes: list[Vote], inside: set[str], lost: set[str]) -> bool:
    seen = {min(inside)}
    kept = [vote for vote in votes if vote.rater not in lost]
    while True:
        raters = {vote.rater for vote in kept if vote.ratee in seen}
        more = {vote.ratee for vote in kept if vote.rater in raters} & inside
        if more <= seen:
            return seen != inside
        seen |= more


def test_ballots_that_say_nothing_give_no_false_precision() -> None:
    same = Adjusted(design([replace(vote, score=5) for vote in example()]))
    found = standing_json(same)
    assert {row["verdict"] for row in found["pairs"]} == {"cannot-tell"}
    assert {row["code"] for row in found["findings"]} == {
        "ceiling", "variance-at-zero", "no-variation",
    }  # fmt: skip
    assert all(row["low"] is row["high"] is row["contrast"] is None for row in found["ratees"])
    assert found["reml_criterion"] is None
    json.dumps(found, allow_nan=False)
    lonely = design(
        [Vote(p, f"r{p}", "", "", s) for p, s in zip("abcd", (1, 2, 3, 4), strict=True)]
    )
    assert effects_of(lonely) == ()
    assert {row["verdict"] for row in standing_json(Adjusted(lonely))["pairs"]} == {
        "not-comparable"
    }


def test_what_a_reader_must_know_is_said() -> None:
    lot = np.random.default_rng(11)
    made, _ = towns(lot, units=3, panel=2, local=20)
    codes = {row["code"] for row in Adjusted(made).findings}
    assert {"few-units", "weak-link", "variances-integrated"} <= codes
    wide = Adjusted(made)
    assert all(row.high - row.low >= 2 * wide.z * row.se - 1e-12 for row in wide.standings)


def test_every_fault_of_the_ballots_at_once() -> None:
    with pytest.raises(BadInput) as bad:
        ballots_from(
            (HEAD + "甲,r1,u,,x\n甲,r1,v,,4\n,r2,u,,4\n乙,r3,,,nan\n").encode(), name="B.csv"
        )
    assert str(bad.value).splitlines() == [
        'B.csv:1: rater "r3" has no unit, others have: give all raters one, or none',
        'B.csv:2: score "x" is not a number',
        'B.csv:3: rater "r1" has two units, "u" and "v"',
        "B.csv:3: the same ratee, rater and item stand in line 2",
        "B.csv:4: ratee is empty",
        'B.csv:5: score "nan" is not a number',
    ]
    with pytest.raises(BadInput, match="fewer than two"):
        ballots_from((HEAD + "甲,r1,,,4\n").encode())


def test_the_command_writes_the_same_bytes_twice_and_nothing_on_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ballots, out = tmp_path / "b.csv", tmp_path / "s.json"
    rows = [f"{v.ratee},{v.rater},,,{v.score}" for v in example()]
    ballots.write_text(HEAD + "\n".join(rows), encoding="utf-8")
    words = ["appraise", str(ballots), "--out", str(out), "--top", "2", "--seed", "5"]
    assert main(words) == 0
    first = out.read_bytes()
    assert main(words) == 0
    assert out.read_bytes() == first
    plain = json.loads(first)
    assert (plain["top"], plain["seed"]) == (2, 5)
    assert sum(row["top_k"] for row in plain["ratees"]) == pytest.approx(2)
    out.unlink()
    assert main([*words, "--level", "1.5", "--draws", "3"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
    ballots.write_text("ratee,rater\n", encoding="utf-8")
    assert main(words) == 2
    assert not out.exists()


def test_above_three_hundred_people_pairs_come_only_when_asked_for() -> None:
    votes = [
        Vote(f"p{p:03d}", f"r{r}", "", "", (p * 7 + r * 3) % 11)
        for p in range(301)
        for r in range(3)
    ]
    found = Adjusted(design(votes), draws=200)
    plain = standing_json(found)
    assert plain["pairs"] == []
    assert "pairs-omitted" in {row["code"] for row in plain["findings"]}
    assert len(standing_json(found, all_pairs=True)["pairs"]) == 301 * 300 // 2


def test_against_the_mean_sums_to_nothing_and_is_the_contrast_of_pairs() -> None:
    lot = np.random.default_rng(4)
    votes = [
        Vote(f"p{p}", f"r{r}", "", "", float(p + lot.normal())) for p in range(5) for r in range(6)
    ]
    found = Adjusted(design(votes))
    rows = found.against_mean()
    assert sum(row[0] for row in rows.values()) == pytest.approx(0, abs=1e-9)
    pairs = {(c.a, c.b): c.difference for c in found.pairs() if not isinstance(c, tuple)}
    assert rows["p0"][0] - rows["p3"][0] == pytest.approx(pairs["p0", "p3"])
    assert all(low < difference < high for difference, low, high in rows.values())


def test_people_of_two_parts_have_no_mean_in_common() -> None:
    lot = np.random.default_rng(5)
    votes = [
        Vote(f"{town}{p}", f"{town}r{r}", "", "", float(shift + p + lot.normal()))
        for town, shift in (("a", 0), ("b", 50))
        for p in range(3)
        for r in range(5)
    ]
    rows = Adjusted(design(votes)).against_mean()
    for town in "ab":
        assert sum(rows[f"{town}{p}"][0] for p in range(3)) == pytest.approx(0, abs=1e-9)
