"""Relay information to a unit that can use it; the unit says whether it did."""

from datetime import date
from typing import Annotated

from django.db.models import QuerySet

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, One, Text, Verdict
from dunmiao.kernel.errors import RuleBroken
from dunmiao.outcomes.lifecycle import INFORMATION
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import RelayedInformation
from dunmiao.outcomes.parties import REPORTER, place_in
from dunmiao.outcomes.rules.information import MOST, objections_to_information
from dunmiao.posts.models import Programme
from dunmiao.secondments.rules.words import objections_to_words
from dunmiao.units.models import Unit
from dunmiao.units.selectors import list_units

RECEIVERS = ("CITY", "DEPARTMENT", "COUNTY", "COUNTY_DEPARTMENT", "TOWN", "LIAISON", "PROJECT")


def _receivers(doing: Doing, programme: Programme) -> QuerySet[Unit]:
    own = place_in(actor=doing.actor, programme=programme)
    units = list_units(city_id=doing.actor.city_id, kinds=RECEIVERS)
    return units.exclude(pk=own[0].pk) if own else units.none()


Receiver = Annotated[Unit, One("报给哪个单位", offers=_receivers)]


@act(
    "information.relay", Programme, "报送信息", said="已报送{unit}。", records="information.relayed",
    may=REPORTER,
)  # fmt: skip
def relay_information(
    programme: Programme,
    doing: Doing,
    *,
    title: Annotated[str, Text("标题", most=120, help="不得填写涉密内容和商业秘密")],
    sent_on: Annotated[date, Day("日期", today=True)],
    source: Annotated[str, Text("来源", most=120)],
    to: Receiver,
    text: Annotated[str, Text("内容", most=MOST, lines=4)],
) -> RelayedInformation:
    """Send something heard to the unit that can use it."""
    own = place_in(actor=doing.actor, programme=programme)
    assert own is not None  # the claim
    unit, case = own
    since = case.starts_on if case else None
    found = objections_to_information(text, sent_on, since=since, today=doing.today)
    for name, words in (("title", title), ("source", source), ("text", text)):
        found += objections_to_words(words, where=name)
    if found:
        raise RuleBroken(found)
    units = {unit.pk, to.pk} | ({case.home_unit_id, case.host_unit_id} if case else set())
    doing.note(unit=to.name)
    return RelayedInformation.objects.create(
        city_id=programme.city_id, programme=programme, secondment=case, unit=unit, to_unit=to,
        title=title, source=source, text=text, sent_on=sent_on, sender_id=doing.actor.user_id,
        sender_name=doing.actor.name, unit_ids=sorted(units), user_ids=[doing.actor.user_id],
    )  # fmt: skip


@act(
    "information.answer", RelayedInformation, "反馈信息", said="已反馈。",
    records="information.answered", may=Held(Permission.OUTCOMES_VERIFY, "to_unit"),
    life=INFORMATION, moves="use leave", other_than="sender", waits=True,
)  # fmt: skip
def answer_information(
    row: RelayedInformation,
    doing: Doing,
    *,
    used: Annotated[bool, Verdict("反馈", yes="采用", no="未采用")],
    effect: Annotated[str, Text("用在哪里", most=300, help="采用的必填")] = "",
) -> RelayedInformation:
    """The receiving unit says whether it used it, and for what."""
    if used and not effect:
        raise RuleBroken([say("information.no_effect", where="effect")])
    row.is_used, row.effect, row.answered_on = used, effect, doing.today
    row.answered_by_id, row.answerer = doing.actor.user_id, doing.actor.name
    row.save()
    doing.note(used=used)
    return row
