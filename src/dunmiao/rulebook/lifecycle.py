"""The life of one version of a rule set."""

from dunmiao.kernel.lifecycle import Lifecycle, move

RULE_SET = Lifecycle(
    labels={
        "DRAFT": "草稿",
        "CONFIRMED": "已确认",
        "ENDED": "已停用",
        "DISCARDED": "已作废",
    },
    moves={
        "change": move("DRAFT", "DRAFT", "修改"),
        "confirm": move("DRAFT", "CONFIRMED", "确认"),
        "discard": move("DRAFT", "DISCARDED", "作废"),
        "end": move("CONFIRMED", "ENDED", "停用"),
    },
)
# States in which a version counts, from its first day to its last.
COUNTING = ("CONFIRMED", "ENDED")
