"""The standing as it is printed."""

import math
from typing import Any

import numpy as np

from dunmiao.engines.appraisal.ballot_files import Ballots
from dunmiao.engines.appraisal.findings import finding
from dunmiao.engines.appraisal.part import MOST_PAIRED, Comparison
from dunmiao.engines.appraisal.standing import Adjusted, Standing
from dunmiao.engines.appraisal.tally import Tally
from dunmiao.engines.appraisal.tally_files import printed


def standing_json(
    found: Adjusted, *, all_pairs: bool = False, read: Ballots | None = None
) -> dict[str, Any]:
    """The standing as its file prints it; where `read` under a scheme, with the exact count of the
    same ballots beside each estimate. `method` is the model: `reml` for marks on a fine scale (its
    estimates and errors are REML's), `ordinal` for grades."""
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
        "method": found.method,
        **({"scheme_sha256": read.scheme_sha256} if read and read.tally else {}),
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
            _ratee(row, found.contrast(row.ratee), None if read is None else read.tally)
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


def _ratee(
    row: Standing, contrast: tuple[float, float, float] | None, counted: Tally | None
) -> dict[str, Any]:
    plain: dict[str, Any] = {name: getattr(row, name) for name in row.__dataclass_fields__}
    plain["contrast"] = (
        None if contrast is None else dict(zip(("estimate", "low", "high"), contrast, strict=True))
    )
    if counted is not None:
        score = counted.score(row.ratee)
        plain |= {"tally": printed(counted, score), "shift": row.estimate - float(score)}
    return plain


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
