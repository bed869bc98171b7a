"""What this room says when it refuses."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "plan.outdated": "方案在求解之后又有改动，请先重新求解。",
        "plan.unsolved": "方案还没有求解。",
        "plan.infeasible": "方案无解，不能送审。",
        "plan.running": "正在求解，请等待或先停止。",
        "plan.no_people": "本批次还没有审查通过的人选。",
        "plan.no_posts": "本批次还没有岗位。",
        "plan.counts": "计数不合：同意、不同意、弃权之和应等于实到人数，实到不能多于应到。",
        "plan.quorum": "实到 {present} 人，不足应到 {due} 人的 {quorum}。",
        "plan.majority": "同意 {agree} 人，没有超过应到 {due} 人的 {majority}。",
        "plan.another_in_force": "本批次已有批准的方案。",
        "plan.exists": "本批次已有名为“{name}”的方案。",
        "pin.blocked": "不能固定，{name} 不符合该岗位：{reasons}",
        "pin.both": "这一对已有相反的设置，请先取消。",
        "plan.nothing_open": "没有空席，不需要补充方案。",
        "team.full": "{post}没有空席。",
        "team.not_candidate": "{name} 不在可用人选中（须审查通过且未另作安排）。",
        "team.kin": "{first} 与 {second} 有亲属关系，须由专人核定后才能同组。",
        "team.kin_none": "这两人没有待核定的亲属关系。",
        "team.no_undo": "没有可以撤销的编组操作。",
        "team.nothing_to_fill": "没有空席。",
        "team.fill_failed": "没有人能补上空席：符合条件的人选都已用完或受单位抽调上限限制。",
        "mode.teams": "有团队结构要求的批次不能双向互选：互选不顾结构。",
        "manual.nobody": "第 {row} 行：本批次没有叫“{name}”的人选（或单位不符）。",
        "manual.two_people": "第 {row} 行：有两人叫“{name}”，请填派出单位。",
        "manual.no_post": "第 {row} 行：本批次没有岗位“{host} {title}”。",
        "manual.two_posts": "第 {row} 行：“{host}”有两个以上岗位，请填岗位。",
        "manual.twice": "第 {row} 行：“{name}”在第 {first} 行已有安排。",
        "manual.empty": "表中没有一行填了接收单位。",
        "manual.columns": "表头缺少：{columns}。请用本页下载的空表填写。",
    }
)
