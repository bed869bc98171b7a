"""A cadre's levels and listings between rows, plain values and the sealed state of an undo."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from dunmiao.formats.person import PersonRecord
from dunmiao.kernel.ranks import Rank
from dunmiao.people.models import Cadre
from dunmiao.people.rules import Held, Listed, advance, leave, relist


@dataclass(frozen=True, slots=True)
class Ladders:
    """Everything held and listed, in the order it was written."""

    held: tuple[Held, ...] = ()
    listed: tuple[Listed, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        plain = asdict(self)
        for entry in (*plain["held"], *plain["listed"]):
            for name in ("first", "last"):
                entry[name] = entry[name].isoformat() if entry[name] else None
        return plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "Ladders":
        """Read back what `as_dict` wrote."""

        def days(entry: dict[str, Any]) -> dict[str, Any]:
            read = {
                n: date.fromisoformat(entry[n]) if entry[n] else None for n in ("first", "last")
            }
            return {**entry, **read}

        return cls(
            tuple(Held(**days(entry)) for entry in plain["held"]),
            tuple(Listed(**days(entry)) for entry in plain["listed"]),
        )


def ladders_of(cadre: Cadre) -> Ladders:
    """What is stored; relations should be prefetched for many."""
    return Ladders(
        tuple(
            Held(row.ladder, row.value, row.from_month, row.to_month, row.is_open)
            for row in cadre.rankrecords.all()
        ),
        tuple(
            Listed(row.pool, row.from_month, row.to_month, row.origin, row.is_open)
            for row in cadre.reservelistings.all()
        ),
    )


def carried_on(kept: Ladders, record: PersonRecord, *, month: date) -> Ladders:
    """What is stored, carried on by what a record says of the present."""
    if record.rank:
        label = Rank(record.rank).label
        held = advance(kept.held, ladder="LEADING", value=label, since=record.rank_since_month)
    else:
        held = leave(kept.held, ladder="LEADING", month=month)
    since = record.civil_grade_since_month
    held = advance(held, ladder="GRADE", value=record.civil_grade[:20], since=since)
    pools = [pool[:40] for pool in record.reserve.split("、")]
    return Ladders(held, relist(kept.listed, pools, month=month))
