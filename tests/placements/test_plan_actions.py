"""A plan from draft to notice: what each act refuses, and that the valid act then goes."""

import io
from typing import Any

import docx
import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from dunmiao.acts.claims import Doing
from dunmiao.engines.matching import check
from dunmiao.engines.matching.read import problem_from
from dunmiao.jobs.models import Job
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.placements import engine, rules, runs, selectors
from dunmiao.placements.actions import approval, pins
from dunmiao.placements.actions import plans as actions
from dunmiao.placements.models import PlacementPlan
from dunmiao.secondments.actions.dispatch import confirm_arrival
from dunmiao.secondments.models import Secondment
from tests.acts.stages import by
from tests.factories.city import Cast

GOOD = {"due": 9, "present": 8, "agree": 8, "disagree": 0, "abstain": 0}


def solved(city: Cast, actor: Any, plan: PlacementPlan) -> PlacementPlan:
    """Run the engine in this process, through the same actions as the job."""
    now = timezone.now()
    frozen = runs.freeze_plan(actor=actor, plan_uid=plan.uid)
    answer = engine.solve_files(frozen.files, seed=plan.seed, seconds=30, progress=lambda *_: None)
    return runs.store_result(actor=actor, plan_uid=plan.uid, frozen=frozen, answer=answer, now=now)


def made(city: Cast, actor: Any) -> PlacementPlan:
    return actions.make_plan(Doing.by(actor), city.programme)


def sent(city: Cast) -> PlacementPlan:
    with city.acting("officer") as actor:
        plan = solved(city, actor, made(city, actor))
        approval.submit_plan(Doing.by(actor), plan)
        return approval.record_deliberation(Doing.by(actor), plan, **GOOD)


def approve(actor: Any, plan: PlacementPlan) -> PlacementPlan:
    return approval.approve_plan(Doing.by(actor), plan)


def test_the_plan_is_optimal_proven_and_replayable(city: Cast) -> None:
    city.nominate("王伟", "李芳", "欧阳明")
    with city.acting("officer") as actor:
        plan = solved(city, actor, made(city, actor))
        assert plan.result["status"] == "optimal"
        assert len(plan.result["assignments"]) == 2
        files = plan.inputs["files"]
        problem = problem_from(engine.encode(files))
        assert check.verify(problem, plan.result, plan.certificate)[0] == []
        assert engine.inputs_sha256(files) == plan.inputs_sha256
        again = engine.solve_files(files, seed=plan.seed, seconds=30, progress=lambda *_: None)
        assert again["plan"]["assignments"] == plan.result["assignments"]


def test_an_excluded_pair_moves_and_says_what_changed(city: Cast) -> None:
    nominations = city.nominate("王伟", "李芳", "欧阳明")
    with city.acting("officer") as actor:
        plan = solved(city, actor, made(city, actor))
        first = plan.result["assignments"][0]
        nomination = next(n for n in nominations.values() if str(n.uid) == first["person"])
        post = next(p for p in city.posts.values() if str(p.uid) == first["post"])
        plan = pins.exclude_pair(
            Doing.by(actor), plan, nomination=nomination, post=post, reason_code="WORK",
            reason="另有安排",
        )  # fmt: skip
        assert plan.is_outdated
        plan = solved(city, actor, plan)
        pairs = {(a["person"], a["post"]) for a in plan.result["assignments"]}
        assert (first["person"], first["post"]) not in pairs
        assert plan.explanations["before"][first["person"]] == first["post"]


def test_a_hard_gate_cannot_be_pinned_over(city: Cast) -> None:
    nominations = city.nominate("王伟", "陈静")
    with city.acting("officer") as actor:
        plan = made(city, actor)
        given = {"post": city.posts["大桥镇"], "reason_code": "WORK", "reason": "衔接"}
        with pytest.raises(RuleBroken) as refused:
            pins.pin_pair(Doing.by(actor), plan, nomination=nominations["陈静"], **given)
        assert "成长地" in refused.value.findings[0].message
        assert refused.value.findings[0].where == "post"
        pins.pin_pair(Doing.by(actor), plan, nomination=nominations["王伟"], **given)
        with pytest.raises(Conflict) as both:
            pins.exclude_pair(Doing.by(actor), plan, nomination=nominations["王伟"], **given)
        assert [f.code for f in both.value.findings] == ["pin.both"]


def test_a_pin_needs_a_reason_and_the_revision_that_was_seen(city: Cast) -> None:
    nominations = city.nominate("王伟")
    with city.acting("officer") as actor:
        plan = made(city, actor)
    given = {
        "nomination": nominations["王伟"].uid, "post": city.posts["大桥镇"].uid,
        "reason_code": "WORK", "revision": plan.revision,
    }  # fmt: skip
    client, door = city.client("officer"), f"/do/plan.pin/{plan.uid}/"
    bare = client.post(door, {**given, "reason": " "})
    assert bare.status_code == 400
    assert "_error" in bare.content.decode()
    assert client.post(door, {**given, "reason": "衔接"}).status_code == 302
    assert client.post(door, {**given, "reason": "衔接"}).status_code == 409


