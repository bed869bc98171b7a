"""For each act: an existing object in each state, a valid body, and by hand who may and who sees.

Each file beside this one exports `STAGES`; a declared act without a stage is red. Who may is
written down here, never derived from the declaration: this table is what people read and sign.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from dunmiao.access.accounts import make_grant
from dunmiao.access.models import User
from dunmiao.access.roles import Role
from dunmiao.access.scopes import scope, system_actor
from dunmiao.acts.claims import Doing
from dunmiao.units.writing import add_unit, create_city
from tests.factories.city import USERS

PERSON = "王伟"  # the secondee of the stages: home 市财政局, host 大桥镇, led by 甲市
MORE = {
    "county": ("南湖区委组织部", Role.HOST_UNIT, "南湖区"),
    "lead": ("钱牵头", Role.LEAD_UNIT, "市财政局"),
    "liaison": ("联络处", Role.LIAISON_OFFICE, "甲市"),
    "panel_member": ("考察员", Role.PANEL_MEMBER, "甲市"),
    "group_leader": ("组长", Role.GROUP_LEADER, "甲市"),
}
# The same natural person as the officer, by a second account; an officer of another city.
TWIN, FOREIGN = "twin", "foreign"
CAST = (*USERS, "stranger", PERSON, *MORE, TWIN, FOREIGN)
# Handy sets. The department holds every right of a case at the root; the parties hold theirs.
DEPARTMENT = frozenset({"officer", "second", TWIN})
EVERYBODY = frozenset(CAST) - {FOREIGN}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What the matrix needs of one act.

    `make(city, state)`: an existing row in that state ("" where the act has no table) ·
    `given`: a valid body, or `given(city, row)`, or by who acts
    `given_to(city, row, who)` · `may`: who may, of the row in its first
    state · `sees`: who may know that the row exists (others get 404) · `wrong`: a state in which
    nobody may, "" where there is none · `state`: the state of the row in which it is tried ·
    `told`: who holds the right, but not over the rows that the body names: the form opens, the
    API answers with this status.
    """

    make: Callable[[Any, str], Any]
    may: frozenset[str] | set[str]
    sees: frozenset[str] | set[str]
    given: Mapping[str, object] | Callable[[Any, Any], Mapping[str, object]] = field(
        default_factory=dict
    )
    given_to: Callable[[Any, Any, str], Mapping[str, object]] | None = None
    state: str = ""
    wrong: str = ""
    told: Mapping[str, int] = field(default_factory=dict)

    def body(self, city: Any, row: Any, who: str) -> dict[str, Any]:
        """The JSON body; an Upload stands for a file."""
        if self.given_to is not None:
            return dict(self.given_to(city, row, who))
        return dict(self.given(city, row) if callable(self.given) else self.given)


def hire(city: Any) -> None:
    """The rest of the cast: further roles, a second account, another city."""
    actor = system_actor(city.city.pk)
    with scope(actor, reason="test"):
        for key, (name, role, unit) in MORE.items():
            city.users[key] = _account(city.city, key, name)
            make_grant(actor=actor, user=city.users[key], role=role, unit=city.units[unit],
                       today=date(2020, 1, 1))  # fmt: skip
        officer = city.users["officer"]
        officer.person_key = b"the officer 0001"
        officer.save()
        twin = city.users[TWIN] = _account(city.city, TWIN, "陆组文", officer.person_key)
        make_grant(actor=actor, user=twin, role=Role.ORG_DEPARTMENT, unit=city.units["甲市"],
                   today=date(2020, 1, 1))  # fmt: skip
    other = create_city(name="乙市", division_code="330500")
    actor = system_actor(other.pk)
    with scope(actor, reason="test"):
        root = add_unit(city=other, name="乙市", kind="CITY")
        city.users[FOREIGN] = _account(other, FOREIGN, "外市组文")
        make_grant(actor=actor, user=city.users[FOREIGN], role=Role.ORG_DEPARTMENT, unit=root,
                   today=date(2020, 1, 1))  # fmt: skip


def hire_person(city: Any) -> None:
    """The secondee's account where the stage has no case of his: he signs in, with no case."""
    if PERSON in city.users:
        return
    with scope(system_actor(city.city.pk), reason="test"):
        city.users[PERSON] = _account(city.city, "person", PERSON)
        make_grant(actor=system_actor(city.city.pk), user=city.users[PERSON], role=Role.SECONDEE,
                   unit=city.units["市财政局"], today=date(2020, 1, 1))  # fmt: skip


def _account(city: Any, username: str, name: str, person: bytes | None = None) -> User:
    return User.objects.create(
        username=username, full_name=name, city_id=city.pk, password="x", person_key=person
    )


@contextmanager
def doing(city: Any, who: str, *, day: date | None = None, now: datetime | None = None) -> Any:
    """A part of the cast in his scope, on a day."""
    with city.acting(who) as actor:
        yield Doing.by(actor, now=now, today=day)


def by(city: Any, who: str, act: Any, target: Any = None, /, **given: Any) -> Any:
    """Do an act as this part of the cast, today."""
    with doing(city, who) as now:
        return act(now, target, **given)


def today() -> date:
    """The day of the stages."""
    return timezone.localdate()


def stages() -> dict[str, Stage]:
    """Every stage of every file, by act; one act has one stage."""
    found: dict[str, Stage] = {}
    for part in pkgutil.iter_modules(__path__):
        more = importlib.import_module(f"{__name__}.{part.name}").STAGES
        assert not found.keys() & more.keys(), part.name
        found |= more
    return found
