"""From a lead to money in, verified by a second unit; shares, reversals, duplicates, secrecy."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dunmiao.acts.fields import Upload
from dunmiao.acts.reading import Unreadable
from dunmiao.development.evidence import lines_of
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.outcomes import selectors
from dunmiao.outcomes.actions import judging, reports, shares, steps, targets
from dunmiao.outcomes.actions.shares import Party
from dunmiao.outcomes.models import AttributionShare, Evidence, Outcome, OutcomeFact
from dunmiao.outcomes.parties import place_in, possible_verifiers
from dunmiao.outcomes.rules.outcomes import PAID, Fact
from dunmiao.outcomes.steps import Proof
from tests.acts.stages import doing

TODAY = timezone.localdate() + timedelta(days=40)  # in the term of the cast
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
OF_KIND: dict[str, dict[str, Any]] = {
    "INVESTMENT": {"partner": "禾丰装备"},
    "EVENT": {"quantity": 3},
    "VISIT": {"partner": "某司"},
    "TALENT": {"quantity": 3},
    "POLICY": {"level": "PROVINCE", "body": "省经信厅"},
    "SOLVED": {"partner": "镇内企业"},
}


def proof(kind: str) -> Proof:
    return Proof(kind=kind, files=[Upload(f"{kind}.pdf", PDF)])


def codes(refused: Any) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def _sums(step: Fact) -> dict[str, str]:
    return {"amount": str(step.amount or ""), "foreign": str(step.foreign or "")}


def report(city: Any, key: str, kind: str = "INVESTMENT", **changes: Any) -> Outcome:
    asked, first = changes.pop("asked", "甲市"), changes.pop("first", None)
    fields = {"title": "装备产业园二期", "happened_on": TODAY} | OF_KIND[kind] | changes
    if first is not None:
        fields |= {"stage": first.stage} | _sums(first)
    with doing(city, key, day=TODAY) as now:
        unit, _ = place_in(actor=now.actor, programme=city.programme)  # type: ignore[misc]
        act = getattr(reports, f"report_{kind.lower()}")
        made: Outcome = act(now, city.programme, host=unit, asked=city.units[asked], **fields)
        return made


def step(city: Any, key: str, row: Outcome, fact: Fact, *kinds: str) -> OutcomeFact:
    given: dict[str, Any] = {"happened_on": fact.happened_on} | _sums(fact)
    given["proofs"] = [proof(kind) for kind in kinds]
    with doing(city, key, day=TODAY) as now:
        if fact.kind == PAID:
            return steps.report_payment(now, row, **given)
        return steps.reach_stage(now, row, stage=fact.stage, **given)


def judge(city: Any, key: str, fact: OutcomeFact, returned: str = "") -> OutcomeFact:
    with doing(city, key, day=TODAY) as now:
        if returned:
            return judging.return_step(now, fact, reason=returned)
        return judging.verify_step(now, fact)


def reverse(city: Any, key: str, row: Outcome, reason: str, day: Any = TODAY) -> Outcome:
    with doing(city, key, day=TODAY) as now:
        return judging.reverse_outcome(now, row, on_day=day, reason=reason)


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
    with pytest.raises(Conflict) as refused:
        judge(city, "officer", paid)
    assert codes(refused) == ["verify.no_proof"]
    with doing(city, "王伟", day=TODAY) as person:
        steps.prove_step(person, paid, proofs=[proof("BANK_SLIP")])
    judge(city, "officer", paid)
    now = fresh(city, row)
    assert (now.stage, now.contracted, now.paid_in, now.is_pending) == (2, 23000, 4600, False)
    with city.acting("officer") as officer:
        board = selectors.read_board(selectors.list_outcomes(actor=officer))
    assert [one.count for one in board.stages] == [1, 1, 1, 0, 0, 0]
    assert board.paid_share == 20
    with pytest.raises(Conflict) as refused:
        judge(city, "second", paid)
    assert codes(refused) == ["state.not_allowed"]


def test_nobody_verifies_his_own(city: Any, served: Any) -> None:
    fact = first_fact(city, report(city, "host", kind="EVENT"))
    with pytest.raises(NotPermitted):
        judge(city, "host", fact)
    mine = first_fact(city, report(city, "officer", kind="EVENT", asked="市财政局"))
    with pytest.raises(NotPermitted) as denied:
        judge(city, "officer", mine)
    assert codes(denied) == ["act.same_person"]
    for returned in ("", "不实"):
        with pytest.raises(Conflict) as refused:
            judge(city, "second", mine, returned)
        assert codes(refused) == ["verify.own_unit"]
    with pytest.raises(NotPermitted):
        judge(city, "home", first_fact(city, report(city, "王伟", kind="EVENT")))
    with city.acting("officer"), pytest.raises(IntegrityError), transaction.atomic():
        OutcomeFact.objects.filter(pk=fact.pk).update(
            state="VERIFIED", judged_by_id=fact.reporter_id
        )


def test_who_asks_his_own_unit_to_verify_is_refused(city: Any, served: Any) -> None:
    with pytest.raises(Unreadable) as refused:
        report(city, "王伟", kind="EVENT", asked="市财政局")
    assert [(one.code, one.where) for one in refused.value.findings] == [("field.choice", "asked")]
    with doing(city, "王伟") as person:
        names = [one.name for one in possible_verifiers(person, city.programme)]
        assert not Outcome.objects.exists()
    assert "大桥镇" not in names
    assert "市财政局" not in names
    assert names[:2] == ["南湖区", "甲市"], "the nearest above first"


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
        Party(secondment=other, part="引荐", share="33.3%"),
        Party(unit=city.units["大桥镇"], part="落地服务", share="66.7%"),
    ]

    def share(these: list[Party], revision: int) -> None:
        with doing(city, "officer", day=TODAY) as officer:
            shares.set_shares(officer, row, parties=these, revision=revision)  # type: ignore[call-arg]

    with pytest.raises(Conflict):
        share(parties, 1)
    now = fresh(city, row).revision
    with pytest.raises(RuleBroken) as refused:
        share([parties[0], parties[0]], now)
    assert codes(refused) == ["share.sum", "share.twice"]
    with pytest.raises(RuleBroken) as refused:
        share(
            [Party(share="1"), Party(secondment=other, unit=city.units["大桥镇"], share="1")], now
        )
    assert [(one.code, one.where) for one in refused.value.findings] == [
        ("share.party", "parties.0"), ("share.party", "parties.1"),
    ]  # fmt: skip
    with pytest.raises(Unreadable):
        share([Party(unit=city.units["新仓镇"], share="1")], now)
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
    with pytest.raises(RuleBroken) as refused:
        reverse(city, "officer", row, "撤", TODAY + timedelta(days=1))
    assert codes(refused) == ["outcome.in_future", "outcome.no_reason"]
    with pytest.raises(NotPermitted):
        reverse(city, "home", row, "投资方撤回")
    paid = step(city, "王伟", row, Fact("PAID", TODAY, "", Decimal(1)))
    reverse(city, "王伟", row, "投资方撤回")
    with pytest.raises(Conflict) as gone:
        judge(city, "officer", paid, "没有到账")
    assert codes(gone) == ["outcome.reversed"]
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
    with doing(city, "officer", day=TODAY) as now:
        officer = now.actor
        parties = [
            Party(secondment=served, part="引荐", share="1"),
            Party(unit=city.units["大桥镇"], part="落地", share="2"),
        ]
        shares.set_shares(now, row, parties=parties)
        lines = lines_of(actor=officer, cadres=[served.cadre_id], today=TODAY)[served.cadre_id]
        (line,) = [one for one in lines if "招商项目" in one.text]
        assert (line.tone, line.text) == ("FACT", "招商项目“装备产业园二期”，签约，份额 33.3%")
        assert not any(waits.title in one.text for one in lines)
        judging.reverse_outcome(now, row, on_day=TODAY, reason="投资方撤回")
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
    other = report(city, "host", kind="TALENT")
    with doing(city, "officer", day=TODAY) as now:
        officer = now.actor
        assert [one.pk for one in selectors.look_alikes(actor=officer, row=again)] == [first.pk]
        judging.mark_duplicate(now, again, first=first)
        assert selectors.read_board(selectors.list_outcomes(actor=officer)).counts["EVENT"] == 1
        with pytest.raises(Conflict) as refused:
            judging.mark_duplicate(now, first, first=again)
        assert codes(refused) == ["outcome.chain"]
        judging.tell_apart(now, again)
        assert selectors.read_board(selectors.list_outcomes(actor=officer)).counts["EVENT"] == 2
        for wrong in (other, again):
            with pytest.raises(Unreadable):
                judging.mark_duplicate(now, again, first=wrong)


def test_a_returned_step_counts_never_and_may_be_reported_anew(city: Any, served: Any) -> None:
    row = report(city, "王伟")
    signed = Fact("STAGE", TODAY, "SIGNED", Decimal(5))
    fact = step(city, "王伟", row, signed, "CONTRACT")
    judge(city, "officer", fact, "合同没有盖章")
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
    with pytest.raises(NotPermitted):
        step(city, "home", row, Fact("PAID", TODAY))
    with pytest.raises(Conflict) as refused:
        step(city, "host", row, Fact("PAID", TODAY))
    assert codes(refused) == ["fact.not_investment"]


def test_a_file_that_is_not_what_it_says_leaves_nothing(city: Any, served: Any) -> None:
    with pytest.raises(RuleBroken):
        report(
            city,
            "王伟",
            kind="EVENT",
            proofs=[Proof(kind="PHOTO", files=[Upload("a.jpg", b"MZ...")])],
        )
    with city.acting("officer"):
        assert not Outcome.objects.exists()


def test_targets_and_the_board_in_few_queries(city: Any, served: Any) -> None:
    for _ in range(3):
        judge(city, "officer", first_fact(city, report(city, "host", kind="EVENT")))
    report(city, "host", kind="EVENT")
    wanted = {"year": TODAY.year, "measure": "EVENTS", "value": "4", "weight": 100}
    with doing(city, "officer", day=TODAY) as now:
        officer = now.actor
        targets.set_target(now, city.programme, **wanted)
        for value, code in (("0", "target.value"), ("很多", "amount.unreadable")):
            with pytest.raises(RuleBroken) as refused:
                targets.set_target(now, city.programme, **wanted | {"value": value})
            assert codes(refused) == [code]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            (reached,) = selectors.read_targets(actor=officer, year=TODAY.year)[city.programme.pk]
            board = selectors.read_board(selectors.list_outcomes(actor=officer))
        assert (reached.actual, reached.percent) == (3, 75)
        assert board.pending == 1
        assert len(asked) <= 5
    with doing(city, "host") as host, pytest.raises(NotPermitted):
        targets.set_target(host, city.programme, **wanted)


def test_the_database_holds_shares_to_one_whole(city: Any) -> None:
    city.secondee("王伟", town="大桥镇")
    row = report(city, "王伟", kind="EVENT", quantity=3)
    with city.acting("officer"):
        share = AttributionShare.objects.get(outcome=row)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            AttributionShare.objects.filter(pk=share.pk).update(weight=2, whole=3)


def test_too_many_files_and_none_at_all_are_told_beside_the_proof(city: Any, served: Any) -> None:
    many = [
        Proof(kind="PHOTO", files=[Upload("a.pdf", PDF)] * 4),
        Proof(kind="OTHER", files=[Upload("b.pdf", PDF)] * 3),
    ]
    with pytest.raises(RuleBroken) as refused:
        report(city, "王伟", proofs=many)
    assert codes(refused) == ["evidence.too_many"]
    fact = first_fact(city, report(city, "王伟"))
    with doing(city, "王伟") as person, pytest.raises(RuleBroken) as refused:
        steps.prove_step(person, fact, proofs=[])
    assert [(one.code, one.where) for one in refused.value.findings] == [
        ("field.missing", "proofs")
    ]


WRONG = {
    "investment": {"partner": " "},
    "event": {"quantity": 0},
    "visit": {"partner": ""},
    "talent": {"quantity": 0},
    "policy": {"level": "MOON", "body": ""},
    "solved": {"partner": ""},
}


@pytest.mark.parametrize("kind", WRONG)
def test_each_kind_of_report_wants_its_own(kind: str) -> None:
    fine = {"title": "某事", "happened_on": "2026-06-01", "host": "x", "asked": "y"}
    act = getattr(reports, f"report_{kind}")
    assert act.read(fine | OF_KIND[kind.upper()])["title"] == "某事"
    with pytest.raises(Unreadable) as refused:
        act.read(fine | OF_KIND[kind.upper()] | WRONG[kind] | {"title": " ", "detail": "字" * 1001})
    places = {finding.where for finding in refused.value.findings}
    assert places == {"title", "detail", *WRONG[kind]}
