"""Outcomes as the pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dunmiao.outcomes.rules.outcomes import (
    EVIDENCE,
    FACTS,
    KINDS,
    LEVELS,
    SIGNED,
    STAGE_LABELS,
    STAGES,
    proof_needed,
)
from dunmiao.outcomes.rules.shares import percents
from dunmiao.outcomes.selectors import Board

COLOURS = ("f1", "f6", "f2", "f3", "f4", "f5")
LABELS = {
    "kinds": KINDS,
    "levels": LEVELS,
    "stage_labels": STAGE_LABELS,
    "fact_labels": FACTS,
    "evidence_labels": EVIDENCE,
}


@dataclass(frozen=True)
class ShareBar:
    """One party's part of the bar: percent for display, where it begins, its colour."""

    name: str
    part: str
    percent: Decimal
    starts: Decimal
    colour: str


def share_bars(shares: Sequence[Any]) -> list[ShareBar]:
    """The shares of one outcome side by side."""
    out, at = [], Decimal(0)
    shown = percents([share.weight for share in shares])
    for number, (share, percent) in enumerate(zip(shares, shown, strict=True)):
        colour = COLOURS[number % len(COLOURS)]
        out.append(ShareBar(share.name, share.part, percent, at, colour))
        at += percent
    return out


@dataclass(frozen=True)
class StageLine:
    """A line of the funnel: widths in percent of the widest."""

    label: str
    count: int
    width: Decimal
    contracted: Decimal | None
    paid_in: Decimal | None
    agreed_width: Decimal
    paid_width: Decimal
    foreign: Decimal


def funnel(board: Board) -> list[StageLine]:
    """The lines of the funnel; sums in 亿元 from the signing on."""
    most = max((row.count for row in board.stages), default=0) or 1
    widest = max((row.contracted for row in board.stages), default=Decimal(0)) or Decimal(1)
    return [
        StageLine(
            label=STAGE_LABELS[row.stage],
            count=row.count,
            width=_tenth(Decimal(row.count) * 100 / most),
            contracted=row.contracted / 10_000 if at >= SIGNED else None,
            paid_in=row.paid_in / 10_000 if at >= SIGNED else None,
            agreed_width=_tenth(row.contracted * 100 / widest),
            paid_width=_tenth(min(row.paid_in, widest) * 100 / widest),
            foreign=row.foreign if at >= SIGNED else Decimal(0),
        )
        for at, row in enumerate(board.stages)
    ]


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"))


def listed(rows: Sequence[Any], shares: Any, evidence: Any) -> list[dict[str, Any]]:
    """The lines of the list."""
    return [
        {
            "row": row,
            "stage": STAGE_LABELS[STAGES[row.claimed_stage]] if row.claimed_stage >= 0 else "",
            "shares": share_bars(shares[row.pk]),
            "evidence": [(EVIDENCE[kind], n) for kind, n in evidence[row.pk].items()],
            "agreed": row.contracted or row.claimed_contracted or row.lost or None,
            "is_claim": not row.contracted,
        }
        for row in rows
    ]


def steps(kind: str, facts: Sequence[Any]) -> list[dict[str, Any]]:
    """The steps of one outcome, with the proof that is still missing."""
    out = []
    for fact in facts:
        needed = proof_needed(kind, fact.plain())
        held = {one.kind for one in fact.evidence.all()}
        out.append(
            {
                "fact": fact,
                "label": STAGE_LABELS.get(fact.stage, FACTS[fact.kind]),
                "missing": EVIDENCE[needed] if needed and needed not in held else "",
            }
        )
    return out
