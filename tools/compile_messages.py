"""Compile every .po under src/dunmiao/locale to .mo with Babel (no gettext programs needed).

`make setup` runs it, and the build of a wheel: git keeps no .mo.
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path(__file__).resolve().parents[1] / "src/dunmiao/locale"


class CompileMessages(BuildHookInterface[Any]):
    """The step of the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the files are gathered."""
        main()


def main() -> None:
    """Write the .mo beside each .po; a fuzzy entry is left out."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as text:
            catalogue = read_po(text)
        with source.with_suffix(".mo").open("wb") as out:
            write_mo(out, catalogue)


if __name__ == "__main__":
    main()
