"""Every act on a case: read the form, call one action, come back to the record."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark
from django.views.decorators.http import require_POST

from dunmiao.access.actors import Actor
from dunmiao.posts.selectors import get_post
from dunmiao.secondments import labels
from dunmiao.secondments.actions import (
    batches,
    changes,
    dispatch,
    ending,
    ends,
    experiences,
    relations,
    reports,
    serving,
)
from dunmiao.secondments.rules import terms, transfers
from dunmiao.web import inputs
from dunmiao.web.acts import Read, act
from dunmiao.web.requests import ActorRequest


def _act(action: Callable[..., Any], read: Read, said: str, *, clock: str = "today") -> Any:
    names, back = "secondment_uid", "secondments:detail"
    return act(action, read, said, names=names, back=back, clock=clock)


def _day(data: QueryDict, name: str, label: str) -> Any:
    return inputs.day(data.get(name, ""), label)


def _paper(data: QueryDict) -> dict[str, Any]:
    return {"reason": data.get("reason", ""), "document_no": data.get("document_no", "")}


def _seen(data: QueryDict) -> dict[str, Any]:
    """Whoever acts has ticked that he saw what the team would lack."""
    return {"confirmed": "confirmed" in data}


arrive = _act(
    dispatch.confirm_arrival,
    lambda d: {"arrived_on": _day(d, "arrived_on", "报到日期")},
    mark("已确认报到。"),
)
assign = _act(
    dispatch.assign_duty,
    lambda d: {
        "duty": d.get("duty", ""),
        "on_day": _day(d, "on_day", "日期"),
        "document_no": d.get("document_no", ""),
    },
    mark("分工已记录。"),
)
cancel = _act(dispatch.cancel_secondment, _paper, mark("已取消。"))
suspend = _act(
    serving.suspend, lambda d: {**_paper(d), "on_day": _day(d, "on_day", "日期")}, mark("已暂停。")
)
resume = _act(
    serving.resume, lambda d: {**_paper(d), "on_day": _day(d, "on_day", "日期")}, mark("已恢复。")
)
recall = _act(
    ends.recall,
    lambda d: {**_paper(d), **_seen(d), "last_day": _day(d, "last_day", "最后一天")},
    mark("召回决定已记录，到期自动生效。"),
)
visit = _act(
    reports.record_visit,
    lambda d: {
        "on_day": _day(d, "on_day", "日期"),
        "visitors": d.get("visitors", ""),
        "text": d.get("text", ""),
    },
    mark("走访谈话已记录。"),
)
tell_experience = _act(
    experiences.tell_experience,
    lambda d: {
        "kind": d.get("kind", ""),
        "text": d.get("text", ""),
        "on_day": _day(d, "on_day", "日期"),
    },
    mark("经历已认定。"),
)
appraise = _act(
    ending.appraise_by_host, lambda d: {"text": d.get("text", "")}, mark("鉴定意见已记录。")
)
hand_over = _act(
    ending.hand_over, lambda d: {"on_day": _day(d, "on_day", "日期")}, mark("移交已确认。")
)
close = _act(
    ending.close_secondment, lambda d: {"document_no": d.get("document_no", "")}, mark("已结案。")
)


def _letter(data: QueryDict) -> dict[str, Any]:
    """The relation with its way stands in one choice, `PERSONNEL/BACK`."""
    relation, _, way = data.get("relation", "").partition("/")
    return {
        "relation": inputs.one(relation, transfers.RELATION_LABELS, "关系"),
        "way": inputs.one(way or "OUT", transfers.WAYS, "关系"),
        "letter_no": data.get("letter_no", ""),
        "sent_on": _day(data, "sent_on", "日期"),
    }


send_letter = _act(relations.send_letter, _letter, mark("介绍信已登记。"))


raise_care = _act(
    batches.raise_care,
    lambda d: {
        "kind": inputs.one(d.get("kind", ""), labels.CARE_KINDS, "种类"),
        "text": d.get("text", ""),
        "owner": d.get("owner", ""),
        "owner_name": d.get("owner_name", ""),
        "due_on": _day(d, "due_on", "办理时限"),
    },
    mark("关怀事项已登记。"),
)
list_handover = _act(
    batches.list_handover,
    lambda d: {"items": list(zip(d.getlist("kind"), d.getlist("text"), strict=False))},
    mark("交接清单已保存。"),
    clock="",
)
name_successor = _act(
    batches.name_successor,
    lambda d: {"successor_uid": inputs.uid(d.get("successor", ""))},
    mark("接任人已指定。"),
    clock="",
)


def _change(data: QueryDict, actor: Actor) -> dict[str, Any]:
    kind = inputs.one(data.get("kind", ""), terms.KINDS, "事项")
    needs_day = kind in {"EXTENSION", "EARLY_END"}
    return {
        "kind": kind,
        "reason": data.get("reason", ""),
        "new_end": _day(data, "new_end", "日期") if needs_day else None,
        "new_duty": data.get("new_duty", ""),
        "new_post": get_post(actor=actor, uid=inputs.uid(data.get("new_post", "")))
        if kind == "REHOST"
        else None,
    }


@require_POST
def ask_change(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
    """A party asks for a change."""
    changes.ask_change(
        actor=request.actor,
        secondment_uid=uid,
        now=timezone.now(),
        today=timezone.localdate(),
        **_change(request.POST, request.actor),
    )
    messages.success(request, _("已提出，等待各方表态。"))
    return redirect("secondments:detail", uid)


# ── acts on a part of a case; the form names the case to come back to ──
def _part(action: Callable[..., Any], name: str, read: Read, said: str, *, clock: str = "") -> Any:
    """A view of one act on the part `uid`, which the action calls `name`."""

    @require_POST
    def view(request: ActorRequest, uid: uuid.UUID) -> HttpResponse:
        given = read(request.POST) | {name: uid}
        if "today" in clock:
            given["today"] = timezone.localdate()
        if "now" in clock:
            given["now"] = timezone.now()
        action(actor=request.actor, **given)
        messages.success(request, _(said))
        if request.POST.get("my"):
            return redirect("my:index")
        return redirect("secondments:detail", inputs.uid(request.POST.get("case", "")))

    return view


def _note(data: QueryDict) -> dict[str, Any]:
    return {"note": data.get("note", "")}


receive_relation = _part(
    relations.receive_relation,
    "transfer_uid",
    lambda d: {"received_on": _day(d, "received_on", "回执日期")},
    mark("回执已登记。"),
    clock="today",
)
see_to_care = _part(
    batches.see_to_care,
    "care_uid",
    lambda d: {"done_on": _day(d, "done_on", "办结日期"), "result": d.get("result", "")},
    mark("办理结果已记录。"),
    clock="today",
)
drop_care = _part(
    batches.drop_care,
    "care_uid",
    lambda d: {"reason": d.get("reason", "")},
    mark("已取消。"),
    clock="today",
)
receive_handover = _part(
    batches.receive_handover, "handover_uid", _note, mark("交接已签收。"), clock="today"
)
drop_experience = _part(
    experiences.drop_experience, "experience_uid", lambda _: {}, mark("已撤销。")
)
