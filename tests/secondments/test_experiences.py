"""What a post gave is told by those who saw it, once a kind, never by oneself."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dunmiao.access.models import User
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.secondments.actions.experiences import drop_experience, tell_experience
from dunmiao.secondments.models import GainedExperience, Secondment
from tests.outcomes.test_acts import TODAY, codes
from tests.secondments.test_life_actions import do

TEXT = "牵头办结两件急难事"


def tell(city: Any, key: str, case: Any, **changed: Any) -> GainedExperience:
    given = {"kind": "急难险重", "text": TEXT, "on_day": TODAY} | changed
    return do(city, key, tell_experience, case, today=TODAY, **given)


def test_the_host_and_the_department_tell_it_once(city: Any) -> None:
    case = city.secondee("王伟", town="大桥镇")
    row = tell(city, "host", case)
    with pytest.raises(Conflict):
        tell(city, "officer", case)
    tell(city, "officer", case, kind="招商")
    with city.acting("home"):  # the home unit sees it
        assert GainedExperience.objects.filter(secondment=case).count() == 2
    with city.acting("other_host"):
        assert GainedExperience.objects.count() == 0
    with pytest.raises(NotPermitted):
        do(city, "home", drop_experience, row)
    with pytest.raises(NotVisible):
        do(city, "other_host", drop_experience, row)
    do(city, "host", drop_experience, row)
    with city.acting("host"):
        assert GainedExperience.objects.get().kind == "招商"


def test_nobody_tells_his_own_and_each_fault_is_named(city: Any) -> None:
    case = city.secondee("王伟", town="大桥镇")
    with pytest.raises(NotPermitted):
        tell(city, "王伟", case)
    with city.acting("officer"):  # nor by another account of his, that of the host
        key = b"the same person!"
        User.objects.filter(pk__in=[city.users[k].pk for k in ("host", "王伟")]).update(
            person_key=key
        )
        city.users["host"].refresh_from_db()
    with pytest.raises(NotPermitted) as himself:
        tell(city, "host", case)
    assert codes(himself) == ["act.same_person"]
    with city.acting("officer"):
        User.objects.filter(pk=city.users["王伟"].pk).update(person_key=None)
    with pytest.raises(NotPermitted):
        tell(city, "home", case)
    with pytest.raises(NotVisible):
        tell(city, "other_host", case)
    with pytest.raises(RuleBroken) as refused:
        tell(city, "host", case, text="秘密★", on_day=TODAY + timedelta(days=1))
    assert sorted(codes(refused)) == ["act.in_future", "experience.words", "report.secret"]
    with pytest.raises(RuleBroken) as refused:
        tell(city, "host", case, on_day=TODAY - timedelta(days=900))
    assert codes(refused) == ["act.before_arrival"]
    away = city.secondee("李芳", town="新仓镇", arrived=False)
    with pytest.raises(Conflict):
        tell(city, "officer", away)


def test_the_page_offers_it_and_shows_it(city: Any) -> None:
    case = city.secondee("王伟", town="大桥镇")
    today = timezone.localdate()
    with city.acting("officer"):  # he came a month before the real today
        Secondment.objects.update(arrived_on=today - timedelta(days=30))
    client, where = city.client("host"), f"/secondments/{case.uid}/"
    assert "认定经历" in client.get(where).content.decode()
    given = {"kind": "急难险重", "text": TEXT, "on_day": today.isoformat()}
    assert client.post(f"/do/experience.tell/{case.uid}/", given).status_code == 302
    page = client.get(where).content.decode()
    assert TEXT in page
    with city.acting("host"):
        row = GainedExperience.objects.get()
    answer = client.post(f"/do/experience.drop/{row.uid}/", {"next": where})
    assert answer.status_code == 302
    assert TEXT not in client.get(where).content.decode()
    assert "认定经历" not in city.client("home").get(where).content.decode()
