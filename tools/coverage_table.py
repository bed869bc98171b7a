"""`make coverage`: branch coverage of each room beside its floor; fails below a floor."""

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from tools import floors

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var/coverage"
PARTS = ("covered_lines", "covered_branches", "num_statements", "num_branches")


def measure() -> int:
    """Run the rooms' tests under coverage; the exit code of pytest."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    python = [sys.executable, "-m", "coverage"]
    tests = ["-m", "pytest", "-q", "-n", "2", "--ignore", "tests/journeys", "tests"]
    code = subprocess.run([*python, "run", *tests], cwd=ROOT, check=False).returncode
    subprocess.run([*python, "combine", "-q"], cwd=ROOT, check=True)
    subprocess.run([*python, "json", "-q", "-o", FOLDER / "all.json"], cwd=ROOT, check=True)
    return code


def rooms_of(file: str) -> list[str]:
    """The room a file counts for; rules count together as well."""
    inside = Path(file).relative_to("src/dunmiao").parts
    pure = len(inside) > 1 and inside[1] in {"rules", "rules.py"}
    return [inside[0], *(["rules"] if pure else [])]


def percents(files: dict[str, dict[str, dict[str, int]]]) -> dict[str, float]:
    """Room → percent of lines and branches that ran."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for file, said in files.items():
        lines, branches, statements, ways = (said["summary"][part] for part in PARTS)
        for room in rooms_of(file):
            sums[room][0] += lines + branches
            sums[room][1] += statements + ways
    return {room: 100 * ran / all_ for room, (ran, all_) in sorted(sums.items()) if all_}


def main() -> int:
    """0 when the tests pass and every room holds its floor."""
    code = 0 if "--again" in sys.argv else measure()
    files = json.loads((FOLDER / "all.json").read_text())["files"]
    found = percents(files)
    for room, percent in found.items():
        print(f"{room:<14}{percent:6.1f} %")
    if "--raise" in sys.argv and not code:
        floors.lift("coverage", found)
    low = floors.below("coverage", found)
    print(*low, sep="\n")
    return code or bool(low)


if __name__ == "__main__":
    sys.exit(main())
