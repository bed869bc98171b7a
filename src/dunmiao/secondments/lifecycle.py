"""States of nominations and secondments, and every move that may be made between them."""

from dunmiao.kernel.lifecycle import Lifecycle, move

NOMINATION = Lifecycle(
    labels={
        "DRAFT": "草稿",
        "NOMINATED": "已推荐",
        "RETURNED": "已退回",
        "SCREENED": "审查通过",
        "REJECTED": "审查不通过",
        "WITHDRAWN": "已撤回",
        "PLACED": "已确定岗位",
    },
    moves={
        "submit": move("DRAFT RETURNED", "NOMINATED", "报送"),
        "return": move("NOMINATED", "RETURNED", "退回"),
        "pass": move("NOMINATED", "SCREENED", "审查通过"),
        "reject": move("NOMINATED", "REJECTED", "审查不通过"),
        "withdraw": move("DRAFT RETURNED NOMINATED SCREENED", "WITHDRAWN", "撤回"),
        "place": move("SCREENED", "PLACED", "确定岗位"),
    },
)
SECONDMENT = Lifecycle(
    labels={
        "APPROVED": "已批准",
        "NOTICED": "已发文",
        "ARRIVED": "已报到",
        "SERVING": "在挂",
        "CANCELLED": "已取消",
    },
    moves={
        "notice": move("APPROVED", "NOTICED", "发文"),
        "arrive": move("NOTICED", "ARRIVED", "确认报到"),
        "serve": move("ARRIVED", "SERVING", "开始任职"),
        "cancel": move("APPROVED NOTICED", "CANCELLED", "取消"),
    },
)
