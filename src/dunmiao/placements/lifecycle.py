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
        "supplement": move("ISSUED", "ISSUED", "补充方案"),
        "withdraw": move("DRAFT SUBMITTED", "WITHDRAWN", "撤回"),
    },
)
# What a plan's own record of events calls them.
EVENTS = {
    "made": "新建",
    "asked": "求解",
    "solved": "得到结果",
    "pinned": "固定",
    "forbidden": "排除",
    "unpinned": "取消固定",
    "weights": "改权重",
    "mode": "改求解方式",
    "manual": "带来原办法名单",
    "submitted": "送审",
    "returned": "退回",
    "withdrawn": "撤回",
    "deliberated": "研究",
    "approved": "批准",
    "issued": "发文",
    "composed": "编组",
    "undone": "撤销",
    "kin_cleared": "核定亲属可同组",
}
# How a plan is made.
MODES = {"OPTIMAL": "最优", "STABLE": "双向互选（稳定匹配）"}
