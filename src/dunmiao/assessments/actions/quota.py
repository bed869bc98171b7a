"""The year's pools: who is counted where, how many places, how they are given to parts."""

from collections import Counter
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.assessments import quota
from dunmiao.assessments.actions.slips import require_another
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import AnnualAssessment, AssessmentYear, QuotaPool, QuotaShare
from dunmiao.assessments.rules import annual as rules
from dunmiao.assessments.rules.schemes import fraction_typed
from dunmiao.engines.appraisal.quota import Apportionment, apportion
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.people.models import Cadre
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import Unit


@transaction.atomic
def open_year(*, actor: Actor, year: int, unit: Unit, document: str) -> AssessmentYear:
    """Begin a year's ledger."""
    actor.require(Permission.QUOTA_MANAGE, at=[unit.pk])
    if not 2000 <= year <= 2100:
        raise RuleBroken([say("quota.year")])
    try:
        with transaction.atomic():
            row = AssessmentYear.objects.create(
                city_id=actor.city_id, unit=unit, year=year, document=document.strip()[:100]
            )
    except IntegrityError:
        raise Conflict([say("quota.year_twice", year=year)]) from None
    actor.record("assessment_year.opened", row, year=year)
    return row


@transaction.atomic
def list_people(*, actor: Actor, year: int, today: date) -> dict[str, int]:
    """Put everybody of the roster into exactly one pool, by the days of the year.

    May be done again: whoever is not being assessed yet is counted anew (a person moved in
    mid-year changes his pool); who was moved by hand stays. Returns how many were added,
    changed and left.
    """
    ledger = quota.get_year(actor=actor, year=year, lock=True)
    actor.require(Permission.QUOTA_MANAGE, at=[ledger.unit_id])
    policy = quota.quota_policy(city_id=actor.city_id, day=today)
    stretches = _stretches(ledger, today)
    pools = _Pools(ledger, policy, actor)
    there = {row.cadre_id: row for row in ledger.assessments.select_for_update()}
    told: Counter[str] = Counter()
    fresh = []
    for cadre in Cadre.objects.filter(city_id=actor.city_id).order_by("pk"):
        away = stretches.get(cadre.pk, [])
        row = there.get(cadre.pk)
        if row is None:
            row = AnnualAssessment(
                city_id=actor.city_id, unit_id=ledger.unit_id, year=ledger, cadre=cadre
            )
        if row.state != "LISTED" or row.is_moved_by_hand:
            told["left"] += 1
            continue
        before = (row.pool_id, row.assessing_unit_id, row.part) if row.pk else None
        _place(row, cadre, away, pools, ledger.year)
        if before is None:
            fresh.append(row)
        elif before != (row.pool_id, row.assessing_unit_id, row.part):
            row.save()
            told["changed"] += 1
        else:
            told["left"] += 1
    AnnualAssessment.objects.bulk_create(fresh, batch_size=500)
    told["added"] = len(fresh)
    ledger.listed_on = today
    ledger.save()
    actor.record("assessment_year.listed", ledger, people=dict(told))
    return dict(told)


class _Pools:
    """Pools of a year by what they count, made where they lack."""

    def __init__(self, ledger: AssessmentYear, policy: rules.QuotaPolicy, actor: Actor) -> None:
        self.ledger, self.rate, self.actor = ledger, str(policy.rate), actor
        self.known = {(p.kind, p.programme_id or p.holder_id): p for p in ledger.pools.all()}

    def of(self, kind: str, key: int, holder_id: int, name: str) -> QuotaPool:
        pool = self.known.get((kind, key))
        if pool is None:
            pool = QuotaPool.objects.create(
                city_id=self.ledger.city_id,
                unit_id=self.ledger.unit_id,
                holder_id=holder_id,
                year=self.ledger,
                kind=kind,
                programme_id=key if kind == rules.PROJECT else None,
                name=name[:100],
                rate=self.rate,
                document=self.ledger.document if kind == rules.PROJECT else "",
                set_by_id=self.actor.user_id,
            )
            self.known[kind, key] = pool
        return pool


def _stretches(ledger: AssessmentYear, today: date) -> dict[int, list[Any]]:
    """Service away in the year, by person; only work with separate places has its own pool."""
    first, last = date(ledger.year, 1, 1), date(ledger.year, 12, 31)
    rows = Secondment.objects.filter(city_id=ledger.city_id, arrived_on__lte=last)
    rows = rows.exclude(state="CANCELLED").exclude(left_on__lt=first)
    out: dict[int, list[Any]] = {}
    for row in rows.select_related("programme", "post__team", "host_unit").order_by("pk"):
        assert row.arrived_on is not None
        pool = row.programme if row.programme.kind == "PROJECT" else None
        stretch = rules.Stretch(
            row.host_unit_id, row.arrived_on, row.left_on or row.ends_on, pool and pool.pk
        )
        out.setdefault(row.cadre_id, []).append((stretch, row))
    return out


