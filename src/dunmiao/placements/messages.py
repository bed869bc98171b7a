"""What this room says when it refuses."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "plan.outdated": (
            "方案在求解之后又有改动，请先重新求解。",
            "The plan was changed after it was solved; solve again first.",
        ),
        "plan.unsolved": ("方案还没有求解。", "The plan has not been solved."),
        "plan.infeasible": ("方案无解，不能送审。", "The plan is infeasible and cannot be sent."),
        "plan.running": ("正在求解，请等待或先停止。", "A run is under way; wait or stop it."),
        "plan.no_people": (
            "本批次还没有审查通过的人选。",
            "No nominee of this round has passed screening yet.",
        ),
        "plan.no_posts": ("本批次还没有岗位。", "This round has no posts yet."),
        "plan.own": (
            "拟定人、送审人不能批准自己的方案（同一自然人的另一账号也不行）。",
            "Neither the maker nor the sender may approve the plan, not even by another account.",
        ),
        "plan.counts": (
            "计数不合：同意、不同意、弃权之和应等于实到人数，实到不能多于应到。",
            "The counts do not add up: agree + disagree + abstain = present <= due.",
        ),
        "plan.quorum": (
            "实到 {present} 人，不足应到 {due} 人的 {quorum}。",
            "{present} present of {due} due: less than the quorum of {quorum}.",
        ),
        "plan.majority": (
            "同意 {agree} 人，没有超过应到 {due} 人的 {majority}。",
            "{agree} agree of {due} due: not more than {majority}.",
        ),
        "plan.another_in_force": (
            "本批次已有批准的方案。",
            "Another plan of this round is approved already.",
        ),
        "pin.reason": ("固定或排除须写明理由。", "A pin or exclusion needs a reason."),
        "pin.blocked": (
            "不能固定，{name} 不符合该岗位：{reasons}",
            "Cannot pin, {name} fails the post's rules: {reasons}",
        ),
        "pin.both": (
            "这一对已有相反的设置，请先取消。",
            "This pair is held the other way; remove that first.",
        ),
        "plan.not_issued": (
            "只有已发布的方案可以补充。",
            "Only an issued plan can be supplemented.",
        ),
        "plan.nothing_open": (
            "没有空席，不需要补充方案。",
            "No seat is empty: no supplementary plan is needed.",
        ),
        "team.full": ("{post}没有空席。", "{post} has no free seat."),
        "team.not_candidate": (
            "{name} 不在可用人选中（须审查通过且未另作安排）。",
            "{name} is no candidate: screened and not placed elsewhere.",
        ),
        "team.kin": (
            "{first} 与 {second} 有亲属关系，须由专人核定后才能同组。",
            "{first} and {second} are relatives: a named officer must clear it first.",
        ),
        "team.kin_none": ("这两人没有待核定的亲属关系。", "There is no kinship to clear here."),
        "team.no_undo": ("没有可以撤销的编组操作。", "There is nothing to take back."),
        "team.nothing_to_fill": ("没有空席。", "No seat is empty."),
        "team.fill_failed": (
            "没有人能补上空席：符合条件的人选都已用完或受单位抽调上限限制。",
            "Nobody can fill the empty seats: all who fit are used or held by their unit's cap.",
        ),
        "weight.range": (
            "权重应为 0 到 500 的整数。",
            "A weight is an integer from 0 to 500.",
        ),
        "mode.unknown": ("没有这种求解方式。", "There is no such mode."),
        "mode.teams": (
            "有团队结构要求的批次不能双向互选：互选不顾结构。",
            "A round with teams cannot be two-sided: such a choice knows no composition.",
        ),
        "manual.nobody": (
            "第 {row} 行：本批次没有叫“{name}”的人选（或单位不符）。",
            "Row {row}: nobody called {name} is nominated in this round (or the unit differs).",
        ),
        "manual.two_people": (
            "第 {row} 行：有两人叫“{name}”，请填派出单位。",
            "Row {row}: two people are called {name}; name the home unit.",
        ),
        "manual.no_post": (
            "第 {row} 行：本批次没有岗位“{host} {title}”。",
            "Row {row}: this round has no post {host} {title}.",
        ),
        "manual.two_posts": (
            "第 {row} 行：“{host}”有两个以上岗位，请填岗位。",
            "Row {row}: {host} has several posts; name the post.",
        ),
        "manual.twice": (
            "第 {row} 行：“{name}”在第 {first} 行已有安排。",
            "Row {row}: {name} is placed in row {first} already.",
        ),
        "manual.empty": (
            "表中没有一行填了接收单位。",
            "No row of the table names a host.",
        ),
        "manual.columns": (
            "表头缺少：{columns}。请用本页下载的空表填写。",
            "The head row lacks: {columns}. Fill in the table offered on this page.",
        ),
    }
)
