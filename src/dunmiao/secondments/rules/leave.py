"""Leave: who decides by its length, cumulative within the month against splitting (R31)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dunmiao.formats.workdays import Workdays
from dunmiao.kernel.findings import Finding
from dunmiao.kernel.months import add_months
from dunmiao.secondments.messages import say

KINDS = {"PERSONAL": "事假", "SICK": "病假", "ANNUAL": "年休假", "OTHER": "其他"}
TIERS = {"HOST": "接收单位", "COUNTY": "接收地组织部", "CITY": "市委组织部"}


@dataclass(frozen=True, slots=True)
class LeavePolicy:
    """Up to how many workdays of a month each level decides; above, the city."""

    host_days: int = 3
    county_days: int = 7


@dataclass(frozen=True, slots=True)
class Span:
    """A leave from its first to its last day, both included."""

    first: date
    last: date


def objections_to_leave(
    asked: Span, *, arrived_on: date, ends_on: date, others: Sequence[Span]
) -> list[Finding]:
    """In order, within the term, not beside another leave."""
    found = []
    if asked.last < asked.first:
        found.append(say("leave.order", where="last"))
    if asked.first < arrived_on or asked.last > ends_on:
        found.append(say("leave.outside", where="first", first=str(arrived_on), last=str(ends_on)))
    for other in others:
        if asked.first <= other.last and other.first <= asked.last:
            found.append(
                say("leave.overlap", where="first", first=str(other.first), last=str(other.last))
            )
    return found


def days_in_month(span: Span, *, month: date, workdays: Workdays) -> int:
    """Workdays of a leave that fall into the month that begins on `month`."""
    end = add_months(month, 1) - timedelta(days=1)
    return workdays.between(max(span.first, month), min(span.last, end))


def tier_of(
    asked: Span, *, earlier: Sequence[Span], policy: LeavePolicy, workdays: Workdays
) -> tuple[str, int]:
    """(who decides, workdays reckoned): the leave with those granted before in any month it
    touches, so that one long leave split into short ones reaches the same level."""
    most = 0
    month = asked.first.replace(day=1)
    while month <= asked.last:
        spans = (*earlier, asked)
        most = max(most, sum(days_in_month(span, month=month, workdays=workdays) for span in spans))
        month = add_months(month, 1)
    most = max(most, workdays.between(asked.first, asked.last))
    if most <= policy.host_days:
        return "HOST", most
    return ("COUNTY" if most <= policy.county_days else "CITY"), most
