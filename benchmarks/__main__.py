"""`make bench [names…]`: run the measurements and print one table each."""

import subprocess
import sys
from importlib import import_module

ALL = (
    "matching",
    "appraisal",
    "formats",
    "pages",
    "lives",
    "outcomes",
    "ballot_night",
    "secrecy",
    "start",
)


def main() -> None:
    """Each module has `run()`, which prints lines; each runs in a process of its own."""
    names = sys.argv[1:] or list(ALL)
    if len(names) == 1:
        print(f"── {names[0]} ──", flush=True)
        import_module(f"benchmarks.{names[0]}").run()
        return
    for name in names:
        subprocess.run([sys.executable, "-m", "benchmarks", name], check=True)


if __name__ == "__main__":
    main()
