"""What row-level security costs: the main list queries with and without it, side by side, over
many cadres, cases, duties and files made by one statement each."""

import statistics
import time
from datetime import date
from typing import Any

from benchmarks.database import in_own_database

CADRES, UNITS, ROUNDS = 100_000, 2_000, 7
ME = 1  # the account of the person who looks at his own
# Everything a list reads; ids run from 1, one city, units below the root by hundreds.
FILL = """
SET session_replication_role = replica;
INSERT INTO units_city (id, uid, name, division_code, is_example)
  VALUES (1, gen_random_uuid(), '丙市', '330400', false);
INSERT INTO access_user (id, uid, city_id, username, full_name, password, is_active, language, theme,
    email, activation_hash, created_at) VALUES (1, gen_random_uuid(), 1, 'one', '某', '', true,
    'zh-hans', '', '', '', now());
INSERT INTO units_unit (id, uid, city_id, parent_id, path, name, kind, level, division_code,
    name_pinyin_key, sort_order)
  SELECT n, gen_random_uuid(), 1, CASE WHEN n > 1 THEN 1 END, CASE WHEN n = 1 THEN '/1/' ELSE
    '/1/' || n || '/' END, 'u' || n, 'DEPARTMENT', 0, '', '', n FROM generate_series(1, {units}) n;
INSERT INTO people_cadre SELECT r.* FROM generate_series(1, {cadres}) n,
    LATERAL jsonb_populate_record(NULL::people_cadre, jsonb_build_object(
    'id', n, 'uid', gen_random_uuid(), 'city_id', 1, 'home_unit_id', 2 + n % ({units} - 1),
    'user_id', CASE WHEN n = 1 THEN 1 END, 'name', 'c' || n, 'name_pinyin_key', 'c' || n,
    'name_initials', 'c', 'name_stroke_key', '\\x' || lpad(to_hex(n % 9973), 8, '0'), 'sex', '男',
    'rank', n % 6, 'stage', 'FREE', 'revision', 1, 'updated_at', now(), 'ethnicity', '',
    'native_place', '', 'birth_place', '', 'growth_place', '', 'growth_division', '',
    'politics', '', 'health', '', 'technical_title', '', 'speciality', '', 'current_post', '',
    'civil_grade', '', 'education_level', '', 'is_outstanding_young', false,
    'is_city_managed', false, 'experience', '{{}}'::text[], 'awards', '')) r;
INSERT INTO people_nametoken (city_id, token, cadre_id, home_unit_id)
  SELECT 1, t, n, 2 + n % ({units} - 1)
  FROM generate_series(1, {cadres}) n, LATERAL (VALUES ('c' || n), ('k' || n % 997)) v(t);
INSERT INTO people_cadreshare (city_id, cadre_id, home_unit_id, unit_id, valid_from, why)
  SELECT 1, n, 2 + n % ({units} - 1), 3 + n / 10 % 200, current_date - 30, 'w'
  FROM generate_series(1, {cadres}, 10) n;
INSERT INTO secondments_secondment SELECT r.* FROM generate_series(1, {cadres}) n,
    LATERAL jsonb_populate_record(NULL::secondments_secondment,
    jsonb_build_object('id', n, 'uid', gen_random_uuid(), 'city_id', 1, 'programme_id', 1,
    'post_id', 1, 'cadre_id', n, 'user_id', CASE WHEN n = 1 THEN 1 END,
    'home_unit_id', 2 + n % ({units} - 1), 'host_unit_id', 3 + n / 10 % 200, 'lead_unit_id', 1,
    'kind', 'TOWN', 'purpose', '', 'state', CASE WHEN n % 8 = 0 THEN 'SERVING' ELSE 'CLOSED' END,
    'starts_on', current_date - n % 3000, 'ends_on', current_date + 365 - n % 3000) || {blank}) r;
INSERT INTO secondments_obligation SELECT r.* FROM generate_series(1, 2 * {cadres}) n,
    LATERAL jsonb_populate_record(NULL::secondments_obligation,
    jsonb_build_object('id', n, 'city_id', 1, 'secondment_id', 1 + n % {cadres},
    'home_unit_id', 2 + n % ({units} - 1), 'host_unit_id', 3 + n / 10 % 200, 'lead_unit_id', 1,
    'user_id', CASE WHEN n % {cadres} = 0 THEN 1 END, 'state',
    CASE WHEN n % 10 = 0 THEN 'OPEN' ELSE 'DONE' END, 'due_on', current_date + n % 120 - 30,
    'party', 'HOST', 'kind', 'K') || {duty}) r;
INSERT INTO access_auditevent (at, city_id, actor_id, actor_name, role, kind, subject, cadres,
    detail, request_id, unit_ids)
  SELECT now(), 1, 1, 'a', 'r', 'cadre.read', '', '{{}}', '{{}}', '', ARRAY[2 + n % ({units} - 1)]
  FROM generate_series(1, 2 * {cadres}) n;
SET session_replication_role = origin;
"""


