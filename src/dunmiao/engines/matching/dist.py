"""Where independent pieces of work are done: here, in processes beside, or on a cluster.

Answers come in the order of the pieces, whoever finished first, so a plan never depends on who
worked on it. A piece whose worker died is done again here.
"""

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")
# Pieces under way for each worker: enough that none waits, few enough that they fit in memory.
AHEAD = 8
CONNECT_SECONDS = 10


class Mapper(Protocol):
    """`map` over independent pieces: the answers in the order of the pieces."""

    def map(self, function: Callable[[Piece], Answer], pieces: Iterable[Piece]) -> Iterator[Answer]:
        """The answer of each piece, in the order of the pieces."""
        ...


class SerialMapper:
    """One piece after the other, in this process."""

    def map(self, function: Callable[[Piece], Answer], pieces: Iterable[Piece]) -> Iterator[Answer]:
        """Each piece when its answer is asked for."""
        return map(function, pieces)


class _Open(ABC):
    """Something to be closed at the end of a `with`."""

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close it, whatever happened."""
        self.close()

    @abstractmethod
    def close(self) -> None:
        """End what was begun."""


class ProcessMapper(_Open):
    """A pool of spawned processes; use as `with ProcessMapper(2) as mapper`.

    Functions must be named in a module, pieces and answers can be pickled. No process is started
    before the first piece.
    """

    def __init__(self, workers: int) -> None:
        """So many processes at most."""
        self.workers = workers
        self.pool: ProcessPoolExecutor | None = None

    def close(self) -> None:
        """End the processes; what waits is dropped."""
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
            self.pool = None

    def map(self, function: Callable[[Piece], Answer], pieces: Iterable[Piece]) -> Iterator[Answer]:
        """Answers in order, some pieces ahead."""
        waiting: list[tuple[Piece, Future[Answer] | None]] = []
        for piece in pieces:
            waiting.append((piece, self._send(function, piece)))
            if len(waiting) >= self.workers * AHEAD:
                yield self._take(function, *waiting.pop(0))
        while waiting:
            yield self._take(function, *waiting.pop(0))

    def _send(self, function: Callable[[Piece], Answer], piece: Piece) -> "Future[Answer] | None":
        if self.pool is None:
            self.pool = ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"))
        try:
            return self.pool.submit(function, piece)
        except BrokenProcessPool:
            return None

    def _take(
        self, function: Callable[[Piece], Answer], piece: Piece, asked: "Future[Answer] | None"
    ) -> Answer:
        try:
            if asked is not None:
                return asked.result()
        except BrokenProcessPool:  # a worker was killed: its piece is done again here
            if self.pool is not None:
                self.pool.shutdown(wait=False, cancel_futures=True)
                self.pool = None
        return function(piece)


class DaskMapper(_Open):
    """The workers of a Dask cluster (extra `cluster`); Dask itself does lost pieces again."""

    def __init__(self, address: str) -> None:
        """Connect to the scheduler at `address`, such as tcp://10.0.0.1:8786."""
        from distributed import Client

        self.client: Any = Client(address, timeout=CONNECT_SECONDS)

    def close(self) -> None:
        """Leave the cluster as it is, and go."""
        self.client.close()

    def map(self, function: Callable[[Piece], Answer], pieces: Iterable[Piece]) -> Iterator[Answer]:
        """Answers in order, some pieces ahead for every thread of the cluster."""
        ahead = max(1, sum(self.client.nthreads().values())) * AHEAD
        pieces = iter(pieces)
        waiting: list[Any] = []
        for piece in pieces:
            waiting.append(self.client.submit(function, piece, pure=False))
            waiting += [
                self.client.submit(function, more, pure=False)
                for more in itertools.islice(pieces, ahead - len(waiting))
            ]
            yield waiting.pop(0).result()
        while waiting:
            yield waiting.pop(0).result()
