"""From a lead to money in, verified by a second unit; shares, reversals, duplicates, secrecy."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dunmiao.development.evidence import lines_of
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.outcomes import selectors
from dunmiao.outcomes.actions import judging, reports
from dunmiao.outcomes.actions.judging import Party
from dunmiao.outcomes.actions.reports import Proof
from dunmiao.outcomes.models import AttributionShare, Evidence, Outcome, OutcomeFact
from dunmiao.outcomes.parties import Place, own_place, possible_verifiers
from dunmiao.outcomes.rules.outcomes import Fact, NewOutcome

TODAY = timezone.localdate() + timedelta(days=40)  # in the term of the cast
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def proof(kind: str) -> Proof:
    return Proof(kind, f"{kind}.pdf", PDF)


def codes(refused: Any) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def place_of(city: Any, actor: Any, asked: str = "甲市") -> Place:
    unit, case = own_place(actor=actor)  # type: ignore[misc]
    return Place(unit, unit, city.programme, city.units[asked], case)


def report(city: Any, key: str, kind: str = "INVESTMENT", **changes: Any) -> Outcome:
    asked = changes.pop("asked", "甲市")
    first, proofs = changes.pop("first", None), changes.pop("proofs", ())
    fields = {"kind": kind, "title": "装备产业园二期", "happened_on": TODAY, "partner": "禾丰装备",
              "quantity": 3, "level": "PROVINCE", "body": "省经信厅"} | changes  # fmt: skip
    with city.acting(key) as actor:
        return reports.report_outcome(
            actor=actor, place=place_of(city, actor, asked), new=NewOutcome(**fields),
            today=TODAY, first=first, proofs=proofs,
        )  # fmt: skip


def step(city: Any, key: str, row: Outcome, fact: Fact, *kinds: str) -> OutcomeFact:
    with city.acting(key) as actor:
        return reports.report_fact(
            actor=actor, outcome_uid=row.uid, fact=fact, today=TODAY,
            proofs=[proof(kind) for kind in kinds],
        )  # fmt: skip


def judge(city: Any, key: str, fact: OutcomeFact, **asked: Any) -> OutcomeFact:
    with city.acting(key) as actor:
        return judging.judge_fact(
            actor=actor, fact_uid=fact.uid, today=TODAY, **{"verified": True, **asked}
        )


def first_fact(city: Any, row: Outcome) -> OutcomeFact:
    with city.acting("officer"):
        return OutcomeFact.objects.filter(outcome_id=row.pk).earliest("pk")


def fresh(city: Any, row: Outcome, key: str = "officer") -> Outcome:
    with city.acting(key):
        return Outcome.objects.get(pk=row.pk)


@pytest.fixture
def served(city: Any) -> Any:
    """王伟 of the finance bureau serves at 大桥镇 since the term began."""
    return city.secondee("王伟", town="大桥镇")


def test_from_a_lead_to_money_that_counts_only_when_verified(city: Any, served: Any) -> None:
    row = report(city, "王伟")
    assert (row.unit_id, row.home_unit_id) == (served.host_unit_id, served.home_unit_id)
    signed = step(city, "王伟", row, Fact("STAGE", TODAY, "SIGNED", Decimal(23000)), "CONTRACT")
    paid = step(city, "王伟", row, Fact("PAID", TODAY, "", Decimal(4600)))
    assert fresh(city, row).contracted == 0
    assert fresh(city, row).claimed_contracted == 23000
    judge(city, "officer", first_fact(city, row))
    judge(city, "officer", signed)
    with pytest.raises(RuleBroken) as refused:
        judge(city, "officer", paid)
    assert codes(refused) == ["verify.no_proof"]
    with city.acting("王伟") as person:
        reports.add_evidence(
            actor=person, fact_uid=paid.uid, proofs=[proof("BANK_SLIP")], today=TODAY
        )
    judge(city, "officer", paid)
    now = fresh(city, row)
    assert (now.stage, now.contracted, now.paid_in, now.is_pending) == (2, 23000, 4600, False)
    with city.acting("officer") as officer:
        board = selectors.read_board(selectors.list_outcomes(actor=officer))
    assert [one.count for one in board.stages] == [1, 1, 1, 0, 0, 0]
    assert board.paid_share == 20
    with pytest.raises(Conflict):
        judge(city, "second", paid)


def test_nobody_verifies_his_own(city: Any, served: Any) -> None:
    fact = first_fact(city, report(city, "host", kind="EVENT"))
    with pytest.raises(NotPermitted):
        judge(city, "host", fact)
    mine = first_fact(city, report(city, "officer", kind="EVENT", asked="市财政局"))
    with pytest.raises(RuleBroken) as refused:
        judge(city, "officer", mine)
    assert "verify.own_report" in codes(refused)
    with pytest.raises(RuleBroken) as refused:
        judge(city, "second", mine)
    assert codes(refused) == ["verify.own_unit"]
    with pytest.raises(NotPermitted):
        judge(city, "home", first_fact(city, report(city, "王伟", kind="EVENT")))
    with city.acting("officer"), pytest.raises(IntegrityError), transaction.atomic():
        OutcomeFact.objects.filter(pk=fact.pk).update(
            state="VERIFIED", judged_by_id=fact.reporter_id
        )


def test_who_asks_his_own_unit_to_verify_is_refused(city: Any, served: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        report(city, "王伟", kind="EVENT", asked="市财政局", quantity=0)
    assert codes(refused) == ["outcome.no_quantity", "outcome.no_unit"]
    with city.acting("王伟") as person:
        unit, case = own_place(actor=person)  # type: ignore[misc]
        offered = possible_verifiers(unit=unit, secondment=case, programme=city.programme)
        names = [one.name for one in offered]
        assert not Outcome.objects.exists()
    assert "大桥镇" not in names
    assert "市财政局" not in names
    assert {"甲市", "南湖区"} <= set(names)


def test_an_event_before_the_secondment_is_refused(city: Any, served: Any) -> None:
    before = served.starts_on - timedelta(days=1)
    with pytest.raises(RuleBroken) as refused:
        report(city, "王伟", kind="EVENT", happened_on=before)
    assert codes(refused) == ["outcome.before"]
    row = report(city, "王伟")
    with pytest.raises(RuleBroken) as refused:
        step(city, "王伟", row, Fact("STAGE", before, "SIGNED", Decimal(1)))
    assert "outcome.before" in codes(refused)


def test_shares_are_exact_replaced_as_a_whole_and_let_their_holders_see(
    city: Any, served: Any
) -> None:
    other = city.secondee("李芳", town="新仓镇")
    row = report(city, "host")
    with city.acting("李芳") as person, pytest.raises(NotVisible):
        selectors.get_outcome(actor=person, uid=row.uid)
    parties = [
        Party(other.uid, None, "引荐", "33.3%"),
        Party(None, city.units["大桥镇"].uid, "落地服务", "66.7%"),
    ]

    def share(these: list[Party], revision: int) -> None:
        with city.acting("officer") as officer:
            judging.set_shares(
                actor=officer, outcome_uid=row.uid, parties=these, revision=revision, today=TODAY
            )

    with pytest.raises(Conflict):
        share(parties, 1)
    now = fresh(city, row).revision
    with pytest.raises(RuleBroken) as refused:
        share([parties[0], parties[0]], now)
    assert codes(refused) == ["share.sum", "share.twice"]
    share(parties, now)
    with city.acting("李芳") as person:
        seen = selectors.get_outcome(actor=person, uid=row.uid)
        held = selectors.shares_of([seen])[seen.pk]
        assert [(one.name, one.weight) for one in held] == [("李芳", 333), ("大桥镇", 667)]
    with city.acting("other_host") as host:
        assert selectors.list_outcomes(actor=host).count() == 1


def test_a_reversal_lowers_the_figures_and_stays_visible(city: Any, served: Any) -> None:
    row = report(city, "王伟", first=Fact("STAGE", TODAY, "SIGNED", Decimal(900)),
                 proofs=[proof("CONTRACT")])  # fmt: skip
    judge(city, "officer", first_fact(city, row))
    assert fresh(city, row).contracted == 900

    def reverse(key: str, reason: str, day: Any = TODAY) -> None:
        with city.acting(key) as actor:
            judging.reverse_outcome(
                actor=actor, outcome_uid=row.uid, on_day=day, reason=reason, today=TODAY
            )

    with pytest.raises(RuleBroken) as refused:
        reverse("officer", "撤", TODAY + timedelta(days=1))
    assert codes(refused) == ["outcome.in_future", "outcome.no_reason"]
    with pytest.raises(NotPermitted):
        reverse("home", "投资方撤回")
    reverse("王伟", "投资方撤回")
    now = fresh(city, row)
    assert (now.state, now.contracted, now.counts, now.lost) == ("REVERSED", 0, False, 900)
    with city.acting("officer") as officer:
        board = selectors.read_board(selectors.list_outcomes(actor=officer))
        assert (board.reversed, board.reversed_sum, board.signed.count) == (1, 900, 0)
    with pytest.raises(Conflict):
        step(city, "王伟", row, Fact("PAID", TODAY, "", Decimal(1)), "BANK_SLIP")


def test_what_he_brought_home_is_a_fact_on_his_card_without_its_sum(city: Any, served: Any) -> None:
    waits = report(city, "王伟", kind="EVENT", title="还没核实的活动")
    row = report(city, "王伟", first=Fact("STAGE", TODAY, "SIGNED", Decimal(900)),
                 proofs=[proof("CONTRACT")])  # fmt: skip
    judge(city, "officer", first_fact(city, row))
    with city.acting("officer") as officer:
        parties = [
            Party(served.uid, None, "引荐", "1"), Party(None, city.units["大桥镇"].uid, "落地", "2")
        ]  # fmt: skip
        now = Outcome.objects.get(pk=row.pk).revision
        judging.set_shares(
            actor=officer, outcome_uid=row.uid, parties=parties, revision=now, today=TODAY
        )
        lines = lines_of(actor=officer, cadres=[served.cadre_id], today=TODAY)[served.cadre_id]
        (line,) = [one for one in lines if "招商项目" in one.text]
        assert (line.tone, line.text) == ("FACT", "招商项目“装备产业园二期”，签约，份额 33.3%")
        assert not any(waits.title in one.text for one in lines)
        judging.reverse_outcome(
            actor=officer, outcome_uid=row.uid, on_day=TODAY, reason="投资方撤回", today=TODAY
        )
        (line,) = [
            one
            for one in lines_of(actor=officer, cadres=[served.cadre_id], today=TODAY)[
                served.cadre_id
            ]
            if "招商项目" in one.text
        ]
        assert line.text.endswith(f"{TODAY} 撤回：投资方撤回")


def test_what_was_reported_twice_counts_once(city: Any, served: Any) -> None:
    first, again = report(city, "王伟", kind="EVENT"), report(city, "host", kind="EVENT")
    for row in (first, again):
        judge(city, "officer", first_fact(city, row))
    with city.acting("officer") as officer:
        assert [one.pk for one in selectors.look_alikes(actor=officer, row=again)] == [first.pk]
        judging.mark_duplicate(actor=officer, outcome_uid=again.uid, of_uid=first.uid, today=TODAY)
        assert selectors.read_board(selectors.list_outcomes(actor=officer)).counts["EVENT"] == 1
        with pytest.raises(RuleBroken) as refused:
            judging.mark_duplicate(
                actor=officer, outcome_uid=first.uid, of_uid=again.uid, today=TODAY
            )
        assert codes(refused) == ["outcome.chain"]
        judging.unmark_duplicate(actor=officer, outcome_uid=again.uid, today=TODAY)
        assert selectors.read_board(selectors.list_outcomes(actor=officer)).counts["EVENT"] == 2


def test_a_returned_step_counts_never_and_may_be_reported_anew(city: Any, served: Any) -> None:
    row = report(city, "王伟")
    signed = Fact("STAGE", TODAY, "SIGNED", Decimal(5))
    fact = step(city, "王伟", row, signed, "CONTRACT")
    with pytest.raises(RuleBroken) as refused:
        judge(city, "officer", fact, verified=False)
    assert codes(refused) == ["verify.no_words"]
    judge(city, "officer", fact, verified=False, words="合同没有盖章")
    assert fresh(city, row).claimed_contracted == 0
    judge(city, "officer", step(city, "王伟", row, signed, "CONTRACT"))
    assert fresh(city, row).contracted == 5


def test_others_see_nothing_and_proof_goes_with_its_outcome(city: Any, served: Any) -> None:
    row = report(city, "王伟", kind="EVENT", proofs=[proof("MINUTES")])
    with city.acting("officer"):
        evidence = Evidence.objects.get(outcome_id=row.pk)
    for key in ("other_host", "other_home", "supervisor"):
        with city.acting(key) as actor:
            if key != "supervisor":  # held at the root: the pages refuse him, not the rows
                assert not Outcome.objects.exists(), key
                assert not Evidence.objects.exists(), key
                assert not AttributionShare.objects.exists(), key
            with pytest.raises((NotVisible, NotPermitted)):
                selectors.get_evidence(actor=actor, uid=evidence.uid)
    for key in ("home", "host", "王伟", "officer"):
        with city.acting(key) as actor:
            assert selectors.get_evidence(actor=actor, uid=evidence.uid).name == "MINUTES.pdf"
    with city.acting("home") as home, pytest.raises(NotPermitted):
        reports.report_fact(actor=home, outcome_uid=row.uid, fact=Fact("DONE", TODAY), today=TODAY)


def test_a_file_that_is_not_what_it_says_leaves_nothing(city: Any, served: Any) -> None:
    with pytest.raises(RuleBroken):
        report(city, "王伟", kind="EVENT", proofs=[Proof("PHOTO", "a.jpg", b"MZ...")])
    with city.acting("officer"):
        assert not Outcome.objects.exists()


def test_targets_and_the_board_in_few_queries(city: Any, served: Any) -> None:
    for _ in range(3):
        judge(city, "officer", first_fact(city, report(city, "host", kind="EVENT")))
    report(city, "host", kind="EVENT")
    with city.acting("officer") as officer:
        judging.set_target(
            actor=officer, programme=city.programme, year=TODAY.year, measure="EVENTS",
            value=Decimal(4), weight=100,
        )  # fmt: skip
        with CaptureQueriesContext(
            connection,
        ) as asked:
            (reached,) = selectors.read_targets(actor=officer, year=TODAY.year)[city.programme.pk]
            board = selectors.read_board(selectors.list_outcomes(actor=officer))
        assert (reached.actual, reached.percent) == (3, 75)
        assert board.pending == 1
        assert len(asked) <= 5
    with city.acting("host") as host, pytest.raises(NotPermitted):
        judging.set_target(
            actor=host, programme=city.programme, year=TODAY.year, measure="EVENTS",
            value=Decimal(1), weight=1,
        )  # fmt: skip


def test_the_database_holds_shares_to_one_whole(city: Any) -> None:
    city.secondee("王伟", town="大桥镇")
    row = report(city, "王伟", kind="EVENT", quantity=3)
    with city.acting("officer"):
        share = AttributionShare.objects.get(outcome=row)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            AttributionShare.objects.filter(pk=share.pk).update(weight=2, whole=3)
