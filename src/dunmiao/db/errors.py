"""Which promise of the database an error is about."""


def violated(error: BaseException) -> str:
    """The name of the violated constraint; empty where the error names none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", None) or "")
