"""A person is seen by his unit, by units he was released to, and by himself; and whoever holds no
right to look at people sees those on whom he sees a paper. What hangs on a person is seen with
him; which fields, say the masks."""

from dunmiao.access.policy import Seen, declare
from dunmiao.access.relations import Named, Person, Unit
from dunmiao.access.roles import Permission as P
from dunmiao.access.through import Through
from dunmiao.people.masks import FieldClass

RELEASED = Named("people.cadreshare", "cadre", unit="unit", in_force=True)
OF_CADRE = Through("people.cadre", "cadre")
PAPERS = (
    "secondments.nomination",
    "secondments.secondment",
    "assessments.annualassessment",
    "assessments.roundsubject",
)
declare(
    "people.cadre",
    Seen(P.PEOPLE_VIEW, Unit("home_unit"), Person(), RELEASED),
    Seen(
        None,
        *(Through(paper, "cadre", back=True) for paper in PAPERS),
        root=False,
        unless=P.PEOPLE_VIEW,
    ),
    write=(Seen(None, Unit("home_unit")),),
    # Asked at the cadre's home unit; None: whoever may see the file at all.
    masks={
        FieldClass.BASIC: None,
        FieldClass.CAREER: None,
        FieldClass.RESERVE: P.RESERVE_VIEW,
        FieldClass.HEALTH: P.PEOPLE_SENSITIVE,
        FieldClass.IDENTITY: P.PEOPLE_SENSITIVE,
        FieldClass.FAMILY: P.PEOPLE_SENSITIVE,
    },
)
declare("people.cadreshare", Seen(P.PEOPLE_VIEW, Unit("unit"), Unit("home_unit")))
for _part in "nametoken educationrecord careerrow rankrecord annualgrade".split():
    declare(f"people.{_part}", Seen(P.PEOPLE_VIEW), Seen(None, OF_CADRE, root=False))
# Family is for recusal: never for a host, so released rows do not open it.
declare(
    "people.familymember",
    Seen(P.PEOPLE_VIEW, Through("people.cadre", "cadre", by=(Unit("home_unit"),))),
    Seen(None, Through("people.cadre", "cadre", by=(Person(),)), root=False),
)
declare("people.reservelisting", Seen(P.RESERVE_VIEW, OF_CADRE))
declare("people.appointmentform", Seen(P.PEOPLE_SENSITIVE, OF_CADRE))
declare("people.importbatch", Seen(P.PEOPLE_IMPORT, Unit("unit")))
declare("people.importrow", Seen(P.PEOPLE_IMPORT, Unit("unit")))
