"""Files open by their kind and by what they hold; a county reads its own part of the record."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from dunmiao.access.accounts import make_grant
from dunmiao.access.models import AuditEvent, User
from dunmiao.access.roles import Role
from dunmiao.access.selectors import AuditQuery, list_events
from dunmiao.documents.selectors import get_file
from dunmiao.documents.storing import store_file
from dunmiao.kernel.errors import NotVisible
from dunmiao.people.selectors import get_cadre
from dunmiao.web.outcomes.presenters import share_bars

OPEN_TO = {
    "IMPORT": {"officer", "second"},
    "APPOINTMENT_FORM": {"officer", "second"},
    "BRIEFING": {"officer", "second", "leader", "supervisor"},
    "BASIS": {"officer", "second", "leader", "supervisor"},
    "LETTER": {"officer", "second", "leader"},
}


@pytest.mark.parametrize("kind", sorted(OPEN_TO))
def test_a_file_of_the_department_opens_by_its_kind(city: Any, kind: str) -> None:
    with city.acting("officer") as actor:
        unit = city.units["甲市"].pk
        made = store_file(
            actor=actor, kind=kind, name="一.xlsx", media_type="x", content=b"x", unit_id=unit
        )
    found = set()
    for key in ("officer", "second", "leader", "supervisor", "home", "host", "system", "auditor"):
        with city.acting(key) as actor:
            try:
                found.add(key) if get_file(actor=actor, uid=made.uid) else None
            except NotVisible:
                continue
    assert found == OPEN_TO[kind]


def test_a_county_reads_the_events_of_its_own_units_only(city: Any) -> None:
    city.nominate("王伟")
    with city.acting("officer") as actor:
        get_cadre(actor=actor, uid=city.cadres["王伟"].uid)
        city.users["county"] = User.objects.create(
            username="county", full_name="区委组织部", city_id=city.city.pk, password="x"
        )
        make_grant(
            actor=actor, user=city.users["county"], role=Role.ORG_DEPARTMENT,
            unit=city.units["南湖区"], today=date(2020, 1, 1),
        )  # fmt: skip
    with city.acting("host") as actor:  # a town of the county
        get_cadre(actor=actor, uid=city.cadres["王伟"].uid)
    own = {city.units["南湖区"].pk, city.units["大桥镇"].pk}
    with city.acting("county") as actor:
        seen = list(list_events(actor=actor, query=AuditQuery()))
        assert {event.kind for event in seen} >= {"cadre.read"}
        assert all(own & set(event.unit_ids) for event in seen)
        assert {event.pk for event in seen} == set(AuditEvent.objects.values_list("pk", flat=True))
    with city.acting("auditor") as actor:
        every = list_events(actor=actor, query=AuditQuery())
        assert every.count() > len(seen)


def test_a_share_of_a_case_out_of_sight_is_shown_by_its_name() -> None:
    share = SimpleNamespace(secondment=None, unit=None, name="某", part="", weight=1)
    assert [bar.name for bar in share_bars([share])] == ["某"]
