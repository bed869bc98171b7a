"""What this room refuses and warns of, in both languages."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "scheme.empty": ("“{what}”至少填一行。", 'Give at least one line of "{what}".'),
        "scheme.too_many": ("“{what}”最多 {limit} 行。", 'At most {limit} lines of "{what}".'),
        "scheme.number": (
            "{what}“{name}”后应为数字，如 100、30% 或 3/10；所填为“{text}”。",
            '{what} "{name}" needs a number like 100, 30% or 3/10, not "{text}".',
        ),
        "scheme.name": (
            "{what}“{name}”的名称应为 1 至 {limit} 字。",
            'The name of {what} "{name}" must have 1 to {limit} characters.',
        ),
        "scheme.twice": ("{what}“{name}”重复。", '{what} "{name}" stands twice.'),
        "scheme.group_code": (
            "票类“{name}”应写成“代码 名称=权重”，代码用 1 至 3 个字母数字，如“A 领导班子=30%”。",
            'Write group "{name}" as "code name=weight", the code of 1 to 3 letters or digits.',
        ),
        "scheme.weights": (
            "各票类权重合计 {total}%，应为 100%。",
            "The weights of the groups sum to {total}%, not 100%.",
        ),
        "scheme.choose": (
            "民主推荐须写明每票最多推荐几人。",
            "Say how many people a ballot may recommend.",
        ),
        "scheme.reserved": (
            "“{name}”由系统统一设置，不必作为等次填写。",
            '"{name}" is always there and is no grade of its own.',
        ),
        "scheme.one_grade": ("等次至少两个。", "Give at least two grades."),
        "scheme.rounding": ("不认识的进位方式“{text}”。", 'Unknown rounding "{text}".'),
        "scheme.kind": ("不认识的测评种类“{text}”。", 'Unknown kind of round "{text}".'),
        "round.no_remote": (
            "远程投票没有开启（设置 DUNMIAO_REMOTE_BALLOTS）。",
            "Remote voting is off (setting DUNMIAO_REMOTE_BALLOTS).",
        ),
        "ballot.not_blinded": (
            "送来的数不能签署，请刷新页面再试。",
            "What was sent cannot be signed; reload the page and try again.",
        ),
        "ballot.not_signed": (
            "这张票没有有效的匿名签名，请在投票页上操作。",
            "This ballot carries no valid anonymous signature; use the voting page.",
        ),
        "round.too_many_people": (
            "一张票上 {count} 人，最多 {most} 人；请缩小范围。",
            "A ballot of {count} people; the most is {most}: narrow the range.",
        ),
        "round.nobody_eligible": (
            "没有人符合所填条件。",
            "Nobody fits these conditions.",
        ),
        "ballot.shape": (
            "票面与本场次不符，请重新扫码打开。",
            "The ballot does not fit this session; scan the slip again.",
        ),
        "ballot.open": (
            "{name}的“{item}”还没有填。不评价请选“弃权”。",
            '{name}: "{item}" is open. Choose "弃权" to abstain.',
        ),
        "ballot.mark": (
            "{name}的“{item}”填了“{mark}”，不是本场次的等次。",
            '{name}: "{mark}" is no grade of this session for "{item}".',
        ),
        "ballot.too_many": (
            "推荐了 {chosen} 人，最多 {limit} 人。",
            "{chosen} people are recommended, at most {limit} may be.",
        ),
        "ballot.code_unknown": (
            "票码不对，或不属于本场次。请核对票条，或重新扫码。",
            "This code is wrong or of another session. Check the slip or scan it again.",
        ),
        "ballot.code_used": (
            "此票码已使用，每码限投一次。如非本人操作，请告知现场工作人员。",
            "This code has been used; each serves once. If it was not you, tell the staff.",
        ),
        "ballot.not_open": ("本场次还没有开始投票。", "Voting in this session has not begun."),
        "ballot.closed": (
            "本场次投票已经结束，此票没有计入。",
            "Voting in this session is over; this ballot was not counted.",
        ),
        "count.negative": ("人数和票数不能为负。", "Numbers cannot be negative."),
        "count.present": (
            "实到 {present} 人多于应到 {due} 人。",
            "{present} present are more than the {due} who are due.",
        ),
        "count.paper": (
            "纸质票 {paper} 张多于实到 {present} 人。",
            "{paper} paper sheets are more than the {present} present.",
        ),
        "count.issued": (
            "发出 {issued} 张，实到 {present} 人，两数须相等。多余的票当场剪角封存。",
            "{issued} issued for {present} present: the numbers must be equal.",
        ),
        "round.no_title": ("请填写测评名称。", "Give the round a name."),
        "round.no_subjects": ("“{name}”还没有测评对象。", '"{name}" has no people to rate yet.'),
        "round.no_sessions": ("还没有场次。", "There is no session yet."),
        "round.no_groups": (
            "“{name}”的各票类应到人数都是 0。",
            'In "{name}" nobody is due in any group.',
        ),
        "round.small_group": (
            "“{name}”中“{group}”不足 {least} 人，不单独公布，与其他票类合并。",
            'In "{name}", group "{group}" has under {least} voters and is shown with others.',
        ),
        "round.apart": (
            "{count} 个场次没有共同的评委，不同场次的人只看计票，位置不可比。",
            "{count} sessions share no rater: standings of different sessions cannot be compared.",
        ),
        "round.one_subject": (
            "“{name}”只测评一人，本场次内无从比较。",
            '"{name}" rates one person: there is nothing to compare within it.',
        ),
        "round.subject_twice": ("{name}已在“{session}”中。", '{name} is in "{session}" already.'),
        "round.term": ("结束日早于开始日。", "The last day is before the first."),
        "round.same_person": (
            "此事须两人办理：{what}的人不能自己核对。",
            "Two people are needed: whoever did {what} cannot confirm it.",
        ),
        "round.sheets_open": (
            "“{group}”收回 {returned} 张，已录定 {settled} 张：还有 {open} 张未录或两次录入不一致。",
            'Group "{group}": {returned} sheets returned, {settled} settled; {open} are open.',
        ),
        "round.more_returned": (
            "“{group}”收回 {returned} 张，多于发出的 {issued} 张。",
            'Group "{group}": {returned} returned are more than the {issued} issued.',
        ),
        "round.not_counted": (
            "还有 {count} 个场次没有封票。",
            "{count} sessions are not closed yet.",
        ),
        "round.begun": (
            "已有场次发票，不能再退回设置。",
            "Slips have been issued: the round can no longer be changed.",
        ),
        "round.reason": ("请写明原因。", "Give a reason."),
        "sheet.number": (
            "票号应在 1 至 {most} 之间。",
            "The number of a sheet lies between 1 and {most}.",
        ),
        "sheet.beyond": (
            "已有 {count} 张票号大于 {returned} 的票录入，收回张数不能少于已录的票号。",
            "{count} sheets with numbers above {returned} were entered: more came back than that.",
        ),
        "sheet.own_twice": (
            "第 {number} 号票由本人录过第一遍，第二遍须由另一人录。",
            "Sheet {number} was entered by you before: somebody else must enter it again.",
        ),
        "sheet.both": (
            "第 {number} 号票两遍都已录入。",
            "Sheet {number} has been entered twice already.",
        ),
        "sheet.equal": (
            "第 {number} 号票两遍一致，不必裁定。",
            "Sheet {number} was entered alike both times.",
        ),
        "flag.same_person": (
            "核实须由两人分别登记。",
            "Two different people must each write down what they found.",
        ),
        "quota.rate": (
            "比例应在 0 到 100% 之间，如 20% 或 1/5。",
            "A rate lies between 0 and 100%, like 20% or 1/5.",
        ),
        "quota.extra": ("另行核定的名额不能为负。", "Extra places cannot be negative."),
        "quota.most": (
            "比例 {rate}% 高于上限 {limit}%。",
            "A rate of {rate}% is above the most, {limit}%.",
        ),
        "quota.document": (
            "高于 {usual}% 或另加名额的，须填批准文号。",
            "A rate above {usual}%, or extra places, want the number of the approval.",
        ),
        "quota.year": ("年度应在 2000 到 2100 之间。", "A year lies between 2000 and 2100."),
        "quota.year_twice": ("{year} 年度已经建立。", "The year {year} exists already."),
        "quota.approved": (
            "本池名额已核定，不能再改基数和比例；须先撤回核定。",
            "The places of this pool are granted; take the grant back first.",
        ),
        "quota.not_approved": (
            "“{pool}”的名额还没有核定，不能定优秀。",
            'The places of "{pool}" are not granted yet: nobody can be excellent.',
        ),
        "quota.over": (
            "“{pool}”核定 {places} 名，已有 {used} 名，再定 {more} 名就超出。",
            '"{pool}" has {places} places and {used} are used: {more} more are too many.',
        ),
        "quota.over_share": (
            "“{part}”分得 {places} 名，拟定优秀 {used} 名。",
            '"{part}" was given {places} places, {used} are proposed.',
        ),
        "quota.base_changed": (
            "核定后基数由 {then} 人变为 {now} 人，须重新核定。",
            "The base changed from {then} to {now} since the grant: grant it again.",
        ),
        "quota.tie_open": (
            "“{pool}”还有 {places} 个名额余数相同，须由委员会决定。",
            '{places} places of "{pool}" are tied: the committee must decide.',
        ),
        "quota.tie_parts": (
            "须从余数相同的{count}项中选 {places} 项，或选“都不给”。",
            "Choose {places} of the {count} tied parts, or none.",
        ),
        "quota.minutes": ("请填会议纪要文号。", "Give the number of the minutes."),
        "annual.grade": ("不认识的等次“{grade}”。", 'Unknown grade "{grade}".'),
        "annual.reason": (
            "评为{grade}须写明理由。",
            "The grade {grade} wants a reason.",
        ),
        "annual.hear": (
            "{name}在{other}工作 {days} 天，须先听取其意见。",
            "{name} worked {days} days at {other}, whose opinion must be heard first.",
        ),
        "annual.open": (
            "“{pool}”还有 {count} 人没有提等次。",
            'In "{pool}" {count} people have no grade proposed.',
        ),
        "annual.term": (
            "异议应在收到通知后 {days} 日内提出，已过期限。",
            "An objection must come within {days} days of the notice.",
        ),
        "annual.moved": (
            "{name}已进入评定，池的变动须先退回：{before} → {after}。",
            "{name} is being assessed; return it before changing pools: {before} → {after}.",
        ),
        "annual.same_pool": ("{name}已在这个池。", "{name} is in this pool already."),
        "panel.too_few": (
            "考察组至少 {least} 人。",
            "A panel has at least {least} members.",
        ),
        "panel.same_home": (
            "{member}不能考察{subject}：同一单位，须回避。",
            "{member} cannot assess {subject}: both are of the same unit.",
        ),
        "panel.same_host": (
            "{member}不能考察{subject}：在其挂职单位任职，须回避。",
            "{member} cannot assess {subject}: he holds office where {subject} serves.",
        ),
        "panel.kin": (
            "{member}与{subject}须作回避核查，不能进入本组。",
            "{member} and {subject} need a recusal check: not on this panel.",
        ),
        "panel.no_visits": ("还没有安排考察对象。", "Nobody to be assessed has been named."),
        "panel.grade": (
            "{name}的“{aspect}”没有等次，或不是优秀、称职、基本称职、不称职之一。",
            '{name}: "{aspect}" has no grade of the four.',
        ),
        "panel.words": (
            "{name}的“{aspect}”须写依据，不少于 {least} 字。",
            '{name}: "{aspect}" wants evidence of {least} characters or more.',
        ),
        "panel.long": (
            "{name}的“{aspect}”依据超过 {limit} 字。",
            '{name}: the evidence for "{aspect}" is longer than {limit} characters.',
        ),
        "panel.talks": (
            "{name}的谈话人数“{group}”不对：{count}。",
            '{name}: {count} talks with "{group}" cannot be.',
        ),
        "panel.no_talks": (
            "{name}还没有谈话记录：三类谈话人数都是 0。",
            "{name}: nobody was talked with.",
        ),
        "panel.twice": (
            "{name}的考察意见已提交，不能再改。",
            "The note on {name} was submitted and stands.",
        ),
        "panel.open_notes": (
            "还有 {count} 份意见没有提交。",
            "{count} notes are not submitted yet.",
        ),
        "panel.sheet_header": (
            "谈话记录表缺少列：{missing}。请用系统下载的表。",
            "The talk sheet lacks columns: {missing}. Use the sheet downloaded here.",
        ),
        "panel.sheet_person": (
            "第 {row} 行：序号或姓名与本组对象不符。",
            "Row {row}: number or name is not of this panel.",
        ),
        "panel.sheet_number": (
            "第 {row} 行“{column}”应为整数。",
            'Row {row}: "{column}" must be a whole number.',
        ),
        "panel.sheet_twice": (
            "第 {row} 行：{name}出现两次。",
            "Row {row}: {name} stands twice.",
        ),
    }
)
