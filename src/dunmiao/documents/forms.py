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
}
