"""A plan beside others: both sides' choice, what keeping people costs, the manual list by the
numbers, exchange rings; rightly once and wrongly in each way."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dunmiao.acts.claims import Doing
from dunmiao.formats.workbook import write_workbook
from dunmiao.jobs.selectors import newest_job
from dunmiao.kernel.errors import RuleBroken
from dunmiao.placements import engine, runs, selectors
from dunmiao.placements.actions import plans as actions
from dunmiao.placements.inputs import UNLISTED, former_pairs, freeze
from dunmiao.placements.manual_lists import HEADER
from dunmiao.placements.models import KinClearance, PlacementPlan
from dunmiao.placements.rings import propose_rings
from dunmiao.posts.models import ProjectTeam
from dunmiao.secondments.models import Exchange, HostRanking
from tests.acts.test_pressing import Controls
from tests.factories.city import Cast
from tests.factories.exchanges import Round
from tests.placements.test_plan_actions import made, solved


def run(city: Cast, actor: Any, plan: PlacementPlan) -> PlacementPlan:
    """Solve in the plan's own mode, through the same actions as the job."""
    now = timezone.now()
    frozen = runs.freeze_plan(actor=actor, plan_uid=plan.uid)
    answer = engine.solve_files(
        frozen.files, seed=frozen.seed, seconds=30, progress=lambda *_: None, mode=frozen.mode
    )
    return runs.store_result(actor=actor, plan_uid=plan.uid, frozen=frozen, answer=answer, now=now)


def rank(city: Cast, nomination: Any, town: str, place: int | None) -> None:
    """The host ranks a nominee, or declines him."""
    post = city.posts[town]
    with city.acting("officer"):
        HostRanking.objects.create(
            city_id=city.city.pk, post=post, nomination=nomination, host_unit=post.unit,
            rank=place, is_declined=place is None, reason="" if place else "专业不符",
        )  # fmt: skip


def test_both_sides_choose_and_the_price_is_said(city: Cast) -> None:
    """Everybody wishes 大桥镇 first; it ranks 李芳 first, and takes nobody it declined."""
    nominations = city.nominate("王伟", "李芳", "欧阳明")
    rank(city, nominations["李芳"], "大桥镇", 1)
    rank(city, nominations["王伟"], "大桥镇", None)
    with city.acting("officer") as actor:
        plan = actions.set_mode(Doing.by(actor), made(city, actor), mode="STABLE")
        assert plan.is_outdated
        plan = run(city, actor, plan)
        at = {a["person"]: a["post"] for a in plan.result["assignments"]}
        assert at[str(nominations["李芳"].uid)] == str(city.posts["大桥镇"].uid)
        assert at.get(str(nominations["王伟"].uid)) != str(city.posts["大桥镇"].uid)
        told = plan.result["stable"]
        best = engine.solve_files(
            plan.inputs["files"], seed=0, seconds=30, progress=lambda *_: None
        )["plan"]
        assert told["cost"] == best["value"] - plan.result["value"] >= 0
        assert told["left_out"] == []
        assert plan.result["bound"] == best["value"]
    page = city.client("officer").get(f"/plans/{plan.uid}/").content.decode()
    assert "双向互选，没有另行结对的愿望" in page
    assert f"比最优少 {told['cost']} 分" in page


def test_a_release_cap_comes_before_the_choice(city: Cast) -> None:
    city.nominate("王伟", "李芳", "欧阳明")
    with city.acting("officer") as actor:
        plan = actions.set_mode(Doing.by(actor), made(city, actor), mode="STABLE")
        plan.programme.release_cap = 1
        plan.programme.save(update_fields=["release_cap"])
        plan = run(city, actor, plan)
        names = selectors.PlanNames(plan)
        units = [names.nominations[a["person"]].home_unit_id for a in plan.result["assignments"]]
        assert len(units) == len(set(units))


def test_who_may_change_the_mode_and_to_what(city: Cast) -> None:
    with city.acting("officer") as actor:
        plan = made(city, actor)
        team = ProjectTeam.objects.create(city_id=city.city.pk, programme=city.programme, name="组")
        with pytest.raises(RuleBroken, match="不能双向互选"):
            actions.set_mode(Doing.by(actor), plan, mode="STABLE")
        team.delete()
        assert actions.set_mode(Doing.by(actor), plan, mode="STABLE").mode == "STABLE"
        copy = actions.copy_plan(Doing.by(actor), plan)
        assert copy.mode == "STABLE"
    door = f"/do/plan.set_mode/{plan.uid}/"
    assert city.client("officer").post(door, {"mode": "LOTTERY"}).status_code == 400
    assert city.client("host").post(door, {"mode": "OPTIMAL"}).status_code == 404


