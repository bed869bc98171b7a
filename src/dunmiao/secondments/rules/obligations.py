"""What is owed by whom until when: made from the facts of a case, never typed in.

One function, `duties_of`, is the whole engine: the same facts give the same duties, so a
refresh after any act, or every night, only writes what changed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from dunmiao.formats.workdays import Workdays
from dunmiao.kernel.months import add_months
from dunmiao.secondments.rules.transfers import Standing, must_travel

PARTIES = {
    "ORG": "组织部",
    "LEAD": "牵头单位",
    "HOST": "接收单位",
    "HOME": "派出单位",
    "PERSON": "挂职干部",
}
KINDS = {
    "ARRIVAL": "报到回执",
    "ASSIGNMENT": "明确分工",
    "TRANSFER": "关系转移",
    "WORK_PLAN": "工作计划",
    "MONTHLY_REPORT": "月报",
    "QUARTERLY_REPORT": "季度小结",
    "VISIT": "半年走访",
    "LEAVE_RETURN": "销假",
    "CARE": "关怀事项",
    "DUTY_REPORT": "述职报告",
    "APPRAISAL": "期满鉴定",
    "FEEDBACK_VISIT": "走访反馈",
    "FEEDBACK_RECEIPT": "反馈回执",
    "CONTACTS": "联络移交",
    "CLOSING": "结案",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """How a month of reports is shown: a sign, a word, a class of colour. Never a rank."""

    sign: str
    word: str
    css: str


# From the best to the worst: a month shows the worst of what fell due in it.
MARKS = {
    "ON_TIME": Mark("✓", "按时", "ok"),
    "WAIVED": Mark("－", "免报", "muted"),
    "WAITING": Mark("·", "未到期", "muted"),
    "LATE": Mark("△", "迟报", "warn"),
    "OWED": Mark("✗", "未报", "stop"),
}
QUARTER = 3


def period_of(kind: str, day: date) -> str:
    """The period of a report that a day lies in: 2026-03 or 2026-Q1; none for a duty report."""
    if kind == "MONTHLY":
        return f"{day:%Y-%m}"
    return f"{day.year}-Q{(day.month + 2) // QUARTER}" if kind == "QUARTERLY" else ""


def months_of(kind: str, period: str) -> tuple[date, date] | None:
    """First days of the first and last month of a period; None where it cannot be read."""
    try:
        if kind == "MONTHLY":
            first = date.fromisoformat(f"{period}-01")
            return first, first
        year, _, quarter = period.partition("-Q")
        first = date(int(year), QUARTER * int(quarter) - 2, 1)
    except ValueError:
        return None
    return first, add_months(first, QUARTER - 1)


@dataclass(frozen=True, slots=True)
class DutyPolicy:
    """Day counts, each a dated parameter of the rule set."""

    arrival_workdays: int = 5
    assignment_days: int = 15
    transfer_days: int = 15
    work_plan_days: int = 30
    report_day: int = 5
    report_months: int = 1  # 1: monthly reports; 3: quarterly ones
    visit_months: int = 6
    duty_report_days: int = 45
    appraisal_days: int = 30
    feedback_days: int = 14
    receipt_workdays: int = 10
    contacts_days: int = 10
    closing_days: int = 30


@dataclass(frozen=True, slots=True)
class Case:
    """The facts of one secondment that duties follow from; a day where done, None where not."""

    kind: str
    starts_on: date
    ends_on: date
    noticed_on: date | None = None
    arrived_on: date | None = None
    assigned_on: date | None = None
    left_on: date | None = None
    transfers: Mapping[tuple[str, str], tuple[date, date | None]] = field(default_factory=dict)
    reports: Mapping[tuple[str, str], date] = field(default_factory=dict)
    visits: tuple[date, ...] = ()
    leaves: Mapping[str, tuple[date, date | None]] = field(default_factory=dict)
    cares: Mapping[str, tuple[str, date, date | None]] = field(default_factory=dict)
    has_problems: bool = False
    work_plan_on: date | None = None
    appraised_on: date | None = None
    visited_home_on: date | None = None
    letter_on: date | None = None
    receipt_on: date | None = None
    keeps_contacts: bool = False
    contacts_on: date | None = None
    closed_on: date | None = None
    is_retained: bool = False
    is_cancelled: bool = False

    @property
    def last_day(self) -> date:
        """The last day at the post: left early, or the regular end."""
        return self.left_on or self.ends_on


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing owed: `period` tells duties of one kind apart, `met_on` is None while open."""

    kind: str
    period: str
    party: str
    due_on: date
    met_on: date | None = None


def duties_of(case: Case, *, policy: DutyPolicy, workdays: Workdays, until: date) -> list[Duty]:
    """Every duty of a case; recurring ones as far as they fall due by `until`."""
    if case.is_cancelled or case.noticed_on is None:
        return []
    out = [*_beginning(case, policy, workdays), *_transfers(case, policy, workdays, until)]
    if case.arrived_on is not None:
        out += _serving(case, policy, workdays, until)
        out += _ending(case, policy, workdays, until)
    if case.closed_on is not None:  # what was not done by then is no longer owed
        return [duty for duty in out if duty.met_on is not None or duty.kind == "TRANSFER"]
    return out


def _beginning(case: Case, policy: DutyPolicy, workdays: Workdays) -> Iterator[Duty]:
    due = workdays.add(case.starts_on, policy.arrival_workdays)
    yield Duty("ARRIVAL", "", "HOST", due, case.arrived_on)


