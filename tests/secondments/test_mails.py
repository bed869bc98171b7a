"""Reminders by e-mail and the calendar feed: to whom, when, and without any name."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from dunmiao.access.keys import list_keys
from dunmiao.access.models import User
from dunmiao.access.scopes import scope, system_actor
from dunmiao.accounts.actions.accounts import set_email
from dunmiao.accounts.actions.keys import make_calendar, revoke_key
from dunmiao.acts.claims import Doing
from dunmiao.kernel.errors import NotVisible, RuleBroken
from dunmiao.secondments import mails
from dunmiao.secondments.models import Obligation
from dunmiao.secondments.rules.obligations import KINDS
from tests.acts.stages import by

TODAY = timezone.localdate()


@pytest.fixture
def owed(city: Any, settings: Any) -> Any:
    """王伟 serves; three people have addresses; e-mail is on."""
    settings.DUNMIAO_MAILS = True
    settings.DUNMIAO_PUBLIC_URL = "https://dunmiao.example"
    city.case = city.secondee("王伟")
    for key in ("王伟", "host", "other_host", "officer"):
        account = city.users[key]
        by(city, key, set_email, account, email=f"{account.pk}@example.cn")
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
    account = city.users["host"]
    with pytest.raises(RuleBroken) as wrong:
        by(city, "host", set_email, account, email="no address")
    assert wrong.value.findings[0].code == "account.email"
    by(city, "host", set_email, account, email="")
    assert User.objects.get(pk=account.pk).email == ""
    with pytest.raises(NotVisible):
        by(city, "host", set_email, city.users["officer"], email="")


def test_the_feed_has_ones_own_days_and_no_name(owed: Any) -> None:
    made = by(owed, "王伟", make_calendar)
    link = made.facts["日历订阅链接"]
    answer = Client().get(link)
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
        revoke_key(Doing.by(person), made.row)
    assert Client().get(link).status_code == 404


def test_keys_are_made_and_ended_on_the_settings_page(city: Any) -> None:
    client = city.client("officer")
    sent = {"name": "报表", "days": "30", "rights": "secondments.view"}
    made = client.post("/do/key.make/", sent)
    assert made.status_code == 200
    found = re.search(r"<code>([^<]{40,})</code>", made.content.decode())
    assert found is not None
    page = client.get("/settings/").content.decode()
    assert "报表" in page
    assert found[1] not in page
    with city.acting("officer") as officer:
        uid = list_keys(actor=officer).get().uid
    assert client.post(f"/do/key.revoke/{uid}/").status_code == 302
    assert "已停用" in client.get("/settings/").content.decode()
