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
        "ON_LEAVE": "请假中",
        "SUSPENDED": "暂停",
        "EXPIRING": "期满办理",
        "APPRAISED": "已鉴定",
        "FED_BACK": "已反馈",
        "CLOSED": "已结案",
        "CANCELLED": "已取消",
    },
    moves={
        "notice": move("APPROVED", "NOTICED", "发文"),
        "arrive": move("NOTICED", "ARRIVED", "确认报到"),
        "assign": move("ARRIVED", "SERVING", "明确分工"),
        "leave": move("SERVING", "ON_LEAVE", "开始请假"),
        "return": move("ON_LEAVE", "SERVING", "销假"),
        "suspend": move("ARRIVED SERVING ON_LEAVE", "SUSPENDED", "暂停"),
        "resume": move("SUSPENDED", "SERVING", "恢复"),
        "reassign": move("SERVING", "SERVING", "调整分工"),
        "rehost": move("SERVING", "ARRIVED", "调整接收单位"),
        "extend": move("SERVING ON_LEAVE EXPIRING", "SERVING", "延期"),
        "expire": move("ARRIVED SERVING ON_LEAVE SUSPENDED", "EXPIRING", "进入期满办理"),
        "end_early": move("ARRIVED SERVING ON_LEAVE SUSPENDED", "EXPIRING", "提前结束"),
        "recall": move("ARRIVED SERVING ON_LEAVE SUSPENDED", "EXPIRING", "召回"),
        "appraise": move("EXPIRING", "APPRAISED", "期满鉴定"),
        "feed_back": move("APPRAISED", "FED_BACK", "反馈回执"),
        "close": move("FED_BACK", "CLOSED", "结案"),
        "cancel": move("APPROVED NOTICED", "CANCELLED", "取消"),
    },
)
EXCHANGE = Lifecycle(
    labels={
        "PROPOSED": "待各方同意",
        "DECIDED": "已决定",
        "ISSUED": "已发文",
        "FALLEN": "已作废",
    },
    moves={
        "answer": move("PROPOSED", "PROPOSED", "表态"),
        "decide": move("PROPOSED", "DECIDED", "决定"),
        "issue": move("DECIDED", "ISSUED", "发文"),
        "change_term": move("ISSUED", "ISSUED", "一并延期或提前结束"),
        "fall": move("PROPOSED DECIDED ISSUED", "FALLEN", "作废"),
    },
)
LEAVE = Lifecycle(
    labels={
        "ASKED": "待批准",
        "APPROVED": "已批准",
        "REFUSED": "未批准",
        "WITHDRAWN": "已撤回",
        "RETURNED": "已销假",
    },
    moves={
        "approve": move("ASKED", "APPROVED", "批准"),
        "refuse": move("ASKED", "REFUSED", "不批准"),
        "withdraw": move("ASKED", "WITHDRAWN", "撤回"),
        "end": move("APPROVED", "RETURNED", "销假"),
    },
)
REPORT = Lifecycle(
    labels={"SENT": "已报送", "RETURNED": "已退回", "CONFIRMED": "已确认"},
    moves={
        "confirm": move("SENT", "CONFIRMED", "确认"),
        "return": move("SENT", "RETURNED", "退回"),
        "send": move("RETURNED", "SENT", "报送"),
    },
)
CHANGE = Lifecycle(
    labels={"OPEN": "办理中", "APPROVED": "已批准", "REFUSED": "未批准", "WITHDRAWN": "已撤回"},
    moves={
        "answer": move("OPEN", "OPEN", "表态"),
        "withdraw": move("OPEN", "WITHDRAWN", "撤回"),
        "approve": move("OPEN", "APPROVED", "批准"),
        "refuse": move("OPEN", "REFUSED", "不批准"),
    },
)
OBLIGATION = Lifecycle(
    labels={"OPEN": "待办", "MET": "已办", "WAIVED": "已免", "VOID": "已取消"},
    moves={
        "waive": move("OPEN", "WAIVED", "免除"),
        "meet": move("OPEN", "MET", "办结"),
        "void": move("OPEN", "VOID", "取消"),
    },
)
TRANSFER_STATES = {"OPEN": "办理中", "COMPLETED": "已转任"}
# At the post, or away from it by leave or suspension: time that counts as service.
AT_POST = ("ARRIVED", "SERVING", "ON_LEAVE", "SUSPENDED", "EXPIRING")
ENDING = ("EXPIRING", "APPRAISED", "FED_BACK")
ENDED = ("CLOSED", "CANCELLED")
# From which a term may still run out, so that a person may be kept for good (留任).
BEFORE_END = SECONDMENT.moves["expire"].starts
LIVING = tuple(state for state in SECONDMENT.labels if state not in ENDED)
SINCE_ARRIVAL = (*AT_POST, "APPRAISED", "FED_BACK", "CLOSED")
CLOSING_REASONS = {
    "RETURNED": "期满返回",
    "RETAINED": "留任",
    "EARLY_END": "提前结束",
    "RECALLED": "召回",
}
