"""What this room refuses and warns of, in both languages."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "amount.unreadable": (
            "“{label}”读不出金额：{text}。可写 5000、5000万元、1.2亿。",
            '"{label}" is no amount: {text}. Write 5000, 5000万元 or 1.2亿.',
        ),
        "amount.dollars": (
            "“{label}”是人民币，所填为美元：{text}。外资填在万美元一栏。",
            '"{label}" is in yuan, but dollars were given: {text}. Use the dollar field.',
        ),
        "amount.not_dollars": (
            "“{label}”是万美元，所填为人民币：{text}。",
            '"{label}" is in dollars, but yuan were given: {text}.',
        ),
        "amount.negative": (
            "“{label}”不能是负数：{text}。项目撤回请办“撤回”。",
            '"{label}" cannot be negative: {text}. Use "reverse" where a project fell through.',
        ),
        "amount.absurd": (
            "“{label}”超过 {most} 万，请核对单位：{text}。",
            '"{label}" is above {most} (10,000s); check its unit: {text}.',
        ),
        "amount.too_fine": (
            "“{label}”最多精确到百元：{text}。",
            '"{label}" is exact to 100 yuan at most: {text}.',
        ),
        "share.unreadable": (
            "第 {row} 方的份额读不出：{text}。写“30%”或份数“3”。",
            'The share in line {row} cannot be read: {text}. Write "30%" or portions "3".',
        ),
        "share.none": ("至少写一方。", "Name at least one party."),
        "share.zero": (
            "份额为 0 的一方请去掉。",
            "Leave out a party without a share.",
        ),
        "share.mixed": (
            "要么都写百分比，要么都写份数。",
            "Write all shares in percent, or all in portions.",
        ),
        "share.sum": (
            "份额合计 {total}%，应正好 100%，还差 {left}%。",
            "The shares sum to {total}%, not to 100%: {left}% is left.",
        ),
        "share.too_fine": ("份额写得过细。", "The shares are too fine."),
        "share.twice": ("{name}出现两次。", "{name} is named twice."),
        "share.outside": (
            "{name}没有参与这个批次，不能占份额。",
            "{name} is not in this programme and cannot have a share.",
        ),
        "outcome.kind": ("选择成果类别。", "Choose the kind of outcome."),
        "outcome.no_title": ("写明名称。", "Give it a name."),
        "outcome.in_future": ("{day} 还没有到。", "{day} has not come yet."),
        "outcome.before": (
            "{day} 早于挂职开始（{since}），不能算这段挂职的成果。",
            "{day} is before the secondment began ({since}); it is not an outcome of it.",
        ),
        "outcome.no_level": (
            "选择级别：国家、省或市。",
            "Choose national, province or city level.",
        ),
        "outcome.no_body": ("写明批准单位。", "Name the granting body."),
        "outcome.no_quantity": (
            "“{kind}”须写明数量，至少 1。",
            '"{kind}" needs a number, 1 at least.',
        ),
        "outcome.no_partner": (
            "“{kind}”须写明对方单位或人。",
            '"{kind}" needs the other party.',
        ),
        "outcome.too_long": ("说明最多 {most} 字。", "The account has {most} characters at most."),
        "outcome.no_unit": (
            "选择由哪个单位核实；不能是报告单位自己。",
            "Choose the unit that verifies it; not the reporting one.",
        ),
        "outcome.reversed": (
            "此项已于 {day} 撤回，不能再改。",
            "It was reversed on {day} and cannot be changed any more.",
        ),
        "outcome.not_reversed": ("此项没有撤回。", "It is not reversed."),
        "outcome.no_reason": (
            "写明理由，至少 {least} 字。",
            "Give the reason, {least} characters at least.",
        ),
        "outcome.reversed_early": (
            "撤回日期 {day} 早于报告的日期 {first}。",
            "The reversal on {day} is earlier than {first}, when it began.",
        ),
        "outcome.itself": ("不能与自身重复。", "It cannot be a duplicate of itself."),
        "outcome.chain": (
            "所选的一项本身是重复项，请选原来的一项。",
            "The one chosen is itself a duplicate; choose the original.",
        ),
        "outcome.other_kind": ("两项类别不同，不是重复。", "The two differ in kind."),
        "fact.kind": ("选择“进到某阶段”或“到账”。", "Choose a stage or money come in."),
        "fact.stage": ("选择阶段。", "Choose the stage."),
        "fact.not_investment": (
            "“{kind}”没有阶段和到账。",
            '"{kind}" has neither stages nor funds.',
        ),
        "fact.backwards": (
            "已经到“{stage}”，阶段只能往前；项目终止请办“撤回”。",
            "It has reached {stage}; stages only go forward. If it ended, reverse it.",
        ),
        "fact.earlier": (
            "日期早于进到“{stage}”的 {day}。",
            "The day is before {day}, when it reached {stage}.",
        ),
        "fact.no_amount": (
            "签约须写明协议投资额。",
            "A signing needs the sum agreed on.",
        ),
        "fact.too_early": (
            "“{stage}”阶段还没有协议金额。",
            "There is no agreed sum at this stage ({stage}).",
        ),
        "fact.no_paid": ("写明到账金额。", "Give the sum that came in."),
        "fact.not_signed": ("签约以后才有到账。", "Funds come in after the signing."),
        "verify.own_unit": (
            "报告单位和派出单位不能核实自己的成果。",
            "The reporting and the home unit cannot verify their own outcome.",
        ),
        "verify.own_report": ("不能核实自己报的成果。", "Nobody verifies his own report."),
        "verify.no_proof": (
            "缺“{proof}”，不能核实。",
            'It cannot be verified without "{proof}".',
        ),
        "verify.done": ("这一步已经核实或退回。", "This step was verified or returned already."),
        "verify.no_words": (
            "退回要写明理由。",
            "Say why it is returned.",
        ),
        "target.measure": ("选择指标。", "Choose a measure."),
        "target.value": ("目标应大于 0。", "A target is above 0."),
        "target.weight": ("权重为 0 至 100 的整数。", "A weight is a whole number up to 100."),
        "evidence.kind": ("选择证据种类。", "Choose the kind of evidence."),
        "evidence.too_many": ("一次最多 {most} 份。", "{most} files at most at once."),
        "information.no_source": ("写明从哪里来。", "Say where it comes from."),
        "information.words": (
            "内容 {least} 至 {most} 字。",
            "The content has {least} to {most} characters.",
        ),
        "information.own_unit": (
            "不能报送给自己的单位。",
            "It cannot be sent to one's own unit.",
        ),
        "information.answered": ("接收单位已经反馈。", "The receiving unit has answered already."),
        "information.own": ("不能反馈自己报送的信息。", "Nobody answers what he sent himself."),
        "information.no_effect": ("采用的，写明用在哪里。", "Say what it was used for."),
    }
)
