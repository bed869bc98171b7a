"""Pins that cannot all hold: each conflict is a smallest set, with the rule that breaks."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from dunmiao.engines.matching.findings import finding
from dunmiao.engines.matching.problem import Pair, Problem


def _over(groups: dict[Any, list[Pair]], cap: dict[Any, int]) -> Iterable[tuple[Any, list[Pair]]]:
    """A group of pins beyond its cap: any cap + 1 of them already contradict each other."""
    for key, pins in groups.items():
        if cap[key] >= 0 and len(pins) > cap[key]:
            yield key, pins[: cap[key] + 1]


def pin_conflicts(problem: Problem) -> list[dict[str, Any]]:
    """One finding `pins-conflict` for each rule that the pins break together."""
    by: dict[str, dict[Any, list[Pair]]] = {
        name: defaultdict(list) for name in ("one-post", "seats", "release", "host", "unit-post")
    }
    for pair in problem.pins:
        person, post = pair
        unit, host = int(problem.unit_of[person]), int(problem.host_of[post])
        by["one-post"][person].append(pair)
        by["seats"][post].append(pair)
        by["release"][unit].append(pair)
        by["host"][host].append(pair)
        by["unit-post"][unit, post].append(pair)
    caps: dict[str, dict[Any, int]] = {
        "one-post": dict.fromkeys(by["one-post"], 1),
        "seats": {post: int(problem.seats[post]) for post in by["seats"]},
        "release": {unit: int(problem.release_cap[unit]) for unit in by["release"]},
        "host": {host: int(problem.host_cap[host]) for host in by["host"]},
        "unit-post": dict.fromkeys(by["unit-post"], problem.unit_post_cap),
    }
    names = {
        "one-post": lambda key: f"{problem.people[key]} 只能占一个岗位",
        "seats": lambda key: f"{problem.posts[key]} 只有 {problem.seats[key]} 个名额",
        "release": lambda key: f"{problem.units[key]} 最多派出 {problem.release_cap[key]} 人",
        "host": lambda key: f"{problem.hosts[key]} 最多接收 {problem.host_cap[key]} 人",
        "unit-post": lambda key: f"同一岗位最多 {problem.unit_post_cap} 名同单位人员",
    }
    found = []
    for rule, groups in by.items():
        for key, pins in _over(groups, caps[rule]):
            found.append(
                finding(
                    "pins-conflict",
                    rule=names[rule](key),
                    kind=rule,
                    pairs="、".join(problem.name(pair) for pair in pins),
                    pins=[[problem.people[a], problem.posts[b]] for a, b in pins],
                )
            )
    return found
