"""Two annual assessments of the example: last year's closed, this year's with its own pool for
key work, shared out to the teams, its last places tied and waiting for the committee."""

from datetime import date
from typing import Any

from dunmiao.example.ballots import merit_of
from dunmiao.example.stage import Stage

PAPER = "示例组发〔{}〕7号"


def assess(stage: Stage) -> None:
    """Last year to the end, this year to the tie."""
    this = stage.today.year
    _last(stage, this - 1)
    _this(stage, this)


def _open(stage: Stage, year: int, day: date) -> None:
    from dunmiao.assessments.actions import years
    from dunmiao.units.models import Unit

    with stage.at("zuzhi1", day) as officer:
        doing = stage.doing(officer, day)
        root = Unit.objects.get(parent=None)
        opened = years.open_year(doing, year=year, unit=root, document=PAPER.format(year))
        years.list_people(doing, opened)


def _grant(stage: Stage, pool: Any, day: date) -> None:
    from dunmiao.assessments.actions import quota

    with stage.at("zuzhi2", day) as second:
        quota.grant_places(stage.doing(second, day), pool)


def _last(stage: Stage, year: int) -> None:
    """Every pool granted; the places go to those who merit them, as far as they reach."""
    from dunmiao.assessments.actions import annual, years
    from dunmiao.assessments.models import AssessmentYear, QuotaPool

    proposed, told, final = date(year, 12, 20), date(year + 1, 1, 15), date(year + 1, 3, 1)
    _open(stage, year, proposed)
    with stage.at("zuzhi1", proposed):
        pools = list(QuotaPool.objects.filter(year__year=year))
    with stage.at("zuzhi2", proposed) as second:
        ledger = AssessmentYear.objects.get(year=year)
        years.grant_all(stage.doing(second, proposed), ledger)
    for pool in pools:
        with stage.at("zuzhi1", proposed) as officer:
            pool.refresh_from_db()
            doing = stage.doing(officer, proposed)
            _grade(doing, pool)
            if annual.propose_rest.is_open(doing, pool):
                annual.propose_rest(doing, pool)
        with stage.at("zuzhi2", proposed) as second:
            annual.approve_pool_grades(stage.doing(second, proposed), pool)
        with stage.at("zuzhi1", told) as officer:
            annual.notify_pool(stage.doing(officer, told), pool)
        with stage.at("zuzhi1", final) as officer:
            annual.settle_pool(stage.doing(officer, final), pool)


def _grade(doing: Any, pool: Any) -> None:
    from dunmiao.assessments.actions import annual
    from dunmiao.assessments.quota import members_of

    rows = list(members_of(pool))
    for row in rows:
        if row.other_unit_id and row.other_days:
            annual.hear_other(doing, row, opinion="工作认真，作风扎实。（示例）")
    best = sorted(rows, key=lambda row: -merit_of(row.cadre.name, row.cadre.birth_month))
    for row in best[: pool.places]:
        annual.propose_grade(doing, row, grade="EXCELLENT", reason="完成重点任务成绩突出。（示例）")


def _this(stage: Stage, year: int) -> None:
    from dunmiao.assessments.actions import quota
    from dunmiao.assessments.models import QuotaPool

    _open(stage, year, stage.today)
    with stage.at("zuzhi1", stage.today):
        separate = list(QuotaPool.objects.filter(year__year=year, kind="PROJECT"))
    for pool in separate:
        _grant(stage, pool, stage.today)
        with stage.at("zuzhi1", stage.today) as officer:
            quota.share_out(stage.doing(officer, stage.today), pool)
