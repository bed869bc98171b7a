"""One person's year: proposed by who assessed, approved by another, told, answered, final."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held, Own, Whoever
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Text
from dunmiao.assessments import quota
from dunmiao.assessments.lifecycle import ANNUAL
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import AnnualAssessment, QuotaPool
from dunmiao.assessments.rules import annual as rules
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import NotPermitted, RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.people.models import AnnualGrade

MANAGES = Held(Permission.QUOTA_MANAGE, "unit")
GRANTS = Held(Permission.QUOTA_GRANT, "unit")
PERSON = "cadre year pool"
Grade = Annotated[str, Choice("等次", of=rules.GRADES, first=lambda row: row.grade)]
Reason = Annotated[str, Text("原因", most=300)]


def _save(row: AnnualAssessment) -> AnnualAssessment:
    row.revision += 1
    row.save()
    return row


def _has_other(row: AnnualAssessment) -> bool:
    """Whether he worked for another unit, too, in the year."""
    return row.other_unit_id is not None and row.other_days > 0


@act(
    "assessment.hear", AnnualAssessment, "登记意见",
    records="assessment.heard",
    said="意见已登记。",
    may=Held(Permission.GRADES_PROPOSE, "other_unit", when=_has_other),
    life=ANNUAL, moves="propose", related=PERSON,
)  # fmt: skip
def hear_other(
    row: AnnualAssessment, doing: Doing, *,
    opinion: Annotated[str, Text("意见", most=300, lines=3)],
) -> AnnualAssessment:  # fmt: skip
    """The other unit's opinion (听取另一方意见), before the grade is approved."""
    row.other_opinion, row.other_by = opinion, doing.actor.name
    return _save(row)


@act(
    "assessment.propose", AnnualAssessment, "提等次",
    records="assessment.proposed",
    said="等次已提出。",
    may=Held(Permission.GRADES_PROPOSE, "assessing_unit"),
    life=ANNUAL, moves="propose", revised=True, waits=True, related=PERSON,
)  # fmt: skip
def propose_grade(
    row: AnnualAssessment, doing: Doing, *,
    grade: Grade,
    reason: Annotated[str, Text("理由", most=300, lines=3, help="称职可不填",
                                first=lambda row: row.reason)] = "",
) -> AnnualAssessment:  # fmt: skip
    """The assessing unit proposes; every grade but 称职 wants a reason."""
    if grade != rules.COMPETENT and not reason:
        raise RuleBroken([say("annual.reason", where="reason", grade=rules.GRADES[grade])])
    doing.note(grade=grade)
    return _propose(row, doing, grade, reason)


def _propose(row: AnnualAssessment, doing: Doing, grade: str, reason: str) -> AnnualAssessment:
    row.grade, row.reason, row.state = grade, reason, ANNUAL.target("propose")
    row.proposed_by_id = doing.actor.user_id
    return _save(row)


def _assesses_some(doing: Doing, pool: QuotaPool) -> bool:
    """Whether somebody of the pool waits for a grade of one of the actor's units."""
    rows = pool.members.filter(state=ANNUAL.target("return"))
    units = doing.actor.units_with(Permission.GRADES_PROPOSE)
    return (rows if units is None else rows.filter(assessing_unit__in=units)).exists()


@act(
    "quota_pool.propose_rest", QuotaPool, "其余提“称职”",
    records="pool.rest_proposed",
    said="其余 {people} 人已提“称职”。",
    may=Whoever(Permission.GRADES_PROPOSE, _assesses_some),
)  # fmt: skip
def propose_rest(pool: QuotaPool, doing: Doing) -> QuotaPool:
    """Everybody of a pool whom the actor assesses and who has no grade yet is proposed 称职."""
    rows = pool.members.select_for_update().filter(state=ANNUAL.target("return"))
    mine = [
        row for row in rows
        if doing.actor.may(Permission.GRADES_PROPOSE, at=[row.assessing_unit_id])
    ]  # fmt: skip
    for row in mine:
        _propose(row, doing, rules.COMPETENT, row.reason)
    doing.note(people=len(mine))
    return pool


@act(
    "quota_pool.approve_grades", QuotaPool, "审定等次",
    records="pool.grades_approved",
    said="{people} 人的等次已审定。",
    may=GRANTS,
)  # fmt: skip
def approve_pool_grades(pool: QuotaPool, doing: Doing) -> QuotaPool:
    """审定 everything proposed in a pool, whole or not at all, by another than who proposed."""
    rows = list(quota.members_of(pool).select_for_update(of=("self",)))
    proposed = [row for row in rows if row.state == ANNUAL.target("propose")]
    for row in proposed:
        proposer = row.proposed_by
        if proposer is not None and proposer.natural_person == doing.actor.natural_person:
            raise NotPermitted([say("round.same_person", what="提出等次")])
    if found := _objections(pool, rows, proposed):
        raise RuleBroken(found)
    for row in proposed:
        row.state, row.approved_by_id = ANNUAL.target("approve"), doing.actor.user_id
    _save_within(proposed, _over(pool, rows, proposed))
    doing.note(people=len(proposed))
    return pool


def _save_within(rows: Iterable[AnnualAssessment], over: Finding) -> None:
    """Save grades; the database counts the excellent ones against the places, too."""
    with conflict("pool_within_places", over):
        for row in rows:
            _save(row)


