"""One person's year: proposed by who assessed, approved by another, told, answered, final."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.assessments import quota
from dunmiao.assessments.actions.slips import require_another
from dunmiao.assessments.lifecycle import ANNUAL
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import AnnualAssessment, QuotaPool
from dunmiao.assessments.rules import annual as rules
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted, require_revision
from dunmiao.kernel.findings import Finding
from dunmiao.people.models import AnnualGrade


def _locked(actor: Actor, uid: Any, act: str) -> AnnualAssessment:
    row = quota.get_assessment(actor=actor, uid=uid, lock=True)
    if found := ANNUAL.objections(state=row.state, act=act):
        raise Conflict(found)
    return row


def _save(row: AnnualAssessment) -> AnnualAssessment:
    row.revision += 1
    row.save()
    return row


@transaction.atomic
def hear_other(*, actor: Actor, assessment_uid: Any, opinion: str) -> AnnualAssessment:
    """The other unit's opinion (听取另一方意见), before the grade is approved."""
    row = _locked(actor, assessment_uid, "propose")
    actor.require(Permission.GRADES_PROPOSE, at=[row.other_unit_id])
    if not opinion.strip():
        raise RuleBroken([say("round.reason")])
    row.other_opinion, row.other_by = opinion.strip()[:300], actor.name
    actor.record("assessment.heard", row, cadres=[row.cadre.uid])
    return _save(row)


@transaction.atomic
def propose_grade(
    *,
    actor: Actor,
    assessment_uid: Any,
    grade: str,
    reason: str,
    revision: int | None = None,
) -> AnnualAssessment:
    """The assessing unit proposes; every grade but 称职 wants a reason."""
    row = _locked(actor, assessment_uid, "propose")
    actor.require(Permission.GRADES_PROPOSE, at=[row.assessing_unit_id])
    require_revision(row.revision, revision)
    found = []
    if grade not in rules.GRADES:
        found.append(say("annual.grade", grade=grade[:20]))
    elif grade != "COMPETENT" and not reason.strip():
        found.append(say("annual.reason", grade=rules.GRADES[grade]))
    if found:
        raise RuleBroken(found)
    row.grade, row.reason, row.state = grade, reason.strip()[:300], "PROPOSED"
    row.proposed_by_id = actor.user_id
    actor.record("assessment.proposed", row, cadres=[row.cadre.uid], grade=grade)
    return _save(row)


@transaction.atomic
def propose_rest(*, actor: Actor, pool_uid: Any) -> int:
    """Everybody of a pool who has no grade yet is proposed 称职; returns how many."""
    pool = quota.get_pool(actor=actor, uid=pool_uid)
    rows = pool.members.select_for_update().filter(state="LISTED")
    done = 0
    for row in rows:
        if actor.may(Permission.GRADES_PROPOSE, at=[row.assessing_unit_id]):
            row.grade, row.state, row.proposed_by_id = "COMPETENT", "PROPOSED", actor.user_id
            _save(row)
            done += 1
    actor.record("pool.rest_proposed", pool, people=done)
    return done


@transaction.atomic
def approve_pool_grades(*, actor: Actor, pool_uid: Any) -> int:
    """审定 everything proposed in a pool, whole or not at all, by another than who proposed."""
    pool = quota.get_pool(actor=actor, uid=pool_uid, lock=True)
    actor.require(Permission.QUOTA_GRANT, at=[pool.unit_id])
    rows = list(quota.members_of(pool).select_for_update(of=("self",)))
    proposed = [row for row in rows if row.state == "PROPOSED"]
    for row in proposed:
        require_another(actor, row.proposed_by, "提出等次")
    if found := _objections(pool, rows, proposed):
        raise RuleBroken(found)
    for row in proposed:
        row.state, row.approved_by_id = "APPROVED", actor.user_id
    try:
        with transaction.atomic():
            for row in proposed:
                _save(row)
    except IntegrityError:
        raise Conflict([_over(pool, rows, proposed)]) from None
    actor.record("pool.grades_approved", pool, people=len(proposed))
    return len(proposed)


def _excellent(rows: list[AnnualAssessment]) -> int:
    return sum(row.grade == rules.EXCELLENT for row in rows)


def _over(
    pool: QuotaPool, rows: list[AnnualAssessment], proposed: list[AnnualAssessment]
) -> Finding:
    more = _excellent(proposed)
    used = _excellent([row for row in rows if row.state in quota.SETTLED and row not in proposed])
    return say("quota.over", pool=pool.name, places=pool.places or 0, used=used, more=more)


