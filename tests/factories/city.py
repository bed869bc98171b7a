"""A small city with a standing cast: two officers, two home units, two hosts, a stranger."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from dunmiao.access.accounts import make_grant
from dunmiao.access.models import User
from dunmiao.access.roles import Role
from dunmiao.access.scopes import scope, scope_of, system_actor
from dunmiao.acts.claims import Doing
from dunmiao.acts.fields import Upload
from dunmiao.formats.person import PersonRecord, Relative
from dunmiao.people.models import Cadre
from dunmiao.people.writing import write_record
from dunmiao.posts.actions.posts import file_post
from dunmiao.posts.actions.programmes import open_programme
from dunmiao.rulebook.actions.rule_sets import confirm_rule_set, load_rule_set
from dunmiao.rulebook.parameters import PARAMETERS
from dunmiao.units.models import Unit
from dunmiao.units.writing import add_unit, create_city
from tests.factories.rosters import id_number

USERS = {
    "officer": ("陆组文", Role.ORG_DEPARTMENT, "甲市"),
    "second": ("沈部长", Role.ORG_DEPARTMENT, "甲市"),
    "leader": ("顾书记", Role.ORG_LEADER, "甲市"),
    "supervisor": ("严纪检", Role.SUPERVISOR, "甲市"),
    "home": ("钱财政", Role.HOME_UNIT, "市财政局"),
    "other_home": ("许科技", Role.HOME_UNIT, "市科技局"),
    "host": ("大桥办", Role.HOST_UNIT, "大桥镇"),
    "other_host": ("新仓办", Role.HOST_UNIT, "新仓镇"),
    "system": ("系统管理员", Role.SYSTEM_ADMIN, "甲市"),
    "security": ("安全管理员", Role.SECURITY_ADMIN, "甲市"),
    "auditor": ("审计管理员", Role.AUDIT_ADMIN, "甲市"),
}
RULES = {
    "rules": [
        {"code": "rank.deputy_section", "attribute": "rank", "operator": ">=", "value": 1,
         "severity": "BLOCK", "text": "应担任乡科级副职以上职务", "source": "方案"},
        {"code": "age.limit", "attribute": "age", "operator": "<=", "value": 45,
         "severity": "OVERRIDE", "text": "年龄一般不超过 45 岁", "source": "方案"},
        {"code": "growth.avoid", "attribute": "growth_division", "operator": "!=",
         "value": {"post": "division"}, "severity": "BLOCK", "text": "成长地回避", "source": "规定"},
    ],
    "parameters": [
        {"key": key, "value": "3" if key == "selection.grade_lookback_years" else one.default}
        for key, one in PARAMETERS.items()
    ],
}  # fmt: skip


@dataclass
class Cast:
    """Users by part, units and cadres by name, and the programme of the towns."""

    city: Any
    units: dict[str, Unit]
    users: dict[str, User] = field(default_factory=dict)
    cadres: dict[str, Cadre] = field(default_factory=dict)
    programme: Any = None
    posts: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def build(cls) -> "Cast":
        """Everything, through the actions."""
        city = create_city(name="甲市", division_code="330400")
        actor = system_actor(city.pk)
        with scope(actor, reason="test"):
            root = add_unit(city=city, name="甲市", kind="CITY")
            units = {"甲市": root}
            for name in ("市财政局", "市科技局"):
                units[name] = add_unit(city=city, name=name, kind="DEPARTMENT", parent=root)
            for county, town in (("南湖区", "大桥镇"), ("平湖市", "新仓镇")):
                units[county] = add_unit(city=city, name=county, kind="COUNTY", parent=root)
                units[town] = add_unit(city=city, name=town, kind="TOWN", parent=units[county])
            cast = cls(city, units)
            for key, (name, role, unit) in USERS.items():
                user = User.objects.create(
                    username=key, full_name=name, city_id=city.pk, password="x"
                )
                make_grant(
                    actor=actor, user=user, role=role, unit=units[unit], today=date(2020, 1, 1)
                )
                cast.users[key] = user
            cast.users["stranger"] = User.objects.create(
                username="stranger", full_name="陌生人", city_id=city.pk, password="x"
            )
        cast._rules()
        with cast.acting("officer") as officer:
            for serial, (name, unit, rank, year, place) in enumerate(
                [
                    ("王伟", "市财政局", 1, 1990, "浙江海宁"),
                    ("李芳", "市财政局", 2, 1988, "浙江海宁"),
                    ("欧阳明", "市科技局", 1, 1992, "浙江海宁"),
                    ("陈静", "市科技局", 2, 1986, "浙江南湖"),
                    ("赵刚", "市科技局", 0, 1995, "浙江海宁"),
                ],
                start=1,
            ):
                record = cast.record(name, serial=serial, rank=rank, year=year, place=place)
                cast.cadres[name] = write_record(
                    actor=officer,
                    cadre=None,
                    record=record,
                    unit=units[unit],
                    today=timezone.localdate(),
                )
            cast._programme(officer)
        return cast

    @staticmethod
    def record(name: str, *, serial: int, rank: int, year: int, place: str) -> PersonRecord:
        """A plain record; sex by parity of the serial."""
        sex = "男" if serial % 2 else "女"
        birth = date(year, 3, 1)
        return PersonRecord(
            name=name,
            sex=sex,
            birth_month=birth,
            ethnicity="汉族",
            growth_place=place,
            politics="中共党员",
            party_joined_month=date(year + 22, 5, 1),
            work_started_month=date(year + 23, 8, 1),
            id_number=id_number(serial, birth, sex),
            phone=f"1380000{serial:04d}",
            rank=rank,
            rank_since_month=date(2020, 1, 1),
            speciality="金融" if serial % 2 else "科技",
            annual_grades=((2023, "称职"), (2024, "优秀")),
            family=(Relative("配偶", f"眷属{serial}", None, "群众", "某校教师"),),
        )

    def _rules(self) -> None:
        """Brought by one officer, confirmed by another."""
        with self.acting("officer") as officer:
            drafted = load_rule_set(
                Doing.by(officer), code="t", name="测试规则", effective_from=date(2019, 1, 1),
                file=Upload("rules.json", json.dumps(RULES).encode()),
            )  # fmt: skip
        with self.acting("second") as second:
            confirm_rule_set(Doing.by(second), drafted)

    def _programme(self, officer: Any) -> None:
        today = timezone.localdate()
        self.programme = open_programme(
            Doing.by(officer),
            kind="TOWN",
            name="工业强镇挂职",
            batch="测试",
            purpose="KEY_TASK",
            lead_unit=self.units["甲市"],
            starts_on=today + timedelta(days=10),
            ends_on=today + timedelta(days=375),
            nominate_by=today + timedelta(days=5),
            nominations_per_unit=3,
            release_cap=2,
        )
        for town in ("大桥镇", "新仓镇"):
            self.posts[town] = file_post(
                Doing.by(officer), self.programme, unit=self.units[town], title="副镇长",
                must_be_filled=True, specialities="金融",
            )  # fmt: skip

    @contextmanager
    def acting(self, key: str) -> Iterator[Any]:
        """The scope of one of the cast."""
        with scope_of(self.users[key], today=timezone.localdate(), reason="test") as actor:
            yield actor

    def client(self, key: str) -> Client:
        """A signed-in test client."""
        client = Client()
        client.force_login(self.users[key], backend="django.contrib.auth.backends.ModelBackend")
        return client

    def secondee(self, name: str, *, town: str = "大桥镇", arrived: bool = True) -> Any:
        """A secondment of this person, noticed; arrived and assigned where asked; with account."""
        from dunmiao.acts.claims import Doing
        from dunmiao.documents.storing import store_file
        from dunmiao.secondments import official_notices, opening
        from dunmiao.secondments.actions import dispatch
        from dunmiao.secondments.duties import refresh_obligations
        from dunmiao.secondments.models import Secondment

        nomination = self.nominate(name)[name]
        starts = self.programme.starts_on
        with self.acting("officer") as officer:
            user = User.objects.create(
                username=f"s{self.cadres[name].pk}",
                full_name=name,
                city_id=self.city.pk,
                password="x",
            )
            make_grant(
                actor=officer,
                user=user,
                role=Role.SECONDEE,
                unit=self.cadres[name].home_unit,
                today=date(2020, 1, 1),
            )
            self.users[name] = user
            Cadre.objects.filter(pk=self.cadres[name].pk).update(user=user)
            nomination.cadre.user_id = user.pk
            self.posts[town].refresh_from_db()  # a test may have moved the round's days
            case = opening.open_secondment(
                actor=officer, nomination=nomination, post=self.posts[town], today=starts
            )
            notice = store_file(
                actor=officer, kind="LETTER", name="通知.docx", media_type="x", content=b"x",
                unit_id=self.units["甲市"].pk,
            )  # fmt: skip
            official_notices.give_notice(officer, case, "甲组挂〔2026〕1号", notice.pk, starts)
            refresh_obligations(actor=officer, secondments=[case], today=starts)
        if arrived:
            host = "host" if town == "大桥镇" else "other_host"
            with self.acting(host) as actor:
                dispatch.confirm_arrival(Doing.by(actor, today=starts), case, arrived_on=starts)
                dispatch.assign_duty(
                    Doing.by(actor, today=starts), case, duty="分管工业经济", on_day=starts,
                    document_no="大委〔2026〕3号",
                )  # fmt: skip
        with self.acting("officer"):
            return Secondment.objects.get(pk=case.pk)

    def nominate(self, *names: str, screened: bool = True) -> dict[str, Any]:
        """Nominations of these people with both towns as wishes, screened."""
        from dunmiao.kernel.errors import RuleBroken
        from dunmiao.secondments.actions import nominations as actions
        from dunmiao.secondments.rules.nominations import in_order

        out = {}
        with self.acting("officer") as officer:
            for name in names:
                nomination = actions.nominate_cadre(
                    Doing.by(officer), self.programme, cadre=self.cadres[name]
                )
                wishes = in_order(post.uid for post in self.posts.values())
                actions.save_nomination(
                    Doing.by(officer), nomination, unit_opinion="同意", recusal_declared=True,
                    wishes=wishes,
                )  # fmt: skip
                try:
                    actions.submit_nomination(Doing.by(officer), nomination)
                    if screened:
                        actions.screen_nomination(Doing.by(officer), nomination, verdict="pass")
                except RuleBroken:
                    pass
                nomination.refresh_from_db()
                out[name] = nomination
        return out
