"""What this room refuses and warns of, in both languages."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "note.in_future": "{day} 还没有到。",
        "note.no_place": "写明在什么地方、什么场合。",
        "note.left": "{name}已不在本组，不能记。",
        "note.oneself": "不能给自己记。",
        "note.whose": "“{source}”须写明是谁反映的，或是哪份材料。",
        "note.words": "写 {least} 至 {most} 字的具体事情；现有 {length} 字。",
        "note.withdrawn": "这条已经撤回。",
        "note.answered": "已经说明过，不能修改。",
        "note.too_late": "说明的期限是 {day}，已经过了。",
        "suggest.words": "写明依据，至少 {least} 字。",
        "suggest.open": "{name}已有一条“{kind}”的建议没有办结。",
        "use.in_future": "决定日期 {day} 还没有到。",
        "use.before": "决定日期早于挂职开始（{day}），与这段挂职无关。",
        "use.no_document": "写明文号。",
        "use.no_post": "写明任用后的职务。",
        "use.no_higher": "提任后的职务层次应高于现在的{rank}。",
        "use.no_pool": "写明列入哪一名单。",
        "use.listed": "已在“{pool}”名单中。",
        "use.twice": "同一天同一方式的使用已经登记。",
        "look.words": "写明依据，至少 {least} 字。",
        "look.not_due": "{day} 起才可回看。",
        "look.done": "已经回看过。",
        "weights.sum": "权重合计 {total}%，应为 100%。",
        "weights.number": "权重应为 0 至 100 的整数。",
        "pick.most": "最多对照 {most} 人。",
    }
)