def _objections(
    pool: QuotaPool, rows: list[AnnualAssessment], proposed: list[AnnualAssessment]
) -> list[Finding]:
    """Everything against approving: open people, the base, places, parts, who was not heard."""
    found = []
    if waiting := sum(row.state == "LISTED" for row in rows):
        found.append(say("annual.open", pool=pool.name, count=waiting))
    base = sum(row.grade != rules.NOT_GRADED for row in rows)
    if pool.places is None:
        if _excellent(proposed):
            found.append(say("quota.not_approved", pool=pool.name))
    else:
        if base != pool.base:
            found.append(say("quota.base_changed", then=pool.base, now=base))
        settled = [row for row in rows if row.state in quota.SETTLED]
        if _excellent(settled) + _excellent(proposed) > pool.places:
            found.append(_over(pool, rows, proposed))
        found += _objections_of_parts(pool, [*settled, *proposed])
    for row in proposed:
        if row.other_unit is not None and row.other_days and not row.other_opinion:
            who, other, days = row.cadre.name, row.other_unit.name, row.other_days
            found.append(say("annual.hear", name=who, other=other, days=days))
    return found


def _objections_of_parts(pool: QuotaPool, rows: list[AnnualAssessment]) -> list[Finding]:
    found = []
    for share in pool.shares.all():
        used = _excellent([row for row in rows if row.part == share.part])
        if share.is_tied:
            found.append(say("quota.tie_open", pool=pool.name, places=share.tied_places))
        if used > share.seats + share.is_tied:
            part, places = share.part, share.seats
            found.append(say("quota.over_share", part=part, places=places, used=used))
    return list({finding.message: finding for finding in found}.values())


@transaction.atomic
def return_grade(*, actor: Actor, assessment_uid: Any, reason: str) -> AnnualAssessment:
    """Back to the assessing unit, with a reason."""
    row = _locked(actor, assessment_uid, "return")
    actor.require(Permission.QUOTA_GRANT, at=[row.unit_id])
    if not reason.strip():
        raise RuleBroken([say("round.reason")])
    row.state, row.grade, row.proposed_by = "LISTED", "", None
    actor.record("assessment.returned", row, cadres=[row.cadre.uid], reason=reason.strip()[:300])
    return _save(row)


@transaction.atomic
def notify_pool(*, actor: Actor, pool_uid: Any, today: date) -> int:
    """The written notice to everybody approved in a pool; from here on each sees his own."""
    pool = quota.get_pool(actor=actor, uid=pool_uid, lock=True)
    actor.require(Permission.QUOTA_MANAGE, at=[pool.unit_id])
    rows = list(pool.members.select_for_update().filter(state="APPROVED"))
    for row in rows:
        row.state, row.notified_on = "NOTIFIED", today
        _save(row)
    actor.record("pool.notified", pool, people=len(rows))
    return len(rows)


@transaction.atomic
def object_to_grade(
    *, actor: Actor, assessment_uid: Any, text: str, today: date
) -> AnnualAssessment:
    """The person himself objects, in time."""
    row = _locked(actor, assessment_uid, "object")
    if row.user_id != actor.user_id:
        raise not_permitted()
    days = quota.quota_policy(city_id=actor.city_id, day=today).objection_days
    found = []
    if not text.strip():
        found.append(say("round.reason"))
    if row.notified_on is None or today > row.notified_on + timedelta(days=days):
        found.append(say("annual.term", days=days))
    if found:
        raise RuleBroken(found)
    row.state, row.objection, row.objected_on = "OBJECTED", text.strip()[:500], today
    actor.record("assessment.objected", row)
    return _save(row)


@transaction.atomic
def answer_objection(
    *, actor: Actor, assessment_uid: Any, grade: str, answer: str, today: date
) -> AnnualAssessment:
    """The review, by another than who approved: the grade stands or is another one."""
    row = _locked(actor, assessment_uid, "review")
    actor.require(Permission.QUOTA_GRANT, at=[row.unit_id])
    require_another(actor, row.approved_by, "审定")
    if grade not in rules.GRADES or not answer.strip():
        raise RuleBroken([say("round.reason")])
    row.grade, row.answer = grade, answer.strip()[:500]
    row.state, row.notified_on = "NOTIFIED", today
    try:
        with transaction.atomic():
            _save(row)
    except IntegrityError:
        raise Conflict([_over(row.pool, list(row.pool.members.all()), [row])]) from None
    actor.record("objection.answered", row, cadres=[row.cadre.uid], grade=grade)
    return row


@transaction.atomic
def settle_pool(*, actor: Actor, pool_uid: Any, today: date) -> int:
    """Grades whose time for objection is over become final and stand in the person's file."""
    pool = quota.get_pool(actor=actor, uid=pool_uid, lock=True)
    actor.require(Permission.QUOTA_MANAGE, at=[pool.unit_id])
    days = quota.quota_policy(city_id=actor.city_id, day=today).objection_days
    rows = pool.members.select_for_update(of=("self",)).select_related("cadre", "year")
    due = list(rows.filter(state="NOTIFIED", notified_on__lt=today - timedelta(days=days)))
    for row in due:
        row.state, row.final_on = "FINAL", today
        _save(row)
        AnnualGrade.objects.update_or_create(
            cadre=row.cadre,
            year=row.year.year,
            defaults={
                "city_id": row.city_id,
                "grade": rules.GRADES[row.grade],
            },
        )
    actor.record("pool.settled", pool, people=len(due))
    return len(due)
