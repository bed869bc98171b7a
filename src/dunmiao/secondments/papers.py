"""The papers of one case: read what is decided, hand it to the letter."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dunmiao.access.actors import Actor
from dunmiao.documents import case_letters, letters
from dunmiao.documents.case_letters import Head
from dunmiao.documents.forms import FORMS, rows_of
from dunmiao.documents.templates import print_letter
from dunmiao.kernel.errors import not_permitted, not_visible
from dunmiao.people.selectors import visible_classes
from dunmiao.secondments import selectors
from dunmiao.secondments.cases import CaseFile
from dunmiao.secondments.labels import LEAVE_STATES
from dunmiao.secondments.models import (
    ChangeRequest,
    LeaveRequest,
    RelationTransfer,
    Secondment,
    TermAppraisal,
)
from dunmiao.secondments.rules.leave import KINDS as LEAVE_KINDS
from dunmiao.secondments.rules.leave import TIERS
from dunmiao.secondments.rules.transfers import RELATION_LABELS, WAYS

KINDS = {
    "appraisal": "期满鉴定表",
    "extension": "延期决定",
    "recall": "召回决定",
    "arrival": "报到回执",
    "duty": "分工通知",
    "leave": "请假单",
    **{
        f"letter-{code.lower()}{'' if way == 'OUT' else f'-{way.lower()}'}": (
            f"{label}介绍信{'' if way == 'OUT' else f'（{words}）'}"
        )
        for code, label in RELATION_LABELS.items()
        for way, words in WAYS.items()
    },
}


def case_paper(*, actor: Actor, secondment_uid: Any, kind: str) -> tuple[str, bytes]:
    """(file name, .docx) of a paper that exists for this case; else as if there were none."""
    secondment = selectors.get_secondment(actor=actor, uid=secondment_uid)
    make = MAKERS.get(kind)
    if make is None:
        content = _letter(actor, secondment, kind)
    else:
        content = make(actor, secondment)
    name = secondment.cadre.name
    actor.record("paper.printed", secondment, cadres=[secondment.cadre.uid], paper=kind)
    return f"{KINDS[kind]} {name}.docx", content


def papers_of(*, secondment: Secondment, file: CaseFile) -> list[tuple[str, str]]:
    """The papers that exist, as kind and label."""
    found = [paper_kind(row) for entry in file.relations for row in entry["rows"]]
    if any(row.kind == "EXTENSION" and row.state == "APPROVED" for row in file.changes):
        found.append("extension")
    if secondment.closing_reason == "RECALLED":
        found.append("recall")
    if secondment.arrived_on:
        found.append("arrival")
    if secondment.duty:
        found.append("duty")
    if file.leaves:
        found.append("leave")
    if file.appraisal and file.appraisal.org_on:
        found.append("appraisal")
    return [(kind, KINDS[kind]) for kind in found]


def _head(actor: Actor, number: str, day: Any) -> Head:
    return Head(letters.issuer_of(actor.city_name), number, day, actor.is_example)


def paper_kind(row: RelationTransfer) -> str:
    """The address of the letter of a relation on its way."""
    return f"letter-{row.relation}{'' if row.way == 'OUT' else f'-{row.way}'}".lower()


_PURPOSES = {"OUT": "挂职（任职）", "BACK": "工作（任期届满返回）", "STAY": "任职（转任）"}


def _letter(actor: Actor, secondment: Secondment, kind: str) -> bytes:
    rows = RelationTransfer.objects.filter(secondment=secondment)
    row = next((row for row in rows if paper_kind(row) == kind), None)
    if row is None:
        raise not_visible()
    ends = [secondment.home_unit.name, secondment.host_unit.name]
    sender, receiver = reversed(ends) if row.way == "BACK" else ends
    fields = {
        "relation": RELATION_LABELS[row.relation],
        "name": secondment.cadre.name,
        "from_unit": sender,
        "to_unit": receiver,
        "purpose": _PURPOSES[row.way],
    }
    head = Head(sender, row.letter_no, row.sent_on, actor.is_example)
    built_in = case_letters.introduction(head, **fields)
    context = {**_plain(head), **fields}
    return print_letter(actor=actor, kind="INTRODUCTION", context=context, built_in=built_in)


def _plain(head: Head) -> dict[str, Any]:
    return {"issuer": head.issuer, "number": head.number, "signed_on": head.signed_on}


def _decision(
    actor: Actor,
    head: Head,
    *,
    title: str,
    addressees: list[str],
    body: list[str],
    kind: str = "DECISION",
) -> bytes:
    built_in = case_letters.decision(head, title=title, addressees=addressees, body=body)
    context = {**_plain(head), "title": title, "addressees": "、".join(addressees), "body": body}
    return print_letter(actor=actor, kind=kind, context=context, built_in=built_in)


def _extension(actor: Actor, secondment: Secondment) -> bytes:
    rows = ChangeRequest.objects.filter(secondment=secondment, kind="EXTENSION", state="APPROVED")
    row = rows.order_by("-pk").first()
    if row is None or row.new_end is None or row.decided_at is None:
        raise not_visible()
    name, end = secondment.cadre.name, letters.chinese_date(row.new_end)
    return _decision(
        actor,
        _head(actor, row.document_no, row.decided_at.date()),
        title=f"关于{name}同志延长挂职时间的通知",
        addressees=[secondment.home_unit.name, secondment.host_unit.name],
        body=[
            f"经接收单位提出，派出单位和本人同意，研究决定：{name}同志在"
            f"{secondment.host_unit.name}挂职任{secondment.post.title}的时间延长至{end}。",
            f"延长的理由：{row.reason}。",
        ],
    )


def _recall(actor: Actor, secondment: Secondment) -> bytes:
    event = secondment.events.filter(act="recall").order_by("-pk").first()
    if event is None:
        raise not_visible()
    name, day = secondment.cadre.name, letters.chinese_date(event.on_day)
    return _decision(
        actor,
        _head(actor, event.document_no, event.on_day),
        title=f"关于召回{name}同志的决定",
        addressees=[secondment.host_unit.name, secondment.home_unit.name],
        body=[
            f"研究决定：召回在{secondment.host_unit.name}挂职任{secondment.post.title}的{name}同志，"
            f"挂职至{day}止。",
            f"理由：{event.reason}。",
        ],
    )


def _form(actor: Actor, head: Head, kind: str, values: dict[str, str]) -> bytes:
    built_in = case_letters.form(head, title=FORMS[kind].label, rows=rows_of(kind, values))
    context = {**_plain(head), **values}
    return print_letter(actor=actor, kind=kind, context=context, built_in=built_in)


def _whose(secondment: Secondment) -> dict[str, str]:
    cadre = secondment.cadre
    return {
        "name": cadre.name,
        "home": f"{secondment.home_unit.name}　{cadre.current_post}",
        "host": f"{secondment.host_unit.name}　{secondment.post.title}",
    }


def _span(first: date, last: date) -> str:
    return f"{letters.chinese_date(first)}至{letters.chinese_date(last)}"


def _appraisal(actor: Actor, secondment: Secondment) -> bytes:
    row = TermAppraisal.objects.filter(secondment=secondment).first()
    if row is None or row.org_on is None:
        raise not_visible()
    cadre = secondment.cadre
    if not visible_classes(actor, cadre):
        raise not_permitted()
    first = secondment.arrived_on or secondment.starts_on
    last = secondment.left_on or secondment.ends_on
    born = f"　{cadre.birth_month:%Y.%m}" if cadre.birth_month else ""
    values = _whose(secondment) | {
        "sex_and_birth": f"{cadre.sex}{born}",
        "span": _span(first, last),
        "duty": secondment.duty,
        "facts": _numbered(row.facts),
        "self_text": row.self_text,
        "strengths": _numbered(row.strengths),
        "shortcomings": _numbered(row.shortcomings),
        "answer": f"{row.answer}\n\n　{row.answered_on}" if row.answered_on else "",
        "host_text": f"{row.host_text}\n\n（盖章）　{row.host_on or ''}",
        "org_text": f"{row.org_text}\n\n（盖章）　{row.org_on}",
        "home_text": "\n\n（盖章）　　年　　月　　日",
    }
    return _form(actor, _head(actor, "", row.org_on), "APPRAISAL", values)


def _numbered(lines: Sequence[Mapping[str, str]]) -> str:
    """Lines of evidence, each with its source."""
    return "\n".join(
        f"{number}．{line['text']}（{line['source']}）"
        for number, line in enumerate(lines, start=1)
    )


def _arrival(actor: Actor, secondment: Secondment) -> bytes:
    if secondment.arrived_on is None:
        raise not_visible()
    event = secondment.events.filter(act="arrive").order_by("-pk").first()
    values = _whose(secondment) | {
        "notice_no": secondment.notice_no,
        "arrived_on": letters.chinese_date(secondment.arrived_on),
        "received_by": f"{event.actor_name if event else ''}\n\n（盖章）",
    }
    head = Head(secondment.host_unit.name, "", secondment.arrived_on, actor.is_example)
    return _form(actor, head, "ARRIVAL", values)


def _duty(actor: Actor, secondment: Secondment) -> bytes:
    acts = ("assign", "reassign")
    event = secondment.events.filter(act__in=acts).order_by("-pk").first()
    if event is None:
        raise not_visible()
    name, host = secondment.cadre.name, secondment.host_unit.name
    return _decision(
        actor,
        Head(host, event.document_no, event.on_day, actor.is_example),
        kind="DUTY",
        title=f"关于{name}同志分工的通知",
        addressees=["各科室、各村（社区）、各有关单位"],
        body=[
            f"根据工作需要，明确在我单位挂职任{secondment.post.title}的{name}同志分工如下：{secondment.duty}"
        ],
    )


def _leave(actor: Actor, secondment: Secondment) -> bytes:
    """The newest leave, with who decided it and when the person came back."""
    row = LeaveRequest.objects.filter(secondment=secondment).order_by("-pk").first()
    if row is None:
        raise not_visible()
    decided = f"{row.decided_at:%Y-%m-%d}" if row.decided_at else "　　年　　月　　日"
    values = _whose(secondment) | {
        "kind": LEAVE_KINDS[row.kind],
        "span": f"{_span(row.first_day, row.last_day)}，{row.workdays} 个工作日",
        "reason": row.reason,
        "tier": TIERS[row.tier],
        "decision": f"{LEAVE_STATES[row.state]}　{row.decided_by}　{decided}　{row.note}",
        "returned_on": letters.chinese_date(row.returned_on) if row.returned_on else "",
    }
    head = Head(secondment.host_unit.name, "", row.first_day, actor.is_example)
    return _form(actor, head, "LEAVE", values)


MAKERS = {
    "appraisal": _appraisal,
    "extension": _extension,
    "recall": _recall,
    "arrival": _arrival,
    "duty": _duty,
    "leave": _leave,
}
