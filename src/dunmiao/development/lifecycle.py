"""States of a suggestion, with every move."""

from dunmiao.kernel.lifecycle import Lifecycle, move

SUGGESTION = Lifecycle(
    labels={
        "OPEN": "已提出",
        "SENT": "已送选任",
        "USED": "已使用",
        "DROPPED": "不再考虑",
    },
    moves={
        "send": move("OPEN", "SENT", "送选任"),
        "use": move("OPEN SENT", "USED", "登记使用"),
        "drop": move("OPEN SENT", "DROPPED", "不再考虑"),
    },
)
UNDER_WAY = ("OPEN", "SENT")
