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
        "guest.no_event": (
            "只有招商推介活动有到会名单。",
            "Only an event has a list of who came.",
        ),
        "guest.verified": (
            "活动已经核实，名单不再改动。",
            "The event is verified; its list stands.",
        ),
        "guest.header": (
            "表头缺少：{names}。请用下载的表格填写。",
            "Missing columns: {names}. Fill in the sheet that can be downloaded.",
        ),
        "guest.none": ("名单是空的。", "The list is empty."),
        "guest.too_many": ("名单最多 {most} 行。", "A list has at most {most} lines."),
        "guest.firm": ("写明企业（单位）。", "Give the firm."),
        "guest.long": ("“{name}”最多 {most} 字。", '"{name}" has at most {most} characters.'),
        "guest.secret": (
            "有密级标志“{mark}”，不得填写。",
            'Bears the mark of a secret, "{mark}"; nothing of that belongs here.',
        ),
        "guest.twice": (
            "“{name}”与第 {row} 行重复。",
            '"{name}" stands on line {row} already.',
        ),
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
        "indicator.sheet": (
            "表名“{title}”看不出是哪一季。写成“2026年第3季度”或“2026年1-9月”。",
            'The sheet "{title}" names no quarter. Call it "2026年第3季度" or "2026Q3".',
        ),
        "indicator.sheet_twice": (
            "与“{other}”是同一季，只留一张表。",
            'This is the same quarter as "{other}"; leave one sheet.',
        ),
        "indicator.empty": ("工作簿里没有数。", "The workbook has no figures."),
        "indicator.columns": (
            "“指标说明”缺列：{names}。",
            'The sheet "指标说明" lacks the columns {names}.',
        ),
        "indicator.name": (
            "指标名称 1 至 60 字。",
            "An indicator has a name of 1 to 60 characters.",
        ),
        "indicator.defined_twice": (
            "指标“{name}”说明了两次，只留一行。",
            'The indicator "{name}" is defined twice; leave one line.',
        ),
        "indicator.basis": (
            "口径“{text}”不对，写其中一个：{all}。",
            'The basis "{text}" is none of {all}.',
        ),
        "indicator.measure": (
            "指标“{name}”没有计量单位（20 字以内）。",
            'The indicator "{name}" lacks its unit of measure (20 characters at most).',
        ),
        "indicator.text": (
            "指标“{name}”没有定义（500 字以内）。",
            'The indicator "{name}" lacks its definition (500 characters at most).',
        ),
        "indicator.since_unread": (
            "“自何期起”读不出：{text}。写成“2026年第1季度”。",
            '"自何期起" cannot be read: {text}. Write "2026年第1季度".',
        ),
        "indicator.no_header": (
            "前十行里没有表头。第一列写其中一个：{names}。",
            "No head row within the first ten. Its first column is one of {names}.",
        ),
        "indicator.other_measure": (
            "“{name}”在这一列是{measure}，说明里是{other}。先统一单位。",
            '"{name}" is in {measure} here and in {other} by its definition. Make them one.',
        ),
        "indicator.number": ("“{name}”不是数：{text}。", '"{name}" is no number: {text}.'),
        "indicator.percent": (
            "“{name}”不是百分数，所填为：{text}。",
            '"{name}" is no percentage, but was given as {text}.',
        ),
        "indicator.absurd": (
            "“{name}”大得不合理，核对单位：{text}。",
            '"{name}" is absurdly large; check its unit: {text}.',
        ),
        "indicator.no_unit": ("这一行有数，没有单位名称。", "This line has figures and no unit."),
        "indicator.unit_kind": (
            "“{unit}”不是镇（街道），也不是重点项目。",
            '"{unit}" is neither a town nor a project.',
        ),
        "indicator.unit_beyond": (
            "“{unit}”不在你的范围内。",
            '"{unit}" is not among your units.',
        ),
        "indicator.city_defines": (
            "“{name}”是新的指标或口径，由市里导入。",
            '"{name}" is a new indicator or definition; the city brings it.',
        ),
        "indicator.twice": (
            "“{unit}”这一季报了两次，另一处在 {other}。",
            '"{unit}" stands twice in this quarter, also at {other}.',
        ),
        "indicator.future": ("这一季还没有到。", "This quarter has not come yet."),
        "indicator.undefined": (
            "“{name}”还没有定义，在“指标说明”里加一行。",
            '"{name}" has no definition yet; add a line to "指标说明".',
        ),
        "indicator.changed": (
            "“{name}”的定义与现行的不同。现行：{old}。这一份：{new}。确是改了口径，就在“自何期起”写明从哪一季起；"
            "改前改后不再相比。",
            'The definition of "{name}" differs from the present one. Present: {old}. Here: {new}. '
            'If it was changed, say in "自何期起" from which quarter on; what lies before and after '
            "is then not compared.",
        ),
        "indicator.since": (
            "“{name}”的新口径须晚于现行口径的起始期（{since}）。",
            'The new definition of "{name}" must begin after the present one did ({since}).',
        ),
        "indicator.before_since": (
            "“{name}”的这个口径自{since}起，这一季在它之前。",
            'This definition of "{name}" holds from {since}; the quarter lies before it.',
        ),
        "indicator.replaced": (
            "“{name}”自{since}起已改口径，这一季要按新口径报。",
            '"{name}" has another definition from {since} on; report the quarter by that one.',
        ),
        "indicator.negative": (
            "“{unit}”的“{name}”是负数，请核对。",
            '"{name}" of "{unit}" is below nought; check it.',
        ),
        "indicator.small_percent": (
            "“{unit}”的“{name}”是 {value}%，请核对：表格里写成百分比格式的 5.2%，存的是 0.052。",
            '"{name}" of "{unit}" is {value}%; check it: what a sheet shows as 5.2% it keeps as '
            "0.052.",
        ),
        "indicator.jump": (
            "“{unit}”的“{name}”与上年同季相差十倍以上（{before} → {now}），核对单位。",
            '"{name}" of "{unit}" is tenfold or a tenth of the year before ({before} → {now}); '
            "check its unit.",
        ),
        "indicator.nothing_new": (
            "与已有的数完全一样，没有要写入的。",
            "All of it is known already; there is nothing to write.",
        ),
        "indicator.no_reason": (
            "有 {count} 个数改了，写明修订的理由或依据。",
            "{count} figures change; say why, or on what ground.",
        ),
        "indicator.taken": ("这份数据已经写入。", "These figures were written already."),
        "indicator.not_taken": (
            "这份数据没有写入，或已经撤回。",
            "These figures are not in force.",
        ),
        "indicator.later": (
            "其中 {count} 个数后来又修订过（{name}），先撤回后来的。",
            "{count} of these figures were revised later ({name}); withdraw that one first.",
        ),
        "indicator.why_withdrawn": ("写明撤回的理由。", "Say why it is withdrawn."),
    }
)
