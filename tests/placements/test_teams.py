"""Compose a team: seat, move, undo, fill, relatives; a serving team filled by a supplement."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from dunmiao.acts.claims import Doing
from dunmiao.acts.reading import Unreadable
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.people.models import FamilyMember
from dunmiao.placements import engine, runs, selectors
from dunmiao.placements.actions import approval, plans, teams
from dunmiao.placements.models import PlacementPlan
from dunmiao.placements.teams import Composition
from dunmiao.posts.actions.posts import Need, file_post
from dunmiao.posts.actions.programmes import open_programme
from dunmiao.posts.actions.teams import Ask, form_team
from dunmiao.posts.models import TeamRequirement
from dunmiao.secondments.actions import changes, dispatch
from dunmiao.secondments.actions.decisions import decide_change
from dunmiao.secondments.actions.serving import recall
from dunmiao.secondments.models import Secondment
from tests.secondments.test_life_actions import do

TODAY = timezone.localdate()
REQUIREMENTS = [
    Ask("正科领衔不少于 1 人", "rank", ">=", "2", at_least=1, code="leader"),
    Ask("36 岁以下不少于 1 人", "age", "<=", "35", at_least=1, code="young"),
]  # fmt: skip


@pytest.fixture
def project(city: Any) -> Any:
    """A round of one team (one leader, two of the body) with its nominees, screened."""
    with city.acting("officer") as officer:
        programme = open_programme(
            Doing.by(officer), kind="PROJECT", name="重点工作", batch="测试", purpose="",
            lead_unit=city.units["甲市"], starts_on=TODAY + timedelta(days=10),
            ends_on=TODAY + timedelta(days=375), nominate_by=TODAY + timedelta(days=5),
        )  # fmt: skip
        team = form_team(
            Doing.by(officer), programme, name="治水专项组", area="治水",
            requirements=REQUIREMENTS,
        )  # fmt: skip
        posts = [
            file_post(
                Doing.by(officer), programme, unit=city.units["新仓镇"], title=title,
                seats=seats, team=team, role=role, specialities="金融",
            )
            for title, role, seats in (("领衔", "LEADER", 1), ("成员", "BODY", 2))
        ]  # fmt: skip
    city.programme, city.posts = programme, {post.title: post for post in posts}
    city.nominees = city.nominate("王伟", "李芳", "欧阳明", "陈静")
    city.team = team
    return city


def draft(project: Any) -> PlacementPlan:
    with project.acting("officer") as officer:
        return teams.compose_team(Doing.by(officer), project.team)


def seat(project: Any, plan: PlacementPlan, name: str, title: str, key: str = "officer") -> Any:
    with project.acting(key) as actor:
        return teams.seat_person(
            Doing.by(actor), plan, nomination=project.nominees[name], post=project.posts[title]
        )


def seated(project: Any, plan: PlacementPlan) -> dict[str, str]:
    with project.acting("officer") as officer:
        plan = selectors.get_plan(actor=officer, uid=plan.uid)
        now = Composition.read(actor=officer, plan=plan, team=project.team)
        return {row.nomination.cadre.name: row.post.title for row in now.seated}


def codes(refused: Any) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def test_seat_move_take_out_and_undo_every_step(project: Any) -> None:
    plan = draft(project)
    assert draft(project).pk == plan.pk  # the same draft goes on
    seat(project, plan, "李芳", "领衔")
    seat(project, plan, "王伟", "成员")
    seat(project, plan, "李芳", "成员")
    assert seated(project, plan) == {"李芳": "成员", "王伟": "成员"}
    with pytest.raises(RuleBroken) as full:
        seat(project, plan, "欧阳明", "成员")
    assert codes(full) == ["team.full"]
    with project.acting("officer") as officer:
        doing = Doing.by(officer)
        teams.unseat_person(doing, plan, nomination=project.nominees["王伟"])
        with pytest.raises(Unreadable):
            teams.unseat_person(doing, plan, nomination=project.nominees["王伟"])
        for _ in range(4):
            teams.undo_seat(doing, plan, team=project.team)
        with pytest.raises(RuleBroken) as empty:
            teams.undo_seat(doing, plan, team=project.team)
    assert codes(empty) == ["team.no_undo"]
    assert seated(project, plan) == {}


def test_rules_keep_people_out_of_seats_and_strangers_from_composing(project: Any) -> None:
    plan = draft(project)
    with pytest.raises(NotVisible):  # a home unit sees no plans at all
        seat(project, plan, "王伟", "成员", key="home")
    with pytest.raises(NotPermitted):
        seat(project, plan, "王伟", "成员", key="leader")
    with project.acting("officer") as officer:
        loose = file_post(
            Doing.by(officer), project.programme, unit=project.units["大桥镇"], title="组外"
        )
        with pytest.raises(Unreadable) as outside:  # no seat of a team
            teams.seat_person(
                Doing.by(officer), plan, nomination=project.nominees["王伟"], post=loose
            )
        assert outside.value.findings[0].where == "post"
        file_post(
            Doing.by(officer), project.programme, unit=project.units["新仓镇"],
            title="高位", team=project.team, role="BODY",
            requirements=[Need("rank", ">=", "3")],
        )  # fmt: skip
        project.posts["高位"] = project.team.posts.get(title="高位")
    with pytest.raises(RuleBroken) as blocked:
        seat(project, plan, "王伟", "高位")
    assert codes(blocked) == ["pin.blocked"]
    seat(project, plan, "王伟", "成员")


def test_candidates_who_mend_come_first_and_the_figures_follow(project: Any) -> None:
    plan = draft(project)
    seat(project, plan, "李芳", "领衔")
    with project.acting("officer") as officer:
        now = Composition.read(actor=officer, plan=plan, team=project.team)
        first = now.candidates()[0]
        assert first.mends == ["36 岁以下不少于 1 人"]
        assert [g.missing for g in now.gauges()[:2]] == [0, 1]
        found = now.candidates("科技局")
        assert {row.nomination.home_unit.name for row in found} == {"市科技局"}


def test_relatives_need_a_named_officer(project: Any) -> None:
    one, other = project.cadres["王伟"], project.cadres["李芳"]
    with project.acting("officer") as officer:
        FamilyMember.objects.create(
            city_id=officer.city_id, cadre=one, relation="姐姐", name=other.name,
            birth_month=other.birth_month, work="市财政局",
        )  # fmt: skip
    plan = draft(project)
    seat(project, plan, "李芳", "领衔")
    with pytest.raises(RuleBroken) as kin:
        seat(project, plan, "王伟", "成员")
    assert codes(kin) == ["team.kin"]
    with project.acting("officer") as officer:
        doing, people = Doing.by(officer), project.nominees
        with pytest.raises(RuleBroken) as none:
            teams.clear_kin(doing, plan, first=people["王伟"], second=people["陈静"], reason="无")
        assert codes(none) == ["team.kin_none"]
        teams.fill_team(doing, plan, team=project.team)
    assert "王伟" not in seated(project, plan)  # the engine keeps relatives apart, too
    with project.acting("officer") as officer:
        doing = Doing.by(officer)
        teams.undo_seat(doing, plan, team=project.team)
        teams.clear_kin(
            doing, plan, first=people["王伟"], second=people["李芳"], reason="无上下级关系"
        )
    seat(project, plan, "王伟", "成员")


def test_the_engine_fills_what_is_empty_and_moves_nobody(project: Any) -> None:
    plan = draft(project)
    seat(project, plan, "陈静", "成员")
    with project.acting("officer") as officer:
        doing = Doing.by(officer)
        teams.fill_team(doing, plan, team=project.team)
        assert doing.facts == {"people": 2, "team": "治水专项组"}
        plan = selectors.get_plan(actor=officer, uid=plan.uid)
        now = Composition.read(actor=officer, plan=plan, team=project.team)
        assert all(gauge.is_met for gauge in now.gauges())
        with pytest.raises(RuleBroken) as nothing:
            teams.fill_team(Doing.by(officer), plan, team=project.team)
        assert codes(nothing) == ["team.nothing_to_fill"]
    assert seated(project, plan)["陈静"] == "成员"


def issue(project: Any, plan: PlacementPlan) -> None:
    """Solve, send, deliberate, approve and issue a plan."""
    now = timezone.now()
    counts = {"due": 9, "present": 9, "agree": 9, "disagree": 0, "abstain": 0}
    with project.acting("officer") as officer:
        frozen = runs.freeze_plan(actor=officer, plan_uid=plan.uid)
        answer = engine.solve_files(frozen.files, seed=0, seconds=10, progress=lambda *_: None)
        runs.store_result(actor=officer, plan_uid=plan.uid, frozen=frozen, answer=answer, now=now)
        approval.submit_plan(Doing.by(officer), plan)
        approval.record_deliberation(Doing.by(officer), plan, **counts)
    with project.acting("second") as second:
        approval.approve_plan(Doing.by(second), plan)
    with project.acting("officer") as officer:
        approval.issue_plan(Doing.by(officer), plan)


def serving(project: Any) -> list[Secondment]:
    with project.acting("officer"):
        rows = Secondment.objects.filter(programme=project.programme, left_on=None)
        return list(rows.exclude(state="CANCELLED").select_related("cadre", "post"))


def arrive(project: Any) -> date:
    day = project.programme.starts_on
    for case in serving(project):
        if case.state == "NOTICED":
            with project.acting("other_host") as host:
                dispatch.confirm_arrival(Doing.by(host, today=day), case, arrived_on=day)
                dispatch.assign_duty(Doing.by(host, today=day), case, duty="治水", on_day=day)
    return day


def test_a_leader_is_not_lost_in_silence_and_a_supplement_fills_the_seat(project: Any) -> None:
    plan = draft(project)
    for name, title in (("李芳", "领衔"), ("王伟", "成员"), ("欧阳明", "成员")):
        seat(project, plan, name, title)
    with project.acting("officer") as officer, pytest.raises(Conflict) as early:
        plans.supplement_plan(Doing.by(officer), plan)
    assert codes(early) == ["state.not_allowed"]
    issue(project, plan)
    with project.acting("officer") as officer:
        with pytest.raises(Conflict) as full:
            plans.supplement_plan(Doing.by(officer), plan)
        with pytest.raises(Conflict) as still:
            teams.compose_team(Doing.by(officer), project.team)
    assert codes(full) == codes(still) == ["plan.nothing_open"]
    day = arrive(project) + timedelta(days=30)
    leader = next(case for case in serving(project) if case.post.title == "领衔")
    with project.acting("officer") as officer:
        given = {"last_day": day, "reason": "另有任用", "document_no": "甲组〔2027〕5号"}
        with pytest.raises(RuleBroken) as warned:
            recall(Doing.by(officer, today=day), leader, **given)
        assert codes(warned) == ["team.short", "team.confirm"]
        assert "正科领衔" in warned.value.findings[0].message
        assert not any(finding.is_error for finding in warned.value.findings)
        recall(Doing.by(officer, today=day), leader, **given, confirmed=True)
        supplement = teams.compose_team(Doing.by(officer), project.team)
        assert supplement.supplements_id == plan.pk
        teams.fill_team(Doing.by(officer), supplement, team=project.team)
    now = seated(project, supplement)
    assert now == {"陈静": "领衔", "王伟": "成员", "欧阳明": "成员"}
    with pytest.raises(RuleBroken) as fixed:
        seat(project, supplement, "王伟", "领衔")
    assert codes(fixed)[0] in {"team.not_candidate", "team.full"}
    before = {case.pk for case in serving(project)}
    issue(project, supplement)
    after = {case.pk: case for case in serving(project)}
    new = [case for pk, case in after.items() if pk not in before]
    assert [(case.cadre.name, case.state) for case in new] == [("陈静", "NOTICED")]
    assert before <= after.keys()  # nobody who served was touched


def test_a_change_of_host_goes_by_consents_and_the_new_host_assigns(city: Any) -> None:
    case, day = city.secondee("王伟"), city.programme.starts_on
    other = city.posts["新仓镇"]
    with pytest.raises(Unreadable):  # the post where he is already
        ask_rehost(city, case, city.posts["大桥镇"])
    change = ask_rehost(city, case, other)
    for key in ("home", "王伟"):
        do(city, key, changes.answer_change, change, agree=True)
    do(city, "officer", decide_change, change, today=day, approve=True, document_no="甲组8号")
    with city.acting("other_host"):
        moved = Secondment.objects.get(pk=case.pk)
        assert (moved.state, moved.post_id, moved.duty) == ("ARRIVED", other.pk, "")
    do(city, "other_host", dispatch.assign_duty, moved, today=day, duty="分管服务业", on_day=day)
    with city.acting("host"):
        assert not Secondment.objects.filter(pk=case.pk).exists()


def ask_rehost(city: Any, case: Any, post: Any) -> Any:
    day = city.programme.starts_on
    return do(city, "host", changes.ask_rehost, case, today=day, new_post=post, reason="工作需要")


def test_a_full_post_takes_nobody_else(city: Any) -> None:
    """A host sees only its own cases, so the department, who sees all, is told."""
    case, day = city.secondee("王伟"), city.programme.starts_on
    city.secondee("李芳", town="新仓镇")
    change = ask_rehost(city, case, city.posts["新仓镇"])
    for key in ("home", "王伟"):
        do(city, key, changes.answer_change, change, agree=True)
    with pytest.raises(RuleBroken) as full:
        do(city, "officer", decide_change, change, today=day, approve=True, document_no="1")
    assert codes(full) == ["rehost.full"]


def test_the_composer_page_shows_gauges_seats_and_candidates(
    project: Any, django_assert_max_num_queries: Any
) -> None:
    plan = draft(project)
    seat(project, plan, "李芳", "领衔")
    client = project.client("officer")
    page = client.get(f"/teams/{project.team.uid}/").content.decode()
    assert "36 岁以下不少于 1 人" in page
    assert page.count('data-seat="') == 2
    assert page.count("data-person=") == 3
    assert client.get("/teams/").status_code == 200
    answer = client.post(
        f"/do/plan.seat/{plan.uid}/",
        {"nomination": project.nominees["王伟"].uid, "post": project.posts["领衔"].uid},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "没有空席" in answer.content.decode()
    assert project.client("home").get("/teams/").status_code == 200
    assert (
        "data-person"
        not in project.client("host").get(f"/teams/{project.team.uid}/").content.decode()
    )


def test_a_requirement_of_the_reserve_list_is_read_by_the_engine(project: Any) -> None:
    with project.acting("officer") as officer:
        TeamRequirement.objects.create(
            city_id=officer.city_id, team=project.team, code="reserve", label="后备不少于 1 人",
            at_least=1, attribute="reserve", operator="==", value=True,
        )  # fmt: skip
        plan = plans.make_plan(Doing.by(officer), project.programme)
        files = runs.freeze_plan(actor=officer, plan_uid=plan.uid).files
    answer = engine.solve_files(files, seed=0, seconds=10, progress=lambda *_: None)
    assert [s["requirement"] for s in answer["plan"]["shortfalls"]] == ["reserve"]
