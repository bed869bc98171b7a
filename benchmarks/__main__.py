"""`make bench [names…]`: run the measurements and print one table each."""

import sys
from importlib import import_module

ALL = ("matching", "formats", "pages", "start")


def main() -> None:
    """Each module has `run()`, which prints lines."""
    for name in sys.argv[1:] or ALL:
        print(f"── {name} ──", flush=True)
        import_module(f"benchmarks.{name}").run()


if __name__ == "__main__":
    main()
