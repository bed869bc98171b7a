"""Work in a process of its own: its answer, its failure, its death, its limit, its stop."""

import time
import uuid
from typing import Any

import pytest

from dunmiao.jobs.following import Stopped
from dunmiao.jobs.processes import in_process
from dunmiao.kernel.errors import RuleBroken
from tests.jobs.targets import add, die, fail, sleep


class Heard:
    """A run that writes down what it is told, and stops when it hears a word."""

    def __init__(self, stop_at: str = "") -> None:
        self.subject_uid, self.stop_at = uuid.uuid4(), stop_at
        self.told: list[Any] = []

    def tick(self, phase: str, done: int = 0, total: int = 0, **facts: int | None) -> None:
        self.told.append((phase, facts))
        if phase == self.stop_at:
            raise Stopped([])

    def acting(self) -> Any:
        raise AssertionError

    finishing = acting


def test_the_answer_comes_back_with_its_progress() -> None:
    run = Heard()
    assert in_process(run, add, 2, 3, at_most=60) == {"sum": 5}
    assert run.told[0] == ("starting", {})
    assert run.told[-1] == ("adding", {"value": 2})


@pytest.mark.parametrize(
    ("target", "at_most", "code"),
    [(fail, 60, "job.process_failed"), (die, 60, "job.process_died"), (sleep, 0.5, "job.too_long")],
)
def test_what_goes_wrong_is_said(target: Any, at_most: float, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        in_process(Heard(), target, at_most=at_most)
    assert [f.code for f in refused.value.findings] == [code]


def test_stop_ends_the_process() -> None:
    began = time.monotonic()
    with pytest.raises(Stopped):
        in_process(Heard("sleeping"), sleep, at_most=600)
    assert time.monotonic() - began < 60
