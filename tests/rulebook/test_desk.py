"""The rule desk on a blank city, by pages and API alone; what rules stop and whom a trial names."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dunmiao.access.accounts import make_grant
from dunmiao.access.first import make_city
from dunmiao.access.models import User
from dunmiao.access.roles import Role
from dunmiao.access.scopes import scope, system_actor
from dunmiao.acts.claims import Doing
from dunmiao.kernel.errors import Conflict
from dunmiao.placements.actions import plans
from dunmiao.placements.actions.approval import submit_plan
from dunmiao.posts.actions.posts import classify_post
from dunmiao.posts.selectors import funnel, get_post
from dunmiao.rulebook import selectors
from dunmiao.rulebook.actions import rule_sets as acts
from dunmiao.rulebook.actions.rules import add_rule, change_rule
from dunmiao.rulebook.first import install_rules
from dunmiao.rulebook.models import RuleSet
from dunmiao.rulebook.parameters import PARAMETERS
from dunmiao.secondments.selectors import fits, get_nomination
from dunmiao.secondments.trial import try_rules
from dunmiao.units.models import Unit
from dunmiao.units.selectors import get_city
from tests.acts.stages import by
from tests.factories.city import Cast

NOTE = "没有规则，未核对"


class Blank:
    """What `dunmiao init` makes, with two officers and a leader."""

    def __init__(self) -> None:
        make_city("绿城市", "330900", now=timezone.now())
        install_rules()
        city = get_city()
        assert city is not None
        self.city_id = city.pk
        with self.system():
            root = Unit.objects.get(parent=None)
            self.users = {
                name: self._hire(name, role, root)
                for name, role in (
                    ("chu", Role.ORG_DEPARTMENT), ("ren", Role.ORG_DEPARTMENT),
                    ("ling", Role.ORG_LEADER),
                )
            }  # fmt: skip
            self.root = str(root.uid)

    def system(self) -> Any:
        return scope(system_actor(self.city_id), reason="test")

    def _hire(self, name: str, role: Role, root: Unit) -> User:
        user = User.objects.create(
            username=name, full_name=name, city_id=self.city_id, password="x"
        )
        actor = system_actor(self.city_id)
        make_grant(actor=actor, user=user, role=role, unit=root, today=date(2020, 1, 1))
        return user

    def client(self, name: str) -> Client:
        client = Client()
        client.force_login(self.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    def call(self, who: str, act: str, uid: Any = "", /, **body: Any) -> Any:
        path = f"/api/v1/acts/{act}/{uid}" if uid else f"/api/v1/acts/{act}"
        return self.client(who).post(path, json.dumps(body), content_type="application/json")

    def version(self, code: str, state: str) -> RuleSet:
        with self.system():
            return RuleSet.objects.get(code=code, state=state)

    def open_round(self) -> str:
        day = timezone.localdate()
        made = self.call(
            "chu", "programme.open", kind="TOWN", name="强镇", purpose="KEY_TASK",
            lead_unit=self.root, nominate_by=str(day), starts_on=str(day + timedelta(days=9)),
            ends_on=str(day + timedelta(days=300)),
        )  # fmt: skip
        assert made.status_code == 200, made.content
        return str(made.json()["uid"])


@pytest.fixture
def blank(db: Any) -> Blank:
    return Blank()


def codes(answer: Any) -> list[str]:
    return [finding["code"] for finding in answer.json()["findings"]]


def test_init_leaves_a_draft_and_every_judging_page_says_so(blank: Blank) -> None:
    draft = blank.version("national", "DRAFT")
    assert draft.author_ids == []
    chu, page = blank.client("chu"), f"/programmes/{blank.open_round()}/"
    assert NOTE in chu.get(page).content.decode()
    assert NOTE in chu.get("/rules/").content.decode()
    with blank.system():
        against = selectors.missing_rules(city_id=blank.city_id, day=timezone.localdate())
    assert [finding.code for finding in against] == ["rules.none"]
    assert chu.post("/do/rule_set.install/").status_code == 409

    assert chu.post(f"/do/rule_set.confirm/{draft.uid}/").status_code == 302
    assert NOTE not in chu.get(page).content.decode()
    assert NOTE not in chu.get("/rules/").content.decode()
    shown = chu.get(f"/rules/{draft.uid}/").content.decode()
    assert "未核实" in shown
    assert "不在本单位挂职" in shown
    with blank.system():
        row = RuleSet.objects.get(pk=draft.pk)
        assert not selectors.missing_rules(city_id=blank.city_id, day=timezone.localdate())
    assert (row.state, row.confirmed_by_id) == ("CONFIRMED", blank.users["chu"].pk)


def test_a_local_set_is_built_judged_and_confirmed_by_another(blank: Blank) -> None:
    national = blank.version("national", "DRAFT")
    assert blank.call("chu", "rule_set.confirm", national.uid).status_code == 200
    made = blank.call(
        "chu", "rule_set.begin", code="local", name="本市规则", effective_from="2026-01-01"
    )
    uid = made.json()["uid"]
    again = blank.call(
        "ren", "rule_set.begin", code="local", name="又一", effective_from="2026-01-01"
    )
    assert (again.status_code, codes(again)) == (409, ["rule_set.draft_exists"])
    assert blank.call("ren", "rule_set.confirm", uid).status_code == 409  # nothing in it

    rule = {"attribute": "age", "operator": "<=", "value": "45", "severity": "OVERRIDE",
            "source": "选派方案"}  # fmt: skip
    wrong = blank.call("chu", "rule.add", uid, **rule | {"value": "四十五"})
    assert [(f["code"], f["where"]) for f in wrong.json()["findings"]] == [
        ("sentence.number", "value")
    ]
    wrong = blank.call("chu", "rule.add", uid, **rule | {"operator": "contains"})
    assert [f["where"] for f in wrong.json()["findings"]] == ["operator"]
    assert blank.call("chu", "rule.add", uid, **rule, moves=["SECONDMENT"]).status_code == 200

    # The national set has a value on that day: two on one day are refused where it is confirmed.
    value = {"key": "duty.report_day", "value": "8", "source": "管理办法"}
    assert blank.call("chu", "parameter.set", uid, **value).status_code == 200
    refused = blank.call("ren", "rule_set.confirm", uid)
    assert (refused.status_code, codes(refused)) == (409, ["rules.twice"])
    twice = blank.call("chu", "parameter.set", uid, **value, effective_from="2026-03-01")
    assert [(f["code"], f["where"]) for f in twice.json()["findings"]] == [
        ("rules.twice", "effective_from")
    ]
    bad = blank.call("chu", "parameter.set", uid, **value | {"value": "31"})
    assert [f["where"] for f in bad.json()["findings"]] == ["value"]
    with blank.system():
        row = RuleSet.objects.get(uid=uid)
        parameter = str(row.parameters.get().pk)
        assert [r.text for r in row.rules.all()] == ["年龄不高于45 岁"]
    assert blank.call("chu", "parameter.drop", uid, parameter=parameter).status_code == 200
    assert blank.call("chu", "rule_set.confirm", uid).status_code == 403  # wrote it himself
    assert blank.call("ling", "rule_set.confirm", uid).status_code == 200
    with blank.system():
        found = selectors.predicates(city_id=blank.city_id, day=timezone.localdate())
    assert [one.moves for one in found if one.code == "age.1"] == [("SECONDMENT",)]


def test_a_set_that_would_leave_a_parameter_without_value_stays(blank: Blank) -> None:
    made = blank.call(
        "chu", "rule_set.begin", code="local", name="本市规则", effective_from="2026-01-01"
    )
    uid = made.json()["uid"]
    rule = {"attribute": "rank", "operator": ">=", "value": "乡科级副职", "severity": "BLOCK",
            "source": "选派方案"}  # fmt: skip
    assert blank.call("chu", "rule.add", uid, **rule).status_code == 200
    refused = blank.call("ren", "rule_set.confirm", uid)
    assert codes(refused) == ["rules.parameter_missing"] * len(PARAMETERS)
    national = blank.version("national", "DRAFT")
    assert blank.call("ren", "rule_set.confirm", national.uid).status_code == 200
    assert blank.call("ren", "rule_set.confirm", uid).status_code == 200
    ended = blank.call("chu", "rule_set.end", national.uid, last_day="2026-12-31", reason="改用")
    assert {f["where"] for f in ended.json()["findings"]} == {"last_day"}
    assert blank.call(
        "chu", "rule_set.end", uid, last_day="2026-12-31", reason="并入国家规则"
    ).status_code == 200  # fmt: skip
    with blank.system():
        in_force = [
            [row.code for row in selectors.rule_sets_in_force(city_id=blank.city_id, day=day)]
            for day in (date(2026, 12, 31), date(2027, 1, 1))
        ]
    assert in_force == [["national", "local"], ["national"]]


def test_a_version_goes_out_and_comes_back_as_both_files(blank: Blank) -> None:
    draft, chu = blank.version("national", "DRAFT"), blank.client("chu")
    for form in ("json", "xlsx"):
        answer = chu.get(f"/rules/{draft.uid}/rules.{form}")
        assert answer.status_code == 200
        file = SimpleUploadedFile(f"规则.{form}", answer.content)
        given = {"code": f"copy-{form}", "name": "抄本", "effective_from": "2026-05-01"}
        done = chu.post("/do/rule_set.load/", given | {"file": file})
        assert done.status_code == 302, done.content.decode()
        copy = blank.version(f"copy-{form}", "DRAFT")
        api = [chu.get(f"/api/v1/rules/{row.uid}").json()["content"] for row in (draft, copy)]
        assert api[0] == api[1]
        assert len(api[0]["parameters"]) == len(PARAMETERS)
    broken = SimpleUploadedFile("规则.json", b'{"parameters": [{"key": "a", "value": "1"}]}')
    given = {"code": "bad", "name": "坏", "effective_from": "2026-05-01", "file": broken}
    refused = chu.post("/do/rule_set.load/", given)
    assert refused.status_code == 422
    assert "没有“a”这个参数" in refused.content.decode()


def test_a_new_version_says_what_it_changes_and_forgets_no_check(blank: Blank) -> None:
    first = blank.version("national", "DRAFT")
    with blank.system():
        rule = first.rules.get(code="education.college")
        entries = [f"rule:{row.pk}" for row in first.rules.all()]
    assert blank.call("ren", "rule_set.verify", first.uid, entries=entries).status_code == 200
    assert blank.call("ren", "rule_set.confirm", first.uid).status_code == 200
    made = blank.call("chu", "rule_set.draft", first.uid, effective_from="2026-07-01")
    uid = made.json()["uid"]
    with blank.system():
        row = RuleSet.objects.get(uid=uid)
        mine = row.rules.get(code=rule.code)
        assert (row.version, mine.verified_by) == (2, "ren")
    changed = {"rule": str(mine.pk), "attribute": "education", "operator": ">=", "value": "大学",
               "severity": "OVERRIDE", "source": rule.source, "text": "一般应具有大学以上学历",
               "moves": ["EXCHANGE_APPOINTMENT"]}  # fmt: skip
    assert blank.call("chu", "rule.change", uid, **changed).status_code == 200
    with blank.system():
        assert row.rules.get(code=rule.code).verified_by == ""
    chu = blank.client("chu")
    told = chu.get(f"/api/v1/rules/{uid}/differences?against={first.uid}").json()
    assert [(one["name"], "大专" in one["before"], "大学" in one["after"]) for one in told] == [
        ("一般应具有大学以上学历", True, True)
    ]
    page = chu.get(f"/rules/{uid}/").content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    assert chu.get(f"/api/v1/rules/{uid}/differences?against={uid}").status_code == 404
    form = chu.get(f"/do/rule.change/{uid}/?rule={mine.pk}&moves=EXCHANGE_APPOINTMENT")
    assert b"checked" in form.content
    assert "大专" in chu.get("/rules/words/?attribute=education").content.decode()
    assert chu.get("/rules/words/?attribute=shoe").status_code == 404


def test_who_sees_no_rules_sees_no_desk(city: Cast) -> None:
    with city.acting("officer"):
        uid = RuleSet.objects.get(code="t").uid
    for who, status in (("officer", 200), ("host", 200), ("system", 404), ("stranger", 404)):
        client = city.client(who)
        assert client.get(f"/rules/{uid}/").status_code == status, who
        assert client.get(f"/api/v1/rules/{uid}").status_code == status, who
    assert city.client("system").get("/rules/").status_code == 403
    assert city.client("officer").get("/api/v1/rules").json()[0]["code"] == "t"


def test_rules_of_avoidance_go_by_the_class_of_the_post(city: Cast) -> None:
    with city.acting("officer"):
        first = RuleSet.objects.get(code="t")
    by(city, "officer", acts.draft_rule_set, first, effective_from=date(2019, 2, 1))
    with city.acting("officer"):
        draft = RuleSet.objects.get(code="t", state="DRAFT")
        growth = draft.rules.get(code="growth.avoid")
    by(
        city, "officer", change_rule, draft, rule=str(growth.pk), attribute="growth_division",
        operator="!=", value="任职地", severity="BLOCK", source="规定", text="主要领导回避成长地",
        post_classes=["PRINCIPAL", "HEAD"],
    )  # fmt: skip
    by(city, "second", acts.confirm_rule_set, draft)
    nomination = city.nominate("陈静")["陈静"]  # grew up in 南湖, where 大桥镇 lies

    def stopped() -> tuple[bool, int]:
        with city.acting("officer") as officer:
            post = get_post(actor=officer, uid=city.posts["大桥镇"].uid)
            row = get_nomination(actor=officer, uid=nomination.uid)
            day = city.programme.starts_on
            found = fits(actor=officer, nomination=row, day=day)
            mine = next(fit for fit in found if fit.post.pk == post.pk)
            counted = funnel(actor=officer, post=post, day=day)
        said = [finding.facts["rule"] for finding in mine.blocked]
        return "growth.avoid" in said, counted.alone["growth.avoid"]

    assert stopped() == (False, 0)
    by(city, "officer", classify_post, city.posts["大桥镇"], post_class="PRINCIPAL", revision=None)
    assert stopped() == (True, 1)


def test_a_trial_names_whom_it_would_stop_and_writes_nothing(city: Cast) -> None:
    city.nominate("王伟", "李芳", "欧阳明", screened=False)
    with city.acting("officer"):
        first = RuleSet.objects.get(code="t")
    by(city, "officer", acts.draft_rule_set, first, effective_from=date(2026, 1, 1))
    with city.acting("officer"):
        draft = RuleSet.objects.get(code="t", state="DRAFT")
    by(
        city, "officer", add_rule, draft, attribute="rank", operator=">=", value="乡科级正职",
        severity="BLOCK", source="试行",
    )  # fmt: skip
    with city.acting("officer") as officer:
        before = list(RuleSet.objects.values_list("pk", "state"))
        (tried,) = try_rules(actor=officer, rule_set=draft)
        assert list(RuleSet.objects.values_list("pk", "state")) == before
    assert (tried.nominated, tried.stopped_now, tried.stopped_then) == (3, 0, 2)
    assert sorted(one.nomination.cadre.name for one in tried.more) == ["欧阳明", "王伟"]
    assert {one.reasons for one in tried.more} == {("职务层次不低于乡科级正职",)}
    assert tried.fewer == []
    page = city.client("officer").get(f"/rules/{draft.uid}/trial/").content.decode()
    assert "欧阳明" in page
    api = city.client("officer").get(f"/api/v1/rules/{draft.uid}/trial").json()
    assert [len(api[0]["more"]), api[0]["stopped_then"]] == [2, 2]
    # A home unit learns of its own people only.
    mine = city.client("home").get(f"/api/v1/rules/{draft.uid}/trial").json()
    assert [one["name"] for one in mine[0]["more"]] == ["王伟"]


def test_sending_for_approval_needs_rules(city: Cast) -> None:
    with city.acting("officer") as officer:
        plan = plans.make_plan(Doing.by(officer), city.programme)
        plan.result, plan.is_outdated = {"status": "optimal", "value": 1}, False
        plan.save()
        first = RuleSet.objects.get(code="t")
    by(city, "officer", acts.end_rule_set, first, last_day=timezone.localdate(), reason="停")
    with pytest.raises(Conflict) as refused:
        by(city, "officer", submit_plan, plan)
    assert [finding.code for finding in refused.value.findings] == ["rules.none"]
    with city.acting("officer"):
        plan.result = {}
        plan.save()
    page = city.client("officer").get(f"/plans/{plan.uid}/").content.decode()
    assert NOTE in page
