"""Run background jobs: a thread of `dunmiao run`, or a service of its own on servers."""

import asyncio
import contextlib
import logging
import threading

from dunmiao.cli.database import database, say, setup_django

log = logging.getLogger("dunmiao.worker")
AT_START = ("secondments.daily", "liaison.daily", "jobs.tidy")  # beside the jobs, never before them
AT_ONCE = 3  # two long works leave room for letters and the day's work


class WorkerThread(threading.Thread):
    """The job worker in its own thread and event loop; `stop` ends it cleanly."""

    def __init__(self) -> None:
        """Not started yet."""
        super().__init__(name="dunmiao-worker", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._ending = threading.Event()

    def run(self) -> None:
        """Work until stopped; after a lost database connection begin again."""
        while not self._ending.is_set():
            try:
                asyncio.run(self._work())
            except Exception:  # a lost connection must not end background work for good
                log.exception("worker stopped, starting again")
                self._ending.wait(3)

    async def _work(self) -> None:
        from procrastinate.contrib.django import app

        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        await asyncio.to_thread(_begin_day)
        worker = app.with_connector(app.connector.get_worker_connector())
        with contextlib.suppress(asyncio.CancelledError):
            async with worker.open_async():
                await worker.run_worker_async(
                    concurrency=AT_ONCE, install_signal_handlers=False, listen_notify=True
                )

    def stop(self) -> None:
        """Cancel the work and wait for the thread."""
        self._ending.set()
        if self._loop and self._task and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._task.cancel)
        self.join(15)


def _begin_day() -> None:
    """Take up what a dead worker left; queue the day's work, once for all hosts."""
    import time

    from procrastinate.contrib.django import app
    from procrastinate.exceptions import AlreadyEnqueued

    from dunmiao.jobs.requeue import requeue_dead

    requeue_dead()
    for name in AT_START:
        with contextlib.suppress(AlreadyEnqueued):
            app.tasks[name].defer(timestamp=int(time.time()))


def run(words: list[str]) -> int:
    """`dunmiao worker`: until interrupted."""
    with database():
        setup_django()
        worker = WorkerThread()
        worker.start()
        say("后台任务已启动，Ctrl+C 结束。")
        try:
            while worker.is_alive():
                worker.join(1)
        except KeyboardInterrupt:
            pass
        worker.stop()
    return 0
