"""`make mutants`: change one thing at a time in a pure file; some pure test must then fail.

    python -m tools.mutants [FILE…] [--sample N] [--seed N] [--minutes N] [--raise]

A mutant runs in a fork of this process in which third-party code is loaded and ours is not, so
that it costs what its tests cost. The tests are those that load the file and ask for no database.
"""

import argparse
import ast
import importlib
import importlib.util
import os
import pickle
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tools import floors
from tools.mutations import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[1]
WHERE = ("*/rules.py", "*/rules/*.py", "access/roles.py", "engines/matching/check*.py",
         "engines/appraisal/quota.py")  # fmt: skip
QUIET = ["-q", "-x", "-p", "_hypothesis_pytestplugin", "--hypothesis-seed=0",
         "-W", "ignore::pytest.PytestAssertRewriteWarning"]  # fmt: skip
THIRD_PARTY = ("hypothesis", "numpy", "scipy.stats", "xlsxwriter", "lxml.etree", "docx", "pydantic")


class Pure:
    """Leaves out what asks for a database or a browser."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the pure tests."""
        asks = {"db", "city", "client", "transactional_db", "live_server", "settings"}
        items[:] = [item for item in items if not asks & set(getattr(item, "fixturenames", ()))]


@dataclass
class Known:
    """What a test file loads, and how long it takes when nothing is changed."""

    modules: frozenset[str]
    seconds: float


def fork(child: Callable[[], int]) -> int:
    """Run in a process of its own that says nothing; its pid."""
    if pid := os.fork():
        return pid
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.setsid()
    try:
        os._exit(child())
    except BaseException:  # noqa: BLE001 - a child must never go on as its parent
        os._exit(3)


def learn(tests: list[Path]) -> dict[Path, Known]:
    """Run each test file unchanged; those without a pure test are left out."""
    known = {}
    for test in tests:
        with tempfile.NamedTemporaryFile() as note:

            def look(test: Path = test, note: Any = note) -> int:
                began = time.monotonic()
                code = int(pytest.main([*QUIET, str(test)], plugins=[Pure()]))
                ours = frozenset(name for name in sys.modules if name.startswith("dunmiao."))
                Path(note.name).write_bytes(pickle.dumps(Known(ours, time.monotonic() - began)))
                return code

            code = os.waitstatus_to_exitcode(os.waitpid(fork(look), 0)[1])
            if code == pytest.ExitCode.OK:
                known[test] = pickle.loads(Path(note.name).read_bytes())
            elif code == pytest.ExitCode.TESTS_FAILED:
                print(f"{test.relative_to(ROOT)} fails unchanged and is left out")
    return known


class Changed:
    """An import hook that gives one module another code."""

    def __init__(self, module: str, path: Path, tree: ast.Module) -> None:
        """Of `module` at `path`, changed into `tree`."""
        self.module, self.path, self.tree = module, path, tree

    def find_spec(self, name: str, *_: object) -> Any:
        """Only for the changed module."""
        if name != self.module:
            return None
        spec = importlib.util.spec_from_file_location(name, self.path)
        code = compile(self.tree, str(self.path), "exec")
        spec.loader.get_code = lambda _name: code  # type: ignore[union-attr]
        return spec


def module_of(path: Path) -> str:
    """The name a file is imported by."""
    name = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
    return name.removesuffix(".__init__")


def try_all(
    jobs: Iterator[tuple[Path, Mutant]], known: dict[Path, Known], until: float
) -> Iterator[tuple[Path, Mutant, bool]]:
    """(file, mutant, killed) as they end; as many at once as there are cores."""
    running: dict[int, tuple[Path, Mutant, float]] = {}
    left = True
    while left or running:
        while left and len(running) < (os.cpu_count() or 1):
            job = next(jobs, None) if time.monotonic() < until else None
            if job is None:
                left = False
                break
            path, mutant = job
            tests = {t: k for t, k in known.items() if module_of(path) in k.modules}
            words = [str(t) for t in sorted(tests, key=lambda t: tests[t].seconds)]

            def run(path: Path = path, mutant: Mutant = mutant, words: Any = words) -> int:
                sys.meta_path.insert(0, Changed(module_of(path), path, mutant.tree()))  # type: ignore[arg-type]
                return int(pytest.main([*QUIET, *words], plugins=[Pure()])) if words else 0

            limit = 10 + 5 * sum(one.seconds for one in tests.values())
            running[fork(run)] = path, mutant, time.monotonic() + limit
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid in running:
            path, mutant, _ = running.pop(pid)
            yield path, mutant, os.waitstatus_to_exitcode(status) != 0
        else:
            time.sleep(0.01)
        for pid in [pid for pid, (*_, end) in running.items() if end < time.monotonic()]:
            os.killpg(pid, signal.SIGKILL)


def main() -> int:
    """0 when every file holds its floor."""
    parser = argparse.ArgumentParser("mutants", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="mutants of a file; 0: all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--raise", action="store_true", dest="lift")
    asked = parser.parse_args()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in THIRD_PARTY:
        importlib.import_module(name)
    source = ROOT / "src/dunmiao"
    files = [path.resolve() for path in asked.files] or [
        path for where in WHERE for path in sorted(source.glob(where))
    ]
    known = learn(sorted({test for path in files for test in tests_near(path)}))
    loaded = frozenset[str]().union(*(one.modules for one in known.values()))
    for path in files:
        if module_of(path) not in loaded:
            print(f"{path.relative_to(ROOT)}: no pure test loads it")
    lot = random.Random(asked.seed)
    jobs = []
    for path in files:
        mutants = mutants_of(path.read_text(encoding="utf-8"))
        if asked.sample and len(mutants) > asked.sample:
            mutants = sorted(lot.sample(mutants, asked.sample), key=lambda one: one.line)
        jobs += [(path, mutant) for mutant in mutants]
    until = time.monotonic() + 60 * asked.minutes
    return tell(list(try_all(iter(jobs), known, until)), len(jobs), lift=asked.lift)


def tests_near(path: Path) -> list[Path]:
    """Test files of the room of a source file, and those of the kernel that name it."""
    room = module_of(path).split(".")[1]
    near = [
        *(ROOT / "tests" / room).glob("**/test_*.py"),
        *(ROOT / "tests/kernel").glob("test_*.py"),
    ]
    return [test for test in near if f"dunmiao.{room}" in test.read_text(encoding="utf-8")]


def tell(tried: list[tuple[Path, Mutant, bool]], asked: int, *, lift: bool) -> int:
    """The table and the survivors; 1 where a file is below its floor."""
    reached = {}
    for path in dict.fromkeys(path for path, *_ in tried):
        here = [killed for file, _, killed in tried if file == path]
        name = path.relative_to(ROOT / "src/dunmiao").as_posix()
        reached[name] = 100 * sum(here) / len(here)
        print(f"{name:<44}{len(here):5}{sum(here):6}{reached[name]:7.1f} %")
    for path, mutant, killed in sorted(tried, key=lambda one: (str(one[0]), one[1].line)):
        if not killed:
            print(f"{path.relative_to(ROOT)}:{mutant.line} {mutant.kind}")
            print(f"  - {mutant.old[:150]}\n  + {mutant.new[:150]}")
    print(f"{len(tried)} of {asked} mutants tried, {sum(one[2] for one in tried)} killed")
    if lift:
        floors.lift("mutants", reached)
    low = floors.below("mutants", reached)
    print(*low, sep="\n")
    return int(bool(low))


if __name__ == "__main__":
    sys.exit(main())
