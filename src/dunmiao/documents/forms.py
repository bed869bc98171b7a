"""Kinds of letters that an office may print by its own template, with their fields (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of letter: its name and its fields, each with what it means and a sample."""

    label: str
    fields: Mapping[str, tuple[str, Any]]


_HEAD = {
    "issuer": ("发文机关", "中共甲市委组织部"),
    "number": ("文号", "甲组挂〔2026〕1号"),
    "signed_on": ("成文日期", "2026年3月5日"),
}
_TO = {"addressees": ("主送单位", "市财政局、大桥镇")}
_WHOSE = {
    "issuer": _HEAD["issuer"],
    "signed_on": _HEAD["signed_on"],
    "name": ("姓名", "王某"),
    "home": ("派出单位及职务", "市财政局　科长"),
    "host": ("挂职单位及职务", "大桥镇　副镇长"),
}
FORMS = {
    "NOTICE": Form(
        "挂职（任职）通知",
        _HEAD
        | _TO
        | {
            "title": ("标题", "关于王某等2名同志挂职的通知"),
            "basis": ("依据", "根据《选派方案》，"),
            "people": (
                "人员（每人：name 姓名、present 原职务、post 挂任职务）",
                [{"name": "王某", "present": "科长", "post": "大桥镇副镇长"}],
            ),
            "first": ("起", "2026年3月5日"),
            "last": ("止", "2027年3月4日"),
        },
    ),
    "INTRODUCTION": Form(
        "介绍信",
        _HEAD
        | {
            "relation": ("关系", "组织关系"),
            "name": ("姓名", "王某"),
            "from_unit": ("转出单位", "市财政局"),
            "to_unit": ("转入单位", "大桥镇"),
            "purpose": ("事由", "挂职（任职）"),
        },
    ),
    "DECISION": Form(
        "延期、召回决定",
        _HEAD
        | _TO
        | {"title": ("标题", "关于召回王某同志的决定"), "body": ("正文各段", ["第一段。"])},
    ),
    "FEEDBACK": Form(
        "反馈函",
        _HEAD | {"addressee": ("派出单位", "市财政局"), "paragraphs": ("正文各段", ["第一段。"])},
    ),
    "DUTY": Form(
        "分工通知",
        _HEAD
        | _TO
        | {"title": ("标题", "关于王某同志分工的通知"), "body": ("正文各段", ["第一段。"])},
    ),
    "ARRIVAL": Form(
        "挂职干部报到回执",
        _WHOSE
        | {
            "notice_no": ("挂职通知", "甲组挂〔2026〕1号"),
            "arrived_on": ("报到日期", "2026年3月5日"),
            "received_by": ("接收人", "李某"),
        },
    ),
    "LEAVE": Form(
        "挂职干部请假单",
        _WHOSE
        | {
            "kind": ("请假种类", "事假"),
            "span": ("起止", "2026年6月1日至2026年6月2日，2 个工作日"),
            "reason": ("事由", "家中有事"),
            "tier": ("审批层级", "接收单位"),
            "decision": ("审批意见", "同意"),
            "returned_on": ("销假", "2026年6月3日"),
        },
    ),
    "APPRAISAL": Form(
        "挂职干部期满鉴定表",
        _WHOSE
        | {
            "sex_and_birth": ("性别、出生年月", "男　1985.03"),
            "span": ("起止时间", "2026年3月5日至2027年3月4日"),
            "duty": ("分工", "协助分管工业经济"),
            "facts": (
                "履职情况",
                "在某镇任副镇长，2026-03-05 至 2027-03-04，共 365 天（挂职记录）",
            ),
            "self_text": ("个人总结", "个人总结。"),
            "host_text": ("接收单位意见", "接收单位意见。"),
            "strengths": ("主要长处及依据", "1．按节点完成任务（工作计划完成情况）"),
            "shortcomings": ("主要不足及依据", "1．统筹经验还不够（考察组）"),
            "org_text": ("组织部门意见", "组织部门意见。"),
            "answer": ("本人说明", "无"),
            "home_text": ("派出单位意见", "　　年　　月　　日"),
        },
    ),
}


def rows_of(kind: str, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """The lines of a printed form, as label and text, in the order of its fields."""
    fields = FORMS[kind].fields.items()
    return [(label, values[name]) for name, (label, _) in fields if name not in _HEAD]
