"""The papers of a plan for the meeting: the briefing, and the same as a workbook."""

from typing import Any

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.documents import letters
from dunmiao.formats.workbook import write_workbook
from dunmiao.kernel.months import dotted
from dunmiao.placements import scoring, selectors
from dunmiao.placements.inputs import pair_key
from dunmiao.placements.models import PlacementPlan
from dunmiao.placements.numbers import LABELS, by_the_numbers, drain, quality
from dunmiao.secondments.models import HostRanking


def numbers_of(plan: PlacementPlan, names: selectors.PlanNames) -> dict[str, Any]:
    """The seven numbers, drain and quality of the stored result."""
    placed = selectors.placed_of(plan, names)
    screened = [n for n in names.nominations.values() if n.state in selectors.PLACEABLE]
    wishes = {str(n.uid): len(n.wishes.all()) for n in screened}
    ranked = HostRanking.objects.filter(post__programme=plan.programme)
    hosts = {post.unit_id for post in names.posts.values()}
    shares = by_the_numbers(
        placed,
        nominees=len(screened),
        hosts=len(hosts),
        seats=sum(post.seats for post in names.posts.values()),
        people_with_wishes=sum(bool(count) for count in wishes.values()),
        hosts_that_ranked=ranked.values("host_unit_id").distinct().count(),
        wishes=wishes,
    )
    return {
        "shares": shares,
        "labels": LABELS,
        "placed": placed,
        "drain": drain(placed),
        "quality": quality(placed),
    }


def proof_words(plan: PlacementPlan) -> str:
    """已证明最优, or how far the bound is."""
    status, points = plan.result.get("status"), plan.result.get("gap_in_score_points")
    if status == "optimal":
        return "已证明最优"
    if status == "feasible":
        return f"距已证明的上界不超过 {points} 分（{100 * plan.result['gap']:.2f}%）"
    return "无可行方案"


def reason_words(plan: PlacementPlan, person: str, post: str, terms: dict[str, int]) -> str:
    """Why this one: the components with points, best first."""
    why = plan.inputs.get("why", {}).get(pair_key(person, post), {})
    parts = sorted(((terms.get(name, 0), name) for name in why), reverse=True)
    shown = [
        f"{scoring.LABELS[name]} {points:+d}（{why[name]}）" for points, name in parts if points
    ]
    return "；".join(shown) or "得分为零，为必补岗位所需"


def _seats(plan: PlacementPlan, names: selectors.PlanNames) -> list[letters.BriefingSeat]:
    out = []
    rivals = plan.explanations.get("rivals", {})
    pins = {(p.nomination_id, p.post_id): p for p in plan.pins.all() if not p.is_forbidden}
    for entry in plan.result["assignments"]:
        nomination, post = names.nominations[entry["person"]], names.posts[entry["post"]]
        cadre = nomination.cadre
        pin = pins.get((nomination.pk, post.pk))
        others = [
            f"{names.person(rival['person'])}（少 {rival['loss']} 分，{len(rival['moves'] or [])} 人调整）"
            for rival in rivals.get(entry["post"], [])[:2]
        ]
        out.append(
            letters.BriefingSeat(
                host=post.unit.name,
                post=post.title,
                requirements="；".join(row.text for row in post.requirements.all()),
                person=cadre.name,
                facts=f"{cadre.sex}，{dotted(cadre.birth_month)}生，{cadre.education_level}，"
                f"{cadre.current_post}，{cadre.rank_label}（{dotted(cadre.rank_since_month)}）",
                reason=reason_words(plan, entry["person"], entry["post"], entry["terms"]),
                alternates=others,
                flags=f"人工固定：{pin.reason}" if pin else "",
            )
        )
    return sorted(out, key=lambda seat: (seat.host, seat.post))


def briefing_docx(*, actor: Actor, plan: PlacementPlan) -> bytes:
    """部务会材料 of a solved plan; its making is recorded."""
    actor.require(Permission.PLANS_VIEW)
    names = selectors.PlanNames(plan)
    figures = numbers_of(plan, names)
    placed = {entry["person"] for entry in plan.result["assignments"]}
    cap = plan.programme.release_cap
    homes: dict[str, int] = {}
    for one in figures["placed"]:
        homes[one.home] = homes.get(one.home, 0) + 1
    shares = figures["shares"]
    content = letters.Briefing(
        title=f"{plan.programme.name}人选建议方案",
        plan=plan.name,
        digest=plan.inputs_sha256[:16],
        cut_off=f"{plan.cut_off_at:%Y-%m-%d %H:%M}" if plan.cut_off_at else "—",
        rule_sets=plan.rule_sets,
        numbers=[(LABELS[k], f"{s.percent}（{s.count}/{s.base}）") for k, s in shares.items()],
        proof=proof_words(plan),
        seats=_seats(plan, names),
        unfilled=[
            f"{names.post(row['post'])}：空 {row['seats']} 席" for row in plan.result["unfilled"]
        ],
        unplaced=[
            n.cadre.name
            for uid, n in names.nominations.items()
            if uid not in placed and n.state == "SCREENED"
        ],
        pins=[
            f"{'排除' if pin.is_forbidden else '固定'}：{pin.nomination.cadre.name}—"
            f"{pin.post.unit.name}{pin.post.title}，{pin.made_by.full_name}，理由：{pin.reason}"
            + (f"，代价 {pin.price} 分" if pin.price else "")
            for pin in plan.pins.select_related("nomination__cadre", "post__unit", "made_by")
        ],
        drain=[
            (home, f"{count} / {cap if cap is not None else '不限'}")
            for home, count in sorted(homes.items())
        ],
        quality=[(host, str(points)) for host, points in figures["quality"]["rows"]],
        is_example=actor.is_example,
    )
    actor.record("plan.briefing_printed", plan)
    return letters.briefing(content)


def briefing_xlsx(*, actor: Actor, plan: PlacementPlan) -> bytes:
    """The same placements as a workbook."""
    actor.require(Permission.PLANS_VIEW)
    names = selectors.PlanNames(plan)
    header = [
        "接收单位",
        "岗位",
        "姓名",
        "性别",
        "出生年月",
        "派出单位",
        "现任职务",
        "职务层次",
        "得分",
        "理由",
        "备选",
    ]
    rows = []
    for seat, entry in zip(
        _seats(plan, names),
        sorted(
            plan.result["assignments"],
            key=lambda e: (names.posts[e["post"]].unit.name, names.posts[e["post"]].title),
        ),
        strict=True,
    ):
        cadre = names.nominations[entry["person"]].cadre
        home = names.nominations[entry["person"]].home_unit.name
        rows.append(
            [
                seat.host,
                seat.post,
                cadre.name,
                cadre.sex,
                dotted(cadre.birth_month),
                home,
                cadre.current_post,
                cadre.rank_label,
                entry["score"],
                seat.reason,
                "；".join(seat.alternates),
            ]
        )
    actor.record("plan.briefing_exported", plan, rows=len(rows))
    mark = f"{actor.name} {plan.name} {plan.inputs_sha256[:16]}"
    return write_workbook(sheet=plan.name, header=header, rows=rows, watermark=mark)
