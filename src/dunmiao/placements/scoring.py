"""How well a nominee fits a post: integer components with the facts they come from (pure).

Sex, ethnicity and party membership never enter a score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DEFAULT_WEIGHTS = {"fit": 100, "wish": 100, "host": 100, "growth": 100}
LABELS = {
    "fit": "岗位适配",
    "wish": "本人志愿",
    "host": "接收单位排序",
    "growth": "补经历",
    "tier_bonus": "岗位重要性",
    "stickiness": "保持原方案",
}
FIRST_FIELD, OTHER_FIELD, SOME_EXPERIENCE = 300, 220, 80
WISH = {1: 180, 2: 120, 3: 70}
LATER_WISH = 30
HOST = {1: 150, 2: 100, 3: 60}
LATER_HOST = 20
DECLINED = -400
TIER_BONUS = {"1": 20_000, "2": 8_000, "3": 3_000}
SHORTFALL_PENALTY = 30_000


@dataclass(frozen=True, slots=True)
class Component:
    """Points of one kind, and the words that explain them."""

    points: int
    why: str


def fit(person: Mapping[str, Any], post: Mapping[str, Any]) -> Component:
    """Speciality wanted first, wanted at all, or neighbouring experience; good grades."""
    wanted = list(post.get("specialities") or [])
    have = set(person.get("specialities") or [])
    if wanted and wanted[0] in have:
        points, why = FIRST_FIELD, f"专长“{wanted[0]}”是岗位首要所需"
    elif have & set(wanted):
        found = sorted(have & set(wanted))[0]
        points, why = OTHER_FIELD, f"专长“{found}”是岗位所需"
    elif person.get("experience"):
        points, why = SOME_EXPERIENCE, "有" + "、".join(person["experience"]) + "经历"
    else:
        points, why = 0, "专长、经历与岗位所需不同"
    excellent = int(person.get("excellent_years") or 0)
    if excellent:
        points += 25 * excellent
        why += f"；近三年 {excellent} 次优秀"
    return Component(points, why)


def wish(rank: int | None) -> Component:
    """The person's own order of wishes."""
    if rank is None:
        return Component(0, "未填此岗")
    return Component(WISH.get(rank, LATER_WISH), f"第 {rank} 志愿")


def host(rank: int | None, declined: bool) -> Component:
    """The host's order, or that it declined."""
    if declined:
        return Component(DECLINED, "接收单位表示不接收")
    if rank is None:
        return Component(0, "接收单位未排序")
    return Component(HOST.get(rank, LATER_HOST), f"接收单位排第 {rank}")


def growth(person: Mapping[str, Any], kind: str) -> Component:
    """What the person lacks and the post gives (R28: 缺什么补什么)."""
    lacks = {"TOWN": "乡镇", "PROJECT": "项目一线"}.get(kind)
    if lacks and lacks not in (person.get("experience") or []):
        return Component(90, f"缺{lacks}经历，此岗可补")
    return Component(0, "此类经历已有")


def weighted(points: int, weight: int) -> int:
    """Points at a weight in percent, rounded towards zero."""
    scaled = abs(points) * weight // 100
    return scaled if points >= 0 else -scaled
