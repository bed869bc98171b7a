"""The background run of the engine: frozen, solved in a process, stored."""

from django.utils import timezone

from dunmiao.access.roles import Permission
from dunmiao.jobs.processes import in_process
from dunmiao.jobs.works import Run, work
from dunmiao.placements import engine, runs

SECONDS = 120.0


@work(runs.SOLVE, queue="solve", right=Permission.PLANS_PREPARE)
def solve(run: Run) -> None:
    """Solve one plan; no transaction is open while the engine thinks."""
    with run.acting() as actor:
        frozen = runs.freeze_plan(actor=actor, plan_uid=run.subject_uid)
    given = (frozen.files, frozen.seed, SECONDS, frozen.mode)
    answer = in_process(run, engine.solve_in_child, *given, at_most=2 * SECONDS)
    run.tick("storing", value=answer["plan"]["value"], bound=answer["plan"]["bound"])
    with run.finishing() as actor:
        runs.store_result(
            actor=actor,
            plan_uid=run.subject_uid,
            frozen=frozen,
            answer=answer,
            now=timezone.now(),
        )
