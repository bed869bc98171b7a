"""What is tried on every run, and what is left to `make test-long`, each night."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

import pytest


def first(now: int, values: Iterable[Any]) -> list[Any]:
    """Parameters: the first `now` of the values on every run, the others marked `long`."""
    rest = iter(values)
    return [
        *islice(rest, now),
        *(pytest.param(*_parts(one), marks=pytest.mark.long) for one in rest),
    ]


def _parts(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
