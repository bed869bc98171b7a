"""Stages of nominations, exceptions, and the host's word."""

from typing import Any

from dunmiao.acts.fields import Upload
from dunmiao.people.models import Cadre
from dunmiao.secondments.actions import nominations, overrides
from dunmiao.secondments.models import Nomination
from dunmiao.secondments.rules.nominations import in_order
from tests.acts.stages import DEPARTMENT, EVERYBODY, PERSON, Stage, by

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
PAPER = {"kind": "GRADES", "file": Upload("考核.pdf", PDF)}
HOMES = DEPARTMENT | {"home"}
# Before the screening no host knows of it; whoever may view cases or plans of the home unit does.
KNOW = DEPARTMENT | {"leader", "home", "lead", "liaison", "group_leader", "supervisor"}


def programme(city: Any, state: str) -> Any:
    """The round of the towns, before anybody is nominated."""
    return city.programme


def nomination(city: Any, state: str) -> Any:
    """The nomination of the person, in this state."""
    if state == "DRAFT":
        return by(city, "home", nominations.nominate_cadre, city.programme,
                  cadre=city.cadres[PERSON])  # fmt: skip
    row = city.nominate(PERSON, screened=state != "NOMINATED")[PERSON]
    if state in {"REJECTED", "PLACED"}:
        with city.acting("officer"):
            Nomination.objects.filter(pk=row.pk).update(state=state)
            row.refresh_from_db()
    return row


def papered(city: Any, state: str) -> Any:
    """A draft with a paper; sent where another state is asked."""
    if state != "DRAFT":
        return nomination(city, state)
    row = nomination(city, state)
    by(city, "home", nominations.attach_paper, row, **PAPER)
    return row


def ready(city: Any, state: str) -> Any:
    """A draft with everything that is asked of it."""
    row = nomination(city, state)
    if state == "DRAFT":
        wishes = in_order([city.posts["大桥镇"].uid])
        by(city, "home", nominations.save_nomination, row, unit_opinion="同意", wishes=wishes,
           recusal_declared=True)  # fmt: skip
    return row


def old(city: Any, state: str) -> Any:
    """A draft of somebody too old: an exception is needed."""
    day = city.programme.starts_on
    with city.acting("home"):
        Cadre.objects.filter(name=PERSON).update(birth_month=day.replace(year=day.year - 50, day=1))
    return nomination(city, "DRAFT")


def asked(city: Any, state: str) -> Any:
    """The same with the exception asked for."""
    row = old(city, state)
    by(city, "home", overrides.ask_override, row, rule="age.limit", reason="专业急需")
    return row


def released(city: Any, state: str) -> Any:
    """The post of 大桥镇 with a nominee."""
    city.nominate(PERSON)
    return city.posts["大桥镇"]


def beginning(city: Any, row: Any, who: str) -> dict[str, object]:
    """A cadre of the nominating unit."""
    name = {"other_home": "陈静"}.get(who, PERSON)
    return {"cadre": str(city.cadres[name].uid)}


def nominee(city: Any, row: Any) -> dict[str, object]:
    """Who was released to the host."""
    with city.acting("officer"):
        return {"nomination": str(Nomination.objects.get(cadre=city.cadres[PERSON]).uid)}


def ranked(city: Any, row: Any) -> dict[str, object]:
    """First of its list."""
    return {**nominee(city, row), "rank": 1}


def declined(city: Any, row: Any) -> dict[str, object]:
    """Not wanted, with the reason."""
    return {**nominee(city, row), "reason": "专业不对口"}


def wishing(city: Any, row: Any) -> dict[str, object]:
    """The form with one wish."""
    wishes = in_order([city.posts["大桥镇"].uid])
    return {"unit_opinion": "同意", "recusal_declared": True, "wishes": wishes}


def paper(city: Any, row: Any) -> dict[str, object]:
    """The paper to take off."""
    with city.acting("officer"):
        file = row.files.select_related("file").first()
        return {"file": str(file.file.uid) if file else ""}


RULE = {"rule": "age.limit", "reason": "专业急需"}
GRANT = {"rule": "age.limit", "document_no": "甲组〔2026〕9号"}
STAGES = {
    "nomination.begin": Stage(make=programme, may=HOMES | {"other_home"}, sees=EVERYBODY,
                              given_to=beginning),
    "nomination.save": Stage(make=nomination, state="DRAFT", wrong="NOMINATED", may=HOMES,
                             sees=KNOW, given=wishing),
    "nomination.submit": Stage(make=ready, state="DRAFT", wrong="NOMINATED", may=HOMES, sees=KNOW),
    "nomination.attach": Stage(make=nomination, state="DRAFT", wrong="NOMINATED", may=HOMES,
                               sees=KNOW, given=PAPER),
    "nomination.detach": Stage(make=papered, state="DRAFT", wrong="NOMINATED", may=HOMES,
                               sees=KNOW, given=paper),
    "nomination.screen": Stage(make=nomination, state="NOMINATED", wrong="REJECTED",
                               may=DEPARTMENT, sees=KNOW, given={"verdict": "pass"}),
    "nomination.withdraw": Stage(make=nomination, state="NOMINATED", wrong="PLACED", may=HOMES,
                                 sees=KNOW, given={"reason": "另有任用"}),
    "override.ask": Stage(make=old, may=HOMES, sees=KNOW, given=RULE),
    "override.grant": Stage(make=asked, may=DEPARTMENT, sees=KNOW, given=GRANT),
    "nominee.rank": Stage(make=released, may=DEPARTMENT | {"host", "county"}, sees=EVERYBODY,
                          given=ranked),
    "nominee.decline": Stage(make=released, may=DEPARTMENT | {"host", "county"}, sees=EVERYBODY,
                             given=declined),
}  # fmt: skip
