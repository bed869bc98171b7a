"""A year's ledger: opened, everybody of the roster put into exactly one pool."""

from collections import Counter
from datetime import date
from typing import Annotated, Any

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import One, Text, Whole
from dunmiao.assessments import offers, quota
from dunmiao.assessments.actions.annual import GRANTS, MANAGES
from dunmiao.assessments.actions.quota import grant_places
from dunmiao.assessments.lifecycle import ANNUAL
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import AnnualAssessment, AssessmentYear, QuotaPool
from dunmiao.assessments.rules import annual as rules
from dunmiao.db.errors import conflict
from dunmiao.people.models import Cadre
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import City, Unit

Organiser = Annotated[
    Unit,
    One("组织单位", offers=offers.organisers(Permission.QUOTA_MANAGE), first=offers.whole_city),
]


@act(
    "assessment_year.open", City, "建立年度",
    records="assessment_year.opened",
    said="{year} 年度已建立。",
    may=Anywhere(Permission.QUOTA_MANAGE),
)  # fmt: skip
def open_year(
    city: City, doing: Doing, *,
    year: Annotated[int, Whole("年度", least=2000, most=2100)],
    unit: Organiser,
    document: Annotated[str, Text("单列名额依据文号", most=100)] = "",
) -> AssessmentYear:  # fmt: skip
    """Begin a year's ledger."""
    with conflict("assessment_year_once", say("quota.year_twice", where="year", year=year)):
        row = AssessmentYear.objects.create(
            city_id=doing.actor.city_id, unit=unit, year=year, document=document
        )
    doing.note(year=year)
    return row


@act(
    "assessment_year.list_people", AssessmentYear, "按任职天数列名",
    records="assessment_year.listed",
    said="已列入 {added} 人，变动 {changed} 人。",
    may=MANAGES,
)  # fmt: skip
def list_people(ledger: AssessmentYear, doing: Doing) -> AssessmentYear:
    """Put everybody of the roster into exactly one pool, by the days of the year.

    May be done again: whoever is not being assessed yet is counted anew (a person moved in
    mid-year changes his pool); who was moved by hand stays.
    """
    policy = quota.quota_policy(city_id=ledger.city_id, day=doing.today)
    stretches, pools = _stretches(ledger), _Pools(ledger, policy, doing)
    there = {row.cadre_id: row for row in ledger.assessments.select_for_update()}
    told = Counter(added=0, changed=0, left=0)
    fresh = []
    for cadre in Cadre.objects.filter(city_id=ledger.city_id).order_by("pk"):
        row = there.get(cadre.pk) or AnnualAssessment(
            city_id=ledger.city_id, unit_id=ledger.unit_id, year=ledger, cadre=cadre
        )
        how = _listed(row, cadre, stretches.get(cadre.pk, []), pools)
        told[how] += 1
        if how == "added":
            fresh.append(row)
    AnnualAssessment.objects.bulk_create(fresh, batch_size=500)
    ledger.listed_on = doing.today
    ledger.save()
    doing.note(**told)
    return ledger


def _listed(row: AnnualAssessment, cadre: Cadre, away: list[Any], pools: "_Pools") -> str:
    """Place a row, unless it is settled, and tell whether it was `added`, `changed` or `left`."""
    if row.state not in ANNUAL.moves["move"].starts or row.is_moved_by_hand:
        return "left"
    before = (row.pool_id, row.assessing_unit_id, row.part) if row.pk else None
    _place(row, cadre, away, pools)
    if before is None:
        return "added"
    if before == (row.pool_id, row.assessing_unit_id, row.part):
        return "left"
    row.save()
    return "changed"


@act(
    "assessment_year.grant_all", AssessmentYear, "核定其余各池",
    records="assessment_year.granted",
    said="已核定 {count} 个池。",
    may=GRANTS,
)  # fmt: skip
def grant_all(ledger: AssessmentYear, doing: Doing) -> AssessmentYear:
    """Grant every pool of a year that has people and waits; all or none."""
    peopled = ledger.assessments.values("pool")
    waiting = ledger.pools.filter(places=None, pk__in=peopled).select_related("set_by")
    pools = list(waiting.order_by("pk").select_for_update(of=("self",)))
    for pool in pools:
        if refused := grant_places.refusal(doing, pool):
            raise refused
        grant_places.plain(pool, doing)
    doing.note(count=len(pools), pools=[str(pool.uid) for pool in pools])
    return ledger


class _Pools:
    """Pools of a year by what they count, made where they lack."""

    def __init__(self, ledger: AssessmentYear, policy: rules.QuotaPolicy, doing: Doing) -> None:
        self.ledger, self.rate = ledger, str(policy.rate)
        self.set_by = doing.actor.user_id
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
                set_by_id=self.set_by,
            )
            self.known[kind, key] = pool
        return pool


def _stretches(ledger: AssessmentYear) -> dict[int, list[Any]]:
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


def _place(row: AnnualAssessment, cadre: Cadre, away: list[Any], pools: _Pools) -> None:
    share = rules.share_of(cadre.home_unit_id, [stretch for stretch, _ in away], row.year.year)
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
