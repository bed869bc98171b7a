"""States of nominations and secondments, and every move that may be made between them."""

from dunmiao.kernel.findings import Catalogue, Finding

say = Catalogue(
    {
        "state.not_allowed": (
            "现为“{state}”，不能{act}；现在可以：{allowed}。",
            'The state is "{state}": {act} is not possible; possible now: {allowed}.',
        ),
    }
)

NOMINATION_LABELS = {
    "DRAFT": "草稿",
    "NOMINATED": "已推荐",
    "RETURNED": "已退回",
    "SCREENED": "审查通过",
    "REJECTED": "审查不通过",
    "WITHDRAWN": "已撤回",
    "PLACED": "已确定岗位",
}
SECONDMENT_LABELS = {
    "APPROVED": "已批准",
    "NOTICED": "已发文",
    "ARRIVED": "已报到",
    "SERVING": "在挂",
    "CANCELLED": "已取消",
}
# act → (states it starts from, state it leads to, its name)
NOMINATION_MOVES = {
    "submit": ({"DRAFT", "RETURNED"}, "NOMINATED", "报送"),
    "return": ({"NOMINATED"}, "RETURNED", "退回"),
    "pass": ({"NOMINATED"}, "SCREENED", "审查通过"),
    "reject": ({"NOMINATED"}, "REJECTED", "审查不通过"),
    "withdraw": ({"DRAFT", "RETURNED", "NOMINATED", "SCREENED"}, "WITHDRAWN", "撤回"),
    "place": ({"SCREENED"}, "PLACED", "确定岗位"),
}
SECONDMENT_MOVES = {
    "notice": ({"APPROVED"}, "NOTICED", "发文"),
    "arrive": ({"NOTICED"}, "ARRIVED", "确认报到"),
    "serve": ({"ARRIVED"}, "SERVING", "开始任职"),
    "cancel": ({"APPROVED", "NOTICED"}, "CANCELLED", "取消"),
}
Moves = dict[str, tuple[set[str], str, str]]


def allowed(moves: Moves, state: str) -> list[str]:
    """Acts that may start from `state`."""
    return [act for act, (starts, _, _) in moves.items() if state in starts]


def objections_to_move(
    moves: Moves, labels: dict[str, str], *, state: str, act: str
) -> list[Finding]:
    """Empty when `act` may start from `state`; else what is allowed instead."""
    starts, _, name = moves[act]
    if state in starts:
        return []
    possible = "、".join(moves[other][2] for other in allowed(moves, state)) or "无"
    return [say("state.not_allowed", state=labels.get(state, state), act=name, allowed=possible)]


def target(moves: Moves, act: str) -> str:
    """The state that `act` leads to."""
    return moves[act][1]
