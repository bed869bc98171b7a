"""The kinds of long work: each room declares its own beside the function that does it."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission


class Tick(Protocol):
    """Told by the work how far it is; raises `Stopped` where somebody asked it to stop."""

    def __call__(self, phase: str, done: int = 0, total: int = 0, **facts: int | None) -> None:
        """`done` of `total` pieces of the phase; `facts` are figures to show beside it."""


def silently(phase: str, done: int = 0, total: int = 0, **facts: int | None) -> None:
    """A tick that tells nobody: for work done at once."""


class Run(Protocol):
    """What a work is given: its subject, transactions as whoever asked, and its tick."""

    @property
    def subject_uid(self) -> uuid.UUID:
        """What the work is about."""

    @property
    def tick(self) -> Tick:
        """Tell how far it is."""

    def acting(self) -> AbstractContextManager[Actor]:
        """A transaction in which whoever asked acts; not the last one."""

    def finishing(self) -> AbstractContextManager[Actor]:
        """The last transaction: what it writes and the end of the job are kept together."""


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of long work: its queue, the right to stop and retry it, what is done."""

    name: str
    queue: str
    right: Permission
    do: Callable[[Run], None]


WORKS: dict[str, Work] = {}


def work(name: str, *, queue: str, right: Permission) -> Callable[[Callable[[Run], None]], Work]:
    """Declare the function below as the work `name`; it must end inside `run.finishing()`.

    It may be begun again from the start when its worker died, so nothing it leaves outside the
    last transaction may matter.
    """

    def declared(do: Callable[[Run], None]) -> Work:
        if name in WORKS:
            raise ValueError(f"declared twice: {name}")
        return WORKS.setdefault(name, Work(name, queue, right, do))

    return declared
