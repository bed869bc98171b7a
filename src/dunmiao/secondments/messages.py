"""What this room says when it refuses."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "nomination.too_many": (
            "本单位已推荐 {count} 人，本批次每单位最多 {limit} 人。",
            "The unit has nominated {count}; the limit of this round is {limit}.",
        ),
        "nomination.too_late": (
            "推荐截止日为 {day}，已过期。请与组织部联系。",
            "Nominations closed on {day}. Contact the organisation department.",
        ),
        "nomination.exists": (
            "此人已在本批次推荐名单中。",
            "This person is nominated for this round already.",
        ),
        "nomination.not_own": (
            "只能推荐本单位的干部。",
            "Only cadres of one's own unit can be nominated.",
        ),
        "nomination.no_opinion": ("还缺单位党委（党组）意见。", "The unit's opinion is missing."),
        "nomination.no_recusal": (
            "还缺回避情况声明。",
            "The recusal declaration is missing.",
        ),
        "nomination.withdraw_reason": (
            "请写明撤回推荐的理由。",
            "Give the reason for withdrawing the nomination.",
        ),
        "nomination.no_paper": ("还缺材料：{paper}。", "A paper is missing: {paper}."),
        "nomination.file_kind": ("请选择材料的种类。", "Choose the kind of paper."),
        "nomination.too_many_files": (
            "一份推荐最多附 {limit} 个文件。",
            "A nomination holds at most {limit} files.",
        ),
        "nomination.no_wishes": ("至少填写一个志愿。", "At least one wish is needed."),
        "nomination.wish_twice": (
            "同一岗位填了两次：{title}。",
            "The same post stands twice: {title}.",
        ),
        "nomination.wish_foreign": (
            "志愿中的岗位不属于本批次。",
            "A wished post is not of this round.",
        ),
        "nomination.blocked": (
            "对所填志愿均不符合：{reasons}",
            "None of the wished posts is open to this person: {reasons}",
        ),
        "override.not_needed": (
            "此人并不违反该规则，或该规则不得破格。",
            "The person does not fail this rule, or no exception from it is possible.",
        ),
        "override.reason": ("破格须写明理由。", "An exception needs its reason."),
        "override.document": (
            "批准破格须填写文号。",
            "Granting an exception needs a document number.",
        ),
        "override.own": (
            "提出破格的人不能自己批准。",
            "Who asked for an exception cannot grant it.",
        ),
        "override.absent": ("没有待批的破格。", "There is no exception waiting."),
        "arrival.too_early": (
            "报到日期 {day} 早于任期开始前 30 天（{first}）。",
            "Arrival {day} is more than 30 days before the term begins ({first}).",
        ),
        "arrival.in_future": ("报到日期 {day} 还没有到。", "The arrival day {day} has not come."),
        "arrival.after_end": (
            "报到日期 {day} 晚于期满日 {last}。",
            "The arrival day {day} is after the term's end {last}.",
        ),
        "secondment.overlap": (
            "{name} 在此期间已有挂职安排。",
            "{name} has another secondment in this span.",
        ),
        "ranking.not_released": (
            "此人未进入本单位短名单。",
            "This person is not on your short list.",
        ),
        "ranking.reason": ("不接收须写明理由。", "Declining needs a reason."),
    }
)
