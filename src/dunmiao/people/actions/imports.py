"""Import: bring a file, confirm what the check says, take it back."""

from typing import Annotated

from django.db.models import QuerySet

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import File, One, Upload
from dunmiao.jobs.queue import queue_job
from dunmiao.jobs.selectors import newest_job
from dunmiao.kernel.findings import Finding
from dunmiao.people.importing import CHECK, WRITE, keep_upload, nothing_taken, put_back
from dunmiao.people.lifecycle import IMPORT
from dunmiao.people.messages import say
from dunmiao.people.models import ImportBatch
from dunmiao.units.models import City, Unit
from dunmiao.units.selectors import list_units

KEEPER = Held(Permission.PEOPLE_IMPORT, "unit")
KINDS = ("CITY", "DEPARTMENT", "COUNTY", "COUNTY_DEPARTMENT", "TOWN")
FILES = ".xlsx, .xls, .csv, .lrmx, .lrm, .zip"


def _units(doing: Doing, city: City) -> QuerySet[Unit]:
    units = list_units(city_id=doing.actor.city_id, kinds=KINDS)
    allowed = doing.actor.units_with(Permission.PEOPLE_IMPORT)
    return units if allowed is None else units.filter(pk__in=allowed)


OwnUnit = Annotated[Unit, One("单位", offers=_units, help="没有写单位的人归入此单位")]


@act(
    "import.receive", City, "导入名册或审批表", said="已收下，正在预检。", records="import.received",
    may=Anywhere(Permission.PEOPLE_IMPORT),
)  # fmt: skip
def receive_upload(
    city: City,
    doing: Doing,
    *,
    unit: OwnUnit,
    file: Annotated[Upload, File("文件", accept=FILES)],
) -> ImportBatch:
    """Keep an upload, sealed, and have it read; what is no file of ours is refused at once."""
    batch = keep_upload(actor=doing.actor, name=file.name, content=file.content, unit=unit)
    queue_job(actor=doing.actor, work=CHECK, subject=batch, unit_id=unit.pk)
    return batch


def _not_now(batch: ImportBatch, doing: Doing) -> list[Finding]:
    job = newest_job(actor=doing.actor, subject_uid=batch.uid)
    if job is not None and job.is_working:
        return [say("import.working")]
    return nothing_taken(batch)


@act(
    "import.confirm", ImportBatch, "确认导入", said="已开始写入。", records="import.asked",
    may=KEEPER, life=IMPORT, moves="confirm", unless=_not_now, waits=True,
)  # fmt: skip
def confirm_import(batch: ImportBatch, doing: Doing) -> ImportBatch:
    """Have the rows that were taken written in the background."""
    queue_job(actor=doing.actor, work=WRITE, subject=batch, unit_id=batch.unit_id)
    return batch


@act(
    "import.undo", ImportBatch, "撤销导入", said="已撤销这次导入，各人恢复到导入之前。",
    records="import.undone", may=KEEPER, life=IMPORT, moves="undo",
    danger="各人恢复到导入之前；这次导入新建的人将删去。",
)  # fmt: skip
def undo_import(batch: ImportBatch, doing: Doing) -> ImportBatch:
    """Put everything back, whole or not at all; refused where a row was changed later."""
    doing.note(rows=put_back(actor=doing.actor, batch=batch, now=doing.now))
    return batch
