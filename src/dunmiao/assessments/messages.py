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
    }
)
