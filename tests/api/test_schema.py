"""The described operations under random calls: nothing breaks, nothing is undescribed."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dunmiao.access.roles import PERMISSIONS, Role
from dunmiao.accounts.actions.keys import make_key
from dunmiao.acts.declare import ACTS
from dunmiao.api.site import api
from tests.acts.stages import by, hire, stages
from tests.long import first

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
STAGES = stages()
SCHEMA = openapi.from_dict(api.get_openapi_schema())
SCHEMA.app = get_wsgi_application()
ACT_OPERATIONS = {
    name: operation.ok()
    for operation in SCHEMA.get_all_operations()
    if (name := operation.ok().definition.raw.get("operationId")) in ACTS
}
SEEDED = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written is undone."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)


@pytest.fixture
def key(city: Any) -> Iterator[str]:
    """A key of the department with every right that it has."""
    # A request would close the connection, and with it the transaction of the test.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    hire(city)
    rights = sorted(right.value for right in PERMISSIONS[Role.ORG_DEPARTMENT])
    yield str(by(city, "officer", make_key, name="脚本", rights=rights, days=30).facts["接口密钥"])
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def calls(operation: Any, uid: uuid.UUID | None) -> st.SearchStrategy[Case]:
    """Calls that the description allows, and calls that it does not, on the staged row or none."""
    chosen = st.sampled_from(GenerationMode).flatmap(
        lambda mode: operation.as_strategy(generation_mode=mode)
    )

    def on_row(case: Case) -> Case:
        if uid is not None and "uid" in case.path_parameters:
            case.path_parameters["uid"] = str(uid)
        return case

    return st.one_of(chosen, chosen.map(on_row))


@pytest.mark.parametrize("tries", first(1, [8, 200]))
@pytest.mark.parametrize("name", sorted(ACT_OPERATIONS))
def test_random_calls_of_an_act_are_answered_as_described(
    city: Any, key: str, name: str, tries: int
) -> None:
    stage = STAGES.get(name)
    row = stage.make(city, stage.state) if stage else None

    @settings(SEEDED, max_examples=tries)
    @given(calls(ACT_OPERATIONS[name], getattr(row, "uid", None)))
    def each(case: Case) -> None:
        with taken_back():
            case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=CHECKS)

    each()
