"""What this room says when it refuses or warns."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "team.exists": "本批已有“{name}”团队。",
        "team.share": "比例写作 1/2 这样的分数。",
        "programme.order": "日期顺序不对：推荐截止（{nominate_by}）应不晚于开始（{starts_on}），开始应早于结束（{ends_on}）。",
        "programme.purpose": "挂职须写明用途：重大工程、重大项目、重点任务或其他专项工作。",
        "programme.no_name": "批次名称为空。",
        "programme.exists": "已有同名同批的批次：{name}。",
        "programme.closed": "“{name}”已于 {day} 结束，不再受理。要继续，请先重新开放批次。",
        "programme.open_already": "“{name}”没有结束。",
        "post.withdrawn": "“{title}”已于 {day} 撤下。",
        "post.stands": "“{title}”没有撤下。",
        "post.exists": "{unit}已申报过“{title}”。",
        "post.must": "是否必补由组织部确定。",
        "post.too_many_requirements": "一个岗位最多写 {limit} 条要求。",
        "post.requirement_exists": "已有这条要求：{text}。",
        "team.short": "{team}：{label}，将为 {have} 人，应有 {needed} 人。",
    }
)
