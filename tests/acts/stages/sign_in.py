"""Stages of the accounts that the department asks for."""

from typing import Any

from dunmiao.people.models import Cadre
from dunmiao.secondments.models import Obligation, Secondment
from tests.acts.stages import DEPARTMENT, EVERYBODY, Stage

KNOW = DEPARTMENT | {"leader", "home", "lead"}
UNTIL = {"last_day": "2999-12-31"}


def free(city: Any, state: str) -> Any:
    """A person without an account."""
    return city.cadres["李芳"]


def placed(city: Any, state: str) -> Any:
    """The programme, with a person placed who cannot sign in."""
    case = city.secondee("李芳")
    with city.acting("officer"):
        Secondment.objects.filter(pk=case.pk).update(user=None)
        Obligation.objects.filter(secondment=case).update(user=None)
        Cadre.objects.filter(pk=case.cadre_id).update(user=None)
    return city.programme


def everybody(city: Any, row: Any) -> dict[str, Any]:
    """The one who was placed."""
    with city.acting("officer"):
        cases = Secondment.objects.filter(programme=row, user=None)
        return {"cases": [str(case.uid) for case in cases], **UNTIL}


STAGES = {
    "programme.ask_accounts": Stage(make=placed, may=DEPARTMENT, sees=EVERYBODY, given=everybody),
    "cadre.ask_account": Stage(make=free, may=DEPARTMENT | {"home"}, sees=KNOW, given=UNTIL),
}
