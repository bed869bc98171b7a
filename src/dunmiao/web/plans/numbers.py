"""What the page of a round by the numbers shows: rows with a direction, the spread, who envies whom."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dunmiao.placements.scoring import TIER_BONUS
from dunmiao.placements.selectors import PlanNames

if TYPE_CHECKING:
    from dunmiao.placements.models import PlacementPlan

Told = Mapping[str, dict[str, Any]]
TIERS = {bonus: tier for tier, bonus in TIER_BONUS.items()}
WIDTH, LEFT, RIGHT = 480, 12, 12


def columns(plan: "PlacementPlan", told: Told) -> list[str]:
    """The heads of the lists."""
    names = {"plan": plan.name, "manual": _("原办法")}
    return [names[name] for name in told]


def rows(told: Told) -> list[dict[str, Any]]:
    """Each figure over the lists; the better cell is marked, where there is a better."""
    first = next(iter(told.values()))
    out = [
        _share(_("已安排"), told, lambda f: (f["placed"], f["seats"])),
        _share(_("本人首选"), told, lambda f: (f["people"]["first"], f["placed"])),
        _share(_("本人前三志愿"), told, lambda f: (f["people"]["top3"], f["placed"])),
        _share(_("单位首选"), told, lambda f: (f["posts"]["first"], f["placed"])),
        _share(_("单位前三排序"), told, lambda f: (f["posts"]["top3"], f["placed"])),
    ]
    for at, row in enumerate(first["fill"]):
        tier = TIERS.get(row["tier_bonus"], "—")
        label = _("补岗率（第 %(tier)s 档岗位）") % {"tier": tier}
        out.append(_share(label, told, lambda f, at=at: (f["fill"][at]["filled"], f["fill"][at]["seats"])))  # type: ignore[misc]  # fmt: skip
    if first["requirements"]["all"]:
        out.append(_share(_("结构达标"), told, lambda f: (f["requirements"]["met"], f["requirements"]["all"])))  # fmt: skip
    out += [
        _count(_("有理由不满的人岗对"), told, lambda f: f["justified_envy"], more_is_better=False),
        _count(_("适配与意愿合计"), told, lambda f: f["score"], more_is_better=True),
        _count(_("达到派出上限的单位"), told, lambda f: f["units_at_cap"], more_is_better=False),
        _count(_("单家最多派出"), told, _most_released, more_is_better=False),
        _count(_("不符合条件的安排"), told, lambda f: len(f["not_eligible"]), more_is_better=False),
        _count(_("违反的规则"), told, lambda f: f["broken"], more_is_better=False),
    ]  # fmt: skip
    if first["changes"]["kept"] + first["changes"]["gone"]:
        out += [
            _count(_("较原方案保留"), told, lambda f: f["changes"]["kept"], more_is_better=True),
            _count(_("较原方案新安排"), told, lambda f: f["changes"]["new"], more_is_better=False),
        ]
    return out


def _most_released(figures: dict[str, Any]) -> int:
    return max((int(count) for count in figures["units_by_released"]), default=0)


def _share(
    label: str, told: Told, parts: Callable[[dict[str, Any]], tuple[int, int]]
) -> dict[str, Any]:
    found = [parts(figures) for figures in told.values()]
    values = [top / base if base else 0.0 for top, base in found]
    texts = [f"{100 * top / base:.1f}%" if base else "—" for top, base in found]
    notes = [f"{top}/{base}" for top, base in found]
    return {"label": label, "cells": _marked(values, texts, notes, more_is_better=True)}


def _count(
    label: str, told: Told, value: Callable[[dict[str, Any]], int], *, more_is_better: bool
) -> dict[str, Any]:
    values = [float(value(figures)) for figures in told.values()]
    texts = [f"{v:,.0f}" for v in values]
    return {"label": label, "cells": _marked(values, texts, [""] * len(texts), more_is_better=more_is_better)}  # fmt: skip


def _marked(
    values: list[float], texts: list[str], notes: list[str], *, more_is_better: bool
) -> list[dict[str, Any]]:
    best = max(values) if more_is_better else min(values)
    differs = len(set(values)) > 1
    return [
        {"text": text, "note": note, "best": differs and value == best}
        for value, text, note in zip(values, texts, notes, strict=True)
    ]


def spread(told: Told) -> list[dict[str, Any]]:
    """Least, middle and most mean score of the hosts, on one scale for all lists."""
    known = [f["host_mean_score"] for f in told.values() if f["host_mean_score"]]
    if not known:
        return []
    low, high = min(k["least"] for k in known), max(k["most"] for k in known)
    across = (high - low) or 1.0

    def at(value: float) -> float:
        return round(LEFT + float(value - low) / across * (WIDTH - LEFT - RIGHT), 1)

    return [
        {
            "at": name,
            **{key: round(means[key]) for key in ("least", "middle", "most")},
            **{f"x_{key}": at(means[key]) for key in ("least", "middle", "most")},
        }
        for name, figures in told.items()
        if (means := figures["host_mean_score"])
    ]


def envy(told: Told, names: PlanNames) -> list[list[dict[str, str]]]:
    """By list who would rather be where somebody sits who scores less there."""
    return [
        [{"person": names.person(p), "post": names.post(at)} for p, at in figures["envy_pairs"]]
        for figures in told.values()
    ]


def strangers(told: Told, names: PlanNames) -> list[dict[str, str]]:
    """What the manual list places against the hard rules."""
    listed = told["manual"]["not_eligible"] if "manual" in told else []
    return [{"person": names.person(p), "post": names.post(at)} for p, at in listed]


def line(told: dict[str, Any]) -> dict[str, Any]:
    """The frontier as a line: kept places to the right, what it costs upwards."""
    steps = told["steps"]
    most_kept = max([step["kept"] for step in steps] + [1])
    least_kept = min(step["kept"] for step in steps)
    most_loss = max([step["loss"] for step in steps] + [1])
    wide = (most_kept - least_kept) or 1
    points = [
        {
            "x": round(40 + 220 * (step["kept"] - least_kept) / wide, 1),
            "y": round(96 - 80 * step["loss"] / most_loss, 1),
        }
        for step in steps
    ]
    return {
        "points": points,
        "path": " ".join(f"{p['x']},{p['y']}" for p in points),
        "least": least_kept,
        "most": most_kept,
        "loss": most_loss,
        "gives": any(step["loss"] for step in steps),
    }
