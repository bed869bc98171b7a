"""States of a plan and every move between them."""

from dunmiao.kernel.lifecycle import Lifecycle, move

PLAN = Lifecycle(
    labels={
        "DRAFT": "草稿",
        "SUBMITTED": "已送审",
        "DELIBERATED": "已研究",
        "APPROVED": "已批准",
        "ISSUED": "已发布",
        "WITHDRAWN": "已撤回",
    },
    moves={
        "change": move("DRAFT", "DRAFT", "修改"),
        "submit": move("DRAFT", "SUBMITTED", "送审"),
        "return": move("SUBMITTED DELIBERATED", "DRAFT", "退回修改"),
        "deliberate": move("SUBMITTED DELIBERATED", "DELIBERATED", "记录研究情况"),
        "approve": move("DELIBERATED", "APPROVED", "批准"),
        "issue": move("APPROVED", "ISSUED", "发布"),
        "withdraw": move("DRAFT SUBMITTED", "WITHDRAWN", "撤回"),
    },
)
# How a plan is made.
MODES = {"OPTIMAL": "最优", "STABLE": "双向互选（稳定匹配）"}