def test_pins_in_conflict_name_the_smallest_set_and_cannot_be_sent(city: Cast) -> None:
    nominations = city.nominate("王伟", "李芳")
    with city.acting("officer") as actor:
        plan = made(city, actor)
        for name in ("王伟", "李芳"):
            pins.pin_pair(
                Doing.by(actor), plan, nomination=nominations[name], post=city.posts["新仓镇"],
                reason_code="WORK", reason="要此人",
            )  # fmt: skip
        plan = solved(city, actor, plan)
        assert plan.result["status"] == "infeasible"
        assert plan.result["findings"][0]["code"] == "pins-conflict"
        with pytest.raises(Conflict) as refused:
            approval.submit_plan(Doing.by(actor), plan)
        assert [f.code for f in refused.value.findings] == ["plan.infeasible"]


def test_an_outdated_or_unsolved_plan_is_not_sent(city: Cast) -> None:
    city.nominate("王伟", "李芳")
    with city.acting("officer") as actor:
        plan = made(city, actor)
        with pytest.raises(Conflict) as unsolved:
            approval.submit_plan(Doing.by(actor), plan)
        assert unsolved.value.findings[0].code == "plan.unsolved"
        plan = solved(city, actor, plan)
        same = actions.weigh(Doing.by(actor), plan, wish=100)
        assert not same.is_outdated  # nothing was changed
        plan = actions.weigh(Doing.by(actor), plan, wish=200, stickiness=300)
        assert plan.weights == {
            "fit": 100, "wish": 200, "host": 100, "growth": 100, "stickiness": 300,
        }  # fmt: skip
        with pytest.raises(Conflict) as refused:
            approval.submit_plan(Doing.by(actor), plan)
        assert refused.value.findings[0].code == "plan.outdated"
        solved(city, actor, plan)
        approval.submit_plan(Doing.by(actor), plan)


def test_one_run_at_a_time(city: Cast) -> None:
    city.nominate("王伟")
    with city.acting("officer") as actor:
        plan = made(city, actor)
        actions.solve_plan(Doing.by(actor), plan)
        with pytest.raises(Conflict) as refused:
            actions.solve_plan(Doing.by(actor), plan)
        assert [f.code for f in refused.value.findings] == ["plan.running"]
        assert Job.objects.count() == 1


def test_a_copy_takes_pins_and_weights_along_and_a_name_is_taken_once(city: Cast) -> None:
    nominations = city.nominate("王伟")
    with city.acting("officer") as actor:
        doing, plan = Doing.by(actor), made(city, actor)
        plan = actions.weigh(doing, plan, growth=0)
        pins.pin_pair(
            doing, plan, nomination=nominations["王伟"], post=city.posts["大桥镇"],
            reason_code="WORK", reason="衔接",
        )  # fmt: skip
        copy = actions.copy_plan(doing, plan, name="备选")
        assert copy.weights["growth"] == 0
        assert copy.pins.get().reason == "衔接"
        assert plan.pins.count() == 1
        with pytest.raises(Conflict) as taken:
            actions.make_plan(doing, city.programme, name="备选")
        assert [(f.code, f.where) for f in taken.value.findings] == [("plan.exists", "name")]


def test_nobody_approves_his_own_plan(city: Cast) -> None:
    city.nominate("王伟", "李芳")
    plan = sent(city)
    with city.acting("officer") as actor, pytest.raises(NotPermitted) as refused:
        approve(actor, plan)
    assert refused.value.findings[0].code == "act.same_person"
    with city.acting("second") as actor:
        assert approve(actor, plan).state == "APPROVED"
        assert Secondment.objects.filter(state="APPROVED").count() == 2


def test_nor_by_a_second_account_of_the_same_person(city: Cast) -> None:
    from dunmiao.access.models import User

    city.nominate("王伟")
    plan = sent(city)
    User.objects.filter(username__in=["officer", "second"]).update(person_key=b"0" * 16)
    city.users["second"].refresh_from_db()
    with city.acting("second") as actor, pytest.raises(NotPermitted) as refused:
        approve(actor, plan)
    assert refused.value.findings[0].code == "act.same_person"


def test_the_database_itself_refuses_an_own_approval(city: Cast) -> None:
    city.nominate("王伟")
    plan = sent(city)
    with city.acting("officer") as actor, pytest.raises(IntegrityError), transaction.atomic():
        PlacementPlan.objects.filter(pk=plan.pk).update(approved_by_id=actor.user_id)


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({**GOOD, "present": 5, "agree": 5}, "plan.quorum"),
        ({**GOOD, "agree": 4, "disagree": 4}, "plan.majority"),
    ],
)
def test_quorum_and_majority(city: Cast, counts: dict[str, int], code: str) -> None:
    city.nominate("王伟")
    plan = sent(city)
    with city.acting("officer") as actor:
        approval.record_deliberation(Doing.by(actor), plan, **counts)
    with city.acting("second") as actor:
        with pytest.raises(RuleBroken) as refused:
            approve(actor, plan)
        assert [finding.code for finding in refused.value.findings] == [code]
        assert not Secondment.objects.exists()


