"""Rounds and pools: the organiser and the units concerned; the person from the notice on; panels:
the office that sent them and their members."""

from typing import Any

from dunmiao.access.policy import Person, Seen, Through, Unit, declare
from dunmiao.access.roles import Permission as P

OURS = Seen(P.ASSESSMENTS_VIEW, (Unit("unit"),))
for _name in ("ballotround", "ballotsession"):
    declare(f"assessments.{_name}", OURS)
PROPOSED = (Unit("unit"), Unit("home_unit"), Unit("assessing_unit"), Unit("other_unit"))
declare(
    "assessments.annualassessment",
    Seen(P.ASSESSMENTS_VIEW, PROPOSED),
    Seen(P.GRADES_PROPOSE, PROPOSED),
    Seen(P.REPORT_OWN, (Person(),), only=(("state", ("NOTIFIED", "OBJECTED", "FINAL")),),
         whole_city=False),
)  # fmt: skip


def _assessment() -> Any:
    from dunmiao.assessments.models import AnnualAssessment

    return AnnualAssessment


GRANTED = (Unit("unit"), Unit("holder"))
declare(
    "assessments.quotapool",
    Seen(P.ASSESSMENTS_VIEW, GRANTED),
    Seen(P.GRADES_PROPOSE, (*GRANTED, Through(_assessment, "pool", back=True))),
)


def _member() -> Any:
    from dunmiao.assessments.models import PanelMember

    return PanelMember


def _panel() -> Any:
    from dunmiao.assessments.models import Panel

    return Panel


declare("assessments.panelmember", OURS, Seen(P.PANEL_NOTES, (Person(),), whole_city=False))
declare(
    "assessments.panel",
    OURS,
    Seen(P.PANEL_NOTES, (Through(_member, "panel", back=True),), whole_city=False),
)
declare(
    "assessments.panelsubject",
    OURS,
    Seen(P.PANEL_NOTES, (Through(_panel, "panel"),), whole_city=False),
)