def _place(row: AnnualAssessment, cadre: Cadre, away: list[Any], pools: _Pools, year: int) -> None:
    share = rules.share_of(cadre.home_unit_id, [stretch for stretch, _ in away], year)
    row.user_id, row.home_unit_id = cadre.user_id, cadre.home_unit_id
    row.assessing_unit_id = share.assessor  # type: ignore[assignment]
    row.other_unit_id = share.other  # type: ignore[assignment]
    row.assessor_days = share.days.get(share.assessor, 0)
    row.other_days = share.days.get(share.other, 0) if share.other is not None else 0
    if share.pool is None:
        home = cadre.home_unit
        row.pool, row.part = pools.of(rules.HOME, home.pk, home.pk, home.name), ""
        return
    case = next(case for stretch, case in reversed(away) if stretch.pool == share.pool)
    programme = case.programme
    name = f"{programme.name} {programme.batch}"
    row.pool = pools.of(rules.PROJECT, programme.pk, programme.lead_unit_id, name)
    row.part = case.post.team.name if case.post.team else case.host_unit.name


@transaction.atomic
def move_person(
    *, actor: Actor, assessment_uid: Any, pool_uid: Any, reason: str
) -> AnnualAssessment:
    """Count somebody in another pool, by hand and with a reason; never in two."""
    row = quota.get_assessment(actor=actor, uid=assessment_uid, lock=True)
    actor.require(Permission.QUOTA_MANAGE, at=[row.unit_id])
    pool = quota.get_pool(actor=actor, uid=pool_uid, lock=True)
    if row.pool_id == pool.pk:
        raise Conflict([say("annual.same_pool", name=row.cadre.name)])
    if row.state != "LISTED":
        before, after = row.pool.name, pool.name
        raise Conflict([say("annual.moved", name=row.cadre.name, before=before, after=after)])
    if pool.year_id != row.year_id or not reason.strip():
        raise RuleBroken([say("round.reason")])
    before = row.pool.name
    row.pool, row.part = pool, pool.holder.name if pool.kind == rules.PROJECT else ""
    row.is_moved_by_hand, row.move_reason = True, reason.strip()[:300]
    row.revision += 1
    row.save()
    actor.record("assessment.moved", row, cadres=[row.cadre.uid], before=before, after=pool.name)
    return row


@transaction.atomic
def set_rate(
    *, actor: Actor, pool_uid: Any, rate: str, extra: int, document: str, today: date
) -> QuotaPool:
    """The rate of a pool and its approved extra places, with the number of the approval."""
    pool = _managed(actor, pool_uid)
    value = fraction_typed(rate)
    policy = quota.quota_policy(city_id=actor.city_id, day=today)
    found = rules.objections_to_pool(value, extra, document=document, policy=policy)
    if found:
        raise RuleBroken(found)
    pool.rate, pool.extra, pool.document = str(value), extra, document.strip()[:100]
    pool.set_by_id = actor.user_id
    pool.save()
    actor.record("pool.set", pool, rate=pool.rate, extra=extra, document=pool.document)
    return pool


def _managed(actor: Actor, pool_uid: Any) -> QuotaPool:
    """A pool under lock whose places are not granted yet."""
    pool = quota.get_pool(actor=actor, uid=pool_uid, lock=True)
    actor.require(Permission.QUOTA_MANAGE, at=[pool.unit_id])
    if pool.places is not None:
        raise Conflict([say("quota.approved")])
    return pool


@transaction.atomic
def grant_places(*, actor: Actor, pool_uid: Any, now: datetime) -> QuotaPool:
    """核定: freeze base and places, by another person than who set the rate."""
    pool = quota.get_pool(actor=actor, uid=pool_uid, lock=True)
    actor.require(Permission.QUOTA_GRANT, at=[pool.unit_id])
    if pool.places is not None:
        raise Conflict([say("quota.approved")])
    require_another(actor, pool.set_by, "设置比例")
    line = _line(pool)
    pool.base, pool.places = line.base, line.places
    pool.approved_by_id, pool.approved_at = actor.user_id, now
    pool.save()
    actor.record("pool.granted", pool, base=pool.base, places=pool.places)
    return pool


