"""What this room refuses and warns of, in both languages."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "contact.name": ("填写姓名，最多 {most} 字。", "Give a name of at most {most} characters."),
        "contact.post": ("职务最多 {most} 字。", "A post has at most {most} characters."),
        "contact.no_way": (
            "至少填一个电话或邮箱。",
            "Give at least one telephone number or e-mail address.",
        ),
        "contact.too_many_phones": ("最多 {most} 个电话。", "At most {most} telephone numbers."),
        "contact.phone": ("读不出电话号码：{text}。", "This is no telephone number: {text}."),
        "contact.email": ("邮箱写法不对：{text}。", "This is no e-mail address: {text}."),
        "contact.note": ("备注最多 {most} 字。", "A note has at most {most} characters."),
        "contact.sensitivity": ("没有这种密级。", "There is no such sensitivity."),
        "contact.in_future": ("{day} 还没有到。", "{day} has not come yet."),
        "contact.before": (
            "{day} 早于任期开始（{since}）。",
            "{day} is before the secondment began ({since}).",
        ),
        "contact.already": (
            "“{name}”在这个单位已有条目，请核对或补充原条目。",
            '"{name}" is already listed in this organisation; check or add to that entry.',
        ),
        "contact.same_number": (
            "有 {count} 条已有相同号码，已列入“并重”，请核对是否同一人。",
            "{count} entries have the same number; see duplicates to decide whether it is one person.",
        ),
        "contact.not_keeper": (
            "这一条由{name}保管，只有保管人或其单位可以改动。",
            "{name} keeps this entry; only the keeper or that unit may change it.",
        ),
        "contact.stale": (
            "这一条刚被别人改过，请刷新后再改。",
            "Somebody has just changed this entry; reload and try again.",
        ),
        "contact.gone": ("条目已并入另一条。", "The entry was merged into another one."),
        "contact.no_purpose": (
            "写明事由，最多 200 字。",
            "Say what it was about, at most 200 characters.",
        ),
        "contact.no_help": (
            "标为“办成”须写明结果。",
            "Say what came of it where it helped.",
        ),
        "contact.new_post": (
            "有变化的，写明新职务或新单位。",
            "Where it changed, give the new post or organisation.",
        ),
        "organisation.name": ("单位名称为 2 至 100 字。", "A name has 2 to 100 characters."),
        "organisation.once": ("“{name}”已在这里。", '"{name}" is already there.'),
        "organisation.too_deep": (
            "处室之下不再分层。",
            "There is no level below a division.",
        ),
        "group.no_such_year": (
            "这个小组只有 {first} 至 {last} 年的记录。",
            "This group has records of {first} to {last} only.",
        ),
        "material.kind": ("没有这一类资料。", "There is no such kind of paper."),
        "material.title": (
            "资料名称为 2 至 {most} 字。",
            "A title has 2 to {most} characters.",
        ),
        "material.note": ("说明最多 {most} 字。", "A note has at most {most} characters."),
        "material.as_of": (
            "{day} 还没有到，填写资料注明的日期。",
            "{day} has not come yet; give the day that the paper states.",
        ),
        "material.older": (
            "现有的一份是 {day} 的，新的一份不能更早。",
            "The present one is of {day}; a newer one cannot be of an earlier day.",
        ),
        "material.same": (
            "与现有的一份内容相同，没有更新。",
            "This is the same paper as the present one.",
        ),
        "material.once": (
            "“{title}”在这个单位已有一份，请打开它换新版。",
            '"{title}" is already kept for this organisation; open it and bring the newer one.',
        ),
        "material.gone": (
            "这一份已换新版或已撤下。",
            "This paper was replaced or taken down.",
        ),
        "material.no_reason": ("写明撤下的理由。", "Say why it is taken down."),
        "cards.undone": ("这次导入已撤销过。", "This file was already taken back."),
        "handover.not_there": (
            "这名干部还没有到岗或已返回，不能接收。",
            "This person has not arrived yet or is back already and cannot receive.",
        ),
        "handover.nothing": ("选择要移交的条目。", "Choose what to hand over."),
        "handover.not_kept": (
            "“{name}”不由你保管，不能移交。",
            'You do not keep "{name}", so you cannot hand it over.',
        ),
        "handover.offered": ("“{name}”已在移交中。", '"{name}" is already being handed over.'),
        "handover.own": (
            "移交人不能自己签收。",
            "Whoever hands over cannot sign for it himself.",
        ),
        "handover.none_open": ("没有待签收的条目。", "Nothing waits for a receipt."),
        "merge.same": ("选择两条不同的条目。", "Choose two different entries."),
        "merge.undone": ("已经撤销过。", "It was undone already."),
        "merge.offered": (
            "移交中的条目先签收，再并重。",
            "Receive entries that are being handed over before merging them.",
        ),
        "cards.no_organisation": (
            "没有写单位，归入“{name}”。",
            'No organisation given; filed under "{name}".',
        ),
        "cards.taken": ("已有同名条目，未重复收入。", "There already; not taken a second time."),
        "cards.header": (
            "表头缺少：{names}。先下载模板，按模板填写。",
            "Columns are missing: {names}. Download the template and fill it in.",
        ),
        "cards.kind": (
            "请上传 .vcf 或 .xlsx 文件。",
            "Upload a .vcf or .xlsx file.",
        ),
        "group.kind": ("没有这种小组。", "There is no such kind of group."),
        "group.name": ("小组名称为 2 至 60 字。", "A group's name has 2 to 60 characters."),
        "group.once": ("已有同名小组：{name}。", "There is a group of that name: {name}."),
        "group.in_future": ("{day} 还没有到。", "{day} has not come yet."),
        "group.plan": ("计划最多 1000 字。", "A plan has at most 1,000 characters."),
        "group.rhythm": ("活动间隔为 1 至 12 个月。", "A group meets every 1 to 12 months."),
        "photo.none": ("选择照片。", "Choose pictures."),
        "photo.kind": ("不是照片。", "This is no picture."),
        "photo.too_many": ("一次活动最多 {most} 张。", "{most} pictures of an activity at most."),
        "note.title_length": (
            "标题 {least} 至 {most} 字。",
            "The title has {least} to {most} characters.",
        ),
        "note.text_length": (
            "内容 {least} 至 {most} 字。",
            "The text has {least} to {most} characters.",
        ),
        "group.dissolved": ("小组已撤销。", "The group was dissolved."),
        "group.no_leader": (
            "小组不能没有组长，先换组长。",
            "A group is never without a leader; name another one first.",
        ),
        "group.elsewhere": (
            "{name}已在“{group}”，先从那里转出。",
            '{name} is in "{group}"; take the person out there first.',
        ),
        "group.only_secondees": (
            "挂职小组的成员都是在挂干部。",
            "A group of secondees has secondees only.",
        ),
        "group.no_account": ("没有账号：{name}。", "There is no account {name}."),
        "group.member_name": ("写明成员姓名。", "Give the member's name."),
        "group.member_unit": ("写明成员单位。", "Give the member's unit."),
        "group.not_serving": ("{name}不在挂职。", "{name} is not serving."),
        "group.not_leader": (
            "只有组长、副组长或主管单位可以办。",
            "Only the leader, a deputy or the unit in charge may do that.",
        ),
        "group.reason": ("写明理由。", "Give a reason."),
        "activity.kind": ("没有这种活动。", "There is no such activity."),
        "activity.title": ("活动名称为 2 至 100 字。", "A title has 2 to 100 characters."),
        "activity.branch": (
            "没有批准的临时党支部，不能组织主题党日。",
            "Without an approved temporary branch there is no themed day.",
        ),
        "activity.cancelled": ("活动已取消。", "The activity was cancelled."),
        "activity.not_begun": ("活动还没有开始。", "The activity has not begun."),
        "activity.minutes": (
            "写明纪要，最多 5000 字。",
            "Write the minutes, at most 5,000 characters.",
        ),
        "signin.closed": (
            "签到只在开始前 1 小时到开始后 6 小时之间。",
            "One signs in from one hour before the start to six hours after it.",
        ),
        "signin.code": (
            "签到码不对或已换过，请看现场屏幕上的新码。",
            "The code is wrong or has changed; look at the screen in the room.",
        ),
        "signin.not_invited": (
            "你不在这次活动的名单里。",
            "You are not on the list of this activity.",
        ),
        "signin.done": ("已经签到过。", "You have signed in already."),
        "task.text": ("写明事项，最多 200 字。", "Say what is to be done, at most 200 characters."),
        "task.due": ("期限不能早于今天。", "The day cannot be before today."),
        "task.result": ("写明结果。", "Say what came of it."),
        "task.done": ("已经办结。", "It was done already."),
        "branch.paper": ("写明批复文号。", "Give the number of the approval."),
        "branch.too_few": (
            "组织关系未转出的党员只有 {count} 人，至少 {least} 人才能成立。",
            "Only {count} members whose relation has not moved; {least} are needed.",
        ),
        "branch.exists": ("小组已有临时党支部。", "The group has a temporary branch."),
        "branch.none": ("小组没有临时党支部。", "The group has no temporary branch."),
        "branch.not_counted": (
            "{name}不计入本支部，不能任职。",
            "{name} does not count in this branch and cannot hold a post.",
        ),
        "branch.post": ("没有这个职务。", "There is no such post."),
    }
)
