"""A city that is not the example, by the API alone: from `dunmiao init` to a report on the phone.

Only the first three accounts come from the command; every later row is made by an act that has a
door, by the account whose right it is.
"""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dunmiao.access.first import make_city
from dunmiao.access.models import User
from dunmiao.access.scopes import scope_of
from dunmiao.accounts.actions.accounts import CODE
from dunmiao.people.models import Cadre
from dunmiao.placements import engine, runs
from dunmiao.placements.models import PlacementPlan
from dunmiao.secondments.models import Report, Secondment
from dunmiao.units.models import Unit
from tests.factories.rosters import id_number

PASSWORD = "Qiang-zhen-2026"  # noqa: S105 - of this test only
BORN = date(1988, 3, 1)


class Office:
    """Accounts by name, each with a client that has signed in; acts by their names."""

    def __init__(self) -> None:
        self.clients: dict[str, Client] = {}
        self.serial = 0

    def enter(self, username: str, code: str, number: str = "") -> None:
        """Take a slip: set a password, say who one is, sign in."""
        client = Client()
        self.serial += 1
        given = {
            "username": username, "code": code, "password": PASSWORD,
            "id_number": number or id_number(100 + self.serial, BORN, "男"),
        }  # fmt: skip
        answer = client.post("/activate/", given)
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        answer = client.post("/accounts/login/", {"login": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        self.clients[username] = client

    def do(self, who: str, act: str, row: str = "", /, *, want: int = 200, **body: Any) -> Any:
        """Call an act; its answer."""
        path = f"/api/v1/acts/{act}" + (f"/{row}" if row else "")
        sent = json.dumps(body, default=str)
        answer = self.clients[who].post(path, sent, content_type="application/json")
        assert answer.status_code == want, (act, answer.status_code, answer.json())
        return answer.json()

    def hire(self, username: str, name: str, role: str, unit: str) -> None:
        """An account by one administrator, its grant by another, its slip taken."""
        self.serial += 1
        number = id_number(100 + self.serial, BORN, "男")
        made = self.do("sysadmin", "account.create", username=username, full_name=name,
                       id_number=number)  # fmt: skip
        self.do("secadmin", "grant.give", made["uid"], role=role, unit=unit)
        self.enter(username, made["shown"][CODE], number)

    def solve(self, who: str, plan: str) -> None:
        """What the worker does when asked by `plan.solve`, in this process and transaction."""
        with seen_by(who) as actor:
            frozen = runs.freeze_plan(actor=actor, plan_uid=plan)
            found = engine.solve_files(frozen.files, seed=1, seconds=30, progress=lambda *_: None)
            runs.store_result(
                actor=actor, plan_uid=plan, frozen=frozen, answer=found, now=timezone.now()
            )


@pytest.fixture
def office(db: None) -> Office:
    """A city as `dunmiao init` leaves it, its three administrators at work."""
    made = Office()
    for username, code in make_city("绿城市", "330900", now=timezone.now()).items():
        made.enter(username, code)
    return made


def test_from_nothing_to_a_report(office: Office) -> None:
    today, do = timezone.localdate(), office.do
    root = str(unit_of("绿城市"))
    bureau = do("sysadmin", "unit.add", root, name="市财政局", kind="DEPARTMENT")["uid"]
    county = do("sysadmin", "unit.add", root, name="青川县", kind="COUNTY")["uid"]
    town = do("sysadmin", "unit.add", county, name="白石镇", kind="TOWN")["uid"]
    office.hire("zuzhi", "陆组文", "ORG_DEPARTMENT", root)
    office.hire("buzhang", "沈部长", "ORG_DEPARTMENT", root)
    office.hire("caizheng", "钱财政", "HOME_UNIT", bureau)
    office.hire("baishi", "白石办", "HOST_UNIT", town)

    rules = do("zuzhi", "rule_set.install")["uid"]
    do("zuzhi", "rule_set.confirm", rules, want=403)
    do("buzhang", "rule_set.confirm", rules)

    cadre = do(
        "caizheng", "cadre.add", unit=bureau, name="周新", sex="女", birth_month="1988-03",
        id_number=id_number(7, BORN, "女"), politics="中共党员", post="预算科科长", rank="2",
        rank_since_month="2020-01", work_started_month="2010-08",
    )["uid"]  # fmt: skip
    grades = [{"year": today.year - back, "grade": "称职"} for back in (1, 2, 3)]
    do("caizheng", "cadre.correct_grades", cadre, rows=grades, reason="建档", revision=1)
    programme = do(
        "zuzhi", "programme.open", kind="TOWN", name="首批", purpose="KEY_TASK", lead_unit=root,
        nominate_by=today, starts_on=today, ends_on=today + timedelta(days=365),
    )["uid"]  # fmt: skip
    do("zuzhi", "programme.edit", programme, name="首批挂职", purpose="KEY_TASK",
       nominate_by=today, starts_on=today, ends_on=today + timedelta(days=400),
       reason="任期更正", revision=1)  # fmt: skip
    post = do("baishi", "post.file", programme, unit=town, title="副镇长")["uid"]
    nomination = do("caizheng", "nomination.begin", programme, cadre=cadre)["uid"]
    do("caizheng", "nomination.save", nomination, unit_opinion="同意", recusal_declared=True,
       wishes={post: 1}, send=True, revision=1)  # fmt: skip
    do("zuzhi", "nomination.screen", nomination, verdict="pass")

    plan = do("zuzhi", "plan.make", programme)["uid"]
    do("zuzhi", "plan.submit", plan, want=409)
    office.solve("zuzhi", plan)
    do("zuzhi", "plan.submit", plan)
    do("zuzhi", "plan.deliberate", plan, due=9, present=8, agree=8, disagree=0, abstain=0)
    do("zuzhi", "plan.approve", plan, want=403)
    do("buzhang", "plan.approve", plan)
    do("zuzhi", "plan.issue", plan)
    with seen_by("zuzhi"):
        assert PlacementPlan.objects.get(uid=plan).state == "ISSUED"
        case = str(Secondment.objects.get(cadre__uid=cadre).uid)

    do("zuzhi", "programme.ask_accounts", programme, cases=[case],
       last_day=today + timedelta(days=500))  # fmt: skip
    with seen_by("zuzhi"):
        account = Cadre.objects.get(uid=cadre).user
    assert account is not None
    opened = do("sysadmin", "account.open", accounts=[str(account.uid)])
    office.enter(account.username, opened["shown"][account.username], id_number(7, BORN, "女"))
    do("baishi", "secondment.arrive", case, arrived_on=today)
    do(
        "baishi",
        "secondment.assign",
        case,
        duty="分管工业",
        on_day=today,
        document_no="白委〔1〕号",
    )
    do(account.username, "log.write", case, on_day=today, kind="WORK",
       text="到企业走访三家，记下用工难处。")  # fmt: skip
    sent = do(account.username, "report.send", case, kind="MONTHLY", period=str(today)[:7],
              text="本月走访企业，协调用工。")["uid"]  # fmt: skip
    with seen_by("zuzhi"):
        assert Report.objects.get(uid=sent).state == "SENT"
    assert office.clients[account.username].get("/my/").status_code == 200


def unit_of(name: str) -> Any:
    """The address of a unit."""
    with seen_by("sysadmin"):
        return Unit.objects.get(name=name).uid


def seen_by(username: str) -> Any:
    """The rows that an account sees."""
    return scope_of(User.objects.get(username=username), today=timezone.localdate())
