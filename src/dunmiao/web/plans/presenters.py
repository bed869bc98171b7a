"""What the matching desk shows: seats with words and marks, tiers, reasons, alternatives."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from dunmiao.kernel.months import years_between
from dunmiao.placements import scoring
from dunmiao.placements.inputs import COMPONENTS, pair_key
from dunmiao.placements.papers import numbers_of, proof_words
from dunmiao.placements.selectors import PlanNames

if TYPE_CHECKING:
    from dunmiao.placements.models import PlacementPlan


def tiers(plan: "PlacementPlan", names: PlanNames, figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The objective strip: each goal by itself, no total."""
    result = plan.result
    placed = {entry["post"] for entry in result["assignments"]}
    must = [uid for uid, post in names.posts.items() if post.tier == 1]
    short = sum(row["missing"] for row in result["shortfalls"])
    needs = sum(post.team.requirements.count() for post in _teams(names))
    fit = sum(e["terms"].get(c, 0) for e in result["assignments"] for c in COMPONENTS)
    home, most = figures["drain"]
    changed = _changed(plan)
    return [
        {"label": mark("硬门槛"), "value": "0", "note": mark("违反")},
        {"label": mark("必补岗位"), "value": f"{len([u for u in must if u in placed])}/{len(must)}", "note": ""},
        {"label": "结构达标", "value": f"{needs - len(result['shortfalls'])}/{needs}", "note": _("差 %(n)s 人") % {"n": short} if short else ""},
        {"label": "补岗率", "value": figures["shares"]["fill"].percent, "note": f"{figures['shares']['fill'].count}/{figures['shares']['fill'].base}"},
        {"label": mark("意愿与适配"), "value": str(fit), "note": mark("分")},
        {"label": mark("单家抽调"), "value": str(most), "note": home},
        {"label": mark("变动"), "value": str(changed) if changed is not None else "—", "note": mark("人，较上次")},
    ]  # fmt: skip


def _teams(names: PlanNames) -> list[Any]:
    seen: dict[int, Any] = {}
    for post in names.posts.values():
        if post.team_id is not None:
            seen.setdefault(post.team_id, post)
    return list(seen.values())


def _changed(plan: "PlacementPlan") -> int | None:
    before = plan.explanations.get("before") or {}
    if not before:
        return None
    after = {e["person"]: e["post"] for e in plan.result["assignments"]}
    return len([person for person, post in before.items() if after.get(person) != post])


def _kind(before: dict[str, str], person: str, post: str) -> tuple[str, str]:
    """How the card stands to the run before: word and class."""
    if not before:
        return "", ""
    if before.get(person) == post:
        return mark("不变"), ""
    return (mark("调入"), "moved") if person in before else (mark("新增"), "fresh")


def board(plan: "PlacementPlan", names: PlanNames) -> list[dict[str, Any]]:
    """One column a post, in the order of the programme; empty seats are drawn."""
    before = plan.explanations.get("before") or {}
    rivals = plan.explanations.get("rivals") or {}
    by_post: dict[str, list[dict[str, Any]]] = {}
    for entry in plan.result.get("assignments", []):
        by_post.setdefault(entry["post"], []).append(entry)
    pins = {
        (str(pin.nomination.uid), str(pin.post.uid)): pin
        for pin in plan.pins.select_related("nomination", "post")
        if not pin.is_forbidden
    }
    day = plan.programme.starts_on
    out = []
    for uid, post in names.posts.items():
        cards = []
        for entry in by_post.get(uid, []):
            nomination = names.nominations[entry["person"]]
            cadre = nomination.cadre
            word, css = _kind(before, entry["person"], uid)
            cards.append(
                {
                    "uid": entry["person"],
                    "cadre": cadre,
                    "home": nomination.home_unit.name,
                    "age": years_between(cadre.birth_month, day) if cadre.birth_month else None,
                    "pin": pins.get((entry["person"], uid)),
                    "kind": word,
                    "css": css,
                    "why": plan.inputs["why"].get(pair_key(entry["person"], uid), {}),
                    "terms": entry["terms"],
                    "score": entry["score"],
                }
            )
        out.append(
            {
                "uid": uid,
                "post": post,
                "cards": cards,
                "open": post.seats - len(cards),
                "rivals": [
                    {"name": names.person(rival["person"]), "loss": rival["loss"]}
                    for rival in rivals.get(uid, [])[:2]
                ],
                "reasons": reasons(plan, uid) if len(cards) < post.seats else [],
            }
        )
    return out


