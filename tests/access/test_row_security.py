"""Two walls: the queryset and PostgreSQL's policies show the same rows, and fail closed."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from dunmiao.access import scopes
from dunmiao.access.policy import visible
from dunmiao.people.models import Cadre, FamilyMember, NameToken
from dunmiao.secondments.models import Nomination, Secondment

ROOT = Path(__file__).resolve().parents[2]
OPEN_TABLES = {"units_city", "units_division", "access_user", "access_accesskey"}


def no_scope() -> None:
    scopes._set(city="", actor="", units="")


@pytest.mark.parametrize("key", ["officer", "home", "other_home", "host", "stranger", "system"])
def test_both_walls_agree(city: Any, key: str) -> None:
    city.nominate("王伟", "李芳", "欧阳明")
    with city.acting(key) as actor:
        for model in (Cadre, Nomination, Secondment):
            by_queryset = set(visible(model, actor).values_list("pk", flat=True))
            by_policy = set(model.objects.values_list("pk", flat=True))
            assert by_queryset == by_policy, model.__name__


@pytest.mark.parametrize("key", ["officer", "leader", "home", "host", "other_host", "王伟"])
def test_both_walls_agree_on_a_case_and_its_duties(city: Any, key: str) -> None:
    from dunmiao.secondments.cases import list_obligations
    from dunmiao.secondments.models import Obligation

    city.secondee("王伟")
    with city.acting(key) as actor:
        by_selector = set(list_obligations(actor=actor).values_list("pk", flat=True))
        by_policy = set(Obligation.objects.filter(state="OPEN").values_list("pk", flat=True))
        assert by_selector == by_policy
        cases = set(visible(Secondment, actor).values_list("pk", flat=True))
        assert cases == set(Secondment.objects.values_list("pk", flat=True))
        assert bool(by_policy) == (key != "other_host")


def test_a_secondee_sees_himself_and_nobody_of_his_unit(city: Any) -> None:
    case = city.secondee("王伟")
    with city.acting("王伟") as actor:
        assert list(Cadre.objects.values_list("name", flat=True)) == ["王伟"]
        assert list(Secondment.objects.values_list("pk", flat=True)) == [case.pk]
        assert not actor.unit_ids
        assert not Nomination.objects.exists()


def test_what_each_part_sees(city: Any) -> None:
    city.nominate("王伟", "李芳", "欧阳明")
    seen = {}
    for key in ("officer", "home", "other_home", "host", "stranger", "system", "auditor"):
        with city.acting(key) as actor:
            seen[key] = sorted(visible(Cadre, actor).values_list("name", flat=True))
    assert len(seen["officer"]) == 5
    assert seen["home"] == sorted(["王伟", "李芳"])
    assert seen["other_home"] == sorted(["欧阳明", "陈静", "赵刚"])
    assert seen["host"] == sorted(["王伟", "李芳", "欧阳明"])
    assert seen["stranger"] == seen["system"] == seen["auditor"] == []


def test_the_databases_day_is_the_citys_day(db: Any) -> None:
    from django.conf import settings

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('TimeZone')")
        assert cursor.fetchone()[0] == settings.TIME_ZONE
        cursor.execute("SELECT (timestamptz '2026-11-23 16:30+00')::date::text")
        assert cursor.fetchone()[0] == "2026-11-24"


def test_no_setting_means_no_rows(city: Any) -> None:
    with transaction.atomic():
        no_scope()
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT relforcerowsecurity FROM pg_class WHERE relname = %s", [table]
                )
                forced = cursor.fetchone()[0]
                if forced:
                    cursor.execute(f'SELECT count(*) FROM "{table}"')
                    assert cursor.fetchone()[0] == 0, table


def test_every_table_of_a_city_is_behind_a_policy(db: Any) -> None:
    from django.apps import apps

    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        behind = {row[0] for row in cursor.fetchall()}
    ours = {
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("dunmiao.")
    }
    assert ours - behind == OPEN_TABLES


def test_family_is_never_released_to_a_host(city: Any) -> None:
    city.nominate("王伟")
    with city.acting("host"):
        assert Cadre.objects.filter(name="王伟").exists()
        assert not FamilyMember.objects.exists()
    with city.acting("home"):
        assert FamilyMember.objects.count() == 2


def test_a_foreign_insert_and_update_are_refused(city: Any) -> None:
    token = {"city_id": city.city.pk, "token": "x", "cadre": city.cadres["欧阳明"]}
    with city.acting("home"):
        with pytest.raises(DatabaseError), transaction.atomic():
            NameToken.objects.create(home_unit=city.units["市科技局"], **token)
        changed = Cadre.objects.filter(pk=city.cadres["欧阳明"].pk).update(name="改")
        assert changed == 0


def test_a_host_may_read_but_not_write_a_released_person(city: Any) -> None:
    city.nominate("王伟")
    with city.acting("host"), pytest.raises(DatabaseError), transaction.atomic():
        Cadre.objects.filter(name="王伟").update(current_post="改")


def test_the_application_cannot_write_audit_or_history(city: Any) -> None:
    statements = [
        "INSERT INTO access_auditevent (at) VALUES (now())",
        "UPDATE access_auditevent SET kind = 'x'",
        "DELETE FROM access_auditevent",
        "DELETE FROM db_rowhistory",
        "ALTER TABLE people_cadre DISABLE TRIGGER ALL",
        "ALTER TABLE people_cadre DISABLE ROW LEVEL SECURITY",
    ]
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_change_without_an_actor_is_refused(city: Any) -> None:
    with city.acting("officer"):
        scopes._set(actor="")
        with pytest.raises(DatabaseError, match="carries no actor"), transaction.atomic():
            Cadre.objects.filter(name="王伟").update(current_post="改")


def test_history_keeps_who_why_and_both_values(city: Any) -> None:
    from dunmiao.db.models import RowHistory

    with city.acting("officer") as actor:
        Cadre.objects.filter(name="王伟").update(current_post="新职")
        row = RowHistory.objects.filter(table="people_cadre", operation="U").latest("pk")
        assert (row.actor_id, row.reason) == (actor.user_id, "test")
        assert row.new["current_post"] == "新职"
        assert set(row.new) == {"current_post"}


def test_secrets_are_nowhere_plain(city: Any) -> None:
    """ID numbers and phones in no column of any table, history and staging included."""
    number = city.record("王伟", serial=1, rank=1, year=1990, place="").id_number
    with city.acting("officer"):
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s OR t::text LIKE %s',
                    [f"%{number}%", "%13800000001%"],
                )
                assert cursor.fetchone()[0] == 0, table


def test_settings_are_only_ever_local() -> None:
    pattern = re.compile(r"set_config\([^)]*false\)|SET\s+app\.", re.IGNORECASE)
    for path in (ROOT / "src").rglob("*.py"):
        assert not pattern.search(path.read_text(encoding="utf-8")), path


def test_a_grant_cannot_mix_duties(city: Any) -> None:
    from datetime import date

    from dunmiao.access.accounts import make_grant
    from dunmiao.access.roles import Role
    from dunmiao.kernel.errors import RuleBroken

    with city.acting("officer") as actor:
        for key, role in (("system", Role.SECURITY_ADMIN), ("officer", Role.AUDIT_ADMIN)):
            with pytest.raises(RuleBroken):
                make_grant(
                    actor=actor,
                    user=city.users[key],
                    role=role,
                    unit=city.units["甲市"],
                    today=date(2020, 1, 1),
                )
        make_grant(
            actor=actor,
            user=city.users["stranger"],
            role=Role.HOME_UNIT,
            unit=city.units["市财政局"],
            today=date(2020, 1, 1),
        )


def test_reading_a_cadre_is_recorded(city: Any) -> None:
    from dunmiao.access.models import AuditEvent
    from dunmiao.people.selectors import get_cadre

    uid = city.cadres["王伟"].uid
    with city.acting("home") as actor:
        get_cadre(actor=actor, uid=uid)
    with city.acting("auditor"):
        event = AuditEvent.objects.filter(kind="cadre.read").latest("pk")
        assert (event.actor_name, event.cadres) == ("钱财政", [uid])
