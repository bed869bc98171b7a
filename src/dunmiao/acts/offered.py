"""What may be picked for an input, and the rows in place of the addresses that were sent."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from dunmiao.acts.fields import OFFERED_AT_ONCE, Input, One, Pick, Rows, Sheet
from dunmiao.acts.messages import say
from dunmiao.acts.reading import Unreadable, inputs_of
from dunmiao.kernel.errors import NotVisible, not_visible
from dunmiao.kernel.findings import Finding


def uid_of(target: object) -> uuid.UUID:
    """The address of a row, or the address itself; what is none looks like absent (404)."""
    given = getattr(target, "uid", target)
    try:
        return given if isinstance(given, uuid.UUID) else uuid.UUID(str(given))
    except ValueError:
        raise not_visible() from None


def options_of(spec: Input, doing: Any, row: Any, search: str) -> list[tuple[str, str]] | None:
    """(value, label) of what is offered; one more than OFFERED_AT_ONCE where there are more.

    None where anything within the limits of the input will do.
    """
    if isinstance(spec, One):
        rows = spec.offers(doing, row)
        found = list(rows[: OFFERED_AT_ONCE + 1])
        if search and len(found) > OFFERED_AT_ONCE:  # a short list stays as it is
            words = [Q(**{f"{column}__icontains": search}) for column in spec.search]
            found = list(rows.filter(Q(*words, _connector=Q.OR))[: OFFERED_AT_ONCE + 1])
        return spec.options(found)
    if isinstance(spec, Pick | Sheet):
        return list(spec.offers(doing, row))
    return None


def settled(
    inputs: Mapping[str, Input], doing: Any, row: Any, given: dict[str, Any]
) -> dict[str, Any]:
    """The same values with offered rows in place of their addresses; what is not offered is
    refused (400) beside its field."""
    out, wrong = dict(given), list[Finding]()

    def settle(where: str, spec: Input, value: Any) -> Any:
        if value in (None, "", [], (), {}):
            return value
        try:
            return _settled(spec, doing, row, value)
        except (LookupError, ValidationError, NotVisible):
            wrong.append(say("field.choice", where=where))
            return None

    for name, value in given.items():
        if (spec := inputs.get(name)) is None:
            continue
        if isinstance(spec, Rows):
            parts = inputs_of(spec.of).items()
            out[name] = [
                replace(line, **{part: settle(f"{name}.{n}.{part}", cell, getattr(line, part))
                                 for part, cell in parts})
                for n, line in enumerate(value or ())
            ]  # fmt: skip
        else:
            out[name] = settle(name, spec, value)
    if wrong:
        raise Unreadable(wrong)
    return out


def _settled(spec: Input, doing: Any, row: Any, value: Any) -> Any:
    if isinstance(spec, One):
        asked = [uid_of(one) for one in (value if spec.is_many else [value])]
        found = list(spec.offers(doing, row).filter(uid__in=asked))
        if len(found) != len(set(asked)):
            raise LookupError
        return found if spec.is_many else found[0]
    if isinstance(spec, Pick | Sheet):
        known = {code for code, _ in spec.offers(doing, row)}
        if set(value if spec.is_many or isinstance(spec, Sheet) else [value]) - known:
            raise LookupError
    if isinstance(spec, Sheet):
        return {key: _settled(spec.cell, doing, row, cell) for key, cell in value.items()}
    return value