@transaction.atomic
def grant_all(*, actor: Actor, year: int, now: datetime) -> int:
    """Grant every pool of a year that has people and waits; all or none."""
    ledger = quota.get_year(actor=actor, year=year, lock=True)
    waiting = ledger.pools.filter(places=None).exclude(members=None).distinct()
    uids = list(waiting.order_by("pk").values_list("uid", flat=True))
    for uid in dict.fromkeys(uids):
        grant_places(actor=actor, pool_uid=uid, now=now)
    return len(uids)


@transaction.atomic
def take_back(*, actor: Actor, pool_uid: Any, reason: str) -> QuotaPool:
    """Take a grant back, as long as nobody in the pool is approved excellent."""
    pool = quota.get_pool(actor=actor, uid=pool_uid, lock=True)
    actor.require(Permission.QUOTA_GRANT, at=[pool.unit_id])
    if not reason.strip():
        raise RuleBroken([say("round.reason")])
    used = _line(pool).used
    if pool.places is None or used:
        places = pool.places or 0
        raise Conflict([say("quota.over", pool=pool.name, places=places, used=used, more=0)])
    pool.shares.all().delete()
    pool.base = pool.places = pool.approved_by = pool.approved_at = None
    pool.minutes = pool.method = ""
    pool.set_by_id = actor.user_id
    pool.save()
    actor.record("pool.taken_back", pool, reason=reason.strip()[:300])
    return pool


def _line(pool: QuotaPool) -> rules.PoolLine:
    rows = list(pool.members.values_list("grade", "state"))
    base = sum(grade != rules.NOT_GRADED for grade, _ in rows)
    used = sum(g == rules.EXCELLENT and s in quota.SETTLED for g, s in rows)
    return rules.PoolLine(
        pool.pk, pool.kind, base, Fraction(pool.rate), pool.extra, pool.places, used
    )


@transaction.atomic
def share_out(*, actor: Actor, pool_uid: Any, method: str = "hamilton") -> Apportionment:
    """Give the places of a pool to its parts by their people; ties stay open."""
    pool = quota.get_pool(actor=actor, uid=pool_uid, lock=True)
    actor.require(Permission.QUOTA_MANAGE, at=[pool.unit_id])
    if pool.places is None:
        raise Conflict([say("quota.not_approved", pool=pool.name)])
    if method not in ("hamilton", "webster"):
        raise RuleBroken([say("scheme.rounding", text=method)])
    members = pool.members.exclude(grade=rules.NOT_GRADED)
    people = Counter(members.order_by("part").values_list("part", flat=True))
    found = apportion(pool.places, people, method=method)
    tied = {part: tie.places for tie in found.ties for part in tie.units}
    total = sum(people.values())
    pool.shares.all().delete()
    QuotaShare.objects.bulk_create(
        QuotaShare(
            city_id=pool.city_id,
            unit_id=pool.unit_id,
            holder_id=pool.holder_id,
            pool=pool,
            part=part,
            people=count,
            quota=str(Fraction(pool.places * count, total)),
            seats=found.seats[part],
            is_tied=part in tied,
            tied_places=tied.get(part, 0),
        )
        for part, count in people.items()
    )
    pool.method, pool.minutes = method, ""
    pool.save()
    actor.record("pool.shared_out", pool, method=method, ties=len(tied))
    return found


@transaction.atomic
def decide_tie(*, actor: Actor, pool_uid: Any, parts: list[str], minutes: str) -> list[QuotaShare]:
    """What the committee decided about tied places: so many parts as there are places, or none."""
    pool = quota.get_pool(actor=actor, uid=pool_uid, lock=True)
    actor.require(Permission.QUOTA_MANAGE, at=[pool.unit_id])
    tied = list(pool.shares.select_for_update().filter(is_tied=True))
    places = tied[0].tied_places if tied else 0
    names = {share.part for share in tied}
    chosen = [part for part in dict.fromkeys(parts) if part]
    found = []
    if not tied or not set(chosen) <= names or len(chosen) not in (0, places):
        found.append(say("quota.tie_parts", count=len(names), places=places))
    if not minutes.strip():
        found.append(say("quota.minutes"))
    if found:
        raise RuleBroken(found)
    for share in tied:
        share.seats += share.part in chosen
        share.is_tied, share.tied_places = False, 0
        share.save()
    pool.minutes = minutes.strip()[:100]
    if not chosen:  # places that nobody gets are given back, so that the sums still agree
        pool.places = (pool.places or 0) - places
    pool.save()
    actor.record("pool.tie_decided", pool, chosen=chosen, minutes=pool.minutes)
    return tied
