"""`make bench [names…]`: run the measurements and print one table each.

`python -m benchmarks --write [names…]` puts what they print into docs/measurements.md as well.
"""

import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

ALL = (
    "matching",
    "tight",
    "sizes",
    "peers",
    "screening",
    "growth",
    "appraisal",
    "formats",
    "pages",
    "row_security",
    "lives",
    "outcomes",
    "contacts",
    "ballot_night",
    "secrecy",
    "impact",
    "start",
)
PAGE = Path(__file__).resolve().parents[1] / "docs" / "measurements.md"
HEAD = """# Measurements

What `make bench` printed, section by section; written by `python -m benchmarks --write NAME…`.
Seconds are those of the machine named; ratios, shares and coverage are what counts.
"""


def main() -> None:
    """Each module has `run()`, which prints lines; each runs in a process of its own."""
    words = sys.argv[1:]
    writes = "--write" in words
    names = [word for word in words if word != "--write"] or list(ALL)
    if len(names) == 1 and not writes:
        print(f"── {names[0]} ──", flush=True)
        import_module(f"benchmarks.{names[0]}").run()
        return
    for name in names:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks", name],
            check=True,
            stdout=subprocess.PIPE if writes else None,
            text=True,
        )
        if writes:
            print(done.stdout, flush=True)
            _write(name, done.stdout)


def _write(name: str, printed: str) -> None:
    """Put a section in the place of its former one."""
    lines = [line for line in printed.splitlines() if not line.startswith("──")]
    day = datetime.now(UTC).date().isoformat()
    where = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    section = f"## {name}\n\n{day}, {where}\n\n```text\n" + "\n".join(lines).strip() + "\n```\n"
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    former = re.compile(rf"^## {name}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    sections = former.sub("", text).rstrip() + "\n\n" + section
    PAGE.write_text(sections, encoding="utf-8")


if __name__ == "__main__":
    main()