def _excellent(rows: Sequence[AnnualAssessment]) -> int:
    return sum(row.grade == rules.EXCELLENT for row in rows)


def _over(
    pool: QuotaPool, rows: Sequence[AnnualAssessment], proposed: Sequence[AnnualAssessment]
) -> Finding:
    more = _excellent(proposed)
    used = _excellent([row for row in rows if row.state in quota.SETTLED and row not in proposed])
    return say("quota.over", pool=pool.name, places=pool.places or 0, used=used, more=more)


def _objections(
    pool: QuotaPool, rows: Sequence[AnnualAssessment], proposed: Sequence[AnnualAssessment]
) -> list[Finding]:
    """Everything against approving: open people, the base, places, parts, who was not heard."""
    found = []
    if waiting := sum(row.state == ANNUAL.target("return") for row in rows):
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


def _objections_of_parts(pool: QuotaPool, rows: Sequence[AnnualAssessment]) -> list[Finding]:
    found = []
    for share in pool.shares.all():
        used = _excellent([row for row in rows if row.part == share.part])
        if share.is_tied:
            found.append(say("quota.tie_open", pool=pool.name, places=share.tied_places))
        if used > share.seats + share.is_tied:
            part, places = share.part, share.seats
            found.append(say("quota.over_share", part=part, places=places, used=used))
    return list({finding.message: finding for finding in found}.values())


@act(
    "assessment.return", AnnualAssessment, "退回",
    records="assessment.returned",
    said="已退回考核单位。",
    may=GRANTS, life=ANNUAL, moves="return", related=PERSON,
)  # fmt: skip
def return_grade(row: AnnualAssessment, doing: Doing, *, reason: Reason) -> AnnualAssessment:
    """Back to the assessing unit, with a reason."""
    row.state, row.grade, row.proposed_by = ANNUAL.target("return"), "", None
    doing.note(reason=reason)
    return _save(row)


@act(
    "quota_pool.notify", QuotaPool, "书面通知本人",
    records="pool.notified",
    said="已书面通知 {people} 人。",
    may=MANAGES,
    danger="通知以后本人即可看到等次，不能收回。确定通知？",
)  # fmt: skip
def notify_pool(pool: QuotaPool, doing: Doing) -> QuotaPool:
    """The written notice to everybody approved in a pool; from here on each sees his own."""
    rows = list(pool.members.select_for_update().filter(state=ANNUAL.target("approve")))
    for row in rows:
        row.state, row.notified_on = ANNUAL.target("notify"), doing.today
        _save(row)
    doing.note(people=len(rows))
    return pool


@act(
    "assessment.object", AnnualAssessment, "提出异议",
    records="assessment.objected",
    said="异议已提交。",
    may=Own(Permission.REPORT_OWN), life=ANNUAL, moves="object", related="year",
)  # fmt: skip
def object_to_grade(
    row: AnnualAssessment, doing: Doing, *,
    text: Annotated[str, Text("理由", most=500, lines=3, help="须在收到通知后规定的日数内提出")],
) -> AnnualAssessment:  # fmt: skip
    """The person himself objects, in time."""
    days = quota.quota_policy(city_id=row.city_id, day=doing.today).objection_days
    if row.notified_on is None or doing.today > row.notified_on + timedelta(days=days):
        raise RuleBroken([say("annual.term", days=days)])
    row.state, row.objection = ANNUAL.target("object"), text
    row.objected_on = doing.today
    return _save(row)


@act(
    "assessment.answer", AnnualAssessment, "复核",
    records="objection.answered",
    said="复核已答复本人。",
    may=GRANTS, life=ANNUAL, moves="review", other_than="approved_by", waits=True,
    related=f"{PERSON} approved_by",
)  # fmt: skip
def answer_objection(
    row: AnnualAssessment, doing: Doing, *,
    grade: Grade,
    answer: Annotated[str, Text("复核答复", most=500, lines=3)],
) -> AnnualAssessment:  # fmt: skip
    """The review, by another than who approved: the grade stands or is another one."""
    row.grade, row.answer = grade, answer
    row.state, row.notified_on = ANNUAL.target("review"), doing.today
    _save_within([row], _over(row.pool, list(row.pool.members.all()), [row]))
    doing.note(grade=grade)
    return row


@act(
    "quota_pool.settle", QuotaPool, "异议期满的生效",
    records="pool.settled",
    said="异议期满的 {people} 人已生效，写入干部档案。",
    may=MANAGES,
    danger="生效以后等次写入干部档案，不能收回。确定生效？",
)  # fmt: skip
def settle_pool(pool: QuotaPool, doing: Doing) -> QuotaPool:
    """Grades whose time for objection is over become final and stand in the person's file."""
    days = quota.quota_policy(city_id=pool.city_id, day=doing.today).objection_days
    rows = pool.members.select_for_update(of=("self",)).select_related("cadre", "year")
    told = rows.filter(state=ANNUAL.target("notify"))
    due = list(told.filter(notified_on__lt=doing.today - timedelta(days=days)))
    for row in due:
        row.state, row.final_on = ANNUAL.target("settle"), doing.today
        _save(row)
        AnnualGrade.objects.update_or_create(
            cadre=row.cadre,
            year=row.year.year,
            defaults={"city_id": row.city_id, "grade": rules.GRADES[row.grade]},
        )
    doing.note(people=len(due))
    return pool
