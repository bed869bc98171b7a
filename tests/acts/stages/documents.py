"""Stages of templates of letters and of the corrections of a cadre's file."""

from typing import Any

from dunmiao.acts.fields import Upload
from dunmiao.documents.actions.templates import adopt_template
from dunmiao.documents.templates import starter
from tests.acts.stages import DEPARTMENT, FOREIGN, PERSON, Stage, by
from tests.acts.stages.accounts import SIGNED_IN
from tests.acts.stages.accounts import city_itself as whole
from tests.acts.stages.cases import serving

NOTICE = {"kind": "NOTICE", "file": Upload("通知.docx", starter("NOTICE"))}
LADDERS = [{"kind": "LEADING", "value": "乡科级正职", "first": "2020-01", "is_open": True}]
# Hosts see whom they received, and who wished for a post of theirs and passed the screening.
KNOW = DEPARTMENT | {"leader", "home", "lead", "host", "other_host", "county"}
KEEP = DEPARTMENT | {"home"}


def template(city: Any, state: str) -> Any:
    """A template in force."""
    return by(city, "officer", adopt_template, **NOTICE)


def cadre(city: Any, state: str) -> Any:
    """The file of the secondee."""
    serving(city)
    return city.cadres[PERSON]


STAGES = {
    "template.adopt": Stage(make=whole, may=DEPARTMENT | {FOREIGN}, sees=SIGNED_IN, given=NOTICE),
    "template.drop": Stage(make=template, may=DEPARTMENT, sees=SIGNED_IN - {FOREIGN}),
    "cadre.edit": Stage(make=cadre, may=KEEP, sees=KNOW | {PERSON},
                        given={"post": "国库处处长", "reason": "更正"}),
    "cadre.set_phone": Stage(make=cadre, may=KEEP, sees=KNOW | {PERSON},
                             given={"phone": "13800000001", "reason": "换号"}),
    "cadre.verify": Stage(make=cadre, may=KEEP, sees=KNOW | {PERSON},
                          given={"birth_month": "1990-03", "reason": "查档"}),
    "cadre.correct_ladders": Stage(make=cadre, may=KEEP, sees=KNOW | {PERSON},
                                   given={"rows": LADDERS, "reason": "补录"}),
}  # fmt: skip
