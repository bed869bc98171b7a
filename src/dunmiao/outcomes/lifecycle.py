"""States of outcomes, of their steps, of relayed information and of books of figures."""

from dunmiao.kernel.lifecycle import Lifecycle, move

OPEN = frozenset({"REPORTED", "VERIFIED"})  # further steps are taken
OUTCOME = Lifecycle(
    labels={
        "REPORTED": "待核实",
        "VERIFIED": "已核实",
        "DUPLICATE": "重复",
        "REVERSED": "已撤回",
    },
    moves={
        "list": move("REPORTED", "REPORTED", "上传名单"),
        "verify": move("REPORTED", "VERIFIED", "核实"),
        "mark": move("REPORTED VERIFIED", "DUPLICATE", "标为重复"),
        "tell_apart": move("DUPLICATE", "REPORTED", "取消重复标记"),
        "reverse": move("REPORTED VERIFIED DUPLICATE", "REVERSED", "撤回"),
    },
)
LIVE = OUTCOME.moves["reverse"].starts
STEP = Lifecycle(
    labels={"REPORTED": "待核实", "VERIFIED": "已核实", "RETURNED": "已退回"},
    moves={
        "prove": move("REPORTED", "REPORTED", "补证据"),
        "verify": move("REPORTED", "VERIFIED", "核实"),
        "return": move("REPORTED", "RETURNED", "退回"),
    },
)
INFORMATION = Lifecycle(
    labels={"RELAYED": "待反馈", "USED": "采用", "UNUSED": "未采用"},
    moves={
        "use": move("RELAYED", "USED", "采用"),
        "leave": move("RELAYED", "UNUSED", "不采用"),
    },
)
BOOK = Lifecycle(
    labels={"WAITING": "待确认", "TAKEN": "已写入", "WITHDRAWN": "已撤回"},
    moves={
        "take": move("WAITING", "TAKEN", "确认写入"),
        "withdraw": move("TAKEN", "WITHDRAWN", "撤回"),
    },
)
