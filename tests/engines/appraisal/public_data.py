"""Public reference data that may lie beside the project; tests read it where it is."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data"


def public(name: str) -> str:
    """The text of a reference file; the test is left out where there is none."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"no {name} beside the project")
    return path.read_text(encoding="utf-8")
