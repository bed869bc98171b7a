"""The harvest of work with 100,000 outcomes: board, list, home, as the department opens them."""

import os
from typing import Any

from benchmarks.database import in_own_database
from benchmarks.pages import measure_page

OUTCOMES = int(os.environ.get("BENCH_OUTCOMES", "100000"))

BY = ("programme", "place", "person")

FILL = """
INSERT INTO outcomes_outcome (uid, city_id, programme_id, kind, title, happened_on, partner, level,
  body, document_no, detail, unit_id, host_unit_id, asked_unit_id, reporter_id, reporter_name,
  reported_on, unit_ids, user_ids, counts, is_pending, stage, claimed_stage, contracted, paid_in,
  foreign_contracted, foreign_paid, claimed_contracted, reversed_reason, reversed_by, lost, revision)
SELECT gen_random_uuid(), %(city)s, %(programme)s,
  (ARRAY['INVESTMENT','EVENT','POLICY','SOLVED'])[1 + n %% 4], '项目' || n,
  %(today)s::date - (n %% 1500)::int, '某公司', CASE WHEN n %% 4 = 2 THEN 'CITY' ELSE '' END, '', '',
  '', %(unit)s, %(unit)s, %(asked)s, %(user)s, '测', %(today)s::date, ARRAY[%(unit)s, %(asked)s]::bigint[],
  ARRAY[%(user)s]::bigint[], n %% 10 < 8, n %% 10 >= 8,
  CASE WHEN n %% 4 = 0 THEN n %% 6 ELSE -1 END, CASE WHEN n %% 4 = 0 THEN n %% 6 ELSE -1 END,
  CASE WHEN n %% 4 = 0 THEN n %% 9000 ELSE 0 END, CASE WHEN n %% 4 = 0 THEN n %% 900 ELSE 0 END, 0, 0,
  CASE WHEN n %% 4 = 0 THEN n %% 9000 ELSE 0 END, '', '', 0, 1
FROM generate_series(1, %(n)s) n;
INSERT INTO outcomes_attributionshare (uid, city_id, outcome_id, unit_id, name, part, weight, whole)
SELECT gen_random_uuid(), city_id, id, unit_id, '单位', '', 1, 3 FROM outcomes_outcome;
INSERT INTO outcomes_attributionshare (uid, city_id, outcome_id, secondment_id, name, part, weight, whole)
SELECT gen_random_uuid(), o.city_id, o.id, s.id, '个人', '', 2, 3 FROM outcomes_outcome o
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS at, count(*) OVER () AS all_of
  FROM secondments_secondment) s ON o.id %% s.all_of = s.at
"""


def run() -> None:
    """In a database of its own, thrown away afterwards."""
    in_own_database(_measure)


def _measure() -> None:
    import psycopg
    from django.db import connection
    from django.utils import timezone

    from tests.factories.city import Cast

    cast = Cast.build()
    for person, town in (("王伟", "大桥镇"), ("李芳", "新仓镇"), ("欧阳明", "大桥镇")):
        cast.secondee(person, town=town)
    with psycopg.connect(os.environ["DUNMIAO_OWNER_DATABASE_URL"], autocommit=True) as owner:
        # What is filled here makes whole sums; to ask 200,000 times in one transaction is slow.
        owner.execute("ALTER TABLE outcomes_attributionshare DISABLE TRIGGER shares_make_one")
        with cast.acting("officer"), connection.cursor() as cursor:
            cursor.execute(FILL, _values(cast, timezone.localdate()))
            print(f"{OUTCOMES:,} outcomes", flush=True)
        owner.execute("ALTER TABLE outcomes_attributionshare ENABLE TRIGGER shares_make_one")
        owner.execute("ANALYZE")
    for name, key, path in (
        ("outcomes, all", "officer", "/outcomes/"),
        ("outcomes of a year", "officer", f"/outcomes/?year={timezone.localdate().year}"),
        ("outcomes of a host", "host", "/outcomes/"),
        ("both harvests", "officer", "/harvest/"),
        *((f"both harvests by {by}", "officer", f"/harvest/by/?by={by}") for by in BY),
    ):
        measure_page(cast.client(key), name, path, of=OUTCOMES)


def _values(cast: Any, today: Any) -> dict[str, Any]:
    return {
        "city": cast.city.pk,
        "programme": cast.programme.pk,
        "today": today,
        "unit": cast.units["大桥镇"].pk,
        "asked": cast.units["甲市"].pk,
        "user": cast.users["host"].pk,
        "n": OUTCOMES,
    }
