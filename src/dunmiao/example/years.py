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
    from dunmiao.assessments.actions import quota
    from dunmiao.units.models import Unit

    with stage.at("zuzhi1", day) as officer:
        root = Unit.objects.get(parent=None)
        quota.open_year(actor=officer, year=year, unit=root, document=PAPER.format(year))
        quota.list_people(actor=officer, year=year, today=day)


def _grant(stage: Stage, pool: Any, day: date) -> None:
    from dunmiao.assessments.actions import quota

    with stage.at("zuzhi2", day) as second:
        quota.grant_places(actor=second, pool_uid=pool.uid, now=stage.moment(day))


def _last(stage: Stage, year: int) -> None:
    """Every pool granted; the places go to those who merit them, as far as they reach."""
    from dunmiao.assessments.actions import annual, quota
    from dunmiao.assessments.models import QuotaPool

    proposed, told, final = date(year, 12, 20), date(year + 1, 1, 15), date(year + 1, 3, 1)
    _open(stage, year, proposed)
    with stage.at("zuzhi1", proposed):
        pools = list(QuotaPool.objects.filter(year__year=year))
    with stage.at("zuzhi2", proposed) as second:
        quota.grant_all(actor=second, year=year, now=stage.moment(proposed))
    for pool in pools:
        with stage.at("zuzhi1", proposed) as officer:
            pool.refresh_from_db()
            _grade(officer, pool)
            annual.propose_rest(actor=officer, pool_uid=pool.uid)
        with stage.at("zuzhi2", proposed) as second:
            annual.approve_pool_grades(actor=second, pool_uid=pool.uid)
        with stage.at("zuzhi1", told) as officer:
            annual.notify_pool(actor=officer, pool_uid=pool.uid, today=told)
        with stage.at("zuzhi1", final) as officer:
            annual.settle_pool(actor=officer, pool_uid=pool.uid, today=final)


def _grade(officer: Any, pool: Any) -> None:
    from dunmiao.assessments.actions import annual
    from dunmiao.assessments.quota import members_of

    rows = list(members_of(pool))
    for row in rows:
        if row.other_unit_id and row.other_days:
            annual.hear_other(
                actor=officer, assessment_uid=row.uid, opinion="工作认真，作风扎实。（示例）"
            )
    best = sorted(rows, key=lambda row: -merit_of(row.cadre.name, row.cadre.birth_month))
    for row in best[: pool.places]:
        annual.propose_grade(
            actor=officer,
            assessment_uid=row.uid,
            grade="EXCELLENT",
            reason="完成重点任务成绩突出。（示例）",
        )


def _this(stage: Stage, year: int) -> None:
    from dunmiao.assessments.actions import quota
    from dunmiao.assessments.models import QuotaPool

    _open(stage, year, stage.today)
    with stage.at("zuzhi1", stage.today):
        separate = list(QuotaPool.objects.filter(year__year=year, kind="PROJECT"))
    for pool in separate:
        _grant(stage, pool, stage.today)
        with stage.at("zuzhi1", stage.today) as officer:
            quota.share_out(actor=officer, pool_uid=pool.uid)