def _transfers(case: Case, policy: DutyPolicy, workdays: Workdays, until: date) -> Iterator[Duty]:
    """A letter and a receipt for each relation on each way it has to travel by now."""
    assert case.noticed_on is not None
    sides = {"OUT": ("HOME", "HOST"), "BACK": ("HOST", "HOME"), "STAY": ("HOME", "HOST")}
    begins = {"OUT": case.noticed_on, "BACK": case.last_day, "STAY": case.closed_on}
    for way, relations in must_travel(_standing(case)).items():
        begin = begins[way]
        if begin is None or begin > until:
            continue
        mark = "" if way == "OUT" else f"{way}-"
        for relation in sorted(relations):
            sent, received = case.transfers.get((relation, way), (None, None))
            due = workdays.next_workday(begin + timedelta(days=policy.transfer_days))
            sender, receiver = sides[way]
            yield Duty("TRANSFER", f"{relation}/{mark}OUT", sender, due, sent)
            back = workdays.next_workday((sent or due) + timedelta(days=policy.transfer_days))
            yield Duty("TRANSFER", f"{relation}/{mark}IN", receiver, back, received)


def _standing(case: Case) -> Standing:
    ways: dict[str, set[str]] = {}
    came: dict[str, set[str]] = {}
    for (relation, way), (_, received) in case.transfers.items():
        ways.setdefault(way, set()).add(relation)
        if received is not None:
            came.setdefault(way, set()).add(relation)
    return Standing(
        kind=case.kind,
        noticed=case.noticed_on is not None,
        is_ending=True,
        is_retained=case.is_retained,
        sent={way: frozenset(names) for way, names in ways.items()},
        received={way: frozenset(names) for way, names in came.items()},
    )


def _serving(case: Case, policy: DutyPolicy, workdays: Workdays, until: date) -> Iterator[Duty]:
    assert case.arrived_on is not None
    due = case.arrived_on + timedelta(days=policy.assignment_days)
    yield Duty("ASSIGNMENT", "", "HOST", workdays.next_workday(due), case.assigned_on)
    if case.has_problems:
        due = case.arrived_on + timedelta(days=policy.work_plan_days)
        yield Duty("WORK_PLAN", "", "PERSON", workdays.next_workday(due), case.work_plan_on)
    yield from _reports(case, policy, workdays, until)
    yield from _visits(case, policy, workdays, until)
    for leave, (last, returned) in sorted(case.leaves.items()):
        yield Duty("LEAVE_RETURN", leave, "HOST", workdays.add(last, 1), returned)
    for care, (owner, due, done) in sorted(case.cares.items()):
        yield Duty("CARE", care, owner, workdays.next_workday(due), done)


def _reports(case: Case, policy: DutyPolicy, workdays: Workdays, until: date) -> Iterator[Duty]:
    """A report for every month (or quarter) served whole or in part, by a day of the next one."""
    assert case.arrived_on is not None
    kind = "QUARTERLY" if policy.report_months == QUARTER else "MONTHLY"
    step = QUARTER if kind == "QUARTERLY" else 1
    first = case.arrived_on.replace(day=1)
    month = add_months(first, -((first.month - 1) % step))
    while month <= case.last_day:
        due = workdays.next_workday(add_months(month, step).replace(day=policy.report_day))
        if due > until:
            return
        period = period_of(kind, month)
        yield Duty(f"{kind}_REPORT", period, "PERSON", due, case.reports.get((kind, period)))
        month = add_months(month, step)


def _visits(case: Case, policy: DutyPolicy, workdays: Workdays, until: date) -> Iterator[Duty]:
    """One visit in each half-year of service; a visit counts for the half-year it lies in."""
    assert case.arrived_on is not None
    begin, number = case.arrived_on, 1
    while begin <= case.last_day:
        end = add_months(case.arrived_on, number * policy.visit_months)
        if end > case.last_day + timedelta(days=31):
            return  # the remainder is too short for a visit of its own
        due = workdays.next_workday(end)
        if begin > until:
            return
        met = min((day for day in case.visits if begin <= day < end), default=None)
        late = min((day for day in case.visits if day >= end), default=None)
        yield Duty("VISIT", f"{number}", "ORG", due, met or late)
        begin, number = end, number + 1


def _ending(case: Case, policy: DutyPolicy, workdays: Workdays, until: date) -> Iterator[Duty]:
    last = case.last_day
    horizon = last - timedelta(days=120)
    if until < horizon:
        return
    assert case.arrived_on is not None

    def before(days: int) -> date:
        """So many days before the end, but never before the person came."""
        return workdays.next_workday(max(last - timedelta(days=days), case.arrived_on or last))

    report = case.reports.get(("DUTY", ""))
    yield Duty("DUTY_REPORT", "", "PERSON", before(policy.duty_report_days), report)
    yield Duty("APPRAISAL", "", "HOST", before(policy.appraisal_days), case.appraised_on)
    visited = case.visited_home_on
    yield Duty("FEEDBACK_VISIT", "", "LEAD", before(policy.feedback_days), visited)
    if case.letter_on is not None:
        due = workdays.add(case.letter_on, policy.receipt_workdays)
        yield Duty("FEEDBACK_RECEIPT", "", "HOME", due, case.receipt_on)
    if case.keeps_contacts or case.contacts_on is not None:
        met = None if case.keeps_contacts else case.contacts_on
        yield Duty("CONTACTS", "", "PERSON", before(policy.contacts_days), met)
    due = workdays.next_workday(last + timedelta(days=policy.closing_days))
    yield Duty("CLOSING", "", "ORG", due, case.closed_on)
