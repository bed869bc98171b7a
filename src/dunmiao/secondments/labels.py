"""Words for the states and kinds of a case's parts."""

from dunmiao.secondments.lifecycle import CHANGE, LEAVE, OBLIGATION, REPORT
from dunmiao.secondments.rules.obligations import PARTIES

CHANGE_STATES = CHANGE.labels
LEAVE_STATES = LEAVE.labels
OBLIGATION_STATES = OBLIGATION.labels
LOG_KINDS = {"WORK": "工作", "RESEARCH": "调研", "STUDY": "学习", "ACTIVITY": "活动"}
REPORT_KINDS = {"MONTHLY": "月报", "QUARTERLY": "季度小结", "DUTY": "述职报告"}
# Cares for who lives elsewhere for a term: family and housing, with owner and day.
CARE_KINDS = {
    "HOUSING": "住房",
    "SPOUSE": "配偶工作",
    "SCHOOL": "子女入学",
    "PARENTS": "照料老人",
    "HEALTH": "健康",
    "OTHER": "其他",
}
# Who may see to a care: a party of the case, never the person himself.
CARE_OWNERS = {party: word for party, word in PARTIES.items() if party != "PERSON"}
HANDOVER_KINDS = {"FILE": "文件资料", "CONTACT": "联系人", "MATTER": "未了事项"}
REPORT_STATES = REPORT.labels
# Lines of work for the problems that a host names.
LINES = {
    "INDUSTRY": "产业与集群",
    "PARK": "园区与招商",
    "INNOVATION": "创新",
    "SERVICE": "企业服务",
}
# The bar of a case: the state, and the step's name.
STEPS = {
    "APPROVED": "研究批准",
    "NOTICED": "发文",
    "ARRIVED": "报到",
    "SERVING": "在挂",
    "EXPIRING": "期满办理",
    "APPRAISED": "期满鉴定",
    "FED_BACK": "反馈",
    "CLOSED": "结案",
}
