"""The states of an import, and every move that may be made between them."""

from dunmiao.kernel.lifecycle import Lifecycle, move

IMPORT = Lifecycle(
    labels={
        "READING": "预检中",
        "CHECKED": "已预检",
        "CONFIRMED": "已导入",
        "UNDONE": "已撤销",
        "REFUSED": "已退回",
    },
    moves={
        "check": move("READING", "CHECKED", "预检"),
        "refuse": move("READING", "REFUSED", "退回"),
        "confirm": move("CHECKED", "CONFIRMED", "确认导入"),
        "undo": move("CONFIRMED", "UNDONE", "撤销导入"),
    },
)
