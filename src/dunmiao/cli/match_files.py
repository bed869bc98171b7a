"""What the verbs of `dunmiao match` share: a problem folder, progress, who does the work."""

import argparse
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from dunmiao.cli.files import Unreadable
from dunmiao.engines.matching.constraints.must_fill import harden
from dunmiao.engines.matching.dist import DaskMapper, Mapper, ProcessMapper, SerialMapper
from dunmiao.engines.matching.problem import Problem
from dunmiao.engines.matching.read import FILES, problem_from
from dunmiao.engines.tables import MOST_BYTES


def load(folder: str, *, hard: bool = False) -> Problem:
    """The problem of a folder, with hard composition where that is asked for. A file far too large
    is refused before it is read."""
    path = Path(folder)
    if not path.is_dir():
        raise Unreadable(f"{folder}:1: is not a folder")
    there = [name for name in FILES if (path / name).is_file()]
    large = [name for name in there if (path / name).stat().st_size > MOST_BYTES]
    if large:
        raise Unreadable("\n".join(f"{name}:1: larger than {MOST_BYTES} bytes" for name in large))
    problem = problem_from({name: (path / name).read_bytes() for name in there})
    return harden(problem) if hard else problem


def add_hard(parser: argparse.ArgumentParser) -> None:
    """The option that holds composition and the seats of the first tier hard."""
    parser.add_argument("--hard", action="store_true", help="nothing may be missing")


def share(text: str) -> float:
    """A number from 0 to 1; argparse tells what is none."""
    return _within(text, 0.0, 1.0)


def positive(text: str) -> float:
    """Seconds, more than none and at most a day."""
    return _within(text, 1e-3, 86_400.0)


def _within(text: str, least: float, most: float) -> float:
    number = float(text)
    if not least <= number <= most:  # a nan is not within either
        raise argparse.ArgumentTypeError(f"{text} is not from {least:g} to {most:g}")
    return number


def progress(phase: str, value: int | None, bound: int | None) -> None:
    """One line a phase on stderr."""
    known = "" if value is None else f" value={value}"
    known += "" if bound is None else f" bound={bound}"
    sys.stderr.write(f"{phase}{known}\n")


def add_work(parser: argparse.ArgumentParser) -> None:
    """The options that say who does the work and whether its phases are told."""
    parser.add_argument("--progress", action="store_true", help="say the phases on stderr")
    parser.add_argument("--workers", type=int, default=1, help="processes beside this one")
    parser.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler (extra cluster)")


def mapper_of(asked: argparse.Namespace) -> AbstractContextManager[Mapper]:
    """Here, in processes, or on a cluster; the plan is the same."""
    if asked.cluster:
        try:
            return DaskMapper(asked.cluster)
        except ImportError:
            raise Unreadable(
                "--cluster:1: needs the extra: pip install 'dunmiao[cluster]'"
            ) from None
        except OSError as wrong:
            raise Unreadable(f"--cluster:1: no scheduler at {asked.cluster} ({wrong})") from wrong
    if not 1 <= asked.workers <= 4 * (os.cpu_count() or 1):
        raise Unreadable(
            f"--workers:1: {asked.workers} is not from 1 to {4 * (os.cpu_count() or 1)}"
        )
    return ProcessMapper(asked.workers) if asked.workers > 1 else nullcontext(SerialMapper())


def told(asked: argparse.Namespace) -> dict[str, Any]:
    """`on_progress` for the solver: where asked for, and where somebody watches."""
    return {"on_progress": progress} if asked.progress or sys.stderr.isatty() else {}
