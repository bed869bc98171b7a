"""Which promise of the database an error is about."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import IntegrityError, transaction

from dunmiao.kernel.errors import Conflict, DomainError
from dunmiao.kernel.findings import Finding


def violated(error: BaseException) -> str:
    """The name of the violated constraint; empty where the error names none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", None) or "")


@contextmanager
def refused(constraint: str, error: DomainError) -> Iterator[None]:
    """Writes that this constraint may refuse: `error` then; any other error is a bug."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as cause:
        if violated(cause) != constraint:
            raise
        raise error from None


def conflict(constraint: str, told: Finding) -> AbstractContextManager[None]:
    """The same, told as a conflict: somebody else was first."""
    return refused(constraint, Conflict([told]))
