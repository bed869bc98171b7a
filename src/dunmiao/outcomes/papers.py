"""Outcomes as a workbook, and their proof as files."""

from typing import Any

from django.db.models import QuerySet

from dunmiao.access.actors import Actor
from dunmiao.documents.models import StoredFile
from dunmiao.documents.selectors import read_file
from dunmiao.formats.workbook import write_workbook
from dunmiao.outcomes import selectors
from dunmiao.outcomes.lifecycle import OUTCOME
from dunmiao.outcomes.models import Outcome
from dunmiao.outcomes.rules.outcomes import KINDS, LEVELS, STAGE_LABELS, STAGES
from dunmiao.outcomes.rules.shares import percents

HEADER = [
    "名称", "类别", "日期", "对方", "落地单位", "阶段", "已核实协议（万元）", "已核实到位（万元）",
    "协议外资（万美元）", "到位外资（万美元）", "数量", "级别", "批准单位", "文号", "资助（万元）",
    "状态", "份额", "登记", "登记日期", "撤回日期", "撤回理由",
]  # fmt: skip
AT_ONCE = 1000


def outcomes_table(*, actor: Actor, rows: QuerySet[Outcome]) -> bytes:
    """Every row of a filter; money as numbers, so that a sheet can sum it."""
    found = list(rows.select_related("host_unit"))
    lines = []
    for start in range(0, len(found), AT_ONCE):
        part = found[start : start + AT_ONCE]
        shares = selectors.shares_of(part)
        lines += [_line(row, shares[row.pk]) for row in part]
    actor.record("outcomes.exported", None, rows=len(lines))
    return write_workbook(sheet="成果", header=HEADER, rows=lines, watermark=f"{actor.name} 内部")


def _line(row: Outcome, shares: list[Any]) -> list[Any]:
    parts = percents([share.weight for share in shares])
    return [
        row.title, KINDS[row.kind], row.happened_on.isoformat(), row.partner, row.host_unit.name,
        STAGE_LABELS[STAGES[row.claimed_stage]] if row.claimed_stage >= 0 else "",
        float(row.contracted), float(row.paid_in), float(row.foreign_contracted),
        float(row.foreign_paid), row.quantity if row.quantity is not None else "",
        LEVELS.get(row.level, ""), row.body, row.document_no,
        float(row.grant) if row.grant is not None else "", OUTCOME.labels[row.state],
        "；".join(f"{one.name} {part}%" for one, part in zip(shares, parts, strict=True)),
        row.reporter_name, row.reported_on.isoformat(),
        row.reversed_on.isoformat() if row.reversed_on else "", row.reversed_reason,
    ]  # fmt: skip


def evidence_file(*, actor: Actor, uid: Any) -> tuple[bytes, StoredFile]:
    """The bytes of one file of proof, with its row; the reading is recorded."""
    file = selectors.get_evidence(actor=actor, uid=uid)
    actor.record("file.read", file)
    return read_file(file), file
