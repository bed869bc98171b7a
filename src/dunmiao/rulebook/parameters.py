"""The dated parameters of the house: what each is, what it is used for, what it may be."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its name, its use, its unit and its bounds (of whole numbers).

    `default` is the national or usual value, which the starter set writes down. A share of
    people (quorum, majority) is a fraction between 0 and 1.
    """

    label: str
    use: str
    default: str
    unit: str = ""
    least: int = 0
    most: int = 1000
    is_share: bool = False

    def fits(self, text: str) -> bool:
        """Whether `text` is a value that it can have."""
        if self.is_share:
            try:
                return 0 <= Fraction(text) <= 1
            except (ValueError, ZeroDivisionError):
                return False
        return text.isascii() and text.isdecimal() and self.least <= int(text) <= self.most


DAYS, MONTHS, YEARS, WORKDAYS = "天", "个月", "年", "个工作日"
PARAMETERS = {
    "selection.grade_lookback_years": Parameter(
        "年度考核看近几年", "资格审查：近年考核最低等次", "1", YEARS, 1, 10
    ),
    "meeting.quorum": Parameter("会议到会比例", "部务会、常委会审议：最低到会", "2/3", is_share=True),
    "meeting.majority": Parameter(
        "会议通过比例", "部务会、常委会审议：赞成须超过应到人数的", "1/2", is_share=True
    ),
    "leave.host_days": Parameter("请假：接收单位批准", "不超过此天数由接收单位批", "3", DAYS, 1, 60),
    "leave.county_days": Parameter(
        "请假：县级组织部批准", "不超过此天数由县级组织部批，再多报市", "7", DAYS, 1, 90
    ),
    "term.max_total_months": Parameter("任期最长", "含延期在内的总时间", "36", MONTHS, 1, 120),
    "term.max_extensions": Parameter("延期次数", "最多延期几次", "1", "次", 0, 10),
    "term.extension_notice_days": Parameter("延期提出", "期满前至少几天提出", "30", DAYS, 0, 365),
    "term.expiring_days": Parameter("临近期满", "期满前几天起提醒", "30", DAYS, 1, 365),
    "exchange.min_months": Parameter("互派最短", "互派任职的期限", "12", MONTHS, 1, 120),
    "exchange.max_months": Parameter("互派最长", "互派任职的期限", "24", MONTHS, 1, 120),
    "excellent.pct": Parameter("优秀名额", "年度考核优秀比例，百分比", "20", "%", 0, 100),
    "excellent.pct_approved": Parameter(
        "优秀名额（经批准）", "经批准提高后的比例上限，百分比", "25", "%", 0, 100
    ),
    "excellent.objection_days": Parameter("考核复核", "知晓结果后几天内可申请复核", "30", DAYS, 1, 365),
    "duty.arrival_workdays": Parameter("报到", "任期开始后几个工作日内报到", "5", WORKDAYS, 1, 60),
    "duty.assignment_days": Parameter("分工", "报到后几天内明确分工", "15", DAYS, 1, 180),
    "duty.transfer_days": Parameter("关系转移", "报到后几天内办结", "15", DAYS, 1, 180),
    "duty.work_plan_days": Parameter("工作计划", "报到后几天内上报", "30", DAYS, 1, 180),
    "duty.report_day": Parameter("月报日", "每月几日前报", "5", "日", 1, 28),
    "duty.report_months": Parameter("报告间隔", "1 为月报，3 为季报", "1", MONTHS, 1, 12),
    "duty.visit_months": Parameter("走访间隔", "每隔几个月走访一次", "6", MONTHS, 1, 36),
    "duty.duty_report_days": Parameter("述职", "期满前几天提交", "45", DAYS, 1, 365),
    "duty.appraisal_days": Parameter("期满鉴定", "期满前几天完成", "30", DAYS, 1, 365),
    "duty.feedback_days": Parameter("走访反馈", "期满前几天走访派出单位", "14", DAYS, 1, 365),
    "duty.receipt_workdays": Parameter("反馈回执", "收到后几个工作日内回执", "10", WORKDAYS, 1, 60),
    "duty.contacts_days": Parameter("通讯联络移交", "期满前几天移交", "10", DAYS, 1, 180),
    "duty.closing_days": Parameter("结案", "离岗后几天内结案", "30", DAYS, 1, 365),
    "note.shortcoming_shown": Parameter("平时掌握：不足", "1 为给本人看，0 为不给", "1", "", 0, 1),
    "note.strength_shown": Parameter("平时掌握：长处", "1 为给本人看，0 为不给", "0", "", 0, 1),
    "note.fact_shown": Parameter("平时掌握：事实", "1 为给本人看，0 为不给", "0", "", 0, 1),
    "note.answer_days": Parameter("平时掌握：说明", "本人几天内可以说明", "15", DAYS, 1, 180),
}  # fmt: skip
