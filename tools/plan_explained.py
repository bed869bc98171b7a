"""Write the page that explains a plan to somebody who is no engineer, every figure from the engine."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from dunmiao.engines.matching import check
from dunmiao.engines.matching.explain import Standing, closest, why_not
from dunmiao.engines.matching.generate import SHAPES, generate
from dunmiao.engines.matching.others import alternatives
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.matching.replan import difference, frontier, placed
from dunmiao.engines.matching.solve import Plan, solve
from dunmiao.engines.matching.write import certificate_json, plan_json

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples/matching-small"
NAMES = {"fit": "适配", "wish": "志愿", "tier_bonus": "岗位重要性", "stickiness": "保持原安排"}


def _problem() -> Problem:
    return problem_from({path.name: path.read_bytes() for path in sorted(EXAMPLE.iterdir())})


def _table(header: list[str], rows: list[list[Any]]) -> list[str]:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return [*lines, *("| " + " | ".join(map(str, row)) + " |" for row in rows), ""]


def _who_sits_where(plan: Plan) -> list[str]:
    told = plan_json(plan)
    rows = []
    for seat in told["assignments"]:
        parts = [f"{NAMES[name]} {points}" for name, points in seat["terms"].items() if points]
        rows.append([seat["person"], seat["post"], "，".join(parts), sum(seat["terms"].values())])
    return [
        "## 一、谁去哪里，为什么",
        "",
        "例子里三个人（a、b、c）、三个岗位（p1、p2、p3），a 和 b 同属一个单位。每一席的得分由几项整数相加，逐项可查：",
        "",
        *_table(["人", "岗位", "得分构成", "合计"], rows),
        f"三席合计 **{told['value']}**。p1、p2 是同一个团队：要有一名处级带队，五分之二是后备干部；缺一人扣 30000 分。",
        "",
    ]


def _proof(plan: Plan) -> list[str]:
    assert plan.certificate is not None
    problem = plan.problem
    proof = certificate_json(problem, plan.certificate)
    faults, _notes = check.verify(problem, plan_json(plan), proof)
    assert faults == []
    priced = [
        f"{name} 每席 {price / proof['scale']:g} 分"
        for table in ("person", "unit", "post", "host")
        for name, price in proof[table].items()
    ]
    return [
        "## 二、凭什么说没有更好的",
        "",
        "给每个紧缺的东西（人、单位的派出名额、岗位）标一个价。任何方案的总分，都不会超过“所有被占用的东西的价钱之和，加上每个团队按这些价钱能得到的最多的分”。价钱随便标都对，标得准，这个上限就贴近真实的最高分。",
        "",
        f"这个例子标的价：{'，'.join(priced) or '全部为零'}。算出的上限是 **{proof['bound']}**，方案正好 **{plan.value}**：一分也加不上去了。这就是页面上“已证明最优”的意思。",
        "",
        "算上限用不着求解器，另一段互不相干的程序拿着方案和价目重新算一遍；算得不一样，方案就不给看。",
        "",
    ]


def _why_not(plan: Plan) -> list[str]:
    problem, standing = plan.problem, Standing.of(plan)
    pair = (problem.people.index("c"), problem.posts.index("p2"))
    answer = why_not(standing, pair)
    moves = "；".join(
        f"{m['person']} 由 {m['from'] or '无'} 改到 {m['to'] or '无'}" for m in answer["moves"]
    )
    post = problem.posts.index("p1")
    rivals = [[one["person"], f"−{one['loss']}"] for one in closest(standing, post, count=3)]
    return [
        "## 三、为什么不是另一个人",
        "",
        f"问：为什么不让 c 去 p2？答：那样总分最多只能到 {standing.value - answer['loss']}，少 **{answer['loss']}** 分，而且要动 {len(answer['moves'])} 个人（{moves}）。"
        f"没有重算之前，单凭价目就能说：至少少 {answer['loss_lower_bound']} 分。",
        "",
        "谁还接近 p1，各差多少：",
        "",
        *_table(["人", "换他总分"], rivals),
        "差额是强行安排这一对、其余重新求最优之后的差，不是两人分数相减。",
        "",
    ]


def _other_plans(plan: Plan) -> list[str]:
    rows = []
    for other in alternatives(plan, count=2, within=0.02):
        told = difference(plan, other)
        terms = "，".join(
            f"{NAMES.get(name, name)} {points:+d}"
            for name, points in told["terms"].items()
            if points
        )
        moves = "；".join(
            f"{m['person']}：{m['from'] or '无'} → {m['to'] or '无'}" for m in told["moves"]
        )
        rows.append([other.value, terms, moves])
    return [
        "## 四、差不多好的还有哪些",
        "",
        "总分只少百分之二以内、而安排尽量不同的方案，差在哪一项一目了然：",
        "",
        *_table(["总分", "与最优相比", "谁变动"], rows),
    ]


def _replanning() -> list[str]:
    problem = generate(replace(SHAPES["tight"], teams=0), seed=2)
    former = placed(solve(problem))
    out = {person for person, _post in former[::7]}
    gone = {pair for pair in problem.pairs if pair[0] in out}
    changed = replace(problem, forbidden=problem.forbidden | gone)
    steps = frontier(changed, former, bonuses=(0, 50, 200))
    rows = [[s.stickiness, s.kept, f"少 {steps[0].value - s.value}"] for s in steps]
    return [
        "## 五、人变了，改动多少",
        "",
        f"换一个大些的例子（`match generate --size tight`，{len(problem.people)} 人、{len(problem.posts)} 个岗位，定了 {len(former)} 席）。设其中 {len(out)} 人去不了了：可以完全重排，也可以尽量不动别人；动得越少，总分让得越多。",
        "",
        *_table(["保留一席加分", "留在原岗", "总分比完全重排"], rows),
        "选哪一档由人定。",
        "",
    ]


def page() -> str:
    """The page."""
    plan = solve(_problem())
    lines = [
        "# 看懂一个方案",
        "",
        "写给不写程序的人。每个数都由程序算出（一至四用 `examples/matching-small` 这个小例子），用 `make docs` 重写。",
        "",
        *_who_sits_where(plan),
        *_proof(plan),
        *_why_not(plan),
        *_other_plans(plan),
        *_replanning(),
        "## 六、方案不知道的",
        "",
        "分数只来自填在系统里的事实：专长、经历、考核、志愿、单位的排序。没有填的，方案不知道；填错的，方案照错的算。方案只是建议：固定谁、排除谁、用不用，由有名有姓的人决定，理由记下来。",
        "",
    ]
    return "\n".join(lines)
