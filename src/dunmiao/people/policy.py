"""Who sees persons and what hangs on them."""

from dunmiao.access.policy import Person, Released, Seen, Through, Unit, declare
from dunmiao.access.roles import Permission as P


def _cadre() -> type:
    from dunmiao.people.models import Cadre

    return Cadre


def _shares() -> type:
    from dunmiao.people.models import CadreShare

    return CadreShare


declare(
    "people.cadre", Seen(P.PEOPLE_VIEW, (Unit("home_unit"), Person(), Released(_shares, "cadre")))
)
for _part in ("educationrecord", "careerrow", "rankrecord", "annualgrade"):
    declare(
        f"people.{_part}",
        Seen(P.PEOPLE_VIEW, (Through(_cadre, "cadre"),)),
        Seen(P.REPORT_OWN, (Through(_cadre, "cadre"),), whole_city=False),
    )
declare("people.reservelisting", Seen(P.RESERVE_VIEW, (Through(_cadre, "cadre"),)))
