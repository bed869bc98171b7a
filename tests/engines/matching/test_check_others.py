"""Two-sided plans and rings are verified as well: the truth holds, each lie is refuted."""

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dunmiao.cli.main import main
from dunmiao.engines.matching.check_rings import verify_rings
from dunmiao.engines.matching.check_stable import verify_stable
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.matching.rings import held_and_wished, rings_json, top_trading_cycles
from dunmiao.engines.matching.stable import solve_stable
from dunmiao.engines.matching.write import stable_json

Json = dict[str, Any]
CAPS: list[Json] = [{}, {"host_cap": {"default": 2}}, {"unit_post_cap": 1, "pins": [["c0", "p0"]]}]


def files(seed: int, **settings: Any) -> dict[str, bytes]:
    """Seven people who hold a post each, all posts ranked by everybody in some order."""
    lot = random.Random(seed)
    people, posts = [f"c{n}" for n in range(7)], [f"p{n}" for n in range(7)]
    rows = ["person,post,fit,person_rank,post_rank"]
    orders = {post: lot.sample(range(1, 8), 7) for post in posts}
    for n, person in enumerate(people):
        for rank, post in enumerate(lot.sample(posts, 7), start=1):
            rows.append(f"{person},{post},{lot.randint(0, 9)},{rank},{orders[post][n]}")
    plain = {"format": "dunmiao-matching/1", "previous": [list(two) for two in zip(people, posts, strict=True)]}  # fmt: skip
    return {
        "people.csv": ("id,unit\n" + "".join(f"{p},U{n % 3}\n" for n, p in enumerate(people))).encode(),
        "posts.csv": ("id,host,seats,tier,team\n" + "".join(f"{p},H{n % 2},1,,\n" for n, p in enumerate(posts))).encode(),
        "pairs.csv": ("\n".join(rows) + "\n").encode(),
        "problem.json": json.dumps(plain | settings).encode(),
    }  # fmt: skip


@pytest.mark.parametrize("caps", CAPS)
@pytest.mark.parametrize("seed", range(8))
def test_a_stable_plan_is_verified(seed: int, caps: Json) -> None:
    problem = problem_from(files(seed, **caps))
    assert verify_stable(problem, stable_json(solve_stable(problem, seed=seed))) == []


def _swap(plain: Json) -> None:
    one, two = plain["assignments"][:2]
    one["post"], two["post"] = two["post"], one["post"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda p: p["assignments"].pop(), "unfilled: "),
        (lambda p: p["assignments"].append({"person": "x", "post": "p0"}), "rule eligible: x on p0"),
        (lambda p: p["assignments"].append(p["assignments"][0]), "rule one-post: "),
        (lambda p: p["assignments"][0].update(person_rank=99), "ranks: "),
        (lambda p: p["blocking_pairs"].append({"person": "c0", "post": "p0"}), "blocking_pairs: "),
        (lambda p: p["unfilled"].append({"post": "p0", "seats": 1}), "unfilled: "),
        (lambda p: p["findings"].append({"code": "claims-left", "facts": {"count": 2}}), "claims-left: "),
        (_swap, "ranks: "),
    ],
)  # fmt: skip
def test_a_lie_in_a_stable_plan_is_refuted(change: Callable[[Json], Any], fault: str) -> None:
    problem = problem_from(files(1))
    plain = copy.deepcopy(stable_json(solve_stable(problem)))
    change(plain)
    assert [one for one in verify_stable(problem, plain) if one.startswith(fault)]


def rings_of(seed: int) -> tuple[Any, Json]:
    problem = problem_from(files(seed))
    return problem, rings_json(top_trading_cycles(*held_and_wished(problem)), "wishes")


@pytest.mark.parametrize("seed", range(20))
def test_rings_are_verified_and_fewer_are_not(seed: int) -> None:
    problem, plain = rings_of(seed)
    assert verify_rings(problem, plain) == []
    for at in range(len(plain["rings"])):
        less = {**plain, "rings": plain["rings"][:at] + plain["rings"][at + 1 :]}
        assert verify_rings(problem, less)[0].endswith("could do better")


def test_lies_about_rings_are_refuted() -> None:
    problem, plain = rings_of(3)
    broken, origin, twice = (copy.deepcopy(plain) for _ in range(3))
    broken["rings"][0].pop()
    origin["rings"][0][0]["from"] = origin["rings"][0][0]["to"]
    twice["rings"].append(twice["rings"][0][:1] * 2)
    for lie in (broken, origin, twice):
        assert verify_rings(problem, lie)


def test_the_command_verifies_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, content in files(2).items():
        (tmp_path / name).write_bytes(content)
    out = tmp_path / "answer.json"
    for words in (["stable"], ["rings"], ["rings", "--by", "score"]):
        assert main(["match", words[0], str(tmp_path), "--out", str(out), *words[1:]]) == 0
        assert main(["match", "verify", str(tmp_path), str(out)]) == 0
        assert capsys.readouterr().out == "ok\n"
    out.write_text(json.dumps({"format": "dunmiao-rings/1", "by": "wishes", "rings": []}))
    assert main(["match", "verify", str(tmp_path), str(out)]) == 1
    out.write_text(json.dumps({"format": "dunmiao-else/1"}))
    assert main(["match", "verify", str(tmp_path), str(out)]) == 2
