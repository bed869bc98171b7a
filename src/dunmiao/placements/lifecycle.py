"""States of a plan and every move between them."""

from typing import Any

from dunmiao.kernel.findings import Finding
from dunmiao.placements.messages import say

LABELS = {
    "DRAFT": "草稿",
    "SUBMITTED": "已送审",
    "DELIBERATED": "已研究",
    "APPROVED": "已批准",
    "ISSUED": "已发布",
    "WITHDRAWN": "已撤回",
}
# act → (states it starts from, state it leads to, its name)
MOVES: dict[str, tuple[set[str], str, str]] = {
    "change": ({"DRAFT"}, "DRAFT", "修改"),
    "submit": ({"DRAFT"}, "SUBMITTED", "送审"),
    "return": ({"SUBMITTED", "DELIBERATED"}, "DRAFT", "退回修改"),
    "deliberate": ({"SUBMITTED", "DELIBERATED"}, "DELIBERATED", "记录研究情况"),
    "approve": ({"DELIBERATED"}, "APPROVED", "批准"),
    "issue": ({"APPROVED"}, "ISSUED", "发布"),
    "withdraw": ({"DRAFT", "SUBMITTED"}, "WITHDRAWN", "撤回"),
}


def allowed(state: str) -> list[str]:
    """Acts that may start from `state`."""
    return [act for act, (starts, _, _) in MOVES.items() if state in starts]


def objections_to_move(*, state: str, act: str) -> list[Finding]:
    """Empty when `act` may start from `state`; else what is allowed instead."""
    if state in MOVES[act][0]:
        return []
    possible = "、".join(MOVES[other][2] for other in allowed(state)) or "无"
    facts: dict[str, Any] = {"state": LABELS[state], "act": MOVES[act][2], "allowed": possible}
    return [say("plan.not_allowed", **facts)]
