"""Information relayed: sent by who serves, answered once by the unit that received it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dunmiao.access.roles import Permission
from dunmiao.acts.reading import Unreadable
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.outcomes import selectors
from dunmiao.outcomes.actions.information import answer_information, relay_information
from dunmiao.outcomes.models import RelayedInformation
from tests.acts.stages import doing
from tests.api.test_calls import call, key_of
from tests.outcomes.test_acts import TODAY, codes
from tests.outcomes.test_pages import body, sent, uid_of


def relay(city: Any, key: str, to: str = "市科技局", **changes: Any) -> RelayedInformation:
    fields = {"title": "首台套目录", "source": "某司通知", "text": "目录月底截止申报，可报三项。",
              "sent_on": TODAY} | changes  # fmt: skip
    with doing(city, key, day=TODAY) as now:
        return relay_information(now, city.programme, to=city.units[to], **fields)


def answer(city: Any, key: str, row: RelayedInformation, effect: str = "已组织申报") -> None:
    with doing(city, key, day=TODAY) as now:
        answer_information(now, row, used=True, effect=effect)


def test_it_is_answered_once_by_the_unit_that_received_it(city: Any) -> None:
    city.secondee("王伟", town="大桥镇")
    row = relay(city, "王伟")
    for key in ("host", "home"):  # they see it, and it is not theirs to answer
        with pytest.raises(NotPermitted):
            answer(city, key, row)
    with pytest.raises(NotVisible):
        answer(city, "other_host", row)
    with pytest.raises(RuleBroken) as refused:
        answer(city, "other_home", row, effect="")
    assert codes(refused) == ["information.no_effect"]
    answer(city, "other_home", row)
    with pytest.raises(Conflict):
        answer(city, "officer", row)
    with city.acting("officer") as officer:
        rows = selectors.list_information(actor=officer)
        assert selectors.count_information(rows) == (1, 1, 1)
    with city.acting("officer"), pytest.raises(IntegrityError), transaction.atomic():
        RelayedInformation.objects.update(answered_by_id=row.sender_id)


def test_one_does_not_write_to_ones_own_unit_nor_answer_oneself(city: Any) -> None:
    with pytest.raises(Unreadable):
        relay(city, "host", to="大桥镇")
    with pytest.raises(RuleBroken) as refused:
        relay(city, "host", text="秘密★1年：某事")
    assert [(one.code, one.where) for one in refused.value.findings] == [("report.secret", "text")]
    row = relay(city, "officer")
    with pytest.raises(NotPermitted) as denied:
        answer(city, "officer", row)
    assert codes(denied) == ["act.same_person"]
    answer(city, "second", row)


def test_the_page_sends_and_answers(city: Any) -> None:
    data = {"title": "首台套目录", "source": "某司通知", "text": "目录月底截止申报，可报三项。",
            "sent_on": "2026-01-05", "to": uid_of(city, "市科技局")}  # fmt: skip
    asked = body(city.client("host").get("/outcomes/information/"))
    assert f"/do/information.relay/{city.programme.uid}/" in asked
    path = f"/do/information.relay/{city.programme.uid}/"
    assert sent(city, "host", path, **data).status_code == 302
    with city.acting("officer"):
        row = RelayedInformation.objects.get()
    page = body(city.client("other_home").get("/outcomes/information/"))
    assert "待反馈" in page
    assert "报一条" not in page, "a home unit receives; it does not serve elsewhere"
    path = f"/do/information.answer/{row.uid}/"
    assert path in page
    short = sent(city, "other_home", path, used="1", effect="")
    assert short.status_code == 422
    assert "采用的，写明用在哪里" in body(short)
    assert sent(city, "other_home", path, used="1", effect="已组织申报").status_code == 302
    assert "报送 1 条，已反馈 1 条，采用 1 条" in body(
        city.client("host").get("/outcomes/information/")
    )
    assert "首台套" not in body(city.client("other_host").get("/outcomes/information/"))


def test_the_same_over_json(city: Any) -> None:
    rights = (Permission.OUTCOMES_VIEW, Permission.OUTCOMES_REPORT, Permission.POSTS_VIEW)
    host = key_of(city, "host", *rights)
    path = f"acts/information.relay/{city.programme.uid}"
    receiver = key_of(city, "other_home", Permission.OUTCOMES_VIEW, Permission.OUTCOMES_VERIFY)
    given = {"title": "首台套目录", "source": "某司通知", "text": "目录月底截止申报。",
             "sent_on": "2026-01-05", "to": uid_of(city, "市科技局")}  # fmt: skip
    made = call(host, "POST", path, given)
    assert made.status_code == 200, made.content
    path = f"acts/information.answer/{made.json()['uid']}"
    assert call(receiver, "POST", path, {"used": False}).status_code == 200
    (item,) = call(host, "GET", "outcomes/information").json()
    assert (item["is_used"], item["to"]) == (False, "市科技局")
