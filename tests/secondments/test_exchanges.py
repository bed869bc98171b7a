"""Exchanges against the database: the sides, all or nothing, relations, establishment, staying."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dunmiao.acts.claims import Doing
from dunmiao.acts.reading import Unreadable
from dunmiao.development.actions.appraisals import conclude_appraisal
from dunmiao.kernel.errors import Conflict, NotPermitted, RuleBroken
from dunmiao.kernel.months import add_months
from dunmiao.people.models import Cadre
from dunmiao.posts.models import Programme
from dunmiao.secondments import exchanges
from dunmiao.secondments.actions import appraisals, closing, dispatch, feedback, relations
from dunmiao.secondments.actions import exchanges as actions
from dunmiao.secondments.closing import closing_of
from dunmiao.secondments.due import apply_due_acts
from dunmiao.secondments.models import Exchange, ExchangeLeg, RelationTransfer, Secondment, Transfer
from dunmiao.secondments.rules.terms import objections_to_closing
from tests.factories.exchanges import Round
from tests.secondments.test_life_actions import do, feed_back

TODAY = timezone.localdate()
RELATIONS = ("PERSONNEL", "WAGE", "PARTY")


@pytest.fixture
def exchange_round(city: Any) -> Round:
    return Round.build(city)


def codes(refused: Any) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def test_both_sides_agree_another_decides_and_all_cases_begin_together(
    exchange_round: Round,
) -> None:
    rnd = exchange_round
    exchange = rnd.propose()
    with pytest.raises(Conflict) as early:
        rnd.decide(exchange)
    assert codes(early) == ["exchange.unanswered"] * 2 + ["exchange.places_unknown"] * 2
    rnd.answer("officer", exchange, "甲市")
    with pytest.raises(Unreadable) as wrong:
        rnd.answer(rnd.county, exchange, "甲市")
    assert codes(wrong) == ["field.choice"]
    rnd.answer(rnd.county, exchange, "平湖市")
    with pytest.raises(Conflict) as twice:
        rnd.answer(rnd.county, exchange, "平湖市")
    assert codes(twice) == ["exchange.answered"]
    for unit in ("市财政局", "新仓镇"):
        rnd.count(unit, 10, 10)
    with pytest.raises(NotPermitted) as own:
        rnd.decide(exchange, "officer")
    assert codes(own) == ["act.same_person"]
    assert rnd.cases(exchange) == []
    rnd.decide(exchange)
    assert [case.state for case in rnd.cases(exchange)] == ["APPROVED"] * 2
    with rnd.cast.acting("officer") as officer:
        actions.issue_exchange(Doing.by(officer), exchange)
    noticed = rnd.cases(exchange)
    assert {(case.state, case.notice_no) for case in noticed} == {("NOTICED", noticed[0].notice_no)}


def test_the_county_sees_who_would_come_and_no_other_town_does(exchange_round: Round) -> None:
    rnd = exchange_round
    exchange = rnd.propose()
    for key, names in ((rnd.county, {"王伟", "陈静"}), ("other_host", {"王伟", "陈静"})):
        with rnd.cast.acting(key) as actor:
            found = exchanges.get_exchange(actor=actor, uid=exchange.uid)
            assert {member.name for member in exchanges.members_of(found)} == names
    with rnd.cast.acting("host") as actor:  # another town
        assert list(exchanges.list_exchanges(actor=actor)) == []
        assert ExchangeLeg.objects.count() == 0


def test_a_declined_exchange_is_not_decided_and_may_fall(exchange_round: Round) -> None:
    rnd = exchange_round
    exchange = rnd.propose()
    rnd.answer("officer", exchange, "甲市")
    rnd.answer(rnd.county, exchange, "平湖市", agree=False)
    for unit in ("市财政局", "新仓镇"):
        rnd.count(unit, 10, 10)
    with pytest.raises(Conflict) as refused:
        rnd.decide(exchange)
    assert codes(refused) == ["exchange.declined"]
    with pytest.raises(Unreadable):
        actions.fall_exchange.read({"reason": " "})
    with rnd.cast.acting("officer") as officer:
        actions.fall_exchange(Doing.by(officer), exchange, reason="县里另有安排")
    again = rnd.propose(name="第 2 对")  # the people are free for another
    assert again.state == "PROPOSED"


def test_a_person_is_judged_as_he_will_be_on_the_first_day(exchange_round: Round) -> None:
    born = TODAY.replace(year=TODAY.year - 45, day=1)  # the limit of the rules here is 45
    with exchange_round.cast.acting("officer"):
        Cadre.objects.filter(name="王伟").update(birth_month=born)
    first = TODAY.replace(year=TODAY.year + 2, day=1)
    with pytest.raises(RuleBroken) as refused:
        exchange_round.propose(starts_on=first, ends_on=add_months(first, 24) - timedelta(days=1))
    assert codes(refused) == ["post.blocked"]
    early = TODAY.replace(day=1)
    term = {"starts_on": early, "ends_on": add_months(early, 12) - timedelta(days=1)}
    assert exchange_round.propose(**term).state == "PROPOSED"


def test_a_round_that_is_closed_takes_no_exchange(exchange_round: Round) -> None:
    with exchange_round.cast.acting("officer"):
        Programme.objects.filter(pk=exchange_round.programme.pk).update(closed_on=TODAY)
    with pytest.raises(Conflict) as closed:
        exchange_round.propose()
    assert codes(closed) == ["programme.closed"]


def test_nobody_is_in_two_exchanges(exchange_round: Round) -> None:
    rnd = exchange_round
    rnd.propose()
    with pytest.raises(RuleBroken) as refused:
        rnd.propose(name="第 2 对")
    assert codes(refused) == ["exchange.post_taken"] * 2
    with rnd.cast.acting("officer"):
        leg = ExchangeLeg.objects.first()
        assert leg is not None
        leg.pk, leg._state.adding = None, True
        leg.exchange = Exchange.objects.create(
            city_id=leg.city_id, programme=rnd.programme, lead_unit=rnd.cast.units["甲市"],
            name="x", party_units=[], starts_on=TODAY, ends_on=TODAY,
            made_by=rnd.cast.users["officer"], made_at=timezone.now(),
        )  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            leg.save()


def test_one_alone_is_not_called_off_ended_or_extended(exchange_round: Round) -> None:
    rnd = exchange_round
    exchange = rnd.issued()
    case = rnd.cases(exchange)[0]
    with rnd.cast.acting("officer") as officer:
        with pytest.raises(RuleBroken) as refused:
            dispatch.cancel_secondment(Doing.by(officer), case, reason="x")
        assert codes(refused) == ["exchange.together"]
        actions.fall_exchange(Doing.by(officer), exchange, reason="工作需要")
    assert {row.state for row in rnd.cases(exchange)} == {"CANCELLED"}


WAYS = {
    "OUT": relations.send_relation,
    "BACK": relations.return_relation,
    "STAY": relations.transfer_relation,
}


def send(rnd: Round, key: str, case: Any, relation: str, day: date, way: str = "OUT") -> Any:
    given = {"relation": relation, "letter_no": "函 1", "sent_on": day}
    return do(rnd.cast, key, WAYS[way], case, today=day, **given)


def receive(rnd: Round, key: str, row: Any, day: date) -> Any:
    return do(rnd.cast, key, relations.receive_relation, row, today=day, received_on=day)


def move_all(rnd: Round, exchange: Exchange, day: date, way: str = "OUT") -> None:
    rows = [
        send(rnd, "officer", case, relation, day, way)
        for case in rnd.cases(exchange)
        for relation in RELATIONS
    ]
    for row in rows:
        receive(rnd, "officer", row, day)


def test_a_full_unit_receives_once_its_own_person_has_left(exchange_round: Round) -> None:
    rnd = exchange_round
    exchange = rnd.issued()
    rnd.serve(exchange)
    one, other = rnd.cases(exchange)
    day = exchange.starts_on
    letter = send(rnd, "home", one, "PERSONNEL", day)
    with pytest.raises(RuleBroken) as refused:
        receive(rnd, "other_host", letter, day)
    assert codes(refused) == ["exchange.no_place"]
    with pytest.raises(NotPermitted):
        send(rnd, "home", other, "PERSONNEL", day)
    send(rnd, "officer", other, "PERSONNEL", day)
    receive(rnd, "other_host", letter, day)
    with rnd.cast.acting("officer") as officer:
        ids = [one.home_unit_id, one.host_unit_id]
        places = exchanges.places_of(city_id=officer.city_id, unit_ids=ids, day=day)
    # 市财政局 sent one and waits for the other; 新仓镇 sent one and received one.
    assert [places[pk].occupied for pk in ids] == [9, 10]


def test_what_went_out_comes_back_before_a_case_closes_and_places_add_up(
    exchange_round: Round,
) -> None:
    rnd = exchange_round
    exchange = rnd.issued()
    rnd.serve(exchange)
    day, last = exchange.starts_on, exchange.ends_on
    move_all(rnd, exchange, day)
    with rnd.cast.acting("officer") as officer:
        apply_due_acts(actor=officer, today=last)
    case = rnd.cases(exchange)[0]
    assert case.state == "EXPIRING"
    with rnd.cast.acting("officer"):
        row = Secondment.objects.get(pk=case.pk)
        open_points = objections_to_closing(
            closing_of(row, transfers=row.relationtransfers.all(), leaves=[], appraisal=None,
                       handover=None)
        )  # fmt: skip
    transfers = next(f for f in open_points if f.code == "closing.open_transfers")
    assert transfers.facts["names"] == "人事关系转回、工资关系转回、组织关系转回"
    move_all(rnd, exchange, last, "BACK")
    with rnd.cast.acting("officer") as officer:
        ids = [case.home_unit_id, case.host_unit_id]
        places = exchanges.places_of(city_id=officer.city_id, unit_ids=ids, day=last)
        assert [places[pk].occupied for pk in ids] == [10, 10]
        moved = RelationTransfer.objects.filter(secondment=case)
        assert moved.filter(received_on=None).count() == 0
        assert moved.count() == 6


def test_the_term_changes_for_all(exchange_round: Round) -> None:
    rnd = exchange_round
    exchange = rnd.issued()
    rnd.serve(exchange)
    last = exchange.starts_on + timedelta(days=200)
    with rnd.cast.acting("officer") as officer:
        given = {"reason": "机构改革", "document_no": "甲组〔2027〕1号"}
        doing = Doing.by(officer, today=last)
        too_late = exchange.ends_on + timedelta(days=1)
        with pytest.raises(RuleBroken) as refused:
            actions.change_exchange_term(doing, exchange, **given, last_day=too_late)
        assert codes(refused) == ["exchange.too_long"]
        with pytest.raises(Conflict) as begun:
            actions.fall_exchange(doing, exchange, reason="工作需要")
        assert codes(begun) == ["exchange.begun"] * 2
        actions.change_exchange_term(doing, exchange, **given, last_day=last)
    cases = rnd.cases(exchange)
    assert {(row.state, row.closing_reason, row.left_on) for row in cases} == {
        ("EXPIRING", "EARLY_END", last)
    }


def test_who_is_retained_is_transferred_and_belongs_to_the_host(city: Any) -> None:
    """A secondment (not an exchange) that ends in 留任: three relations for good."""
    case = city.secondee("王伟")
    last = case.ends_on
    with city.acting("officer") as officer:
        apply_due_acts(actor=officer, today=last)
        Secondment.objects.filter(pk=case.pk).update(closing_reason="RETAINED")
    do(city, "王伟", appraisals.write_own_part, case, today=last, text="总结")
    do(city, "officer", appraisals.give_opinion, case, today=last, text="好")
    do(city, "officer", conclude_appraisal, case, today=last, text="同意")
    visit = feed_back(city, case, last)
    do(city, "officer", feedback.receive_letter, visit, today=last, received_on=last)
    do(city, "officer", closing.hand_over, case, today=last, on_day=last)
    do(city, "officer", closing.close_secondment, case, today=last,
       document_no="甲组〔2027〕9号")  # fmt: skip
    with city.acting("officer"):
        assert Transfer.objects.get(secondment=case).state == "OPEN"
    given = {"letter_no": "转 1", "sent_on": last, "today": last}
    rows = [
        do(city, "home", relations.transfer_relation, case, relation=relation, **given)
        for relation in RELATIONS
    ]
    for row in rows:
        do(city, "host", relations.receive_relation, row, today=last, received_on=last)
    with city.acting("officer"):
        assert Transfer.objects.get(secondment=case).state == "COMPLETED"
        assert Cadre.objects.get(pk=case.cadre_id).home_unit_id == city.units["大桥镇"].pk


def test_the_pages_of_an_exchange(exchange_round: Round) -> None:
    rnd = exchange_round
    exchange = rnd.issued()
    client = rnd.cast.client("officer")
    for path in (
        "/exchanges/",
        f"/exchanges/{exchange.uid}/",
        f"/exchanges/new/{rnd.programme.uid}/",
    ):
        assert client.get(path).status_code == 200, path
    page = client.get(f"/exchanges/{exchange.uid}/").content.decode()
    assert "0 / 6" in page
    assert page.count('class="st todo"') == 6
    assert rnd.cast.client(rnd.county).get(f"/exchanges/{exchange.uid}/").status_code == 200
    assert rnd.cast.client("host").get(f"/exchanges/{exchange.uid}/").status_code == 404
    case = rnd.cases(exchange)[0]
    assert "第 1 对" in client.get(f"/secondments/{case.uid}/").content.decode()
