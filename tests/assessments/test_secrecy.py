"""The attack: who may read everything, hidden columns included, names no voter.

The attacker has every table, `xmin`, `ctid`, the audit
record and the row history, knows who was given which slip in which order, and in which order
people voted. What he may not have is a row that carries any of it.
"""

import random
import re
import uuid
from typing import Any

import pytest
from django.db import connection

from dunmiao.access.scopes import voter_scope
from dunmiao.assessments.models import BallotCode, CastBallot
from dunmiao.assessments.rules.secrecy import code_hash, receipt_of
from dunmiao.assessments.sweeping import newest_transaction, seen_by_others
from dunmiao.assessments.tasks import StillInUseError, wait_until_unseen
from tests.factories import ballots as play

VOTERS = 120
BOX = ("assessments_castballot", "assessments_ballot", "assessments_ballotcode")


def columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {c.name for c in connection.introspection.get_table_description(cursor, table)}


def test_no_table_of_the_box_has_a_column_for_a_person_or_a_time(db: Any) -> None:
    for table in BOX:
        names = columns(table)
        assert not {n for n in names if re.search(r"_at$|_on$|_by|user|actor|cadre|ip|agent", n)}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE c.relname = %s AND tgname = 'row_history'",
                [table],
            )
            assert cursor.fetchone()[0] == 0, table
            cursor.execute(
                "SELECT count(*) FROM information_schema.columns WHERE table_name = %s "
                "AND (is_identity = 'YES' OR column_default LIKE 'nextval%%')",
                [table],
            )
            assert cursor.fetchone()[0] == 0, table


def test_no_column_of_the_box_is_sampled_for_the_planner(db: Any) -> None:
    """ANALYZE copies values into pg_statistic; there they would outlive the sweep."""
    tables = [*BOX, "assessments_papersheet", "assessments_signingkey"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attnum > 0 AND NOT "
            "attisdropped AND attstattarget IS DISTINCT FROM 0 AND attrelid = ANY(%s::regclass[])",
            [tables],
        )
        assert cursor.fetchall() == [], "add Unsampled for new columns"


def voted(city: Any) -> tuple[Any, list[tuple[str, str]]]:
    """A session in which voters cast one after the other; (code hash, receipt) in that order."""
    round_ = play.make(city, counts={"A": (VOTERS, 0), "B": (0, 0)})
    session = play.session_of(city, round_)
    issued, lot, told = play.issue(city, session), random.Random(11), []
    for slip in issued:
        ballot = uuid.uuid4()
        play.cast(session, slip.code, play.marks(lot, 3), ballot)
        told.append((code_hash(slip.code), receipt_of(ballot)))
    return session, told


def rows(sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_after_closing_no_hidden_column_tells_the_order_of_voting(city: Any) -> None:
    session, told = voted(city)
    play.close(city, session)
    with city.acting("officer"):
        assert not BallotCode.objects.exists()
        assert not CastBallot.objects.exists()
        kept = rows("SELECT id, xmin::text, ctid::text FROM assessments_ballot ORDER BY ctid")
    assert len(kept) == VOTERS
    assert len({xmin for _, xmin, _ in kept}) == 1
    order = {receipt: at for at, (_, receipt) in enumerate(told)}
    stored = [order[receipt_of(ballot)] for ballot, _, _ in kept]
    # Guessing by position names one voter in expectation; ten and more would be a leak
    # (probability below 1e-6 for a random order).
    assert sum(at == seen for at, seen in enumerate(stored)) < 10
    near = sum(abs(at - seen) for at, seen in enumerate(stored)) / VOTERS
    assert near > VOTERS / 5  # a third in expectation


def test_the_board_stands_in_an_order_of_its_own(city: Any) -> None:
    session, told = voted(city)
    play.close(city, session)
    order = {receipt: at for at, (_, receipt) in enumerate(told)}
    with city.acting("officer"):
        stored = [order[row.receipt] for row in session.board.all()]
    assert sum(at == seen for at, seen in enumerate(stored)) < 10


def test_codes_lie_in_the_order_of_their_hashes(city: Any) -> None:
    round_ = play.make(city, counts={"A": (40, 0), "B": (40, 0)})
    session = play.session_of(city, round_)
    play.issue(city, session)
    with city.acting("officer"):
        lying = [
            row[0] for row in rows("SELECT code_hash FROM assessments_ballotcode ORDER BY ctid")
        ]
    assert lying == sorted(lying)


def test_neither_audit_nor_history_tells_of_single_ballots(city: Any) -> None:
    session, told = voted(city)
    play.close(city, session)
    with city.acting("auditor"):
        said = str(rows("SELECT t::text FROM access_auditevent t"))
        history = str(rows("SELECT t::text FROM db_rowhistory t"))
    for digest, receipt in told:
        for text in (said, history):
            assert digest not in text
            assert receipt not in text
    assert said.count("session.closed") == 1


def test_nobody_reads_an_open_box(city: Any) -> None:
    session, _ = voted(city)
    for key in ("officer", "leader", "supervisor", "auditor", "system", "host", "stranger"):
        with city.acting(key):
            assert not CastBallot.objects.exists(), key
            assert not rows("SELECT 1 FROM assessments_castballot"), key
    other = uuid.uuid4()
    with voter_scope(session=session.uid, ballot=other):
        assert not CastBallot.objects.exists()


def test_a_voter_sees_the_paper_of_his_session_and_nothing_else(city: Any) -> None:
    round_ = play.make(city, places=("大桥镇", "新仓镇"))
    one, two = (play.session_of(city, round_, n) for n in (0, 1))
    play.issue(city, one)
    play.issue(city, two)
    with voter_scope(session=one.uid, ballot=uuid.uuid4()):
        assert [r[0] for r in rows("SELECT id FROM assessments_ballotsession")] == [one.pk]
        seen = {r[0] for r in rows("SELECT session_id FROM assessments_ballotcode")}
        assert seen == {one.pk}
        for table in ("people_cadre", "access_auditevent", "assessments_tallycell", "units_unit",
                      "assessments_papersheet", "access_grant"):  # fmt: skip
            assert rows(f"SELECT count(*) FROM {table}")[0][0] == 0, table


def test_sweeping_rewrites_the_files(city: Any) -> None:
    session, _ = voted(city)
    play.close(city, session)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_filenode('assessments_castballot')")
        before = cursor.fetchone()
        # Rows that this test's own open transaction deleted cannot be dropped yet; that the
        # function may run as the application's role, and gives new files, is what shows here.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT dunmiao_sweep_box()")
        cursor.execute("SELECT pg_relation_filenode('assessments_castballot')")
        assert cursor.fetchone() != before


def test_sweeping_waits_for_whoever_still_sees_the_dropped_rows(city: Any) -> None:
    mark = newest_transaction()
    reader = connection.copy()
    try:
        reader.cursor().execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
        assert seen_by_others(mark)
        with pytest.raises(StillInUseError):
            wait_until_unseen(patience=0.3)
        reader.cursor().execute("ROLLBACK")
        wait_until_unseen(patience=20)
    finally:
        reader.close()


def test_closing_and_its_sweeping_are_one_transaction(city: Any) -> None:
    """The job is written by the closing itself, not after it, when the line may break."""
    session, _ = voted(city)
    jobs = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'assessments.sweep'"
    before = rows(jobs)[0][0]
    play.close(city, session)
    assert rows(jobs)[0][0] == before + 1
