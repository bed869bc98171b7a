"""Stages of imports, corrections of a cadre's file, and templates of letters."""

from typing import Any

from dunmiao.acts.fields import Upload
from dunmiao.documents.actions.templates import adopt_template
from dunmiao.documents.templates import starter
from dunmiao.people.actions.imports import undo_import
from dunmiao.people.importing import check_upload, write_import
from dunmiao.units.models import Unit
from tests.acts.stages import DEPARTMENT, FOREIGN, PERSON, Stage, by, doing
from tests.acts.stages.accounts import SIGNED_IN
from tests.acts.stages.accounts import city_itself as whole
from tests.acts.stages.cases import serving
from tests.people.test_imports import NEW, workbook

NOTICE = {"kind": "NOTICE", "file": Upload("通知.docx", starter("NOTICE"))}
LADDERS = [{"kind": "LEADING", "value": "乡科级正职", "first": "2020-01", "is_open": True}]
# Hosts see whom they received, and who wished for a post of theirs and passed the screening.
KNOW = DEPARTMENT | {"leader", "home", "lead", "host", "other_host", "county"}
KNOW |= {"supervisor", "liaison", "group_leader"}  # they see the case, so they know of him
KEEP = DEPARTMENT | {"home"}


def template(city: Any, state: str) -> Any:
    """A template in force."""
    return by(city, "officer", adopt_template, **NOTICE)


def cadre(city: Any, state: str) -> Any:
    """The file of the secondee."""
    serving(city)
    return city.cadres[PERSON]


def batch(city: Any, state: str) -> Any:
    """An import of one new person, checked, written, or taken back."""
    with doing(city, "home") as now:
        unit = city.units["市财政局"]
        made = check_upload(
            actor=now.actor, name="名册.xlsx", content=workbook([NEW]), unit=unit, today=now.today
        )
        if state in {"CONFIRMED", "UNDONE"}:
            write_import(actor=now.actor, batch_uid=made.uid, now=now.now)
        made.refresh_from_db()
        return undo_import(now, made) if state == "UNDONE" else made


def receiving(city: Any, row: Any, who: str) -> dict[str, object]:
    """A roster for the unit of whoever brings it."""
    own = {"other_home": "市科技局", FOREIGN: "乙市"}.get(who, "市财政局")
    with city.acting(who) as actor:
        unit = Unit.objects.get(city_id=actor.city_id, name=own)
    return {"unit": str(unit.uid), "file": Upload("名册.xlsx", workbook([NEW]))}


def adding(city: Any, row: Any, who: str) -> dict[str, object]:
    """A new person in the unit of whoever adds him."""
    own = {"other_home": "市科技局", FOREIGN: "乙市"}.get(who, "市财政局")
    with city.acting(who) as actor:
        unit = Unit.objects.get(city_id=actor.city_id, name=own)
    return {"unit": str(unit.uid), "name": "周新", "sex": "女", "birth_month": "1990-03"}


def moving(city: Any, row: Any) -> dict[str, object]:
    """To a unit that the department keeps and the home unit does not."""
    return {"unit": str(city.units["市科技局"].uid), "reason": "调动"}


STAGES = {
    "import.receive": Stage(make=whole, may=KEEP | {"other_home", FOREIGN}, sees=SIGNED_IN,
                            given_to=receiving),
    "import.confirm": Stage(make=batch, state="CHECKED", wrong="CONFIRMED", may=KEEP, sees=KEEP),
    "import.undo": Stage(make=batch, state="CONFIRMED", wrong="CHECKED", may=KEEP, sees=KEEP),
    "template.adopt": Stage(make=whole, may=DEPARTMENT | {FOREIGN}, sees=SIGNED_IN, given=NOTICE),
    "template.drop": Stage(make=template, may=DEPARTMENT, sees=SIGNED_IN - {FOREIGN}),
    "cadre.edit": Stage(make=cadre, may=KEEP, sees=KNOW | {PERSON},
                        given={"post": "国库处处长", "reason": "更正"}),
    "cadre.set_phone": Stage(make=cadre, may=KEEP, sees=KNOW | {PERSON},
                             given={"phone": "13800000001", "reason": "换号"}),
    "cadre.verify": Stage(make=cadre, may=KEEP, sees=KNOW | {PERSON},
                          given={"birth_month": "1990-03", "reason": "查档"}),
    "cadre.add": Stage(make=whole, may=KEEP | {"other_home", FOREIGN}, sees=SIGNED_IN,
                       given_to=adding),
    "cadre.move": Stage(make=cadre, may=KEEP, sees=KNOW | {PERSON}, given=moving,
                        told={"home": 400}),
    "cadre.correct_education": Stage(make=cadre, may=KEEP, sees=KNOW | {PERSON}, given={
        "rows": [{"school": "某大学", "level": "大学", "is_full_time": True}], "reason": "补录"}),
    "cadre.correct_grades": Stage(make=cadre, may=KEEP, sees=KNOW | {PERSON}, given={
        "rows": [{"year": 2024, "grade": "称职"}], "reason": "补录"}),
    "cadre.correct_family": Stage(make=cadre, may=KEEP, sees=KNOW | {PERSON}, given={
        "rows": [{"relation": "妻子", "name": "李某"}], "reason": "补录"}),
    "cadre.correct_career": Stage(make=cadre, may=KEEP, sees=KNOW | {PERSON}, given={
        "rows": [{"text": "市财政局科员", "first": "2015-07"}], "reason": "补录"}),
    "cadre.correct_ladders": Stage(make=cadre, may=KEEP, sees=KNOW | {PERSON},
                                   given={"rows": LADDERS, "reason": "补录"}),
}  # fmt: skip
