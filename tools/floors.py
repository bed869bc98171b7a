"""Floors that only rise: what was once reached is asked for ever after (tools/floors.toml)."""

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).with_name("floors.toml")
HEAD = "# Percent. `make coverage RAISE=1` and `make mutants RAISE=1` raise them; nothing lowers them.\n"


def _floors() -> dict[str, dict[str, float]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def below(kind: str, measured: Mapping[str, float]) -> list[str]:
    """What lies under its floor, in words."""
    floors = _floors().get(kind, {})
    return [
        f"{kind} of {name}: {measured[name]:.1f} % is below its floor of {floor:.1f} %"
        for name, floor in floors.items()
        if name in measured and measured[name] < floor
    ]


def lift(kind: str, measured: Mapping[str, float]) -> None:
    """Set each floor to what was measured, rounded down, where that is more."""
    floors = _floors()
    old = floors.get(kind, {})
    reached = {name: math.floor(value * 10) / 10 for name, value in measured.items()}
    floors[kind] = old | {name: max(value, old.get(name, 0)) for name, value in reached.items()}
    tables = [
        f"\n[{title}]\n" + "".join(f'"{name}" = {value}\n' for name, value in sorted(rows.items()))
        for title, rows in sorted(floors.items())
    ]
    FILE.write_text(HEAD + "".join(tables), encoding="utf-8")
