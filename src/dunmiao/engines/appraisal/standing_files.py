"""Ballots as a plain file, and the standing as it is printed."""

import math
from typing import Any

import numpy as np

from dunmiao.engines.appraisal.design import Design, Vote, design
from dunmiao.engines.appraisal.findings import finding
from dunmiao.engines.appraisal.standing import Adjusted, Comparison
from dunmiao.engines.tables import BadInput, Fault, Table, read_table

COLUMNS = ("ratee", "rater", "unit", "item", "score")
MOST_PAIRED = 300
MOST_RATEES = 4_000  # the equations are dense in ratees
MOST_SCORE = 1e9


def design_from(content: bytes, *, name: str = "BALLOTS.csv") -> Design:
    """Read long-form ballots; BadInput lists every fault with its line."""
    table = read_table(name, content, needed=COLUMNS)
    faults = list(table.faults)
    votes = [] if faults else _votes(table, faults)
    if not faults and len({(vote.ratee, vote.rater) for vote in votes}) < 2:
        faults.append(Fault(name, 1, "holds fewer than two ballots with a score"))
    if not faults and len({vote.ratee for vote in votes}) > MOST_RATEES:
        faults.append(Fault(name, 1, f"holds more than {MOST_RATEES} ratees"))
    if faults:
        raise BadInput(faults)
    return design(votes)


def _votes(table: Table, faults: list[Fault]) -> list[Vote]:
    votes: list[Vote] = []
    seen: dict[tuple[str, str, str], int] = {}
    unit_of: dict[str, str] = {}

    def fault(line: int, reason: str) -> None:
        faults.append(Fault(table.name, line, reason))

    for line, row in table.rows:
        ratee, rater, unit, item = row["ratee"], row["rater"], row["unit"], row["item"]
        for column in ("ratee", "rater"):
            if not row[column]:
                fault(line, f"{column} is empty")
        if (first := seen.setdefault((ratee, rater, item), line)) != line:
            fault(line, f"the same ratee, rater and item stand in line {first}")
        if unit_of.setdefault(rater, unit) != unit:
            fault(line, f'rater "{rater}" has two units, "{unit_of[rater]}" and "{unit}"')
        score = _number(row["score"])
        if score is None and row["score"]:
            fault(line, f'score "{row["score"]}" is not a number')
        if score is not None:
            votes.append(Vote(ratee, rater, unit, item, score))
    some = {rater for rater, unit in unit_of.items() if unit}
    if some and (none := sorted(unit_of.keys() - some)):
        fault(1, f'rater "{none[0]}" has no unit, others have: give all raters one, or none')
    return votes


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= MOST_SCORE else None


def standing_json(found: Adjusted, *, all_pairs: bool = False) -> dict[str, Any]:
    """The standing as its file prints it."""
    made, fitted = found.design, found.fit
    findings = list(found.findings)
    pairs: list[dict[str, Any]] = []
    if len(made.ratees) <= MOST_PAIRED or all_pairs:
        pairs = [_pair(one) for one in found.pairs()]
    else:
        findings.append(finding("pairs-omitted", most=MOST_PAIRED))
    return {
        "format": "dunmiao-standing/1",
        "ballots": made.size,
        "method": "reml",
        "level": found.level,
        "top": found.top,
        "seed": found.seed,
        "mu": fitted.mu,
        "variances": {
            name: fitted.variances[name] for name in ("ratee", "rater", "unit", "residual")
        },
        "reml_criterion": fitted.criterion if math.isfinite(fitted.criterion) else None,
        "components": [
            {
                "id": part.id,
                "ratees": len(part.ratees),
                "raters": len(part.raters),
                "min_link": part.min_link,
            }
            for part in found.components
        ],
        "ratees": [
            {name: getattr(row, name) for name in row.__dataclass_fields__}
            for row in found.standings
        ],
        "raters": _raters(found),
        "units": [
            {"unit": unit, "severity": severity, "se": se}
            for unit, severity, se in zip(
                made.units, fitted.unit_severity.tolist(), fitted.unit_se.tolist(), strict=True
            )
        ],
        "pairs": pairs,
        "findings": findings,
    }


def _raters(found: Adjusted) -> list[dict[str, Any]]:
    made, fitted = found.design, found.fit
    part_of = {rater: part.id for part in found.components for rater in part.raters}
    counts = np.bincount(made.rater, minlength=len(made.raters))
    return [
        {
            "rater": name,
            "unit": made.units[made.unit_of[at]] if made.unit_of[at] >= 0 else None,
            "component": part_of[at],
            "ballots": int(counts[at]),
            "severity": float(fitted.rater_severity[at]),
            "se": float(fitted.rater_se[at]),
        }
        for at, name in enumerate(made.raters)
    ]


def _pair(one: Comparison | tuple[str, str]) -> dict[str, Any]:
    if isinstance(one, Comparison):
        return {name: getattr(one, name) for name in one.__dataclass_fields__}
    nothing = dict.fromkeys(("difference", "se", "low", "high"))
    return {"a": one[0], "b": one[1], **nothing, "verdict": "not-comparable"}
