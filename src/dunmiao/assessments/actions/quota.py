"""The year's pools: how many places, granted by another, how they are given to parts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Annotated, Any

from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, One, Picks, Text, Whole
from dunmiao.assessments import quota
from dunmiao.assessments.actions.annual import GRANTS, MANAGES
from dunmiao.assessments.lifecycle import ANNUAL
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import AnnualAssessment, QuotaPool, QuotaShare
from dunmiao.assessments.rules import annual as rules
from dunmiao.assessments.rules.schemes import fraction_typed
from dunmiao.engines.appraisal.quota import apportion
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding

METHODS = {"hamilton": "最大余数（Hamilton）", "webster": "最大均数（Webster）"}
Reason = Annotated[str, Text("原因", most=300)]


def _other_pools(doing: Doing, row: AnnualAssessment) -> Any:
    return row.year.pools.exclude(pk=row.pool_id)


Target = Annotated[QuotaPool, One("换到", offers=_other_pools)]


@act(
    "assessment.move", AnnualAssessment, "换池",
    records="assessment.moved",
    said="已换池。",
    may=MANAGES, life=ANNUAL, moves="move", related="cadre year pool",
)  # fmt: skip
def move_person(
    row: AnnualAssessment, doing: Doing, *,
    pool: Target,
    reason: Reason,
) -> AnnualAssessment:  # fmt: skip
    """Count somebody in another pool, by hand and with a reason; never in two."""
    doing.note(before=row.pool.name, after=pool.name)
    row.pool, row.part = pool, pool.holder.name if pool.kind == rules.PROJECT else ""
    row.is_moved_by_hand, row.move_reason = True, reason
    row.revision += 1
    row.save()
    return row


def _granted(pool: QuotaPool, doing: Doing) -> Iterator[Finding]:
    if pool.places is not None:
        yield say("quota.approved")


def _not_granted(pool: QuotaPool, doing: Doing) -> Iterator[Finding]:
    if pool.places is None:
        yield say("quota.not_approved", pool=pool.name)


@act(
    "quota_pool.set_rate", QuotaPool, "设置比例",
    records="pool.set",
    said="比例已设，待另一人核定。",
    may=MANAGES, unless=_granted,
)  # fmt: skip
def set_rate(
    pool: QuotaPool, doing: Doing, *,
    rate: Annotated[str, Text("比例", most=20, help="如 20% 或 1/5",
                              first=lambda pool: pool.rate)],
    extra: Annotated[int, Whole("另加名额", most=1000, first=lambda pool: pool.extra)] = 0,
    document: Annotated[str, Text("批准文号", most=100,
                                  first=lambda pool: pool.document)] = "",
) -> QuotaPool:  # fmt: skip
    """The rate of a pool and its approved extra places, with the number of the approval."""
    value = fraction_typed(rate)
    policy = quota.quota_policy(city_id=pool.city_id, day=doing.today)
    if found := rules.objections_to_pool(value, extra, document=document, policy=policy):
        raise RuleBroken(found)
    pool.rate, pool.extra, pool.document = str(value), extra, document
    pool.set_by_id = doing.actor.user_id
    pool.save()
    doing.note(rate=pool.rate, extra=extra, document=document)
    return pool


@act(
    "quota_pool.grant", QuotaPool, "核定名额",
    records="pool.granted",
    said="名额已核定。",
    may=GRANTS, unless=_granted, other_than="set_by", related="set_by",
)  # fmt: skip
def grant_places(pool: QuotaPool, doing: Doing) -> QuotaPool:
    """核定: freeze base and places, by another person than who set the rate."""
    line = _line(pool)
    pool.base, pool.places = line.base, line.places
    pool.approved_by_id, pool.approved_at = doing.actor.user_id, doing.now
    pool.save()
    doing.note(base=pool.base, places=pool.places)
    return pool


def _used(pool: QuotaPool, doing: Doing) -> Iterator[Finding]:
    yield from _not_granted(pool, doing)
    if pool.places is not None and (used := _line(pool).used):
        yield say("quota.over", pool=pool.name, places=pool.places, used=used, more=0)


@act(
    "quota_pool.take_back", QuotaPool, "撤回核定",
    records="pool.taken_back",
    said="核定已撤回。",
    may=GRANTS, unless=_used,
)  # fmt: skip
def take_back(pool: QuotaPool, doing: Doing, *, reason: Reason) -> QuotaPool:
    """Take a grant back, as long as nobody in the pool is approved excellent."""
    pool.shares.all().delete()
    pool.base = pool.places = pool.approved_by = pool.approved_at = None
    pool.minutes = pool.method = ""
    pool.set_by_id = doing.actor.user_id
    pool.save()
    doing.note(reason=reason)
    return pool


def _line(pool: QuotaPool) -> rules.PoolLine:
    rows = list(pool.members.values_list("grade", "state"))
    base = sum(grade != rules.NOT_GRADED for grade, _ in rows)
    used = sum(g == rules.EXCELLENT and s in quota.SETTLED for g, s in rows)
    return rules.PoolLine(
        pool.pk, pool.kind, base, Fraction(pool.rate), pool.extra, pool.places, used
    )


@act(
    "quota_pool.share_out", QuotaPool, "分到各项",
    records="pool.shared_out",
    said="名额已分到各项。",
    may=MANAGES, unless=_not_granted,
)  # fmt: skip
def share_out(
    pool: QuotaPool, doing: Doing, *,
    method: Annotated[str, Choice("分到各项的办法", of=METHODS)] = "hamilton",
) -> QuotaPool:  # fmt: skip
    """Give the places of a pool to its parts by their people; ties stay open."""
    members = pool.members.exclude(grade=rules.NOT_GRADED)
    people = Counter(members.order_by("part").values_list("part", flat=True))
    places, total = pool.places or 0, sum(people.values())
    found = apportion(places, people, method=method)
    tied = {part: tie.places for tie in found.ties for part in tie.units}
    pool.shares.all().delete()
    QuotaShare.objects.bulk_create(
        QuotaShare(
            city_id=pool.city_id, unit_id=pool.unit_id, holder_id=pool.holder_id, pool=pool,
            part=part, people=count, quota=str(Fraction(places * count, total)),
            seats=found.seats[part], is_tied=part in tied, tied_places=tied.get(part, 0),
        )
        for part, count in people.items()
    )  # fmt: skip
    pool.method, pool.minutes = method, ""
    pool.save()
    doing.note(method=method, ties=len(tied))
    return pool


def _tied(doing: Doing, pool: QuotaPool) -> list[tuple[str, str]]:
    """Parts whose remainders are equal."""
    rows = pool.shares.filter(is_tied=True).values_list("part", flat=True)
    return [(part, part) for part in rows]


@act(
    "quota_pool.decide_tie", QuotaPool, "录入决定",
    records="pool.tie_decided",
    said="委员会的决定已录入。",
    may=MANAGES,
)  # fmt: skip
def decide_tie(
    pool: QuotaPool, doing: Doing, *,
    parts: Annotated[Sequence[str], Picks("末位名额给", offers=_tied,
                                          help="都不勾即都不给")] = (),
    minutes: Annotated[str, Text("会议纪要文号", most=100)],
) -> QuotaPool:  # fmt: skip
    """What the committee decided about tied places: so many parts as there are places, or none."""
    tied = list(pool.shares.select_for_update().filter(is_tied=True))
    places = tied[0].tied_places if tied else 0
    chosen = list(dict.fromkeys(parts))
    if not tied or len(chosen) not in (0, places):
        raise RuleBroken([say("quota.tie_parts", where="parts", count=len(tied), places=places)])
    for share in tied:
        share.seats += share.part in chosen
        share.is_tied, share.tied_places = False, 0
        share.save()
    pool.minutes = minutes
    if not chosen:  # places that nobody gets are given back, so that the sums still agree
        pool.places = (pool.places or 0) - places
    pool.save()
    doing.note(chosen=chosen, minutes=minutes)
    return pool
