"""A run of the engine as a job: frozen, solved in a process, stored fresh or as outdated."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError

from dunmiao.acts.claims import Doing
from dunmiao.jobs import following
from dunmiao.jobs.models import Job
from dunmiao.jobs.running import run_job
from dunmiao.kernel.errors import Conflict
from dunmiao.placements import engine, runs, tasks
from dunmiao.placements.actions import approval, pins
from dunmiao.placements.actions import plans as actions
from dunmiao.placements.models import PlacementPlan
from dunmiao.posts.models import Post
from dunmiao.secondments.models import Nomination, NominationWish
from tests.factories.city import Cast
from tests.placements.test_plan_actions import made

Change = Callable[[Cast, Any, PlacementPlan], None]


@pytest.fixture(autouse=True)
def no_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The follower has its own connection, which a test's open transaction hides from."""
    monkeypatch.setattr(following, "PAUSE", 600)


def asked(city: Cast) -> tuple[PlacementPlan, Job]:
    city.nominate("王伟", "李芳", "欧阳明")
    with city.acting("officer") as actor:
        plan = made(city, actor)
        actions.solve_plan(Doing.by(actor), plan)
        return plan, Job.objects.latest("pk")


def worked(city: Cast, job: Job) -> Job:
    run_job(job.uid, job.attempt, job.asked_by_id)
    with city.acting("officer"):
        return Job.objects.get(pk=job.pk)


def present(city: Cast, plan: PlacementPlan) -> PlacementPlan:
    with city.acting("officer"):
        return PlacementPlan.objects.get(pk=plan.pk)


def at_once(
    run: Any, target: Any, files: Any, seed: int, seconds: float, mode: str, **_: Any
) -> Any:
    """The engine in this process."""
    return engine.solve_files(
        files, seed=seed, seconds=seconds, progress=lambda *_: None, mode=mode
    )


def test_a_run_in_its_own_process_fills_the_plan(city: Cast) -> None:
    plan, job = asked(city)
    assert job.work == "placements.solve"
    job = worked(city, job)
    assert (job.state, job.findings) == ("DONE", [])
    plan = present(city, plan)
    assert job.facts == {"value": plan.result["value"], "bound": plan.result["bound"]}
    assert not plan.is_outdated
    with city.acting("officer") as actor:
        assert plan.seats.count() == 2
        approval.submit_plan(Doing.by(actor), plan)


def pin(city: Cast, actor: Any, plan: PlacementPlan) -> None:
    nomination = Nomination.objects.get(cadre__name="欧阳明")
    pins.pin_pair(
        Doing.by(actor), plan, nomination=nomination, post=city.posts["大桥镇"],
        reason_code="WORK", reason="工作需要",
    )  # fmt: skip


def wish(city: Cast, actor: Any, plan: PlacementPlan) -> None:
    NominationWish.objects.filter(nomination__cadre__name="王伟").delete()


def post(city: Cast, actor: Any, plan: PlacementPlan) -> None:
    Post.objects.filter(pk=city.posts["大桥镇"].pk).update(seats=2)


def weight(city: Cast, actor: Any, plan: PlacementPlan) -> None:
    actions.weigh(Doing.by(actor), plan, fit=50)


def mode(city: Cast, actor: Any, plan: PlacementPlan) -> None:
    actions.set_mode(Doing.by(actor), plan, mode="STABLE")


def nobody_left(city: Cast, actor: Any, plan: PlacementPlan) -> None:
    Nomination.objects.update(state="WITHDRAWN")


@pytest.mark.parametrize("change", [pin, wish, post, weight, mode, nobody_left])
def test_a_result_of_changed_inputs_is_stored_as_outdated(
    city: Cast, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, job = asked(city)

    def meanwhile(*given: Any, **more: Any) -> Any:
        with city.acting("officer") as actor:
            change(city, actor, plan)
        return at_once(*given, **more)

    monkeypatch.setattr(tasks, "in_process", meanwhile)
    assert worked(city, job).state == "DONE"
    found = present(city, plan)
    assert found.result["assignments"]
    assert found.is_outdated
    with city.acting("officer") as actor:
        with pytest.raises(Conflict) as refused:
            approval.submit_plan(Doing.by(actor), plan)
        assert [f.code for f in refused.value.findings] == ["plan.outdated"]


def test_a_change_taken_back_leaves_the_result_fresh(
    city: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, job = asked(city)

    def meanwhile(*given: Any, **more: Any) -> Any:
        with city.acting("officer") as actor:
            pin(city, actor, plan)
            pins.unpin_pair(Doing.by(actor), plan, pin=str(plan.pins.get().pk))
        return at_once(*given, **more)

    monkeypatch.setattr(tasks, "in_process", meanwhile)
    assert worked(city, job).state == "DONE"
    assert not present(city, plan).is_outdated


def test_an_error_of_the_database_at_storing_locks_nothing(
    city: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, job = asked(city)
    monkeypatch.setattr(tasks, "in_process", at_once)
    with monkeypatch.context() as broken:

        def gone(*_: Any) -> None:
            raise DatabaseError

        broken.setattr(runs, "_write_seats", gone)
        job = worked(city, job)
    assert (job.state, job.findings[0]["code"]) == ("FAILED", "job.failed")
    assert present(city, plan).result == {}
    page = city.client("officer").get(f"/plans/{plan.uid}/").content.decode()
    assert f"/do/job.retry/{job.uid}/" in page
    with city.acting("officer") as actor:
        actions.solve_plan(Doing.by(actor), plan)
        again = Job.objects.latest("pk")
    assert worked(city, again).state == "DONE"
    assert present(city, plan).result["assignments"]


def test_a_plan_under_way_is_not_sent_and_a_sent_one_not_overwritten(
    city: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, job = asked(city)
    with city.acting("officer") as actor, pytest.raises(Conflict) as refused:
        approval.submit_plan(Doing.by(actor), plan)
    assert [f.code for f in refused.value.findings] == ["plan.running"]

    def meanwhile(*given: Any, **more: Any) -> Any:
        with city.acting("officer"):
            PlacementPlan.objects.filter(pk=plan.pk).update(state="SUBMITTED")
        return at_once(*given, **more)

    monkeypatch.setattr(tasks, "in_process", meanwhile)
    job = worked(city, job)
    assert (job.state, job.findings[0]["code"]) == ("FAILED", "state.not_allowed")
    assert present(city, plan).result == {}
