"""Reminders by e-mail and the calendar feed: to whom, when, and without any name."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from dunmiao.access.actions import set_email
from dunmiao.access.keys import list_keys, make_key, revoke_key
from dunmiao.access.models import User
from dunmiao.access.scopes import scope, system_actor
from dunmiao.kernel.errors import RuleBroken
from dunmiao.secondments import mails
from dunmiao.secondments.models import Obligation
from dunmiao.secondments.rules.obligations import KINDS

TODAY = timezone.localdate()


@pytest.fixture
def owed(city: Any, settings: Any) -> Any:
    """王伟 serves; three people have addresses; e-mail is on."""
    settings.DUNMIAO_MAILS = True
    settings.DUNMIAO_PUBLIC_URL = "https://dunmiao.example"
    city.case = city.secondee("王伟")
    for key in ("王伟", "host", "other_host", "officer"):
        with city.acting(key) as actor:
            set_email(actor=actor, email=f"{city.users[key].pk}@example.cn")
    return city


def send(city: Any, day: Any) -> int:
    actor = system_actor(city.city.pk)
    with scope(actor, reason="test"):
        return mails.send_due_mails(actor, today=day)


def test_who_has_to_do_it_is_written_to_once_a_day_without_names(owed: Any) -> None:
    with owed.acting("officer"):
        rows = Obligation.objects.filter(secondment=owed.case, state="OPEN", party="PERSON")
        duty = rows.order_by("due_on").first()
        assert duty is not None
    mail.outbox.clear()
    assert send(owed, duty.due_on - timedelta(days=3)) >= 1
    own = [m for m in mail.outbox if m.to == [f"{owed.users['王伟'].pk}@example.cn"]]
    assert len(own) == 1
    assert KINDS[duty.kind] in own[0].body
    assert duty.due_on.isoformat() in own[0].body
    assert "https://dunmiao.example/obligations/" in own[0].body
    for message in mail.outbox:
        assert not re.search("王伟|大桥|财政", message.subject + message.body)
    again = send(owed, duty.due_on - timedelta(days=3))
    assert again == 0
    assert not any(m.to == [f"{owed.users['other_host'].pk}@example.cn"] for m in mail.outbox)


def test_without_a_mail_server_nothing_is_sent(owed: Any, settings: Any) -> None:
    settings.DUNMIAO_MAILS = False
    mail.outbox.clear()
    assert send(owed, TODAY + timedelta(days=40)) == 0
    assert mail.outbox == []


def test_an_address_must_be_one_and_can_be_taken_back(city: Any) -> None:
    with city.acting("host") as host:
        with pytest.raises(RuleBroken) as wrong:
            set_email(actor=host, email="no address")
        assert wrong.value.findings[0].code == "account.email"
        set_email(actor=host, email="")
        assert User.objects.get(pk=host.user_id).email == ""


def test_the_feed_has_ones_own_days_and_no_name(owed: Any) -> None:
    with owed.acting("王伟") as person:
        row, secret = make_key(
            actor=person, kind="CALENDAR", name="日历", days=366, now=timezone.now(), today=TODAY
        )
    answer = Client().get(f"/calendar/{secret}.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    with owed.acting("王伟"):
        mine = Obligation.objects.filter(
            secondment=owed.case, party="PERSON", state="OPEN",
            due_on__lte=TODAY + timedelta(days=120),
        )  # fmt: skip
        assert {event.decoded("dtstart") for event in events} == set(
            mine.values_list("due_on", flat=True)
        )
    assert "王伟" not in answer.content.decode()
    assert Client().get("/calendar/wrong.ics").status_code == 404
    with owed.acting("王伟") as person:
        assert list_keys(actor=person).count() == 1
        revoke_key(actor=person, key_uid=row.uid, now=timezone.now())
    assert Client().get(f"/calendar/{secret}.ics").status_code == 404


def test_keys_are_made_and_ended_on_the_settings_page(city: Any) -> None:
    client = city.client("officer")
    made = client.post(
        "/settings/keys/",
        {"kind": "API", "name": "报表", "days": "30", "rights": "secondments.view"},
    )
    assert made.status_code == 200
    found = re.search(r'readonly value="([^"]{40,})"', made.content.decode())
    assert found is not None
    page = client.get("/settings/").content.decode()
    assert "报表" in page
    assert found[1] not in page
    with city.acting("officer") as officer:
        uid = list_keys(actor=officer).get().uid
    assert client.post(f"/settings/keys/{uid}/revoke/").status_code == 302
    assert "已停用" in client.get("/settings/").content.decode()
