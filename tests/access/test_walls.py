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
from dunmiao.access.policy import POLICIES
from dunmiao.access.row_security import models_of_cities
from tests.access import worlds
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
        cursor.execute("DROP SCHEMA walls CASCADE; RESET search_path")


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
