"""A run that a killed worker left behind is queued again and ends as if nothing had been."""

from django.db import connection
from django.utils import timezone

from dunmiao.placements import engine
from dunmiao.placements.actions import plans as actions
from dunmiao.placements.models import SolveRun
from dunmiao.placements.tasks import requeue_lost
from tests.factories.city import Cast


def test_a_lost_run_is_queued_again_and_finishes(city: Cast) -> None:
    city.nominate("王伟", "李芳")
    with city.acting("officer") as actor:
        plan = actions.make_plan(actor=actor, programme=city.programme)
        run = actions.ask_run(actor=actor, plan_uid=plan.uid)
        assert actions.begin_run(actor=actor, run_uid=run.uid, now=timezone.now())
    assert requeue_lost() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT args ->> 'run_uid' FROM procrastinate_jobs")
        assert [row[0] for row in cursor.fetchall()] == [str(run.uid)]
    with city.acting("officer") as actor:
        begun = actions.begin_run(actor=actor, run_uid=run.uid, now=timezone.now())
        assert begun is not None
        files = begun[1].files
        answer = engine.solve_files(files, seed=0, seconds=30, progress=lambda *_: None)
        actions.store_result(
            actor=actor, run_uid=run.uid, frozen=begun[1], answer=answer, now=timezone.now()
        )
        assert SolveRun.objects.get(uid=run.uid).state == "DONE"
        assert actions.begin_run(actor=actor, run_uid=run.uid, now=timezone.now()) is None
    assert requeue_lost() == 0


def test_a_run_asked_to_stop_says_so_and_changes_nothing(city: Cast) -> None:
    city.nominate("王伟")
    with city.acting("officer") as actor:
        plan = actions.make_plan(actor=actor, programme=city.programme)
        run = actions.ask_run(actor=actor, plan_uid=plan.uid)
        actions.begin_run(actor=actor, run_uid=run.uid, now=timezone.now())
        told = {"run_uid": run.uid, "phase": "flow", "value": None, "bound": None}
        assert actions.note_progress(**told, now=timezone.now()) is False
        actions.cancel_run(actor=actor, run_uid=run.uid)
        assert actions.note_progress(**told, now=timezone.now()) is True
        actions.end_run(run_uid=run.uid, state="STOPPED", message="停", now=timezone.now())
        plan.refresh_from_db()
        assert plan.result == {}
        actions.ask_run(actor=actor, plan_uid=plan.uid)
