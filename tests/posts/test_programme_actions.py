"""Opening programmes and filing posts: each objection alone, by page and by action."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from dunmiao.kernel.errors import Conflict, NotPermitted, RuleBroken
from dunmiao.posts.actions.posts import (
    correct_post,
    file_post,
    require_post,
    restore_post,
    withdraw_post,
)
from dunmiao.posts.actions.programmes import close_programme, edit_programme, reopen_programme
from dunmiao.posts.models import Post, Programme
from dunmiao.posts.rules import objections_to_programme
from dunmiao.posts.selectors import funnel, get_post, list_posts
from dunmiao.secondments.actions.nominations import nominate_cadre
from dunmiao.web.doors import page_of
from tests.acts.stages import by
from tests.factories.city import Cast

GOOD: dict[str, Any] = {
    "kind": "TOWN",
    "name": "新批次",
    "purpose": "KEY_TASK",
    "nominate_by": date(2027, 1, 1),
    "starts_on": date(2027, 2, 1),
    "ends_on": date(2028, 1, 31),
}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "programme.no_name"),
        ({"nominate_by": date(2027, 3, 1)}, "programme.order"),
        ({"ends_on": date(2027, 2, 1)}, "programme.order"),
        ({"purpose": ""}, "programme.purpose"),
    ],
)
def test_each_objection_alone(change: dict[str, Any], code: str) -> None:
    assert [f.code for f in objections_to_programme(**{**GOOD, **change})] == [code]
    assert objections_to_programme(**GOOD) == []
    assert objections_to_programme(**{**GOOD, "kind": "EXCHANGE", "purpose": ""}) == []


def form(city: Cast, **changes: str) -> dict[str, str]:
    today = timezone.localdate()
    plain = {
        "kind": "TOWN",
        "name": "第二批",
        "batch": "2027",
        "purpose": "KEY_TASK",
        "lead_unit": str(city.units["甲市"].uid),
        "nominate_by": (today + timedelta(days=10)).isoformat(),
        "starts_on": (today + timedelta(days=20)).isoformat(),
        "ends_on": (today + timedelta(days=380)).isoformat(),
    }
    return {**plain, **changes}


def test_a_programme_by_its_page(city: Cast) -> None:
    client = city.client("officer")
    assert client.get("/do/programme.open/").status_code == 200
    wrong = client.post("/do/programme.open/", form(city, ends_on="2月30日"))
    assert wrong.status_code == 400
    assert "请填写日期" in wrong.content.decode()
    assert 'value="第二批"' in wrong.content.decode()
    early = client.post("/do/programme.open/", form(city, ends_on="2020-01-01"))
    assert early.status_code == 422
    assert "日期顺序不对" in early.content.decode()
    assert client.post("/do/programme.open/", form(city)).status_code == 302
    twice = client.post("/do/programme.open/", form(city))
    assert twice.status_code == 409
    assert city.client("home").get("/do/programme.open/").status_code == 403
    with city.acting("officer"):
        assert Programme.objects.filter(name="第二批").count() == 1


def test_a_host_files_a_post_of_its_own_only(city: Cast) -> None:
    client, path = city.client("host"), f"/do/post.file/{city.programme.uid}/"
    body = {"unit": str(city.units["大桥镇"].uid), "title": "党委副书记", "seats": "1",
            "requirements.0.attribute": "rank", "requirements.0.operator": ">=",
            "requirements.0.value": "2", "requirements.0.severity": "BLOCK"}  # fmt: skip
    foreign = client.post(path, {**body, "unit": str(city.units["新仓镇"].uid)})
    assert foreign.status_code == 400
    assert client.post(path, {**body, "seats": "many"}).status_code == 400
    asked = client.post(path, {**body, "must_be_filled": "on"})
    assert (asked.status_code, "由组织部确定" in asked.content.decode()) == (422, True)
    wrong = client.post(path, {**body, "requirements.0.value": "99"})
    assert (wrong.status_code, "没有“99”这一项" in wrong.content.decode()) == (422, True)
    assert client.post(path, body).status_code == 302
    assert client.post(path, body).status_code == 409
    with city.acting("host"):
        post = Post.objects.get(title="党委副书记")
        assert post.tier == 2
        assert post.requirements.get().value == 2


def test_the_funnel_adds_up_and_names_what_removes_whom(city: Cast) -> None:
    with city.acting("officer") as actor:
        post = get_post(actor=actor, uid=city.posts["大桥镇"].uid)
        found = funnel(actor=actor, post=post, day=city.programme.starts_on)
    assert found.total == 5
    assert found.total - sum(lost for _, lost, _ in found.in_order) == found.eligible == 3
    assert found.alone["growth.avoid"] == 1
    assert found.alone["rank.deputy_section"] == 1


def test_a_programme_is_corrected_closed_and_opened_again(city: Cast) -> None:
    today = timezone.localdate()
    dates = {
        "nominate_by": today + timedelta(days=8), "starts_on": today + timedelta(days=12),
        "ends_on": today + timedelta(days=400), "purpose": "KEY_TASK", "reason": "延期",
    }  # fmt: skip
    with pytest.raises(RuleBroken):
        by(city, "officer", edit_programme, city.programme, name="挂职", revision=1,
           **{**dates, "ends_on": today})  # fmt: skip
    changed = by(city, "officer", edit_programme, city.programme, name="挂职", revision=1, **dates)
    assert (changed.name, changed.nominate_by, changed.batch) == ("挂职", today + timedelta(8), "")
    by(city, "officer", close_programme, city.programme, reason="已派完")
    with pytest.raises(Conflict) as refused:
        by(city, "host", file_post, city.programme, unit=city.units["大桥镇"], title="书记")
    assert refused.value.findings[0].code == "programme.closed"
    with pytest.raises(Conflict):
        by(city, "home", nominate_cadre, city.programme, cadre=city.cadres["王伟"])
    by(city, "officer", reopen_programme, city.programme, reason="补派")
    by(city, "home", nominate_cadre, city.programme, cadre=city.cadres["王伟"])


def test_a_withdrawn_post_is_offered_no_more_and_comes_back(city: Cast) -> None:
    post = city.posts["大桥镇"]
    by(city, "host", withdraw_post, post, reason="岗位撤并")
    with city.acting("officer"):
        offered = [row.unit.name for row in list_posts(programme=city.programme)]
        whole = list_posts(programme=city.programme, withdrawn=True).count()
    assert (offered, whole) == (["新仓镇"], 2)
    page = city.client("officer").get(page_of(post)).content.decode()
    assert "岗位撤并" in page
    assert "撤下岗位" not in page
    with pytest.raises(Conflict):
        by(city, "host", withdraw_post, post, reason="再撤")
    by(city, "host", restore_post, post, reason="恢复")
    with city.acting("officer"):
        assert list_posts(programme=city.programme).count() == 2


def test_a_post_gets_its_right_title_and_the_department_says_whether_it_must_be_filled(
    city: Cast,
) -> None:
    post = city.posts["大桥镇"]
    done = by(city, "host", correct_post, post, title="党委副书记", reason="更正", revision=1)
    assert (done.title, done.tier) == ("党委副书记", 1)
    with pytest.raises(NotPermitted):
        by(city, "host", require_post, post, must=False)
    assert by(city, "officer", require_post, post, must=False).tier == 2
    assert by(city, "officer", require_post, post, must=True).tier == 1


def test_a_reason_that_no_column_can_keep_is_told_beside_its_field(city: Cast) -> None:
    where = f"/do/programme.close/{city.programme.uid}/"
    answer = city.client("officer").post(where, {"reason": "已\x00派完"})
    assert answer.status_code == 400
    assert "field wrong" in answer.content.decode()
