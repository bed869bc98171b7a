"""Which counts may be shown, so that no voter can be made out (k-anonymity of cells).

A cell is a group of voters on one person. It is shown with at least `least` ballots that are
not all the same; what could be had by subtracting shown cells from a shown total is withheld
too, and so is what differs from an earlier publication by too few ballots.
"""

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 5
Counts = Mapping[str, int]  # by grade, abstentions and invalid among them
Cells = Mapping[str, Counts]  # by group


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of one person: cells by group, and the total where it betrays nothing."""

    cells: dict[str, dict[str, int]]
    total: dict[str, int] | None
    withheld: tuple[str, ...]


def is_safe(counts: Counts, *, least: int = LEAST) -> bool:
    """Enough ballots, and not unanimous: everybody's vote would be known."""
    given = [count for count in counts.values() if count]
    return sum(given) >= least and len(given) > 1


def total_of(cells: Cells) -> dict[str, int]:
    """The sum over groups."""
    out: dict[str, int] = {}
    for counts in cells.values():
        for grade, count in counts.items():
            out[grade] = out.get(grade, 0) + count
    return out


def publish(cells: Cells, *, least: int = LEAST) -> Shown:
    """What may be shown of one person, by group.

    The total comes first, since it is what the record needs. Unsafe cells are withheld; where
    what is withheld together (total less the shown) is itself no safe cell, the smallest shown
    cell is withheld as well, and so on.
    """
    filled = {group: dict(counts) for group, counts in cells.items() if sum(counts.values())}
    whole = total_of(filled)
    if not is_safe(whole, least=least):
        return Shown({}, None, tuple(sorted(filled)))
    shown = {group: counts for group, counts in filled.items() if is_safe(counts, least=least)}
    while shown and (hidden := {g: c for g, c in filled.items() if g not in shown}):
        if is_safe(total_of(hidden), least=least):
            break
        del shown[min(shown, key=lambda group: (sum(shown[group].values()), group))]
    return Shown(shown, whole, tuple(sorted(filled.keys() - shown.keys())))
