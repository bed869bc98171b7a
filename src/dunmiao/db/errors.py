"""Which promise of the database an error is about."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from dunmiao.kernel.errors import Conflict
from dunmiao.kernel.findings import Finding


def violated(error: BaseException) -> str:
    """The name of the violated constraint; empty where the error names none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", None) or "")


@contextmanager
def conflict(constraint: str, told: Finding) -> Iterator[None]:
    """Writes that this constraint may refuse: told as a conflict; any other error is a bug."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        if violated(refused) != constraint:
            raise
        raise Conflict([told]) from None
