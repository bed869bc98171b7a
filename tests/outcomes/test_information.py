"""Information relayed: sent by who serves, answered once by the unit that received it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dunmiao.access.roles import Permission
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.outcomes import selectors
from dunmiao.outcomes.actions.information import answer_information, relay_information
from dunmiao.outcomes.models import RelayedInformation
from dunmiao.outcomes.parties import Place, own_place
from dunmiao.outcomes.rules.information import Information
from tests.api.test_calls import call, key_of
from tests.outcomes.test_acts import TODAY, codes
from tests.outcomes.test_pages import body, sent, uid_of


def relay(city: Any, key: str, to: str = "市科技局", **changes: Any) -> RelayedInformation:
    fields = {"title": "首台套目录", "source": "某司通知", "text": "目录月底截止申报，可报三项。",
              "sent_on": TODAY} | changes  # fmt: skip
    with city.acting(key) as actor:
        unit, case = own_place(actor=actor)  # type: ignore[misc]
        asked = city.units[to]
        return relay_information(
            actor=actor, place=Place(unit, asked, city.programme, asked, case),
            item=Information(**fields), today=TODAY,
        )  # fmt: skip


def answer(city: Any, key: str, row: RelayedInformation, effect: str = "已组织申报") -> None:
    with city.acting(key) as actor:
        answer_information(
            actor=actor, information_uid=row.uid, used=True, effect=effect, today=TODAY
        )


def test_it_is_answered_once_by_the_unit_that_received_it(city: Any) -> None:
    city.secondee("王伟", town="大桥镇")
    row = relay(city, "王伟")
    for key in ("host", "home"):  # they see it, and it is not theirs to answer
        with pytest.raises(NotPermitted):
            answer(city, key, row)
    with pytest.raises(NotVisible):
        answer(city, "other_host", row)
    with pytest.raises(RuleBroken) as refused:
        answer(city, "other_home", row, effect=" ")
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
    with pytest.raises(RuleBroken) as refused:
        relay(city, "host", to="大桥镇", text="秘密★1年：某事")
    assert codes(refused) == ["information.own_unit", "report.secret"]
    row = relay(city, "officer")
    with pytest.raises(RuleBroken) as refused:
        answer(city, "officer", row)
    assert codes(refused) == ["information.own"]
    answer(city, "second", row)


def test_the_page_sends_and_answers(city: Any) -> None:
    data = {"title": "首台套目录", "source": "某司通知", "text": "目录月底截止申报，可报三项。",
            "sent_on": "2026-01-05", "to": uid_of(city, "市科技局"),
            "programme": str(city.programme.uid)}  # fmt: skip
    assert sent(city, "host", "/outcomes/information/", **data).status_code == 302
    with city.acting("officer"):
        row = RelayedInformation.objects.get()
    page = body(city.client("other_home").get("/outcomes/information/"))
    assert "待反馈" in page
    assert "报一条" not in page, "a home unit receives; it does not serve elsewhere"
    path = f"/outcomes/information/{row.uid}/answer/"
    assert sent(city, "other_home", path, used="1", effect="已组织申报").status_code == 302
    assert "报送 1 条，已反馈 1 条，采用 1 条" in body(
        city.client("host").get("/outcomes/information/")
    )
    assert "首台套" not in body(city.client("other_host").get("/outcomes/information/"))


def test_the_same_over_json(city: Any) -> None:
    rights = (Permission.OUTCOMES_VIEW, Permission.OUTCOMES_REPORT, Permission.POSTS_VIEW)
    host = key_of(city, "host", *rights)
    receiver = key_of(city, "other_home", Permission.OUTCOMES_VIEW, Permission.OUTCOMES_VERIFY)
    given = {"title": "首台套目录", "source": "某司通知", "text": "目录月底截止申报。",
             "sent_on": "2026-01-05", "to": uid_of(city, "市科技局"),
             "programme": str(city.programme.uid)}  # fmt: skip
    made = call(host, "POST", "outcomes/information", given)
    assert made.status_code == 200, made.content
    path = f"outcomes/information/{made.json()['uid']}/answer"
    assert call(receiver, "POST", path, {"used": False}).status_code == 200
    (item,) = call(host, "GET", "outcomes/information").json()
    assert (item["is_used"], item["to"]) == (False, "市科技局")
