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
        "assignment.no_duty": ("请写明分工。", "Say what the duty is."),
        "act.before_arrival": (
            "日期 {day} 早于报到日 {arrived}。",
            "{day} lies before the arrival on {arrived}.",
        ),
        "act.in_future": ("日期 {day} 还没有到。", "{day} has not come yet."),
        "change.no_reason": ("请写明理由。", "Give the reason."),
        "change.no_document": ("请填写文号。", "Give the document number."),
        "change.open": (
            "已有一件“{kind}”正在办理，请先办完或撤回。",
            'A "{kind}" is under way; finish or withdraw it first.',
        ),
        "change.ended": (
            "这件“{kind}”已{state}，不能再办理。",
            'This "{kind}" is {state} and cannot be acted on.',
        ),
        "change.not_party": (
            "当前身份不是需要表态的一方。",
            "The acting role is none of the parties asked.",
        ),
        "extension.not_later": (
            "新的期满日须晚于原期满日 {ends}。",
            "The new end must be later than {ends}.",
        ),
        "extension.too_long": (
            "挂职总期须在 {months} 个月以内。",
            "The whole term must stay under {months} months.",
        ),
        "extension.too_many": ("最多延期 {limit} 次。", "At most {limit} extension."),
        "extension.too_late": (
            "延期应不迟于 {latest} 提出，以便期满前走访派出单位。",
            "An extension had to be asked for by {latest}, to leave time for the feedback visit.",
        ),
        "end.not_early": (
            "{day} 不早于期满日 {ends}，不必提前结束。",
            "{day} is not before the regular end {ends}.",
        ),
        "consent.missing": ("还缺{party}同意。", "Consent missing: {party}."),
        "consent.declined": ("{party}不同意。", "Declined: {party}."),
        "closing.no_appraisal": ("还没有期满鉴定。", "The end-of-term appraisal is missing."),
        "closing.no_feedback": (
            "派出单位还没有反馈回执。",
            "The home unit has not answered the feedback letter.",
        ),
        "closing.open_transfers": (
            "关系还没有转回或办完：{names}。",
            "Relations not settled: {names}.",
        ),
        "closing.open_leaves": ("还有 {count} 次请假没有销假。", "{count} leave not ended."),
        "closing.not_handed_over": (
            "还没有确认工作、账号和联络资源移交。",
            "Hand-over of work, accounts and contacts is not confirmed.",
        ),
        "leave.order": ("请假的止早于起。", "The leave ends before it begins."),
        "leave.outside": (
            "请假须在挂职期间之内（{first} 至 {last}）。",
            "Leave must lie within the term ({first} to {last}).",
        ),
        "leave.overlap": (
            "与已有请假重叠（{first} 至 {last}）。",
            "Overlaps another leave ({first} to {last}).",
        ),
        "leave.tier": (
            "本月累计 {days} 个工作日，须由{tier}批准。",
            "{days} workdays this month: decided by {tier}.",
        ),
        "leave.state": (
            "这次请假现为“{state}”，不能{act}。",
            'This leave is "{state}": {act} is not possible.',
        ),
        "transfer.locked": (
            "这类选派{relation}不转，不能办理转移。",
            "In this kind of move the relation stays: {relation}.",
        ),
        "transfer.no_number": ("请填写介绍信或调动函的号。", "Give the letter's number."),
        "transfer.not_noticed": ("还没有发文，不能转移关系。", "No notice has been issued yet."),
        "transfer.not_sent": ("介绍信还没有开出。", "No letter has been sent."),
        "transfer.before_letter": (
            "回执早于介绍信（{sent}）。",
            "The receipt is older than the letter ({sent}).",
        ),
        "transfer.not_back": (
            "{relation}没有转来，或还没有到期满办理，不能转回。",
            "{relation}: it never came, or the term is not ending yet; it cannot go back.",
        ),
        "transfer.stays": (
            "已批准留任，{relation}不再转回。",
            "{relation}: the person is retained, so it does not go back.",
        ),
        "transfer.not_retained": (
            "没有批准留任，{relation}不能转走。",
            "{relation}: the person is not retained, so it cannot go for good.",
        ),
        "bulk.size": ("一次选 1 至 {most} 人。", "Choose 1 to {most} people at a time."),
        "route.per_day": ("每天走访 1 至 20 家。", "1 to 20 units a day."),
        "route.past": ("起始日 {day} 已过。", "The first day {day} is past."),
        "care.unknown": ("种类或承办方不认识。", "Unknown kind or owner."),
        "care.no_text": ("请写明事项。", "Say what is needed."),
        "care.past": ("办理时限 {day} 已过。", "The day {day} is past."),
        "care.ended": ("挂职已经结束。", "The secondment has ended."),
        "care.done": ("此事项已经办结。", "This care is done already."),
        "care.no_result": ("请写明办理结果。", "Say what was done."),
        "care.before": (
            "办结日期早于提出日期 {day}。",
            "The day it was done is before it was raised, {day}.",
        ),
        "handover.state": ("此时不能开列交接清单。", "Nothing can be handed over in this state."),
        "handover.empty": ("交接清单是空的。", "The hand-over list is empty."),
        "handover.too_many": ("最多 {most} 项。", "At most {most} items."),
        "handover.received": ("交接已经签收。", "The hand-over was received already."),
        "handover.not_next": (
            "接任人须是同一接收单位的在办人员。",
            "The successor must be somebody at the same host.",
        ),
        "closing.contacts": (
            "还有 {count} 条联络或资料由本人保管，移交并签收后才能结案。",
            "The person still keeps {count} contacts or papers; they must be handed over and received.",
        ),
        "closing.handover": (
            "交接清单还没有由接任人签收。",
            "The successor has not received the hand-over list.",
        ),
        "team.confirm": (
            "如仍要办理，请确认已知悉上述情况。",
            "To go on all the same, confirm that you have seen this.",
        ),
        "rehost.same": ("新岗位就是现在的岗位。", "This is the present post."),
        "rehost.foreign": (
            "只能调整到同一批次的岗位。",
            "Only another post of the same round is possible.",
        ),
        "rehost.full": ("{post}没有空位。", "{post} has no free seat."),
        "rehost.no_post": ("请选择新的岗位。", "Choose the new post."),
        "exchange.kind": (
            "只有“互派任职”批次可以建立互派。",
            "Exchanges belong to exchange programmes only.",
        ),
        "exchange.size": (
            "互派为 {least} 至 {most} 人，现为 {count} 人。",
            "An exchange has {least} to {most} people, not {count}.",
        ),
        "exchange.person_twice": (
            "{name} 在同一互派中出现两次。",
            "{name} stands twice in the exchange.",
        ),
        "exchange.same_unit": (
            "{name} 的派出和接收单位都是{unit}。",
            "{name} would stay in the same unit, {unit}.",
        ),
        "exchange.unbalanced": (
            "{unit} 派出 {sent} 人、接收 {received} 人；互派中每个单位须派一人、收一人。",
            "{unit} sends {sent} and receives {received}; each unit sends one and receives one.",
        ),
        "exchange.not_one": (
            "所选人员构成几个互不相连的环，请分别建立互派。",
            "These people form several separate rings: make an exchange of each.",
        ),
        "exchange.term": (
            "互派任期为 {least} 至 {most} 个月。",
            "The term of an exchange is {least} to {most} months.",
        ),
        "exchange.places_unknown": (
            "{unit} 的编制和实有人数没有登记。",
            "Establishment and strength of {unit} are not recorded.",
        ),
        "exchange.establishment": (
            "{unit} 互派后实有 {after} 人，超过编制 {limit}。",
            "{unit} would hold {after}, above its establishment of {limit}.",
        ),
        "exchange.headcount": (
            "{unit} 互派后领导 {after} 人，超过职数 {limit}。",
            "{unit} would have {after} leaders, above its headcount of {limit}.",
        ),
        "retain.establishment": (
            "{unit} 留任后实有 {after} 人，超过编制 {limit}。",
            "{unit} would hold {after} with this person, above its establishment of {limit}.",
        ),
        "retain.headcount": (
            "{unit} 留任后领导 {after} 人，超过职数 {limit}。",
            "{unit} would have {after} leaders with this person, above its headcount of {limit}.",
        ),
        "exchange.no_place": (
            "{unit} 编制 {limit}，实有 {occupied}：须待其派出人员的人事关系转出后才能接收。",
            "{unit} holds {occupied} of {limit}: its own person's relation must leave first.",
        ),
        "exchange.declined": ("{side}不同意。", "{side} declined."),
        "exchange.unanswered": ("{side}还没有表态。", "{side} has not answered."),
        "exchange.answered": ("{side}已经表态。", "{side} has answered already."),
        "exchange.not_side": (
            "只有各方组织部门可以表态，且只能代表本方。",
            "Only the organisation department of a side answers, and only for its own side.",
        ),
        "exchange.own": (
            "提出互派的人不能自己决定。",
            "Who proposed the exchange cannot decide it.",
        ),
        "exchange.not_screened": (
            "{name} 的推荐现为“{state}”，审查通过后才能互派。",
            '{name}: the nomination is "{state}"; it must have passed screening.',
        ),
        "post.blocked": (
            "{name} 不符合{post}的条件：{reasons}",
            "{name} does not meet the requirements of {post}: {reasons}",
        ),
        "exchange.taken": (
            "{name} 已在另一互派中。",
            "{name} is in another exchange.",
        ),
        "exchange.post_taken": (
            "{post} 没有空位。",
            "{post} has no free seat.",
        ),
        "exchange.exists": (
            "本批次已有名为“{name}”的互派。",
            'This round has an exchange named "{name}" already.',
        ),
        "exchange.too_long": (
            "互派最长到 {latest}。",
            "An exchange lasts until {latest} at most.",
        ),
        "establishment.negative": ("人数不能为负。", "Numbers of people cannot be negative."),
        "establishment.leaders": (
            "职数和实配领导数须一并填写。",
            "Headcount of leaders and how many are held go together.",
        ),
        "exchange.together": (
            "互派人员同进同退，请在互派页面一并办理。",
            "People of an exchange stand or fall together: act on the exchange's own page.",
        ),
        "exchange.begun": (
            "{name} 已经报到，互派不能再作废；可以一并提前结束。",
            "{name} has arrived: the exchange cannot be called off, but be ended early for all.",
        ),
        "transfer.twice": ("这项关系已经办过。", "This relation has been transferred already."),
        "report.empty": ("内容为空。", "The text is empty."),
        "report.too_long": ("最多 {limit} 字。", "At most {limit} characters."),
        "report.secret": (
            "疑似含有涉密标志“{mark}”。日志和报告不得填写涉密内容。",
            'The text seems to carry a secrecy mark "{mark}"; secrets must not be written here.',
        ),
        "report.twice": ("这一期已经报送过。", "This period was reported already."),
        "report.period": (
            "“{period}”不在挂职期间之内。",
            '"{period}" lies outside the term.',
        ),
        "report.photos": ("一条日志最多 {limit} 张照片。", "At most {limit} pictures a log."),
        "experience.kind": (
            "经历类别不对，选其中一个：{all}。",
            "The experience is none of {all}.",
        ),
        "experience.words": (
            "写明做了什么事得到的（{least} 至 {most} 字）。",
            "Say what gave it ({least} to {most} characters).",
        ),
        "experience.once": (
            "“{kind}”已经认定过。",
            '"{kind}" has been recorded already.',
        ),
        "experience.own": (
            "不能认定自己的经历。",
            "Nobody records an experience of his own.",
        ),
        "visit.none": ("请写明走访谈话情况。", "Say how the visit went."),
        "appraisal.no_opinion": ("请写明鉴定意见。", "Write the appraisal."),
        "appraisal.not_concluded": (
            "鉴定还没有完成，完成后可以说明。",
            "The appraisal is not concluded yet; you can answer once it is.",
        ),
        "appraisal.answered": (
            "已经说明过，不能修改。",
            "It has been answered already and cannot be changed.",
        ),
        "appraisal.parts": ("还缺：{parts}。", "Missing: {parts}."),
        "feedback.nobody": (
            "这个派出单位在本批次没有期满人员。",
            "This unit has nobody ending in this round.",
        ),
        "feedback.not_visited": ("还没有走访，不能送达反馈函。", "No visit yet, so no letter."),
        "feedback.no_letter": ("反馈函还没有送达。", "The letter has not been delivered."),
        "feedback.not_appraised": (
            "还没有期满鉴定：{names}。",
            "Not appraised yet: {names}.",
        ),
        "feedback.done": ("已有回执，不能再改。", "The receipt is in; nothing can be changed."),
        "obligation.state": (
            "这项现为“{state}”，不能免除。",
            'This is "{state}" and cannot be waived.',
        ),
    }
)