def run() -> None:
    """Print one line a query and reader."""
    in_own_database(_measure)


def _blank(table: str, known: str) -> str:
    """JSON of an empty value for every column that must not be null and is not set."""
    from django.db import connection

    zero = {"boolean": "false", "date": "current_date", "uuid": "gen_random_uuid()"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_name = %s AND is_nullable = 'NO'", [table],
        )  # fmt: skip
        rest = [(name, kind) for name, kind in cursor.fetchall() if f"'{name}'" not in known]
    pairs = []
    for name, kind in rest:
        value = zero.get(kind, "now()" if "time" in kind else "0" if "int" in kind else "''")
        value = "'{}'::text[]" if kind == "ARRAY" else "'{}'::jsonb" if kind == "jsonb" else value
        pairs.append(f"'{name}', {value}")
    return f"jsonb_build_object({', '.join(pairs)})"


def _fill() -> None:
    import psycopg

    from dunmiao.db.embedded import EmbeddedServer
    from dunmiao.db.environment import read_environment

    cases, _, duties = FILL.partition("INSERT INTO secondments_obligation")
    statement = FILL.format(
        cadres=CADRES, units=UNITS,
        blank=_blank("secondments_secondment", cases.rpartition("secondments_secondment,")[2]),
        duty=_blank("secondments_obligation", duties),
    )  # fmt: skip
    login = EmbeddedServer(read_environment().home).parameters("dunmiao_boot")
    with psycopg.connect(**login, autocommit=True) as boot:
        boot.execute(statement)
        boot.execute("ANALYZE")
        boot.execute("ALTER ROLE dunmiao_owner BYPASSRLS")  # the same queries without policies


def _actors() -> dict[str, Any]:
    from dunmiao.access.actors import Actor, HeldGrant
    from dunmiao.access.roles import Role

    def holding(role: Role, *units: int) -> Actor:
        root = not units and not role.is_personal
        return Actor(ME, "某", 1, (HeldGrant(role, units[0] if units else 1, "", frozenset(units), root),))  # fmt: skip

    return {
        "department": holding(Role.ORG_DEPARTMENT),
        "home unit": holding(Role.HOME_UNIT, 7),
        "host": holding(Role.HOST_UNIT, 9),
        "county of 40 units": holding(Role.ORG_DEPARTMENT, *range(100, 140)),
        "secondee": holding(Role.SECONDEE),
    }


def _queries(actor: Any) -> dict[str, Any]:
    from django.db.models import Count

    from dunmiao.access.models import AuditEvent
    from dunmiao.access.policy import visible
    from dunmiao.access.roles import Permission
    from dunmiao.people.models import Cadre, NameToken
    from dunmiao.people.selectors import later_than
    from dunmiao.secondments.models import Obligation, Secondment

    cadres = visible(Cadre, actor)
    middle = bytes.fromhex("00001400")
    named = NameToken.objects.filter(city_id=1, token="k77").values("cadre_id")  # noqa: S106 - a search token
    out = {
        "roster, first page": cadres.order_by("name_stroke_key", "pk")[:51],
        "roster, deep page": cadres.filter(later_than("name_stroke_key", middle, 5)).order_by(
            "name_stroke_key", "pk"
        )[:51],
        "search": cadres.filter(pk__in=named).order_by("name_stroke_key", "pk")[:51],
        "facets": cadres.order_by().values("rank", "sex").annotate(n=Count("*")),
        "cases, newest": visible(Secondment, actor).order_by("-starts_on", "-pk")[:50],
        "duties": visible(Obligation, actor).filter(state="OPEN").order_by("due_on", "pk")[:50],
    }
    if actor.has(Permission.AUDIT_VIEW):
        out["audit"] = visible(AuditEvent, actor).order_by("-pk")[:50]
    return out


def _best(query: Any) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        list(query.all())
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def _times(actor: Any) -> dict[str, float]:
    from dunmiao.access.scopes import scope

    with scope(actor, reason="bench"):
        return {name: _best(query) for name, query in _queries(actor).items()}


def _measure() -> None:
    from dunmiao.cli.database import as_owner

    began = time.perf_counter()
    _fill()
    print(f"{CADRES:,} cadres and cases, {2 * CADRES:,} duties and events, {UNITS:,} units, "
          f"filled in {time.perf_counter() - began:.0f} s, {date.today():%Y-%m}")  # fmt: skip
    print("| query | reader | with policies ms | without ms | ratio |\n|---|---|---|---|---|")
    for who, actor in _actors().items():
        bound = _times(actor)
        with as_owner():
            free = _times(actor)
        for name in bound:
            ratio = bound[name] / free[name]
            print(f"| {name} | {who} | {bound[name]:.1f} | {free[name]:.1f} | {ratio:.2f} |", flush=True)  # fmt: skip
