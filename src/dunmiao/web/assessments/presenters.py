"""Rows for the pages of rounds and sessions: counts, balances, entry of sheets."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as mark

from dunmiao.assessments.lifecycle import SESSION
from dunmiao.assessments.rules.rounds import FEWEST
from dunmiao.assessments.rules.schemes import Form, keyed_marks


def session_row(session: Any, form: Form) -> dict[str, Any]:
    """One line of the list of sessions."""
    groups = list(session.groups.all())
    return {
        "session": session,
        "label": SESSION.labels[session.state],
        "people": len(session.places.all()),
        "due": sum(group.due for group in groups),
        "paper": sum(group.paper for group in groups),
        "small": [group.code for group in groups if 0 < group.due < FEWEST],
    }


def group_rows(form: Form, sessions: Sequence[Any]) -> list[dict[str, Any]]:
    """The categories of voters: weight, fewest and most due over the sessions, what to know."""
    out = []
    for group in form.groups:
        due = [
            g.due
            for s in sessions
            if s.state != "VOID"
            for g in s.groups.all()
            if g.code == group.code
        ]
        some = [count for count in due if count]
        out.append(
            {
                "group": group,
                "percent": f"{float(group.weight * 100):g}",
                "low": min(some, default=0),
                "high": max(some, default=0),
                "is_small": any(count < FEWEST for count in some),
            }
        )
    return out


def count_rows(
    session: Any, *, turnout: Mapping[str, int], progress: Mapping[int, Mapping[str, int]]
) -> list[dict[str, Any]]:
    """The balance of a session by group."""
    names = {group.code: group.name for group in session.round.form.groups}
    return [
        {
            "row": group,
            "name": names[group.code],
            "turnout": turnout.get(group.code, 0),
            "back": group.returned_phone + group.returned_paper,
            **progress.get(group.pk, {"settled": 0, "disputed": 0}),
        }
        for group in session.groups.all()
    ]


def signers(session: Any) -> list[tuple[str, str]]:
    """Who did which of the two-person acts."""
    acts = (
        (mark("发票"), session.issued_by),
        (mark("核对票数并开票"), session.opened_by),
        (mark("停止投票"), session.stopped_by),
        (mark("封票"), session.closed_by),
    )
    return [(label, user.full_name) for label, user in acts if user is not None]


def entry_rows(subjects: Sequence[Any], form: Form) -> list[dict[str, Any]]:
    """One row a person with the names of its fields."""
    return [
        {"subject": subject, "fields": [f"marks.{n}-{item}" for item in range(len(form.items))]}
        for n, subject in enumerate(subjects)
    ]


def entry_progress(session: Any, group: Any, actor: Any) -> dict[str, Any]:
    """How far a reader is: the numbers that wait for him, without what the other one read."""
    rows = session.sheets.filter(group=group).values_list("number", "first_by", "second_by")
    read = {number: (first, second) for number, first, second in rows}
    waiting = [
        number
        for number in range(1, group.returned_paper + 1)
        if number not in read or (read[number][1] is None and read[number][0] != actor.user_id)
    ]
    return {
        "next": waiting[0] if waiting else None,
        "waiting": len(waiting),
        "done": sum(second is not None for _, second in read.values()),
        "mine": sum(actor.user_id in pair for pair in read.values()),
    }


def disputed(session: Any, subjects: Sequence[Any]) -> list[dict[str, Any]]:
    """Sheets read differently: cells where the two readings part, the rest as agreed."""
    form = session.round.form
    digits = {word: key for key, word in keyed_marks(form)}
    out = []
    rows = session.sheets.filter(settled__isnull=True, second_by__isnull=False)
    for sheet in rows.select_related("group", "first_by", "second_by"):
        cells = [
            {
                "field": f"marks.{n}-{item}",
                "who": subject.name,
                "item": label,
                "one": sheet.first[n][item],
                "two": sheet.second[n][item],
                "key": digits[sheet.first[n][item]],
                "differs": sheet.first[n][item] != sheet.second[n][item],
            }
            for n, subject in enumerate(subjects)
            for item, label in enumerate(form.item_names)
        ]
        out.append({"sheet": sheet, "cells": cells})
    return out
