"""Take people out: the filtered roster as a workbook, one person as .lrmx, import errors."""

from datetime import date, datetime

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.documents.selectors import read_file
from dunmiao.formats.idnumber import mask_id_number
from dunmiao.formats.lrmx_write import rewrite_lrmx, write_lrmx
from dunmiao.formats.workbook import write_workbook
from dunmiao.kernel.errors import not_permitted
from dunmiao.kernel.months import dotted
from dunmiao.people.importing import written_cells
from dunmiao.people.masks import FieldClass
from dunmiao.people.models import Cadre, ImportBatch, ImportRow
from dunmiao.people.records import open_text, record_of
from dunmiao.people.selectors import RosterQuery, filtered, pools_of, visible_classes

HEADER = [
    "姓名", "性别", "出生年月", "民族", "籍贯", "政治面貌", "入党时间", "参加工作时间", "身份证号",
    "工作单位", "现任职务", "职务层次", "任现层次时间", "职级", "学历", "后备",
]  # fmt: skip


def export_roster(*, actor: Actor, query: RosterQuery, now: datetime) -> bytes:
    """The people of a query in their order, ID numbers masked, with watermark and audit."""
    actor.require(Permission.PEOPLE_EXPORT)
    rows = filtered(actor, query).select_related("home_unit").prefetch_related("reservelistings")
    people = list(rows.order_by("name_stroke_key", "pk"))
    table = [
        [
            c.name,
            c.sex,
            dotted(c.birth_month),
            c.ethnicity,
            c.native_place,
            c.politics,
            dotted(c.party_joined_month),
            dotted(c.work_started_month),
            mask_id_number(open_text(c, "id_number", c.id_number_sealed)),
            c.home_unit.name,
            c.current_post,
            c.rank_label,
            dotted(c.rank_since_month),
            c.civil_grade,
            c.education_level,
            pools_of(actor, c),
        ]
        for c in people
    ]
    actor.record("roster.exported", cadres=[c.uid for c in people], rows=len(people))
    mark = f"{actor.name} {now:%Y-%m-%d %H:%M} 内部"
    return write_workbook(sheet="干部名册", header=HEADER, rows=table, watermark=mark)


def export_form(*, actor: Actor, cadre: Cadre, today: date) -> bytes:
    """The appointment form; unknown elements of the form that came are kept."""
    actor.require(Permission.PEOPLE_EXPORT, at=[cadre.home_unit_id])
    if visible_classes(actor, cadre) < frozenset(FieldClass):
        raise not_permitted()  # a form is whole or not at all
    form = cadre.appointmentforms.select_related("file").order_by("-pk").first()
    actor.record("cadre.exported", cadre, cadres=[cadre.uid])
    record = record_of(cadre)
    if form is None:
        return write_lrmx(record)
    return rewrite_lrmx(record, read_file(form.file), today=today)


def export_errors(*, actor: Actor, batch: ImportBatch) -> bytes:
    """Rows not taken, as they were written, the reason beside each: mend and import again."""
    actor.require(Permission.PEOPLE_IMPORT, at=[batch.unit_id])
    rows = list(
        batch.rows.filter(is_taken=False)
        .exclude(outcome="SAME")
        .select_related("batch")
        .order_by("row_no")
    )
    cells = [written_cells(row) for row in rows]
    titles = list(dict.fromkeys(title for line in cells for title in line)) or ["姓名"]
    table = [
        [*(line.get(title, "") for title in titles), _reason(row), row.source]
        for row, line in zip(rows, cells, strict=True)
    ]
    actor.record("import.errors_exported", batch, rows=len(table))
    header = [*titles, "原因", "位置"]
    return write_workbook(sheet="未导入", header=header, rows=table)


def _reason(row: ImportRow) -> str:
    return "；".join(finding["message"] for finding in row.findings)
