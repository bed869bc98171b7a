"""Secondments at scale: acts a second, duties reckoned anew, boards, letters, document numbers."""

import os
import threading
import time
import uuid
from datetime import date, timedelta
from typing import Any

from benchmarks.database import in_own_database
from benchmarks.pages import measure_page

CASES = int(os.environ.get("BENCH_CASES", "100000"))
WRITERS, EACH = 8, 60

FILL = """
WITH people AS (
  INSERT INTO people_cadre (uid, city_id, home_unit_id, name, name_pinyin_key, name_initials,
    name_stroke_key, sex, ethnicity, native_place, birth_place, growth_place, growth_division,
    politics, health, technical_title, speciality, current_post, rank, civil_grade,
    education_level, is_outstanding_young, is_city_managed, experience, awards, stage, revision,
    updated_at)
  SELECT gen_random_uuid(), c.city_id, c.home_unit_id, '测' || n, 'ce ' || n, 'c',
    sha256(n::text::bytea), '男', '汉族', '', '', '', '', '', '', '', '', '职务', 1, '', '大学',
    false, false, '{}', '', 'SECONDED', 1, now()
  FROM (SELECT city_id, home_unit_id FROM people_cadre LIMIT 1) c, generate_series(1, %(n)s) n
  RETURNING id
), cases AS (
  INSERT INTO secondments_secondment (uid, city_id, programme_id, post_id, cadre_id, home_unit_id,
    host_unit_id, lead_unit_id, kind, purpose, state, starts_on, ends_on, arrived_on, duty,
    extensions, closing_reason, notice_no, revision)
  SELECT gen_random_uuid(), s.city_id, s.programme_id, s.post_id, p.id, s.home_unit_id,
    s.host_unit_id, s.lead_unit_id, s.kind, s.purpose, 'SERVING', d.first, d.first + 365, d.first,
    '', 0, '', '', 1
  FROM people p, (SELECT * FROM secondments_secondment LIMIT 1) s,
    LATERAL (SELECT %(today)s::date - (p.id %% 360)::int AS first) d
  RETURNING id, city_id, arrived_on
)
INSERT INTO secondments_secondmentevent (city_id, secondment_id, act, from_state, to_state, on_day,
  actor_name, reason, document_no, recorded_at)
SELECT city_id, id, 'notice', 'APPROVED', 'NOTICED', arrived_on - 7, '测', '', '', now() FROM cases
"""


def run() -> None:
    """In a database of its own, thrown away afterwards."""
    in_own_database(_measure)


def _measure() -> None:
    import psycopg
    from django.db import connection
    from django.utils import timezone

    from dunmiao.secondments.tasks import do_days_work
    from tests.factories.city import Cast

    cast, today = Cast.build(), timezone.localdate()
    case = cast.secondee("王伟")
    _acts(cast, case)
    with cast.acting("officer"), connection.cursor() as cursor:
        cursor.execute(FILL, {"n": CASES, "today": today})
    with psycopg.connect(os.environ["DUNMIAO_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("ANALYZE")
    for name in ("first night", "next night, nothing changed"):
        began = time.perf_counter()
        written = do_days_work(today=today)
        took = time.perf_counter() - began
        print(
            f"{name}: duties of {CASES} cases reckoned in {took:.0f} s "
            f"({CASES / took:.0f} cases a second), {written} rows written"
        )
    with psycopg.connect(os.environ["DUNMIAO_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("ANALYZE")
    client = cast.client("officer")
    for name, path in (
        ("duties board", "/obligations/?all=1"),
        ("one's own duties", "/obligations/"),
        ("list of cases", "/secondments/"),
        ("one case", f"/secondments/{case.uid}/"),
    ):
        measure_page(client, name, path, of=CASES)
    _letters()
    _numbers(cast)


def _acts(cast: Any, case: Any) -> None:
    from dunmiao.acts.claims import Doing
    from dunmiao.secondments.actions.measures import plan_measure

    day, count = case.starts_on + timedelta(days=30), 200
    with cast.acting("officer"):
        began = time.perf_counter()
    for _ in range(count):
        with cast.acting("王伟") as actor:
            plan_measure(Doing.by(actor, today=day), case, line="PARK", text="措施", due_on=day)
    took = time.perf_counter() - began
    print(
        f"acts with audit, constraints and duties refreshed: {count / took:.0f} a second (one client)"
    )


def _letters() -> None:
    from dunmiao.documents.letters import feedback_letter

    began, count = time.perf_counter(), 200
    for number in range(count):
        feedback_letter(
            issuer="中共甲市委组织部", number=f"甲组反馈〔2026〕{number}号", addressee="市财政局",
            paragraphs=["你单位某同志挂职期满。" * 8] * 6, signed_on=date(2026, 11, 23), is_example=True,
        )  # fmt: skip
    took = time.perf_counter() - began
    print(f"letters as .docx: {60 * count / took:.0f} a minute")


def _numbers(cast: Any) -> None:
    """Eight writers at once on one register: no gap, no double."""
    from django.db import connection

    from dunmiao.documents.models import IssuedNumber
    from dunmiao.documents.storing import take_number

    def write() -> None:
        for _ in range(EACH):
            with cast.acting("officer") as actor:
                take_number(
                    actor=actor, prefix="甲组测", year=2026, subject="b", subject_uid=uuid.uuid4()
                )
        connection.close()

    began = time.perf_counter()
    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    took = time.perf_counter() - began
    with cast.acting("officer"):
        rows = IssuedNumber.objects.filter(series__prefix="甲组测")
        numbers = sorted(rows.values_list("number", flat=True))
    whole = numbers == list(range(1, WRITERS * EACH + 1))
    print(
        f"register of numbers, {WRITERS} writers: {len(numbers) / took:.0f} a second, "
        f"no gap and no double: {whole}"
    )
