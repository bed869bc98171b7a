"""The ledger of uses as a workbook."""

from dunmiao.access.actors import Actor
from dunmiao.development import selectors
from dunmiao.development.rules.uses import FINDINGS, KINDS, LOOK_BACK_YEARS
from dunmiao.formats.workbook import write_workbook
from dunmiao.kernel.ranks import RANK_LABELS, Rank

HEADER = [
    "姓名", "派出单位", "发现于（挂职）", "接收单位", "使用方式", "决定日期", "文号", "原层次",
    "任用后层次", "任用后职务", "后备名单", "登记人",
    *(f"{years} 年回看" for years in LOOK_BACK_YEARS),
]  # fmt: skip


def ledger_table(*, actor: Actor) -> bytes:
    """Every use in scope, the newest first, with its look-backs."""
    rows = list(selectors.list_uses(actor=actor))
    actor.record("uses.exported", None, cadres=[row.cadre.uid for row in rows])
    lines = []
    for row in rows:
        looked = {back.years: back for back in row.look_backs.all()}
        lines.append([
            row.cadre.name, row.cadre.home_unit.name, row.secondment.programme.name,
            row.secondment.host_unit.name, KINDS[row.kind], row.decided_on.isoformat(),
            row.document_no, RANK_LABELS[Rank(row.rank_before)],
            RANK_LABELS[Rank(row.rank_after)] if row.rank_after is not None else "",
            row.post, row.pool, row.recorder,
            *(
                FINDINGS[looked[years].finding] if looked[years].looked_on
                else f"{looked[years].due_on} 起"
                for years in LOOK_BACK_YEARS
            ),
        ])  # fmt: skip
    return write_workbook(
        sheet="使用台账", header=HEADER, rows=lines, watermark=f"{actor.name} 内部"
    )