def test_ranks_are_whole_and_named_ones_stay_below(city: Cast) -> None:
    nominations = city.nominate("王伟", "李芳")
    rank(city, nominations["李芳"], "新仓镇", 2)
    with city.acting("officer") as actor:
        files = freeze(actor=actor, plan=made(city, actor)).files
    rows = [line.split(",") for line in files["pairs.csv"].splitlines()]
    assert rows[0][-2:] == ["person_rank", "post_rank"]
    at = {(row[0], row[1]): row for row in rows[1:]}
    named = at[str(nominations["李芳"].uid), str(city.posts["新仓镇"].uid)]
    other = at[str(nominations["王伟"].uid), str(city.posts["新仓镇"].uid)]
    assert named[-2:] == ["2", "2"]
    assert int(other[-1]) >= UNLISTED


def test_relatives_are_kept_out_of_one_team_by_the_solver_itself(
    city: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    nominations = city.nominate("王伟", "李芳")
    one, other = sorted(row.cadre_id for row in nominations.values())
    monkeypatch.setattr("dunmiao.placements.inputs.kin_between", lambda ids: {(one, other)})
    with city.acting("officer") as actor:
        plan = made(city, actor)
        uids = sorted(str(row.uid) for row in nominations.values())
        frozen = freeze(actor=actor, plan=plan)
        assert '"recusals"' in frozen.files["problem.json"]
        assert all(uid in frozen.files["problem.json"] for uid in uids)
        KinClearance.objects.create(
            city_id=city.city.pk, plan=plan, first_id=one, second_id=other, reason="已核定",
            cleared_by_id=actor.user_id,
        )  # fmt: skip
        assert '"recusals"' not in freeze(actor=actor, plan=plan).files["problem.json"]


def test_the_price_of_keeping_people(city: Cast) -> None:
    city.nominate("王伟", "李芳", "欧阳明")
    with city.acting("officer") as actor:
        plan = solved(city, actor, made(city, actor))
        assert former_pairs(plan) == [[a["person"], a["post"]] for a in plan.result["assignments"]]
    client = city.client("officer")
    page = client.get(f"/plans/{plan.uid}/frontier/").content.decode()
    assert "原有 2 个安排" in page
    assert page.count("采用保持加分") == 5
    before = plan.weights.get("stickiness")
    door = f"/do/plan.weigh/{plan.uid}/"
    answer = client.post(door, {"stickiness": "300", "solve": "1", "revision": plan.revision})
    assert answer.status_code == 302
    plan.refresh_from_db()
    assert plan.weights["stickiness"] == 300 != before
    with city.acting("officer") as actor:
        job = newest_job(actor=actor, subject_uid=plan.uid)
    assert job is not None
    assert job.state == "QUEUED"
    assert client.post(door, {"stickiness": "-1"}).status_code == 400
    assert client.post(door, {"stickiness": "x"}).status_code == 400
    assert client.post(door, {"wish": "501"}).status_code == 400


def workbook(*rows: list[str], header: Any = HEADER) -> SimpleUploadedFile:
    return SimpleUploadedFile("名单.xlsx", write_workbook(sheet="x", header=header, rows=rows))


def test_the_manual_list_stands_beside_the_plan(city: Cast) -> None:
    city.nominate("王伟", "李芳", "欧阳明")
    with city.acting("officer") as actor:
        plan = solved(city, actor, made(city, actor))
    client = city.client("officer")
    url = f"/plans/{plan.uid}"
    page = client.get(f"{url}/numbers/").content.decode()
    assert "两边各得到什么" in page
    assert "原办法</b>" not in page
    blank = client.get(f"{url}/manual-list.xlsx")
    assert blank.status_code == 200
    rows = [["王伟", "", "新仓镇", ""], ["李芳", "", "大桥镇", "副镇长"], ["欧阳明", "", "", ""]]
    door = f"/do/plan.bring_list/{plan.uid}/"
    assert client.post(door, {"file": workbook(*rows)}).status_code == 302
    plan.refresh_from_db()
    assert len(plan.manual_list) == 2
    page = client.get(f"{url}/numbers/").content.decode()
    assert "原办法</b>" in page
    assert "已带来 2 人的名单" in page
    with city.acting("officer") as actor:
        copy = actions.copy_plan(Doing.by(actor), plan)
        assert copy.manual_list == plan.manual_list


def test_every_fault_of_a_manual_list_is_told_and_nothing_kept(city: Cast) -> None:
    city.nominate("王伟", "李芳")
    with city.acting("officer") as actor:
        plan = solved(city, actor, made(city, actor))
    client = city.client("officer")
    url = f"/do/plan.bring_list/{plan.uid}/"
    rows = [
        ["甲乙丙", "", "大桥镇", ""],
        ["王伟", "市水利局", "大桥镇", ""],
        ["李芳", "", "天涯镇", ""],
        ["李芳", "", "新仓镇", "副镇长"],
        ["李芳", "", "大桥镇", ""],
    ]
    refused = client.post(url, {"file": workbook(*rows)})
    text = refused.content.decode()
    assert refused.status_code == 422
    for words in (
        "第 2 行",
        "第 3 行",
        "第 4 行：本批次没有岗位",
        "第 5 行：“李芳”在第 4 行已有安排",
    ):
        assert words in text
    assert client.post(url, {"file": workbook(["王伟", "", "", ""])}).status_code == 422
    wrong_head = workbook(["王伟"], header=["姓名", "派出单位", "接收单位"])
    assert "岗位" in client.post(url, {"file": wrong_head}).content.decode()
    broken = SimpleUploadedFile("x.xlsx", b"no workbook")
    assert client.post(url, {"file": broken}).status_code in (400, 422)
    assert client.post(url, {}).status_code == 400
    plan.refresh_from_db()
    assert plan.manual_list == []


def test_strangers_see_none_of_it(city: Cast) -> None:
    city.nominate("王伟")
    with city.acting("officer") as actor:
        plan = solved(city, actor, made(city, actor))
    for key in ("host", "home"):
        client = city.client(key)
        for path in ("numbers/", "frontier/", "manual-list.xlsx"):
            assert client.get(f"/plans/{plan.uid}/{path}").status_code in (403, 404)
        assert client.get(f"/do/plan.bring_list/{plan.uid}/").status_code == 404


def test_an_unsolved_plan_has_no_numbers(city: Cast) -> None:
    with city.acting("officer") as actor:
        plan = made(city, actor)
    assert city.client("officer").get(f"/plans/{plan.uid}/numbers/").status_code == 422


def test_a_swap_is_proposed_and_taken_by_one_button(city: Cast) -> None:
    given = Round.build(city)
    with city.acting("officer") as actor:
        found = propose_rings(actor=actor, programme=given.programme)
    assert [[s.nomination.cadre.name for s in ring] for ring in found.by_score] in (
        [["王伟", "陈静"]], [["陈静", "王伟"]],
    )  # fmt: skip
    assert len(found.by_wishes) == 1
    client = city.client("officer")
    page = client.get(f"/exchanges/new/{given.programme.uid}/proposals/").content.decode()
    assert "按本人志愿能成的环" in page
    ring = found.by_wishes[0]
    drawn = Controls(f"/do/exchange.propose/{given.programme.uid}/")
    drawn.feed(page[: page.index("按适配总分最高的环")])
    assert {f"ways.{s.nomination.uid}": str(s.post.uid) for s in ring}.items() <= set(drawn.sent)
    answer = client.post(drawn.action, dict(drawn.sent))
    assert answer.status_code == 302
    with city.acting("officer"):
        assert answer.url == f"/exchanges/{Exchange.objects.get().uid}/"
    with city.acting("officer") as actor:
        assert propose_rings(actor=actor, programme=given.programme).by_score == []
    page = client.get(f"/exchanges/new/{given.programme.uid}/proposals/").content.decode()
    assert "现有志愿和条件成不了环" in page
    assert city.client("host").get(f"/exchanges/new/{given.programme.uid}/proposals/").status_code in (403, 404)  # fmt: skip


def test_query_budgets_of_the_pages_beside_a_plan(
    city: Cast, django_assert_max_num_queries: Any
) -> None:
    city.nominate("王伟", "李芳", "欧阳明")
    with city.acting("officer") as actor:
        plan = solved(city, actor, made(city, actor))
    client = city.client("officer")
    for path in ("numbers/", "frontier/"):
        client.get(f"/plans/{plan.uid}/{path}")
        with django_assert_max_num_queries(24):
            assert client.get(f"/plans/{plan.uid}/{path}").status_code == 200


def test_proposing_rings_asks_the_same_whatever_the_people(
    city: Cast, django_assert_max_num_queries: Any
) -> None:
    given = Round.build(city)
    client = city.client("officer")
    for path, most in (("", 18), ("proposals/", 30)):
        client.get(f"/exchanges/new/{given.programme.uid}/{path}")
        with django_assert_max_num_queries(most):
            client.get(f"/exchanges/new/{given.programme.uid}/{path}")


def test_the_desk_of_an_exchange_leads_to_its_rings(city: Cast) -> None:
    given = Round.build(city)
    with city.acting("officer") as actor:
        plan = actions.make_plan(Doing.by(actor), given.programme)
    page = city.client("officer").get(f"/plans/{plan.uid}/").content.decode()
    assert f"/exchanges/new/{given.programme.uid}/" in page
