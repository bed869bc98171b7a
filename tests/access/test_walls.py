"""Both walls show the same rows: row-level security, the querysets and plain Python agree, on
random worlds and on the whole example city; without a scope nobody sees anything."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dunmiao.access import row_security
from dunmiao.access.models import User
from dunmiao.access.policy import POLICIES
from dunmiao.access.row_security import models_of_cities
from tests.access import worlds
from tests.access.example_city import example_city
from tests.conftest import connected_as


@pytest.fixture(scope="module")
def superuser(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The worker's database, as the superuser of the tests' server."""
    with django_db_blocker.unblock(), connected_as("dunmiao_boot"):
        yield


@pytest.fixture(scope="module")
def bare_tables(superuser: None) -> Iterator[None]:
    """Every table of a city in a schema of its own."""
    worlds.build_tables()
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA walls CASCADE")


def test_every_model_of_a_city_is_declared() -> None:
    assert row_security.undeclared() == []
    assert len(models_of_cities()) == len(POLICIES) > 120


@pytest.mark.parametrize("seed", range(40))
def test_the_declarations_are_those_written_by_hand(seed: int) -> None:
    """No database: a line taken from any policy shows here."""
    lot = random.Random(seed)
    world = worlds.imagine(lot)
    for actor in worlds.some(lot, 12):
        assert world.unexpected(actor) == [], actor


@settings(max_examples=10, deadline=None, database=None, phases=[Phase.generate])
@given(seed=st.integers(0, 2**32))
def test_the_walls_agree_on_random_worlds(bare_tables: None, seed: int) -> None:
    lot = random.Random(seed)  # a seed does not shrink
    with transaction.atomic():
        world = worlds.imagine(lot)
        worlds.store(world)
        differing = [(actor, worlds.compare(actor, world)) for actor in worlds.some(lot, 4)]
        transaction.set_rollback(True)
    assert [one for one in differing if one[1]] == []


# ── the example city ──
@pytest.fixture(scope="module")
def whole_city(django_db_setup: None, django_db_blocker: Any) -> Iterator[worlds.World]:
    """Every row of the example city, loaded once."""
    with django_db_blocker.unblock(), example_city():
        yield worlds.read_everything()


def accounts() -> list[User]:
    """One account of every kind: the roles it holds, at the root or below."""
    kinds: dict[object, User] = {}
    for user in User.objects.exclude(city=None).order_by("pk"):
        with transaction.atomic():
            actor = worlds.actor_of(user)
        kinds.setdefault(frozenset((g.role, g.is_root) for g in actor.grants), user)
    return list(kinds.values())


def test_the_walls_agree_on_the_example_city(
    whole_city: worlds.World, capsys: pytest.CaptureFixture[str]
) -> None:
    differing, cells, shown = [], 0, 0
    found = accounts()
    assert len(found) >= 12
    for user in found:
        with transaction.atomic():
            actor = worlds.actor_of(user)
            differing += worlds.compare(actor, whole_city)
            differing += whole_city.unexpected(actor)
        seen = whole_city.seen_by(actor)
        cells += len(seen)
        shown += sum(map(len, seen.values()))
    with capsys.disabled():
        size = f"{len(found)} kinds of account × {cells // len(found)} tables = {cells} cells"
        print(f"\nwalls: {size}, {shown:,} rows shown, {len(differing)} differ")  # noqa: T201
    assert differing == []


def test_without_a_scope_the_example_city_is_empty(whole_city: worlds.World) -> None:
    assert sum(map(len, whole_city.of.values())) > 10_000
    with transaction.atomic(), worlds.under_row_security():
        assert not any(worlds.read_tables().values())


# ── the database's own copy ──
def test_a_policy_that_is_changed_in_the_database_is_told_and_mended(
    superuser: None,
) -> None:
    statements = (
        "ALTER POLICY scope ON people_cadre USING (true)",
        "DROP POLICY scope ON people_cadre",
        "CREATE POLICY more ON people_cadre USING (true)",
        "ALTER TABLE people_cadre NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE people_cadre DISABLE ROW LEVEL SECURITY",
    )
    assert row_security.differences() == []
    for statement in statements:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
            assert row_security.differences() == ["people_cadre"], statement
            assert row_security.apply() == ["people_cadre"]
            assert row_security.differences() == []
            transaction.set_rollback(True)
