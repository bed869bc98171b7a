"""Who shall see what, written by hand and read by code that shares nothing with the policies.

`right: tie tie …`, alternatives divided by `/`, conditions after `if`. Right `-`: any business
role; `-right`: of those who do not hold that one. Ties: `*` the right is held at the root · `all` it is held anywhere · `unit` · `@account` ·
`units[]` · `@accounts[]` · `^row` whoever sees the row that this column names · `^row.tie` whom
that row is tied to · `<model.column` whoever sees a row of that model that names this one ·
`<model.column.tie` whom it is tied to (`own<model…`: it names what `own` names).
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.utils import timezone

from dunmiao.access.actors import Actor
from dunmiao.access.roles import PERMISSIONS

CITY = "-: * all"
PARTIES = "secondments.view: * home_unit host_unit lead_unit @user"
AT_POST = "secondments.view: * host_unit lead_unit @user"
NEXT = "secondments.view: * host_unit lead_unit @user @successor_user"
PLANS = "placements.view: *"
PART = "people.view: * / -: ^cadre"
OUTCOME, NAMED = "outcomes.view: * ^outcome", "outcomes.view: * unit_ids[] @user_ids[]"
FIGURES = "outcomes.view_indicators: * all"
KEPT, CONTACT = (
    "liaison.view_contacts: * unit_ids[] @user_ids[]",
    "liaison.view_contacts: * ^contact",
)
HANDED, IN_GROUP = "liaison.view_contacts: * ^handover", "liaison.view_groups: * ^group"
OFFICE, UNIT = "assessments.view: * unit", "development.view: * unit"
CLOSED = "assessments.view: * unit if session.state=CLOSED,VOID"
TOLD = "-: @user if state=NOTIFIED,OBJECTED,FINAL"
GRADED = "unit home_unit assessing_unit other_unit"
SEAT = "panel<assessments.panelmember.panel.@user"

EXPECTED = {
    "units": {"unit": CITY, "unitevent": CITY, "workdayoverride": CITY},
    "db": {"rowhistory": "access.audit: *"},
    "access": {
        "auditevent": "access.audit: * unit_ids[]", "grant": CITY,
        "keptanswer": "-: * @user",
    },
    "jobs": {
        "job": (
            "people.import: * unit @asked_by if right=people.import"
            " / placements.view: * unit @asked_by if right=placements.prepare"
        ),
    },
    "rulebook": {"ruleset": CITY, "rule": CITY, "ruleparameter": CITY, "override": CITY},
    "posts": {
        "programme": CITY, "projectteam": CITY, "teamrequirement": CITY, "post": CITY,
        "requirement": CITY,
    },
    "documents": {
        "numberseries": CITY, "issuednumber": CITY, "lettertemplate": CITY,
        "storedfile": (
            "-: @made_by / people.view_sensitive: * unit if kind=IMPORT,APPOINTMENT_FORM"
            " / posts.view: * unit if kind=BASIS / placements.view: * unit if kind=BRIEFING"
            " / secondments.view: * unit if kind=LETTER,NOMINATION"
            " / outcomes.view_indicators: * unit if kind=INDICATORS"
            " / -: <people.cadre.photo if kind=PHOTO"
            " / -: <secondments.logphoto.file if kind=LOG_PHOTO"
            " / -: <outcomes.evidence.file if kind=EVIDENCE"
            " / -: <liaison.activityphoto.file if kind=ACTIVITY_PHOTO"
            " / -: <liaison.hostmaterial.file if kind=MATERIAL"
        ),
    },
    "people": {
        "cadre": (
            "people.view: * home_unit @user <people.cadreshare.cadre.unit"
            " / -people.view: <secondments.nomination.cadre <secondments.secondment.cadre"
            " <assessments.annualassessment.cadre <assessments.roundsubject.cadre"
        ),
        "cadreshare": "people.view: * unit home_unit",
        "nametoken": PART, "educationrecord": PART, "careerrow": PART, "rankrecord": PART,
        "annualgrade": PART,
        "familymember": "people.view: * ^cadre.home_unit / -: ^cadre.@user",
        "reservelisting": "people.view_reserve: * ^cadre",
        "appointmentform": "people.view_sensitive: * ^cadre",
        "importbatch": "people.import: * unit", "importrow": "people.import: * unit",
    },
    "secondments": {
        "secondment": PARTIES, "relationtransfer": PARTIES, "leaverequest": PARTIES,
        "report": PARTIES, "changerequest": PARTIES, "consent": PARTIES, "datedact": PARTIES,
        "obligation": PARTIES, "planmeasure": PARTIES, "gainedexperience": PARTIES,
        "transfer": PARTIES, "worklog": AT_POST, "logphoto": AT_POST, "termappraisal": AT_POST,
        "secondmentevent": "secondments.view: * ^secondment",
        "visit": "secondments.view: * lead_unit",
        "feedbackvisit": (
            "secondments.view: * lead_unit / secondments.view: home_unit if letter_on"
        ),
        "care": (
            "secondments.view: * home_unit lead_unit @user"
            " / secondments.view: host_unit if owner=HOST"
        ),
        "handover": NEXT, "handoveritem": NEXT,
        "exchange": "secondments.view: * party_units[]",
        "exchangeleg": "secondments.view: * ^exchange",
        "exchangeconsent": "secondments.view: * ^exchange",
        "establishmentcount": "secondments.view: * unit",
        "nomination": (
            f"{PLANS} / secondments.view: * home_unit"
            " <secondments.nominationwish.nomination.host_unit"
        ),
        "nominationwish": f"{PLANS} / secondments.view: * home_unit host_unit",
        "nominationfile": "secondments.view: * home_unit",
        "hostranking": f"{PLANS} / secondments.view: * host_unit",
    },
    "placements": {
        "placementplan": PLANS, "planpin": PLANS, "planseat": PLANS, "planevent": PLANS,
        "teammove": PLANS, "kinclearance": PLANS,
    },
    "outcomes": {
        "outcome": NAMED, "relayedinformation": NAMED, "outcomefact": OUTCOME,
        "evidence": OUTCOME, "attributionshare": OUTCOME, "eventguest": OUTCOME,
        "outcometarget": "outcomes.view: * all", "indicator": FIGURES, "indicatorbook": FIGURES,
        "indicatordefinition": FIGURES, "indicatorfigure": "outcomes.view_indicators: * unit",
    },
    "liaison": {
        "organisation": CITY, "contact": KEPT, "contacthandover": KEPT, "hostmaterial": KEPT,
        "cardimport": "liaison.manage_contacts: * unit_ids[] @user_ids[]",
        "contactpost": CONTACT, "custody": CONTACT, "contactcheck": CONTACT,
        "interaction": CONTACT, "handedcontact": HANDED, "handedmaterial": HANDED,
        "materialcustody": "liaison.view_contacts: * ^material",
        "contactmerge": "liaison.view_contacts: * ^kept ^dropped",
        "group": "liaison.view_groups: * unit_ids[] @user_ids[]",
        "groupmember": IN_GROUP, "groupactivity": IN_GROUP, "attendance": IN_GROUP,
        "grouptask": IN_GROUP, "partybranch": IN_GROUP, "branchpost": IN_GROUP,
        "activityphoto": IN_GROUP,
        "groupnote": f"{IN_GROUP} / liaison.view_groups: all if is_shared=True",
    },
    "development": {
        "everydaynote": (
            f"{UNIT} / development.write_notes: * unit / -: @written_by / -: @user if answer_by"
        ),
        "suggestion": UNIT, "userecord": UNIT, "lookback": UNIT,
    },
    "assessments": {
        "ballotscheme": CITY, "ballotround": OFFICE, "roundsubject": OFFICE,
        "ballotsession": OFFICE, "sessiongroup": OFFICE, "sessionsubject": OFFICE,
        "boardentry": OFFICE, "signingkey": OFFICE, "ballotcode": OFFICE, "ballot": OFFICE,
        "papersheet": OFFICE, "tallycell": OFFICE, "flagreview": OFFICE, "castballot": CLOSED,
        "assessmentyear": CITY,
        "annualassessment": (
            f"assessments.view: * {GRADED} / assessments.propose_grades: * {GRADED} / {TOLD}"
        ),
        "quotapool": (
            "assessments.view: * unit holder / assessments.propose_grades: * unit holder"
            " / -: <assessments.annualassessment.pool"
        ),
        "quotashare": (
            "assessments.view: * unit holder / assessments.propose_grades: * unit holder"
        ),
        "panel": f"{OFFICE} / -: <assessments.panelmember.panel.@user",
        "panelmember": f"{OFFICE} / -: @user",
        "panelsubject": f"{OFFICE} / -: {SEAT}",
        "panelnote": (
            f"-: @user / {OFFICE} if submitted_at / -: ^subject.{SEAT} if submitted_at"
        ),
    },
}  # fmt: skip
# Who may write where it is not: the same ties under any business role.
WRITTEN = {
    "people.cadre": "-: * home_unit",
    "documents.storedfile": "-: * unit @made_by",
    "liaison.groupnote": "-: * ^group",
    "assessments.panel": "-: * unit",
    "assessments.panelmember": "-: * unit",
    "assessments.panelsubject": "-: * unit",
    "assessments.panelnote": "-: @user",
    "access.auditevent": "anybody",
    "db.rowhistory": "anybody",
    "assessments.castballot": "nobody",
}


def text_of(label: str) -> str:
    """What is expected of a model."""
    room, name = label.split(".")
    return EXPECTED[room][name]


def written_of(label: str) -> str:
    """What is expected of writing to it."""
    if label in WRITTEN:
        return WRITTEN[label]
    ways = (way.strip() for way in text_of(label).split(" / "))
    return " / ".join("-:" + way.split(":", 1)[1] for way in ways)


class Reader:
    """Reads the table for one actor in one world of rows."""

    def __init__(self, actor: Actor, world: Any) -> None:
        """`world.of`: model → rows."""
        self.actor, self.world = actor, world
        self.by_id = {
            model._meta.label_lower: {row.pk: row for row in rows}
            for model, rows in world.of.items()
        }

    def sees(self, label: str, row: Any, text: str = "") -> bool:
        """Whether the actor sees (or, by another text, may write) a row."""
        text = text or text_of(label)
        if text in ("anybody", "nobody"):
            return text == "anybody"
        if row.city_id != self.actor.city_id:
            return False
        return any(self._way(row, way.strip()) for way in text.split(" / "))

    def _way(self, row: Any, way: str) -> bool:
        right, rest = way.split(":", 1)
        right, _, without = right.partition("-") if right != "-" else (right, "", "")
        if without and any(without in PERMISSIONS[one.role] for one in self.actor.grants):
            return False
        right = right or "-"
        ties, _, condition = rest.partition(" if ")
        if condition and not self._meets(row, condition.strip()):
            return False
        root, units = self._held(right)
        return any(self._tied(row, tie, root, units) for tie in ties.split())

    def _meets(self, row: Any, condition: str) -> bool:
        column, _, values = condition.partition("=")
        if column.startswith("session."):
            row, column = self.by_id["assessments.ballotsession"].get(row.session_id), "state"
            if row is None or not self.sees("assessments.ballotsession", row):
                return False
        value = getattr(row, column, None)
        return value is not None if not values else str(value) in values.split(",")

    def _held(self, right: str) -> tuple[bool, set[int] | None]:
        """At the root? · the units, None where the right is not held at all."""
        grants = [
            grant for grant in self.actor.grants
            if (grant.role.duty == 0 if right == "-" else right in PERMISSIONS[grant.role])
        ]  # fmt: skip
        if not grants and right != "-":
            return False, None
        return any(g.is_root for g in grants), {unit for g in grants for unit in g.covers}

    def _tied(self, row: Any, tie: str, root: bool, units: set[int] | None) -> bool:
        if tie == "*":
            return root
        if tie == "all":
            return units is not None
        if tie.startswith("@"):
            return self._is_me(row, tie[1:])
        if "<" in tie and not tie.startswith("^"):
            return units is not None and self._named(row, tie, root, units)
        if tie.startswith("^"):
            return units is not None and self._through(row, tie[1:], root, units)
        if root or units is None:  # the root's holder needs no unit: `*` says it
            return False
        if tie.endswith("[]"):
            return bool(units & set(getattr(row, tie[:-2])))
        return getattr(row, f"{tie}_id") in units

    def _is_me(self, row: Any, column: str) -> bool:
        if column.endswith("[]"):
            return self.actor.user_id in getattr(row, column[:-2])
        return bool(getattr(row, f"{column}_id") == self.actor.user_id)

    def _through(self, row: Any, tie: str, root: bool, units: set[int]) -> bool:
        column, _, other = tie.partition(".")
        label = type(row)._meta.get_field(column).related_model._meta.label_lower
        parent = self.by_id[label].get(getattr(row, f"{column}_id"))
        if parent is None:
            return False
        if not other:
            return self.sees(label, parent)
        return parent.city_id == self.actor.city_id and self._tied(parent, other, root, units)

    def _named(self, row: Any, tie: str, root: bool, units: set[int]) -> bool:
        own, _, rest = tie.partition("<")
        room, model, column, *other = rest.split(".")
        key = getattr(row, f"{own}_id") if own else row.pk
        for one in self._naming(f"{room}.{model}", column, key):
            if not other and self.sees(f"{room}.{model}", one):
                return True
            if other and one.city_id == self.actor.city_id and self._in_force(one):
                if self._tied(one, other[0], root, units):
                    return True
        return False

    def _naming(self, label: str, column: str, key: Any) -> Iterator[Any]:
        rows = self.world.of[apps.get_model(label)]
        return (one for one in rows if key is not None and getattr(one, f"{column}_id") == key)

    def _in_force(self, row: Any) -> bool:
        if not hasattr(row, "valid_from"):
            return True
        today = timezone.localdate()
        return bool(row.valid_from <= today <= (row.valid_to or today))
