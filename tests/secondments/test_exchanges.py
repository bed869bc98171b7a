"""Exchanges against the database: the sides, all or nothing, relations, establishment, staying."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dunmiao.access.accounts import make_grant
from dunmiao.access.models import User
from dunmiao.access.roles import Role
from dunmiao.acts.claims import Doing
from dunmiao.development.actions.appraisals import conclude_appraisal
from dunmiao.kernel.errors import Conflict, NotPermitted, RuleBroken
from dunmiao.kernel.months import add_months
from dunmiao.people.models import Cadre
from dunmiao.posts.actions.posts import file_post
from dunmiao.posts.actions.programmes import open_programme
from dunmiao.secondments import exchanges
from dunmiao.secondments.actions import appraisals, closing, dispatch, feedback, relations
from dunmiao.secondments.actions import exchanges as actions
from dunmiao.secondments.closing import closing_of
from dunmiao.secondments.due import apply_due_acts
from dunmiao.secondments.models import Exchange, ExchangeLeg, RelationTransfer, Secondment, Transfer
from dunmiao.secondments.rules.terms import objections_to_closing
from tests.secondments.test_life_actions import do, feed_back

TODAY = timezone.localdate()
RELATIONS = ("PERSONNEL", "WAGE", "PARTY")


@dataclass
class Round:
    """An exchange round between a department of the city and a town of a county."""

    cast: Any
    programme: Any
    ways: list[tuple[Any, Any]]

    @classmethod
    def build(cls, city: Any) -> "Round":
        """王伟 of 市财政局 to 新仓镇, 赵刚 (moved there for it) of 新仓镇 to 市财政局."""
        with city.acting("officer") as officer:
            county = User.objects.create(
                username="county", full_name="平湖组", city_id=city.city.pk, password="x"
            )
            make_grant(
                actor=officer, user=county, role=Role.ORG_DEPARTMENT,
                unit=city.units["平湖市"], today=date(2020, 1, 1),
            )  # fmt: skip
            city.users["county"] = county
            Cadre.objects.filter(pk=city.cadres["陈静"].pk).update(home_unit=city.units["新仓镇"])
            city.cadres["陈静"].refresh_from_db()
            starts = TODAY + timedelta(days=10)
            programme = open_programme(
                Doing.by(officer), kind="EXCHANGE", name="市县互派", batch="测试", purpose="",
                lead_unit=city.units["甲市"], starts_on=starts,
                ends_on=add_months(starts, 24) - timedelta(days=1),
                nominate_by=TODAY + timedelta(days=5),
            )  # fmt: skip
            posts = [
                file_post(Doing.by(officer), programme, unit=city.units[unit], title="副职")
                for unit in ("新仓镇", "市财政局")
            ]
        kept = city.programme, city.posts
        city.programme, city.posts = programme, {p.unit.name: p for p in posts}
        found = city.nominate("王伟", "陈静")
        city.programme, city.posts = kept
        return cls(city, programme, list(zip(found.values(), posts, strict=True)))

    def propose(self, **changed: Any) -> Exchange:
        """Propose the pair as the officer."""
        with self.cast.acting("officer") as officer:
            given = {
                "programme": self.programme, "name": "第 1 对", "ways": self.ways,
                "starts_on": self.programme.starts_on, "ends_on": self.programme.ends_on,
                "reason": "", "now": timezone.now(), "today": TODAY,
            } | changed  # fmt: skip
            return actions.propose_exchange(actor=officer, **given)

    def answer(self, key: str, exchange: Exchange, unit: str, *, agree: bool = True) -> Any:
        """A side answers."""
        with self.cast.acting(key) as actor:
            return actions.answer_exchange(
                actor=actor, exchange_uid=exchange.uid, side_uid=self.cast.units[unit].uid,
                agree=agree, document_no="", note="" if agree else "另有安排", now=timezone.now(),
            )  # fmt: skip

    def count(self, unit: str, establishment: int, occupied: int) -> None:
        """Record a unit's establishment."""
        with self.cast.acting("officer") as officer:
            actions.record_establishment(
                actor=officer, unit=self.cast.units[unit], as_of=TODAY,
                establishment=establishment, occupied=occupied, headcount=None, leaders=None,
                source="", today=TODAY,
            )  # fmt: skip

    def decide(self, exchange: Exchange, key: str = "second") -> Exchange:
        """Decide as another officer."""
        with self.cast.acting(key) as actor:
            return actions.decide_exchange(
                actor=actor,
                exchange_uid=exchange.uid,
                document_no="甲组干〔2026〕42号",
                today=TODAY,
            )

    def issued(self) -> Exchange:
        """The pair, agreed by both sides, decided and with its notice."""
        exchange = self.propose()
        self.answer("officer", exchange, "甲市")
        self.answer("county", exchange, "平湖市")
        for unit in ("市财政局", "新仓镇"):
            self.count(unit, 10, 10)
        self.decide(exchange)
        with self.cast.acting("officer") as officer:
            return actions.issue_exchange(actor=officer, exchange_uid=exchange.uid, today=TODAY)

    def cases(self, exchange: Exchange) -> list[Secondment]:
        """The two cases, in the order of the ring."""
        with self.cast.acting("officer"):
            rows = Secondment.objects.filter(exchange_leg__exchange=exchange)
            return list(
                rows.select_related("home_unit", "host_unit").order_by("exchange_leg__order")
            )


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
    with pytest.raises(RuleBroken) as early:
        rnd.decide(exchange)
    assert codes(early) == ["exchange.unanswered"] * 2 + ["exchange.places_unknown"] * 2
    rnd.answer("officer", exchange, "甲市")
    with pytest.raises(RuleBroken) as wrong:
        rnd.answer("officer", exchange, "平湖市")
    assert codes(wrong) == ["exchange.not_side"]
    rnd.answer("county", exchange, "平湖市")
    with pytest.raises(Conflict) as twice:
        rnd.answer("county", exchange, "平湖市")
    assert codes(twice) == ["exchange.answered"]
    for unit in ("市财政局", "新仓镇"):
        rnd.count(unit, 10, 10)
    with pytest.raises(RuleBroken) as own:
        rnd.decide(exchange, "officer")
    assert codes(own) == ["exchange.own"]
    assert rnd.cases(exchange) == []
    rnd.decide(exchange)
    assert [case.state for case in rnd.cases(exchange)] == ["APPROVED"] * 2
    with rnd.cast.acting("officer") as officer:
        actions.issue_exchange(actor=officer, exchange_uid=exchange.uid, today=TODAY)
    noticed = rnd.cases(exchange)
    assert {(case.state, case.notice_no) for case in noticed} == {("NOTICED", noticed[0].notice_no)}