def reasons(plan: "PlacementPlan", post: str) -> list[dict[str, Any]]:
    """Why a post stays open: how many nominees each rule removes first, and how many are used."""
    counts: dict[str, int] = {}
    for key, findings in (plan.inputs.get("out") or {}).items():
        if key.endswith("|" + post) and findings:
            text = findings[0]["facts"].get("label", "")
            counts[text] = counts.get(text, 0) + 1
    eligible = [k for k in plan.inputs.get("why", {}) if k.endswith("|" + post)]
    rows: list[dict[str, Any]] = [
        {"text": _("%(rule)s不符") % {"rule": text}, "count": count}
        for text, count in counts.items()
    ]
    if eligible:
        rows.append({"text": _("已用于其他岗位或受上限限制"), "count": len(eligible)})
    most = max([row["count"] for row in rows], default=1)
    for row in rows:
        row["percent"] = round(100 * int(row["count"]) / int(most))
    return sorted(rows, key=lambda row: -int(row["count"]))


def unplaced(plan: "PlacementPlan", names: PlanNames) -> list[dict[str, Any]]:
    """Nominees without a post, in stroke order, with the nearest place they could have had."""
    placed = {entry["person"] for entry in plan.result.get("assignments", [])}
    near: dict[str, tuple[int, str]] = {}
    for post, rivals in (plan.explanations.get("rivals") or {}).items():
        for rival in rivals:
            person = rival["person"]
            if person not in near or rival["loss"] < near[person][0]:
                near[person] = (rival["loss"], post)
    rows = []
    for uid, nomination in names.nominations.items():
        if uid in placed or nomination.state != "SCREENED":
            continue
        open_to = sum(key.startswith(uid + "|") for key in plan.inputs.get("why", {}))
        rows.append(
            {
                "uid": uid,
                "nomination": nomination,
                "note": _nearest(names, near.get(uid), open_to),
            }
        )
    return sorted(rows, key=lambda row: bytes(row["nomination"].cadre.name_stroke_key))


def _nearest(names: PlanNames, near: tuple[int, str] | None, open_to: int) -> str:
    """Where a person without a post came closest, in the language of the page."""
    if near is not None:
        loss, post = near
        if loss == 0:
            return _("与%(post)s现人选同分") % {"post": names.post(post)}
        return _("改去%(post)s，总分少 %(n)s") % {"post": names.post(post), "n": loss}
    if open_to:
        return _("可去 %(n)s 岗，均有更合适人选") % {"n": open_to}
    return _("各岗均不符合")


def score_rows(card: dict[str, Any]) -> list[dict[str, Any]]:
    """The score of a card as bars around zero."""
    rows = []
    largest = max([abs(v) for k, v in card["terms"].items() if k in COMPONENTS] + [1])
    for name in COMPONENTS:
        points = card["terms"].get(name, 0)
        width = round(70 * abs(points) / largest, 1)
        rows.append(
            {
                "label": scoring.LABELS[name],
                "why": card["why"].get(name, ""),
                "points": points,
                "width": width,
                "x": 25 if points >= 0 else 25 - min(25, width),
                "css": "pos" if points >= 0 else "neg",
            }
        )
    return rows


def answer_words(
    names: PlanNames, answer: dict[str, Any], out: list[dict[str, Any]]
) -> dict[str, Any]:
    """A why-not answer in words: the first failed rule, or the exact loss and who gives way."""
    moves = [
        {
            "name": names.person(move["person"]),
            "from": names.post(move["from"]) if move["from"] else "",
            "to": names.post(move["to"]) if move["to"] else "",
        }
        for move in answer.get("moves") or []
    ]
    return {
        "verdict": answer["verdict"],
        "loss": answer.get("loss"),
        "lower": answer.get("loss_lower_bound"),
        "rule": answer.get("rule"),
        "moves": moves,
        "findings": out,
    }


def shortfalls(plan: "PlacementPlan", names: PlanNames) -> list[dict[str, Any]]:
    """What the teams lack, in words: team, requirement, how many."""
    teams = {str(post.team.uid): post.team for post in names.posts.values() if post.team}
    out = []
    for row in plan.result["shortfalls"]:
        team = teams[row["team"]]
        labels = {asked.code: asked.label for asked in team.requirements.all()}
        label = labels.get(row["requirement"], row["requirement"])
        out.append({"team": team.name, "label": label, "missing": row["missing"]})
    return out


def desk(plan: "PlacementPlan", names: PlanNames) -> dict[str, Any]:
    """Everything the solved desk needs."""
    figures = numbers_of(plan, names)
    return {
        "tiers": tiers(plan, names, figures),
        "board": board(plan, names),
        "unplaced": unplaced(plan, names),
        "shortfalls": shortfalls(plan, names),
        "figures": figures,
        "proof": proof_words(plan),
    }
