"""Rows of the ledger: theory beside what was granted, ties open, sums in words."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from dunmiao.assessments.quota import SETTLED, Entry, Ledger, sees_grade
from dunmiao.assessments.rules.annual import EXCELLENT, GRADES

PROOFS = {
    "one-pool": (
        mark("每人恰在一个池"),
        mark("单列 %(separate)s + 本单位 %(home)s + 不定等次 %(not_graded)s = %(people)s，重复 %(twice)s 人"),
    ),
    "not-at-home": (
        mark("单列不占派出单位"),
        mark("派出单位各池内单列人员 %(count)s 人"),
    ),
    "within": (
        mark("优秀不超核定"),
        mark("已定 %(used)s ≤ 核定 %(granted)s，逐池核对 %(over)s 处超出"),
    ),
    "parts": (
        mark("分项合计等于池数"),
        mark("%(pools)s 个池已分项，%(uneven)s 处不等"),
    ),
    "never-up": (
        mark("不向上取整"),
        mark("核定 %(granted)s ≤ 理论 %(theory)s + 另加 %(extra)s"),
    ),
}  # fmt: skip
MOST_SQUARES = 12


def _decimal(value: Fraction) -> str:
    return f"{float(value):.1f}"


def _percent(value: Fraction) -> str:
    return f"{float(value * 100):g}%"


def ledger_row(entry: Entry) -> dict[str, Any]:
    """One pool of the ledger."""
    line = entry.line
    cut = line.granted - line.theory - line.extra if line.granted is not None else None
    return {
        "pool": entry.pool,
        "base": line.base,
        "people": entry.people,
        "rate": _percent(line.rate),
        "extra": line.extra,
        "theory": _decimal(line.theory),
        "would_be": line.places,
        "granted": line.granted,
        "cut": None if cut is None else ("0" if not cut else _decimal(cut).replace("-", "−")),
        "used": line.used,
        "proposed": entry.proposed,
        "left": line.left,
        "changed": line.granted is not None and entry.pool.base != line.base,
    }


def ledger_rows(ledger: Ledger) -> list[dict[str, Any]]:
    """Pools of their own first, then the units, the largest first."""
    rows = [ledger_row(entry) for entry in ledger.entries if entry.people]
    return sorted(
        rows, key=lambda row: (row["pool"].kind == "HOME", -row["base"], row["pool"].name)
    )


def ledger_totals(ledger: Ledger) -> dict[str, Any]:
    """The last line of the ledger."""
    lines = [entry.line for entry in ledger.entries]
    granted = [line.granted for line in lines if line.granted is not None]
    return {
        "base": sum(line.base for line in lines),
        "theory": _decimal(sum((line.theory for line in lines), Fraction(0))),
        "granted": sum(granted),
        "waiting": len(lines) - len(granted),
        "used": sum(line.used for line in lines),
        "left": sum(line.left or 0 for line in lines),
    }


def proof_rows(ledger: Ledger) -> list[dict[str, Any]]:
    """The five sums in words."""
    return [
        {
            "title": _(PROOFS[proof.code][0]),
            "text": _(PROOFS[proof.code][1]) % proof.figures,
            "holds": proof.holds,
        }
        for proof in ledger.proofs
    ]


def part_tables(ledger: Ledger) -> list[dict[str, Any]]:
    """Pools whose places were given to parts, ties shown as open squares."""
    out = []
    for entry in ledger.entries:
        shares = list(entry.pool.shares.all())
        if not shares:
            continue
        tied = [share for share in shares if share.is_tied]
        out.append(
            {
                "pool": entry.pool,
                "tied": tied,
                "tied_places": tied[0].tied_places if tied else 0,
                "rows": [_part_row(share) for share in shares],
            }
        )
    return out


def _part_row(share: Any) -> dict[str, Any]:
    exact = Fraction(share.quota)
    return {
        "share": share,
        "theory": f"{float(exact):.2f}",
        "rest": f"{float(exact - int(exact)):.2f}".lstrip("0"),
        "squares": [22 * at for at in range(min(share.seats, MOST_SQUARES))],
        "open_at": 22 * min(share.seats, MOST_SQUARES) + 1,
    }


def member_row(member: Any, actor: Any) -> dict[str, Any]:
    """One person of a pool; a grade that is only proposed is shown to the office and to the unit
    that proposes it."""
    return {
        "row": member,
        "grade": GRADES.get(member.grade, "") if sees_grade(actor, member) else "",
    }


def grade_counts(members: Sequence[Any]) -> dict[str, int]:
    """How many of each grade, and how many excellent ones are approved."""
    counts = Counter(member.grade for member in members)
    used = sum(m.grade == EXCELLENT and m.state in SETTLED for m in members)
    return {**{key: counts[key] for key in GRADES}, "open": counts[""], "used": used}
