"""States of contacts and papers, and every move that may be made between them."""

from dunmiao.kernel.lifecycle import Lifecycle, move

PRESENT = "ACTIVE LEFT"
CONTACT = Lifecycle(
    labels={"ACTIVE": "在任", "LEFT": "已离任", "MERGED": "已并入另一条"},
    moves={
        "confirm": move(PRESENT, "ACTIVE", "核对"),
        "change": move(PRESENT, "ACTIVE", "改动"),
        "leave": move(PRESENT, "LEFT", "登记离任"),
        "merge": move(PRESENT, "MERGED", "并重"),
    },
)
MATERIAL = Lifecycle(
    labels={"ACTIVE": "现行", "REPLACED": "已换新版", "WITHDRAWN": "已撤下"},
    moves={
        "verify": move("ACTIVE", "ACTIVE", "核对"),
        "replace": move("ACTIVE", "REPLACED", "换新版"),
        "withdraw": move("ACTIVE", "WITHDRAWN", "撤下"),
    },
)