def test_counts_that_do_not_add_up_are_refused(city: Cast) -> None:
    assert rules.objections_to_counts(rules.Counts(9, 8, 8, 1, 0))
    assert rules.objections_to_counts(rules.Counts(7, 8, 8, 0, 0))
    assert rules.objections_to_counts(rules.Counts(**GOOD)) == []


def test_acts_in_a_wrong_state_say_what_is_possible(city: Cast) -> None:
    city.nominate("王伟")
    with city.acting("officer") as actor:
        plan = made(city, actor)
    with city.acting("second") as actor:
        with pytest.raises(Conflict) as refused:
            approve(actor, plan)
        assert "送审" in refused.value.findings[0].message


def test_issue_gives_a_number_a_notice_and_moves_everyone(city: Cast) -> None:
    city.nominate("王伟", "李芳")
    plan = sent(city)
    today = timezone.localdate()
    with city.acting("second") as actor:
        approve(actor, plan)
        issued = approval.issue_plan(Doing.by(actor), plan)
        assert issued.notice_no == f"甲组挂〔{today.year}〕1号"
        from dunmiao.documents.selectors import read_file

        paper = docx.Document(io.BytesIO(read_file(issued.notice_file)))
        text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
        assert "王伟同志" in text
        assert text.count("挂职任") == 2
        section = paper.sections[0]
        assert (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)
        assert set(Secondment.objects.values_list("state", flat=True)) == {"NOTICED"}
        with pytest.raises(Conflict):
            approval.issue_plan(Doing.by(actor), plan)


def test_only_the_host_confirms_arrival_and_within_the_term(city: Cast) -> None:
    city.nominate("王伟", "李芳")
    plan = sent(city)
    today = timezone.localdate()
    with city.acting("second") as actor:
        approve(actor, plan)
        approval.issue_plan(Doing.by(actor), plan)
    with city.acting("host") as host:
        mine = Secondment.objects.get()
        with pytest.raises(RuleBroken):
            confirm_arrival(Doing.by(host), mine, arrived_on=today.replace(year=today.year - 2))
    with city.acting("other_host") as other, pytest.raises(NotVisible):
        confirm_arrival(Doing.by(other), mine, arrived_on=today)
    with city.acting("host") as host:
        arrived = confirm_arrival(Doing.by(host), mine, arrived_on=today)
        assert arrived.state == "ARRIVED"


def test_plans_are_for_the_whole_city_only(city: Cast) -> None:
    city.nominate("王伟")
    plan = sent(city)
    for key in ("home", "host", "stranger", "auditor"):
        with city.acting(key) as actor, pytest.raises(NotVisible):
            selectors.get_plan(actor=actor, uid=plan.uid)
    with city.acting("supervisor") as actor:
        selectors.get_plan(actor=actor, uid=plan.uid)
        with pytest.raises(NotPermitted):
            actions.make_plan(Doing.by(actor), city.programme)


def test_two_overlapping_secondments_are_impossible(city: Cast) -> None:
    city.nominate("王伟", "李芳")
    plan = sent(city)
    with city.acting("second") as actor:
        approve(actor, plan)
        one = Secondment.objects.first()
        assert one is not None
        one.pk, one.uid = None, None
        one._state.adding = True
        import uuid

        one.uid = uuid.uuid4()
        with pytest.raises(DatabaseError), transaction.atomic():
            one.save()


def test_document_numbers_have_no_gap_and_no_double(city: Cast) -> None:
    import uuid

    from dunmiao.documents.storing import take_number

    with city.acting("officer") as actor:
        numbers = [
            take_number(actor=actor, prefix="测", year=2026, subject="x", subject_uid=uuid.uuid4())
            for _ in range(5)
        ]
    assert numbers == [f"测〔2026〕{n}号" for n in range(1, 6)]


def test_a_plan_is_returned_or_given_up_with_the_reason(city: Cast) -> None:
    city.nominate("王伟")
    plan = sent(city)
    by(city, "second", approval.return_plan, plan, reason="人数不足")
    with city.acting("officer") as actor:
        plan = selectors.get_plan(actor=actor, uid=plan.uid)
        assert (plan.state, plan.submitted_by) == ("DRAFT", None)
        plan = approval.withdraw_plan(Doing.by(actor), plan, reason="不再开展")
        assert plan.state == "WITHDRAWN"
        notes = plan.events.filter(kind__in=["returned", "withdrawn"])
        assert [row.note for row in notes] == ["人数不足", "不再开展"]
