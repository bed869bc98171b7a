"""Append to the audit record through the only function that may write it."""

import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection


def _nobody(row: Any) -> Iterable[int]:
    return ()


# Which units a row concerns: told at start by the declarations of `access.policy`.
concerned: Callable[[Any], Iterable[int]] = _nobody


def append(
    *,
    city_id: int,
    actor_id: int,
    actor_name: str,
    role: str,
    kind: str,
    subject: str = "",
    subject_uid: uuid.UUID | None = None,
    cadres: Sequence[uuid.UUID] = (),
    units: Iterable[int] = (),
    detail: dict[str, Any] | None = None,
    request_id: str = "",
) -> None:
    """Write one event; when it cannot be written the surrounding transaction fails too.

    `units`: ids of the units concerned, whose auditors see the event.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dunmiao_audit(%s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::bigint[], %s::jsonb, %s)",
            [
                city_id,
                actor_id,
                actor_name,
                role[:64],
                kind,
                subject,
                subject_uid,
                list(cadres),
                sorted(set(units)),
                json.dumps(detail or {}, cls=DjangoJSONEncoder, ensure_ascii=False),
                request_id,
            ],
        )
