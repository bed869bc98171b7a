"""Judgements on the term: arrival, duty, extension, early end, recall, closing; all pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dunmiao.kernel.findings import Finding
from dunmiao.kernel.months import add_months
from dunmiao.secondments.messages import say

EARLIEST_ARRIVAL_DAYS = 30
PARTIES = {"HOST": "接收单位", "HOME": "派出单位", "PERSON": "本人"}
KINDS = {
    "EXTENSION": "延期",
    "EARLY_END": "提前结束",
    "RETENTION": "留任",
    "REASSIGNMENT": "调整分工",
    "REHOST": "调整接收单位",
}
# Whose consent a change needs before the organisation department decides (R33, R34).
CONSENTS = {
    "EXTENSION": ("HOST", "HOME", "PERSON"),
    "EARLY_END": ("HOST", "HOME"),
    "RETENTION": ("HOST", "HOME", "PERSON"),
    "REASSIGNMENT": ("HOST", "HOME"),
    "REHOST": ("HOST", "HOME", "PERSON"),
}


@dataclass(frozen=True, slots=True)
class Tenure:
    """What a change of the term is judged by; both days inclusive."""

    starts_on: date
    ends_on: date
    arrived_on: date | None = None
    extensions: int = 0


@dataclass(frozen=True, slots=True)
class TermPolicy:
    """Dated parameters of the term (R29, R33)."""

    max_total_months: int = 36
    max_extensions: int = 1
    extension_notice_days: int = 30
    expiring_days: int = 30


def objections_to_day(
    day: date, *, today: date, since: date | None, where: str = "on_day"
) -> list[Finding]:
    """What is told of a day: it has come, and is not before the arrival (`since`; None where the
    person has not arrived)."""
    found = []
    if day > today:
        found.append(say("act.in_future", where=where, day=_iso(day)))
    if since is None or day < since:
        arrived = _iso(since) if since else "—"
        found.append(say("act.before_arrival", where=where, day=_iso(day), arrived=arrived))
    return found


def objections_to_arrival(
    *, arrived_on: date, starts_on: date, ends_on: date, today: date
) -> list[Finding]:
    """An arrival lies within the term (or shortly before) and not in the future."""
    found, day = [], _iso(arrived_on)
    first = starts_on - timedelta(days=EARLIEST_ARRIVAL_DAYS)
    if arrived_on < first:
        found.append(say("arrival.too_early", where="arrived_on", day=day, first=_iso(first)))
    if arrived_on > today:
        found.append(say("arrival.in_future", where="arrived_on", day=day))
    if arrived_on > ends_on:
        found.append(say("arrival.after_end", where="arrived_on", day=day, last=_iso(ends_on)))
    return found


def objections_to_extension(
    tenure: Tenure, *, new_end: date, reason: str, today: date, policy: TermPolicy
) -> list[Finding]:
    """Later than the present end, within the longest term, asked in time, not once too often."""
    found = []
    if new_end <= tenure.ends_on:
        found.append(say("extension.not_later", where="new_end", ends=_iso(tenure.ends_on)))
    if new_end >= add_months(tenure.starts_on, policy.max_total_months):
        found.append(say("extension.too_long", where="new_end", months=policy.max_total_months))
    if tenure.extensions >= policy.max_extensions:
        found.append(say("extension.too_many", limit=policy.max_extensions))
    latest = tenure.ends_on - timedelta(days=policy.extension_notice_days)
    if today > latest:
        found.append(say("extension.too_late", latest=_iso(latest)))
    if not reason.strip():
        found.append(say("change.no_reason", where="reason"))
    return found


def objections_to_early_end(
    tenure: Tenure, *, last_day: date, reason: str, document_no: str | None
) -> list[Finding]:
    """An end lies between arrival and the regular end, with its reason and, once decided, paper."""
    found, first = [], tenure.arrived_on or tenure.starts_on
    day, ends = _iso(last_day), _iso(tenure.ends_on)
    if last_day < first:
        found.append(say("act.before_arrival", where="last_day", day=day, arrived=_iso(first)))
    if last_day >= tenure.ends_on:
        found.append(say("end.not_early", where="last_day", day=day, ends=ends))
    if not reason.strip():
        found.append(say("change.no_reason", where="reason"))
    if document_no is not None and not document_no.strip():
        found.append(say("change.no_document", where="document_no"))
    return found


def objections_to_decision(kind: str, answers: Mapping[str, str]) -> list[Finding]:
    """Every consent that is missing or was declined; `answers` by party."""
    found = []
    for party in CONSENTS[kind]:
        answer = answers.get(party)
        if answer == "DECLINED":
            found.append(say("consent.declined", party=PARTIES[party]))
        elif answer != "AGREED":
            found.append(say("consent.missing", party=PARTIES[party]))
    return found


@dataclass(frozen=True, slots=True)
class Closing:
    """What must be there before a case is closed."""

    has_appraisal: bool
    feedback_received_on: date | None
    open_transfers: tuple[str, ...]
    open_leaves: int
    handed_over: bool
    waits_for_successor: bool = False
    contacts_kept: int = 0


def objections_to_closing(closing: Closing) -> list[Finding]:
    """Everything that keeps a case open, each by its name."""
    found = []
    if not closing.has_appraisal:
        found.append(say("closing.no_appraisal"))
    if closing.feedback_received_on is None:
        found.append(say("closing.no_feedback"))
    if closing.open_transfers:
        found.append(say("closing.open_transfers", names="、".join(closing.open_transfers)))
    if closing.open_leaves:
        found.append(say("closing.open_leaves", count=closing.open_leaves))
    if not closing.handed_over:
        found.append(say("closing.not_handed_over"))
    if closing.waits_for_successor:
        found.append(say("closing.handover"))
    if closing.contacts_kept:
        found.append(say("closing.contacts", count=closing.contacts_kept))
    return found


def _iso(day: date) -> str:
    return day.isoformat()
