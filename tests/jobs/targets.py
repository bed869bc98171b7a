"""What processes of the tests do; they know nothing of Django."""

import os
import time
from multiprocessing.connection import Connection


def add(pipe: Connection, one: int, other: int) -> None:
    pipe.send(("progress", ("adding", {"value": one})))
    time.sleep(0.5)
    pipe.send(("done", {"sum": one + other}))


def fail(pipe: Connection) -> None:
    pipe.send(("failed", "ValueError: no"))


def die(pipe: Connection) -> None:
    os._exit(9)


def sleep(pipe: Connection) -> None:
    pipe.send(("progress", ("sleeping", {})))
    time.sleep(600)
