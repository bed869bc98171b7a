"""Roster and cadre pages at 100,000 cadres beside their bare SQL, and import of 1,000 rows."""

import os
import statistics
import time

from benchmarks.database import in_own_database

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "100000"))
REPEATS = 40
STATEMENTS = ("SELECT", "UPDATE", "INSERT", "DELETE")  # not BEGIN, COMMIT, SAVEPOINT


def run() -> None:
    """In a database of its own, thrown away afterwards."""
    in_own_database(_measure)


def _measure() -> None:
    import psycopg
    from django.db import connection

    from tests.factories.city import Cast

    cast = Cast.build()
    with cast.acting("officer"), connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute(FILL, [PEOPLE])
        cursor.execute("INSERT INTO people_nametoken (city_id, token, cadre_id, home_unit_id) "
                       "SELECT city_id, left(name, 2), id, home_unit_id FROM people_cadre")  # fmt: skip
        print(f"filled with {PEOPLE} cadres in {time.perf_counter() - began:.0f} s")
    with psycopg.connect(os.environ["DUNMIAO_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("ANALYZE")
    client = cast.client("officer")
    uid = cast.cadres["王伟"].uid
    post = cast.posts["大桥镇"].uid
    pages = (("roster", "/cadres/"), ("cadre", f"/cadres/{uid}/"), ("post", f"/posts/{post}/"))
    for name, path in pages:
        measure_page(client, name, path, of=PEOPLE)
    _import(cast)


FILL = """
INSERT INTO people_cadre (uid, city_id, home_unit_id, name, name_pinyin_key, name_initials,
  name_stroke_key, sex, ethnicity, native_place, birth_place, growth_place, growth_division, politics, health,
  technical_title, speciality, current_post, rank, civil_grade, education_level,
  is_outstanding_young, is_city_managed, experience, awards, stage, revision, updated_at,
  birth_month)
SELECT gen_random_uuid(), c.city_id, c.home_unit_id, '测' || n, 'ce ' || n, 'c', sha256(n::text::bytea),
  CASE WHEN n %% 3 = 0 THEN '女' ELSE '男' END, '汉族', '', '', '', '海宁', '', '', '', '', '职务', n %% 4, '', '大学',
  false, false, '{}', '', 'FREE', 1, now(), make_date(1970 + (n %% 30)::int, 1, 1)
FROM (SELECT city_id, home_unit_id FROM people_cadre LIMIT 1) c, generate_series(1, %s) n
"""


def measure_page(client: object, name: str, path: str, *, of: int) -> None:
    """A page against the bare SQL of the same request, medians."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)  # type: ignore[attr-defined]
    times, sql, count = [], [], 0
    for _ in range(REPEATS):
        with CaptureQueriesContext(connection) as captured:
            began = time.perf_counter()
            assert client.get(path).status_code == 200  # type: ignore[attr-defined]
            times.append(1000 * (time.perf_counter() - began))
        sql.append(1000 * sum(float(q["time"]) for q in captured.captured_queries))
        count = len([q for q in captured.captured_queries if q["sql"][:6] in STATEMENTS])
    page, bare = statistics.median(times), statistics.median(sql)
    slow = statistics.quantiles(times, n=20)[-1]
    print(
        f"{name} at {of}: page {page:.0f} ms (p95 of {REPEATS} {slow:.0f}), its SQL {bare:.0f} ms, "
        f"{count} queries, page − SQL {page - bare:.0f} ms, page ≤ 2·SQL + 30: {page <= 2 * bare + 30}"
    )


def _import(cast: object) -> None:
    from datetime import date

    from django.utils import timezone

    from dunmiao.people.importing import check_upload, write_import
    from tests.factories.city import id_number
    from tests.people.test_imports import workbook

    rows = []
    for serial in range(1000):
        birth = date(1970 + serial % 25, 1 + serial % 12, 1)
        number = id_number(serial % 499, birth, "男")
        rows.append(
            [
                f"导{chr(0x4E00 + serial)}",
                "男",
                f"{birth:%Y.%m}",
                number,
                "市财政局",
                "处长",
                "正科",
            ]
        )
    seen: set[str] = set()
    for row in rows:
        if row[3] in seen:
            row[3] = ""
        seen.add(row[3])
    content = workbook(rows)
    began = time.perf_counter()
    with cast.acting("officer") as actor:  # type: ignore[attr-defined]
        batch = check_upload(
            actor=actor,
            name="a.xlsx",
            content=content,
            unit=cast.units["市财政局"],
            today=date(2026, 11, 23),  # type: ignore[attr-defined]
        )
        checked = time.perf_counter() - began
        write_import(actor=actor, batch_uid=batch.uid, now=timezone.now())
        written = batch.rows.filter(is_taken=True).count()
    took = time.perf_counter() - began
    print(
        f"import of 1,000 rows with history and checks: {took:.1f} s ({1000 / took:.0f} rows a second; "
        f"dry run {checked:.1f} s), {written} written"
    )
