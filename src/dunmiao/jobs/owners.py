"""Who does a job: the process by host, number and start, so that a dead one is known as dead."""

import os
import socket
from functools import cache
from pathlib import Path

import psutil


@cache
def _place() -> str:
    """The host and its table of processes: the same number elsewhere is another process."""
    try:
        table = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        table = ""
    return f"{socket.gethostname()[:60]} {table}"


def me() -> str:
    """This process."""
    return f"{_place()} {os.getpid()} {int(psutil.Process().create_time())}"


def is_gone(owner: str) -> bool:
    """True when the owner was a process here and is no more; of other hosts nothing is known."""
    place, _, began = owner.rpartition(" ")
    place, _, number = place.rpartition(" ")
    if place != _place() or not number.isdigit() or not began.isdigit():
        return False
    try:
        process = psutil.Process(int(number))
        return process.status() == psutil.STATUS_ZOMBIE or int(process.create_time()) != int(began)
    except psutil.NoSuchProcess:
        return True
