"""Calls beside the acts of a case: establishment, a round of visits, relatives in a team; and
what a repeated call is told."""

import uuid
from datetime import timedelta
from typing import Any

from dunmiao.access.roles import PERMISSIONS, Role
from dunmiao.secondments.due import apply_due_acts
from dunmiao.secondments.models import EstablishmentCount, FeedbackVisit
from tests.api.test_calls import TODAY, call, codes, key_of

OFFICE = PERMISSIONS[Role.ORG_DEPARTMENT]


def expiring(city: Any) -> Any:
    """A case whose term has ended: its home unit is to be visited."""
    case = city.secondee("王伟")
    with city.acting("officer") as officer:
        apply_due_acts(actor=officer, today=case.ends_on)
    return case


def test_a_repeat_is_told_what_the_first_call_made(city: Any) -> None:
    case = expiring(city)
    officer = key_of(city, "officer", *OFFICE)
    path = f"acts/feedback.arrange/{city.programme.uid}"
    body = {"home_unit": str(case.home_unit.uid), "planned_on": str(TODAY)}
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = call(officer, "POST", path, body, **key).json()
    again = call(officer, "POST", path, body, **key).json()
    with city.acting("officer"):
        visit = FeedbackVisit.objects.get()
    assert (first["uid"], first["repeated"]) == (str(visit.uid), False)
    assert (again["uid"], again["repeated"]) == (str(visit.uid), True)
    # A refused call keeps nothing: the same key may be used for it again.
    wrong = {**body, "home_unit": str(uuid.uuid4())}
    other = {"Idempotency-Key": str(uuid.uuid4())}
    assert call(officer, "POST", path, wrong, **other).status_code == 400
    assert call(officer, "POST", path, wrong, **other).status_code == 400


def test_establishment_is_written_by_the_home_side_only(city: Any) -> None:
    unit = city.units["市财政局"]
    path = f"acts/establishment.record/{unit.uid}"
    body = {"as_of": str(TODAY), "establishment": 30, "occupied": 29, "source": "编制册"}
    officer = key_of(city, "officer", *OFFICE)
    done = call(officer, "POST", path, body)
    assert done.status_code == 200
    with city.acting("officer"):
        assert EstablishmentCount.objects.get(unit=unit).occupied == 29
    wrong = call(officer, "POST", path, {**body, "occupied": -1})
    assert (wrong.status_code, codes(wrong)) == (400, ["field.least"])
    alone = call(officer, "POST", path, {**body, "leaders": 2})
    assert (alone.status_code, codes(alone)) == (422, ["establishment.leaders"])
    host = key_of(city, "host", *PERMISSIONS[Role.HOST_UNIT])
    assert call(host, "POST", path, body).status_code == 403


def test_a_round_of_visits_is_read_and_then_arranged(city: Any) -> None:
    case = expiring(city)
    officer = key_of(city, "officer", *OFFICE)
    tried = call(officer, "GET", f"feedback/route?first_day={TODAY}&per_day=2")
    assert tried.status_code == 200
    (stop,) = tried.json()
    assert (stop["home_unit"], stop["people"]) == (case.home_unit.name, 1)
    with city.acting("officer"):
        assert not FeedbackVisit.objects.exists()
    path, body = "acts/feedback.arrange_round", {"first_day": str(TODAY), "per_day": 2}
    key = {"Idempotency-Key": str(uuid.uuid4())}
    for repeated in (False, True):  # the repeat arranges nothing
        made = call(officer, "POST", path, body, **key)
        assert (made.status_code, made.json()["repeated"]) == (200, repeated)
    with city.acting("officer"):
        assert str(FeedbackVisit.objects.get().planned_on) == stop["day"]
    nobody = call(officer, "POST", path, body)
    assert (nobody.status_code, codes(nobody)) == (422, ["feedback.nobody"])
    refused = call(officer, "POST", path, {**body, "per_day": 0})
    assert (refused.status_code, codes(refused)) == (400, ["field.least"])


def test_arrivals_are_tried_by_reading(city: Any) -> None:
    case = city.secondee("王伟", arrived=False)
    officer = key_of(city, "officer", *OFFICE)
    day = city.programme.starts_on + timedelta(days=30)
    tried = call(officer, "GET", f"secondments/arrivals?cases={case.uid}&arrived_on={day}")
    (row,) = tried.json()
    assert row["uid"] == str(case.uid)
    assert [finding["code"] for finding in row["findings"]] == ["arrival.in_future"]


def test_relatives_are_cleared_by_who_may_read_family_files_only(city: Any) -> None:
    body = {
        "plan_uid": str(uuid.uuid4()), "reason": "无上下级关系",
        "first": str(city.cadres["王伟"].uid), "second": str(city.cadres["李芳"].uid),
    }  # fmt: skip
    officer = key_of(city, "officer", *OFFICE)
    absent = call(officer, "POST", f"teams/{uuid.uuid4()}/clear-kin", body)
    assert absent.status_code == 404
    strange = call(
        officer, "POST", f"teams/{uuid.uuid4()}/clear-kin", {**body, "first": str(uuid.uuid4())}
    )
    assert strange.status_code == 404
