"""Stages of everyday notes, suggestions, the ledger of uses and the look-backs."""

from datetime import timedelta
from typing import Any

from dunmiao.development.actions import notes, uses
from dunmiao.liaison.models import Group, GroupMember
from dunmiao.secondments.models import Secondment
from tests.acts.stages import DEPARTMENT, PERSON, Stage, by, doing, today
from tests.acts.stages.cases import PARTIES, serving

READERS = DEPARTMENT | {"leader"}
# Who reaches the person's file: his unit, the hosts for which he was nominated, and whoever
# sees a paper on which he stands (a case, a plan).
FILE = READERS | {"home", "host", "other_host", "county", "lead", PERSON, "supervisor", "liaison",
                  "group_leader"}  # fmt: skip


def seen(city: Any, row: Any) -> dict[str, object]:
    """A note."""
    return {"observed_on": str(today()), "place": "周例会", "tone": "SHORTCOMING", "source": "SEEN",
            "text": "两次没有按时到会。"}  # fmt: skip


def cadre(city: Any, state: str) -> Any:
    """Somebody who serves."""
    found = serving(city)
    with city.acting("officer"):
        return Secondment.objects.select_related("cadre").get(pk=found.pk).cadre


def note(city: Any, state: str) -> Any:
    """A shortcoming that the host noted, of which the person is asked to tell."""
    given = {"observed_on": today(), "place": "会上", "tone": "SHORTCOMING", "source": "SEEN"}
    return by(
        city, "host", notes.write_note, cadre(city, state), text="会前材料准备不足。", **given
    )


def suggestion(city: Any, state: str) -> Any:
    """A suggestion in this state."""
    made = by(city, "officer", uses.suggest, cadre(city, state), kind="OBSERVE",
              words="再了解一段时间")  # fmt: skip
    if state == "SENT":
        made = by(city, "second", uses.send_suggestion, made)
    if state == "DROPPED":
        made = by(city, "second", uses.drop_suggestion, made, reason="本人意愿")
    return made


def case(city: Any, state: str) -> Any:
    """A case: serving, or set to another state."""
    found = serving(city)
    if state != "SERVING":
        with city.acting("officer"):
            Secondment.objects.filter(pk=found.pk).update(state=state)
            found.refresh_from_db()
    return found


def use(city: Any, row: Any) -> dict[str, Any]:
    """A decision of today."""
    return {"decided_on": str(today()), "document_no": "甲组干〔2026〕1号"}


def look_back(city: Any, state: str) -> Any:
    """The first look-back at a use of long ago, now due."""
    found, day = serving(city), today() - timedelta(days=400)
    with city.acting("officer"):
        Secondment.objects.filter(pk=found.pk).update(
            starts_on=day - timedelta(days=30), arrived_on=day - timedelta(days=30)
        )
    with doing(city, "officer", day=day) as then:
        made = uses.record_further(then, found, decided_on=day, document_no="文", post="组长")
        return made.look_backs.get(years=1)


def member(city: Any, state: str) -> Any:
    """Somebody in a group that another leads."""
    found, leader = serving(city), city.users["group_leader"]
    here = {"city_id": city.city.pk, "kind": "TASK", "unit": city.units["甲市"]}
    with city.acting("officer"):
        group = Group.objects.create(
            **here, name="一组", starts_on=today(), unit_ids=[city.units["甲市"].pk],
            user_ids=[leader.pk, found.user_id],
        )  # fmt: skip
        here |= {"group": group, "from_on": today()}
        GroupMember.objects.create(**here, user=leader, name="组长", part="LEADER")
        return GroupMember.objects.create(
            **here, user_id=found.user_id, name=PERSON, secondment=found
        )


STAGES = {
    "everyday_note.write": Stage(make=cadre, may=DEPARTMENT | {"host", "county"}, sees=FILE,
                                 given=seen),
    "everyday_note.write_of_member": Stage(
        make=member, may=DEPARTMENT | {"liaison", "group_leader"}, given=seen,
        sees=READERS | {"liaison", "group_leader", PERSON}),
    "everyday_note.withdraw": Stage(make=note, may={"host"}, given={"reason": "记错了"},
                                    sees=READERS | {"host", "county", PERSON}),
    "everyday_note.answer": Stage(make=note, may={PERSON}, given={"text": "当天停电。"},
                                  sees=READERS | {"host", "county", PERSON}),
    "suggestion.make": Stage(make=cadre, may=DEPARTMENT, sees=FILE,
                             given={"kind": "OBSERVE", "words": "再了解一段时间"}),
    "suggestion.send": Stage(make=suggestion, state="OPEN", wrong="SENT", may=DEPARTMENT,
                             sees=READERS),
    "suggestion.drop": Stage(make=suggestion, state="OPEN", wrong="DROPPED", may=DEPARTMENT,
                             sees=READERS, given={"reason": "本人意愿"}),
    "use.record_promotion": Stage(
        make=case, state="SERVING", wrong="CANCELLED", may=DEPARTMENT, sees=PARTIES,
        given=lambda city, row: use(city, row) | {"post": "副局长", "rank": "3"}),
    "use.record_listing": Stage(
        make=case, state="SERVING", wrong="CANCELLED", may=DEPARTMENT, sees=PARTIES,
        given=lambda city, row: use(city, row) | {"pool": "县处级后备"}),
    "use.record_further": Stage(
        make=case, state="SERVING", wrong="CANCELLED", may=DEPARTMENT, sees=PARTIES,
        given=lambda city, row: use(city, row) | {"post": "组长"}),
    "look_back.make": Stage(make=look_back, may=DEPARTMENT, sees=READERS,
                            given={"finding": "FIT", "words": "班子测评和走访反映良好"}),
}  # fmt: skip
