"""What takes effect by itself on its day: decided ends, leaves that begin, terms that run out."""

from datetime import date, timedelta

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import DomainError
from dunmiao.secondments.duties import refresh_obligations
from dunmiao.secondments.leaves import begin_leave
from dunmiao.secondments.lifecycle import BEFORE_END
from dunmiao.secondments.models import DatedAct, LeaveRequest, Secondment
from dunmiao.secondments.moves import move
from dunmiao.secondments.terms import end_on, term_policy


@transaction.atomic
def apply_due_acts(*, actor: Actor, today: date) -> int:
    """What takes effect by itself today; returns how many cases moved.

    Each case by itself: one that refuses is noted and keeps nobody else waiting.
    """
    actor.require(Permission.CASES_MANAGE)
    done: dict[int, Secondment] = {}
    for dated in DatedAct.objects.filter(city_id=actor.city_id, state="PENDING", on_day__lte=today):
        _apply_dated(actor, dated, today, done)
    for row in LeaveRequest.objects.filter(
        city_id=actor.city_id,
        state="APPROVED",
        first_day__lte=today,
        secondment__state="SERVING",
        returned_on=None,
    ).select_related("secondment__cadre"):
        begin_leave(actor, row)
        done[row.secondment_id] = row.secondment
    _expire(actor, today, done)
    refresh_obligations(actor=actor, secondments=list(done.values()), today=today)
    return len(done)


def _apply_dated(actor: Actor, dated: DatedAct, today: date, done: dict[int, Secondment]) -> None:
    paper, reason = dated.facts["document_no"], dated.facts["reason"]
    # Read anew and held: an act before this one may have moved the case.
    rows = Secondment.objects.select_for_update(of=("self",)).select_related("cadre")
    secondment = rows.get(pk=dated.secondment_id)
    try:
        with transaction.atomic():
            end_on(actor, secondment, dated.act, dated.on_day, paper, reason, today)
        dated.state = "DONE"
        done[secondment.pk] = secondment
    except DomainError as refused:
        dated.state = "REFUSED"
        dated.said = "；".join(finding.message for finding in refused.findings)[:300]
    dated.save()


def _expire(actor: Actor, today: date, done: dict[int, Secondment]) -> None:
    """Terms within their last days go to the end-of-term office work."""
    policy = term_policy(city_id=actor.city_id, day=today)
    last = today + timedelta(days=policy.expiring_days)
    rows = Secondment.objects.filter(
        city_id=actor.city_id, state__in=BEFORE_END, ends_on__lte=last
    ).exclude(changerequests__state="OPEN", ends_on__gte=today)
    for secondment in rows.select_related("cadre"):
        move(actor, secondment, "expire", today, reason="期满前自动转入")
        secondment.save()
        done[secondment.pk] = secondment
