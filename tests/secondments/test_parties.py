"""Who speaks for a party of a case: by right and place, once, and never two parties in one
natural person (docs/adr/0029)."""

from datetime import timedelta
from typing import Any

import pytest

from dunmiao.access.models import User
from dunmiao.kernel.errors import NotPermitted
from dunmiao.secondments.actions.changes import answer_change, ask_extension, ask_retention
from dunmiao.secondments.actions.decisions import decide_change
from dunmiao.secondments.models import Consent
from tests.acts.stages import hire
from tests.secondments.test_life_actions import codes, do, fresh


def same_person(city: Any, *keys: str) -> None:
    """These accounts are of one natural person."""
    with city.acting("officer"):
        ids = [city.users[key].pk for key in keys]
        User.objects.filter(pk__in=ids).update(person_key=b"one natural pers")
        for key in keys:
            city.users[key].refresh_from_db()


def ask(city: Any, key: str, case: Any) -> Any:
    day = case.starts_on + timedelta(days=100)
    end = case.ends_on + timedelta(days=90)
    return do(city, key, ask_extension, case, today=day, new_end=end, reason="项目未完")


def word(city: Any, request: Any, party: str) -> Consent:
    with city.acting("officer"):
        return Consent.objects.select_related("unit", "account").get(request=request, party=party)


def test_a_countys_department_speaks_for_its_host_by_its_name(city: Any) -> None:
    case = city.secondee("王伟")
    hire(city)
    request = ask(city, "county", case)
    given = word(city, request, "HOST")
    assert given.unit is not None
    assert (given.unit.name, given.account) == ("南湖区", city.users["county"])
    assert "南湖区" in city.client("home").get(f"/secondments/{case.uid}/").content.decode()
    with pytest.raises(NotPermitted):  # the host's word is given
        do(city, "host", answer_change, request, agree=True)
    do(city, "王伟", answer_change, request, agree=True)
    assert word(city, request, "PERSON").unit is None


def test_the_hosts_own_account_speaks_for_itself(city: Any) -> None:
    request = ask(city, "host", city.secondee("王伟"))
    given = word(city, request, "HOST")
    assert given.unit is not None
    assert given.unit.name == "大桥镇"


def test_the_department_of_the_city_is_no_party(city: Any) -> None:
    with pytest.raises(NotPermitted):
        ask(city, "officer", city.secondee("王伟"))


def test_one_person_speaks_for_one_party_and_decides_nothing_then(city: Any) -> None:
    case = city.secondee("王伟")
    same_person(city, "host", "home", "second")
    request = ask(city, "host", case)
    for key, act, given in (
        ("home", answer_change, {"agree": True}),
        ("second", decide_change, {"approve": False, "note": "不同意"}),
    ):
        with pytest.raises(NotPermitted) as refused:
            do(city, key, act, request, **given)
        assert codes(refused) == {"act.same_person"}
    do(city, "officer", decide_change, request, approve=False, note="再议")


def test_the_secondee_never_speaks_for_a_unit_in_his_own_case(city: Any) -> None:
    case = city.secondee("王伟")
    same_person(city, "host", "王伟")
    with pytest.raises(NotPermitted):
        ask(city, "host", fresh(city, case))
    day = case.starts_on + timedelta(days=10)
    assert do(city, "王伟", ask_retention, case, today=day, reason="需要").asked_party == "PERSON"
