"""Migrations on populated data: a back-fill is a change like any other, made by the system."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from dunmiao.access import scopes
from dunmiao.db.models import RowHistory
from dunmiao.db.operations import BY_THE_SYSTEM, BackFill

FILL = "UPDATE people_cadre SET growth_division = '330400' WHERE name = '王伟'"


def test_a_back_fill_says_who_changes_the_rows(city: Any) -> None:
    scopes._set(city=str(city.city.pk), all_units="on", actor="", reason="")
    with connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="carries no actor"), transaction.atomic():
            cursor.execute(FILL)
        cursor.execute(f"{BY_THE_SYSTEM};{FILL}")
    row = RowHistory.objects.filter(table="people_cadre", operation="U").latest("pk")
    assert (row.actor_id, row.reason) == (0, "升级")
    assert BackFill(FILL, "people_cadre").sql.startswith(BY_THE_SYSTEM)