def test_the_county_sees_who_would_come_and_no_other_town_does(exchange_round: Round) -> None:
    rnd = exchange_round
    exchange = rnd.propose()
    for key, names in (("county", {"王伟", "陈静"}), ("other_host", {"王伟", "陈静"})):
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
    rnd.answer("county", exchange, "平湖市", agree=False)
    for unit in ("市财政局", "新仓镇"):
        rnd.count(unit, 10, 10)
    with pytest.raises(RuleBroken) as refused:
        rnd.decide(exchange)
    assert codes(refused) == ["exchange.declined"]
    with rnd.cast.acting("officer") as officer:
        with pytest.raises(RuleBroken):
            actions.fall_exchange(actor=officer, exchange_uid=exchange.uid, reason=" ", today=TODAY)
        actions.fall_exchange(
            actor=officer, exchange_uid=exchange.uid, reason="县里另有安排", today=TODAY
        )
    again = rnd.propose(name="第 2 对")  # the people are free for another
    assert again.state == "PROPOSED"


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
        actions.fall_exchange(
            actor=officer, exchange_uid=exchange.uid, reason="工作需要", today=TODAY
        )
    assert {row.state for row in rnd.cases(exchange)} == {"CANCELLED"}


def serve(rnd: Round, exchange: Exchange) -> None:
    """Everybody arrives on the first day and has a duty."""
    day = exchange.starts_on
    with rnd.cast.acting("officer") as officer:
        for case in Secondment.objects.filter(exchange_leg__exchange=exchange):
            dispatch.confirm_arrival(Doing.by(officer, today=day), case, arrived_on=day)
            dispatch.assign_duty(Doing.by(officer, today=day), case, duty="分管", on_day=day)


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
    serve(rnd, exchange)
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
    serve(rnd, exchange)
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
    serve(rnd, exchange)
    last = exchange.starts_on + timedelta(days=200)
    with rnd.cast.acting("officer") as officer:
        given = {
            "actor": officer, "exchange_uid": exchange.uid, "reason": "机构改革",
            "document_no": "甲组〔2027〕1号",
        }  # fmt: skip
        with pytest.raises(RuleBroken) as refused:
            actions.change_exchange_term(
                **given, last_day=exchange.ends_on + timedelta(days=1), today=last
            )
        assert codes(refused) == ["exchange.too_long"]
        actions.change_exchange_term(**given, last_day=last, today=last)
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
    assert rnd.cast.client("county").get(f"/exchanges/{exchange.uid}/").status_code == 200
    assert rnd.cast.client("host").get(f"/exchanges/{exchange.uid}/").status_code == 404
    case = rnd.cases(exchange)[0]
    assert "第 1 对" in client.get(f"/secondments/{case.uid}/").content.decode()
