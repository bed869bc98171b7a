"""What this room refuses and warns of, in both languages."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "note.in_future": ("{day} 还没有到。", "{day} has not come yet."),
        "note.no_place": ("写明在什么地方、什么场合。", "Say where it was, on what occasion."),
        "note.oneself": ("不能给自己记。", "Nobody writes a note about himself."),
        "note.tone": ("选择长处、不足或事实。", "Choose strength, shortcoming or fact."),
        "note.source": ("选择怎么知道的。", "Choose how it is known."),
        "note.whose": (
            "“{source}”须写明是谁反映的，或是哪份材料。",
            'For "{source}" say who told it, or which paper it stands in.',
        ),
        "note.words": (
            "写 {least} 至 {most} 字的具体事情；现有 {length} 字。",
            "Tell what happened in {least} to {most} characters; there are {length}.",
        ),
        "note.not_yours": (
            "只有写的人可以撤回。",
            "Only who wrote it may withdraw it.",
        ),
        "note.withdrawn": ("这条已经撤回。", "It has been withdrawn."),
        "note.no_reason": ("写明理由。", "Give the reason."),
        "note.not_shown": ("这条没有要求本人说明。", "This one asks no answer."),
        "note.answered": (
            "已经说明过，不能修改。",
            "It has been answered already and cannot be changed.",
        ),
        "note.too_late": (
            "说明的期限是 {day}，已经过了。",
            "The answer was due on {day}; that day has passed.",
        ),
        "note.elsewhere": (
            "{name}现在不在本单位，不能记。",
            "{name} is not serving here; no note can be made.",
        ),
        "suggest.kind": ("选择一种建议。", "Choose a suggestion."),
        "suggest.words": (
            "写明依据，至少 {least} 字。",
            "Say what it rests on, in at least {least} characters.",
        ),
        "suggest.done": ("这条建议已经办结。", "This suggestion is closed already."),
        "suggest.open": (
            "{name}已有一条“{kind}”的建议没有办结。",
            'There is an open suggestion "{kind}" for {name} already.',
        ),
        "use.kind": ("选择使用方式。", "Choose the kind of use."),
        "use.in_future": ("决定日期 {day} 还没有到。", "{day} has not come yet."),
        "use.before": (
            "决定日期早于挂职开始（{day}），与这段挂职无关。",
            "The decision is earlier than the secondment, which began on {day}.",
        ),
        "use.no_document": ("写明文号。", "Give the document number."),
        "use.no_post": ("写明任用后的职务。", "Give the post after."),
        "use.no_higher": (
            "提任后的职务层次应高于现在的{rank}。",
            "After a promotion the level must be above the present one ({rank}).",
        ),
        "use.no_pool": ("写明列入哪一名单。", "Say which reserve."),
        "use.listed": ("已在“{pool}”名单中。", 'He is listed in "{pool}" already.'),
        "use.twice": (
            "同一天同一方式的使用已经登记。",
            "The same use on the same day is in the ledger already.",
        ),
        "look.finding": ("选择回看结论。", "Choose what was found."),
        "look.words": (
            "写明依据，至少 {least} 字。",
            "Say what it rests on, in at least {least} characters.",
        ),
        "look.not_due": ("{day} 起才可回看。", "The look-back is due from {day} on."),
        "look.done": ("已经回看过。", "It has been looked back at already."),
        "weights.sum": ("权重合计 {total}%，应为 100%。", "The weights sum to {total}%, not 100%."),
        "weights.number": (
            "权重应为 0 至 100 的整数。",
            "Weights are whole numbers from 0 to 100.",
        ),
        "pick.most": ("最多对照 {most} 人。", "At most {most} people can be compared."),
    }
)
