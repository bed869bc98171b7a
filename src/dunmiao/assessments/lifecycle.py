"""States of a round of ballots and of its sessions, and every move between them."""

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
BEGUN = ("ISSUED", "OPEN", "CLOSING", "CLOSED")
ENDED = ("CLOSED", "VOID")
