"""States of rounds of ballots, of their sessions and of annual assessments, with every move."""

from dunmiao.kernel.lifecycle import Lifecycle, move

ROUND = Lifecycle(
    labels={
        "DRAFT": "设置中",
        "READY": "已定稿",
        "COUNTED": "已计票",
        "PUBLISHED": "已归档",
        "CANCELLED": "已作废",
    },
    moves={
        "edit": move("DRAFT", "DRAFT", "修改"),
        "finish": move("DRAFT", "READY", "定稿"),
        "reopen": move("READY", "DRAFT", "退回设置"),
        "count": move("READY", "COUNTED", "计票"),
        "publish": move("COUNTED", "PUBLISHED", "归档"),
        "cancel": move("DRAFT READY", "CANCELLED", "作废"),
    },
)
SESSION = Lifecycle(
    labels={
        "PREPARED": "待发票",
        "ISSUED": "已发票，待开票",
        "OPEN": "投票中",
        "CLOSING": "待封票",
        "CLOSED": "已封票",
        "VOID": "已作废",
    },
    moves={
        "issue": move("PREPARED ISSUED", "ISSUED", "发票"),
        "open": move("ISSUED", "OPEN", "核对票数并开票"),
        "ask_to_close": move("OPEN", "CLOSING", "停止投票"),
        "resume": move("CLOSING", "OPEN", "继续投票"),
        "close": move("CLOSING", "CLOSED", "封票"),
        "void": move("PREPARED ISSUED OPEN CLOSING", "VOID", "作废"),
    },
)
ANNUAL = Lifecycle(
    labels={
        "LISTED": "待评定",
        "PROPOSED": "已提等次",
        "APPROVED": "已审定",
        "NOTIFIED": "已通知",
        "OBJECTED": "有异议",
        "FINAL": "已生效",
    },
    moves={
        "move": move("LISTED", "LISTED", "换池"),
        "propose": move("LISTED PROPOSED", "PROPOSED", "提出等次"),
        "return": move("PROPOSED", "LISTED", "退回"),
        "approve": move("PROPOSED", "APPROVED", "审定"),
        "notify": move("APPROVED", "NOTIFIED", "书面通知"),
        "object": move("NOTIFIED", "OBJECTED", "提出异议"),
        "review": move("OBJECTED", "NOTIFIED", "复核"),
        "settle": move("NOTIFIED", "FINAL", "生效"),
    },
)
PANEL = Lifecycle(
    labels={"OPEN": "考察中", "CLOSED": "已汇总"},
    moves={
        "note": move("OPEN", "OPEN", "填写意见"),
        "close": move("OPEN", "CLOSED", "汇总"),
    },
)
BEGUN = ("ISSUED", "OPEN", "CLOSING", "CLOSED")
ENDED = ("CLOSED", "VOID")
COUNTING = ("OPEN", "CLOSING")  # paper sheets are counted and entered
