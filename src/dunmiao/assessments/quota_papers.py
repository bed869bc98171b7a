"""The year's ledger as a workbook, so that every number can be worked out again by hand."""

from fractions import Fraction

from dunmiao.assessments.quota import Ledger
from dunmiao.assessments.rules.annual import POOLS
from dunmiao.formats.workbook import write_workbook

HEADER = [
    "池",
    "种类",
    "人数",
    "基数",
    "比例",
    "另加",
    "依据",
    "理论（分数）",
    "理论",
    "应为",
    "核定",
    "已定",
    "剩余",
]
PARTS = ["分项", "项目", "人数", "", "", "", "", "理论（分数）", "理论", "名额", "余数相同", "", ""]


def ledger_workbook(ledger: Ledger, *, mark: str) -> bytes:
    """Pools, then their parts; theory as an exact fraction beside its decimal."""
    rows: list[list[object]] = []
    for entry in ledger.entries:
        line, pool = entry.line, entry.pool
        rows.append(
            [
                pool.name,
                POOLS[pool.kind],
                entry.people,
                line.base,
                pool.rate,
                line.extra,
                pool.document or "通用",
                str(line.theory),
                float(line.theory),
                line.places,
                "待核定" if line.granted is None else line.granted,
                line.used,
                "" if line.left is None else line.left,
            ]
        )
    for entry in ledger.entries:
        for share in entry.pool.shares.all():
            tied = f"{share.tied_places} 个待定" if share.is_tied else ""
            exact = float(Fraction(share.quota))
            part = [entry.pool.name, share.part, share.people, "", "", "", "", share.quota, exact]
            rows.append([*part, share.seats, tied, "", ""])
    if any(entry.pool.shares.all() for entry in ledger.entries):
        at = len(ledger.entries)
        rows.insert(at, list(PARTS))
    return write_workbook(sheet="优秀名额", header=HEADER, rows=rows, watermark=mark)
