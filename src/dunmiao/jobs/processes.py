"""Work in a process of its own: a solver, followed and stopped from the job's thread."""

import logging
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from dunmiao.jobs.messages import say
from dunmiao.jobs.works import Run
from dunmiao.kernel.errors import RuleBroken

log = logging.getLogger("dunmiao.jobs")
POLL = 0.2  # seconds


def in_process(
    run: Run, target: Callable[..., None], *given: object, at_most: float
) -> dict[str, Any]:
    """The answer of `target(pipe, *given)` in a spawned process, which ends with the job.

    `target` sends `("progress", (phase, facts))` as often as it likes, then `("done", answer)` or
    `("failed", reason)`. `at_most`: seconds. Raises `RuleBroken` where it fails, dies, or takes
    longer, and what the tick raises.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=target, args=(there, *given), daemon=True)
    process.start()
    there.close()
    try:
        return _answer(run, here, at_most)
    finally:
        here.close()
        if process.is_alive():
            process.terminate()
        process.join(10)


def _answer(run: Run, pipe: Connection, at_most: float) -> dict[str, Any]:
    deadline = time.monotonic() + at_most
    phase, facts = "starting", dict[str, int | None]()
    while time.monotonic() < deadline:
        run.tick(phase, 0, 0, **facts)
        if not pipe.poll(POLL):
            continue
        try:
            kind, content = pipe.recv()
        except EOFError:
            raise RuleBroken([say("job.process_died")]) from None
        if kind == "done":
            answer: dict[str, Any] = content
            return answer
        if kind == "failed":
            log.error("process of a job failed", extra={"subject": str(run.subject_uid)})
            raise RuleBroken([say("job.process_failed", reason=content)])
        phase, facts = content
    raise RuleBroken([say("job.too_long", seconds=round(at_most))])
