"""Keep what is owed equal to what the facts say; remind of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from dunmiao.access.actors import Actor
from dunmiao.access.scopes import beyond_own_rows
from dunmiao.acts.claims import Doing
from dunmiao.formats.workdays import Workdays
from dunmiao.rulebook.policies import parameters_in_force, read_policy
from dunmiao.secondments import facts, notices
from dunmiao.secondments.models import Obligation, Secondment
from dunmiao.secondments.models.secondments import CaseRow
from dunmiao.secondments.rules.obligations import Duty, DutyPolicy, duties_of
from dunmiao.units.workdays import load_workdays

HORIZON_DAYS = 92
BATCH = 500


@dataclass(frozen=True)
class _Reckoning:
    """What every case of a refresh is reckoned by."""

    policy: DutyPolicy
    workdays: Workdays
    until: date


def _reckoning(city_id: int, today: date) -> _Reckoning:
    values = parameters_in_force(city_id=city_id, day=today)
    policy = read_policy(DutyPolicy, values, prefix="duty")
    until = today + timedelta(days=HORIZON_DAYS)
    return _Reckoning(policy, load_workdays(city_id=city_id), until)


_WAITING: ContextVar[dict[int, Secondment] | None] = ContextVar("waiting", default=None)


@contextmanager
def refreshing_once(*, actor: Actor, today: date) -> Iterator[None]:
    """Many acts in one transaction, their duties reckoned once at its end."""
    waiting: dict[int, Secondment] = {}
    token = _WAITING.set(waiting)
    try:
        yield
    finally:
        _WAITING.reset(token)
    refresh_obligations(actor=actor, secondments=list(waiting.values()), today=today)


@transaction.atomic
def refresh_obligations(*, actor: Actor, secondments: Sequence[Secondment], today: date) -> int:
    """Write what changed in the duties of these cases; returns how many rows were written.

    The facts of a case lie with all its parties, so they are read beyond the actor's own rows;
    nothing but the duties themselves comes of it.
    """
    if (waiting := _WAITING.get()) is not None:
        waiting.update({row.pk: row for row in secondments})
        return 0
    written = 0
    with beyond_own_rows(actor):
        by = _reckoning(actor.city_id, today)
        for start in range(0, len(secondments), BATCH):
            written += _refresh(secondments[start : start + BATCH], by)
    return written


def refresh_case(doing: Doing, case: Secondment) -> None:
    """After an act on a case."""
    refresh_obligations(actor=doing.actor, secondments=[case], today=doing.today)


def refresh_part(doing: Doing, part: CaseRow) -> None:
    """After an act on a part of a case."""
    refresh_case(doing, part.secondment)


def _refresh(secondments: Sequence[Secondment], by: _Reckoning) -> int:
    cases = facts.cases_of(secondments)
    stored: dict[int, dict[tuple[str, str], Obligation]] = {}
    for kept in Obligation.objects.filter(secondment__in=secondments):
        stored.setdefault(kept.secondment_id, {})[kept.kind, kept.period] = kept
    new: list[Obligation] = []
    changed: list[Obligation] = []
    for secondment in secondments:
        rows = stored.get(secondment.pk, {})
        duties = duties_of(
            cases[secondment.pk], policy=by.policy, workdays=by.workdays, until=by.until
        )
        for duty in duties:
            known = (duty.kind, duty.period)
            if known in rows:
                row = rows.pop(known)
                if _follow(row, duty, by.workdays):
                    changed.append(row)
            else:
                row = Obligation.of(secondment, kind=duty.kind, period=duty.period)
                _follow(row, duty, by.workdays)
                new.append(row)
        changed += _void(rows.values())
    Obligation.objects.bulk_create(new, batch_size=1000)
    fields = ["party", "due_on", "is_provisional", "state", "met_on"]
    Obligation.objects.bulk_update(changed, fields, batch_size=1000)
    return len(new) + len(changed)


def _follow(row: Obligation, duty: Duty, workdays: Workdays) -> bool:
    """Make a row say what the duty says; True where that changed it. A waiver stands."""
    before = (row.party, row.due_on, row.is_provisional, row.state, row.met_on)
    row.party, row.due_on = duty.party, duty.due_on
    row.is_provisional = workdays.is_provisional(duty.due_on)
    if duty.met_on is not None:
        row.state, row.met_on = "MET", duty.met_on
    elif row.state != "WAIVED":
        row.state, row.met_on = "OPEN", None
    return before != (row.party, row.due_on, row.is_provisional, row.state, row.met_on)


def _void(rows: Iterable[Obligation]) -> list[Obligation]:
    """Duties that the facts no longer give: open ones are void, the rest is history."""
    out = []
    for row in rows:
        if row.state == "OPEN":
            row.state = "VOID"
            out.append(row)
    return out


@transaction.atomic
def note_contacts(*, actor: Actor, kept: Mapping[int, int], today: date) -> None:
    """Note how many contacts the persons of these cases still keep: all are handed over before
    a case closes. Who takes contacts over need not see the case of the one who gives them."""
    with beyond_own_rows(actor):
        rows = list(Secondment.objects.filter(pk__in=kept).order_by("pk"))
        for row in rows:
            if kept[row.pk] == 0 and row.contacts_kept:
                row.contacts_on = today
            row.contacts_kept = kept[row.pk]
        Secondment.objects.bulk_update(rows, ["contacts_kept", "contacts_on"])
    refresh_obligations(actor=actor, secondments=rows, today=today)


@transaction.atomic
def remind_people(
    *, actor: Actor, secondments: Sequence[int], kinds: Sequence[str], now: datetime
) -> int:
    """Remind the persons of these cases of what they owe and is overdue; how many duties.

    The caller has made sure that the actor answers for these people; he need not see the cases.
    """
    with beyond_own_rows(actor):
        rows = Obligation.objects.filter(
            secondment__in=secondments,
            party="PERSON",
            kind__in=kinds,
            state="OPEN",
            due_on__lt=timezone.localtime(now).date(),
        )
        ids = list(rows.values_list("pk", flat=True))
        Obligation.objects.filter(pk__in=ids).update(reminded_at=now)
    actor.record("obligation.reminded", rows=len(ids))
    tell_after_commit(ids)
    return len(ids)


def tell_after_commit(obligation_ids: Sequence[int]) -> None:
    """Write to whoever has to do these, once the reminder is kept."""
    if obligation_ids:
        transaction.on_commit(partial(notices.obligations_reminded, obligation_ids))
