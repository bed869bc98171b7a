"""A table of units as a plain file, and the apportionment as it is printed."""

from fractions import Fraction
from typing import Any

from dunmiao.engines.appraisal.quota import Apportionment, Infeasible, apportion, places_of
from dunmiao.engines.tables import BadInput, Fault, Table, read_table, whole

MOST_PEOPLE = 10**9
REASONS = {
    "floors": "the floors exceed the {places} places",
    "caps": "the caps (and people) hold fewer than the {places} places",
    "floor-above-cap": "a floor is above the unit's cap or people",
}


class Pool:
    """Units with their people, floors and caps, read from a table; BadInput with every fault."""

    def __init__(self, content: bytes, *, name: str, floors: str = "", caps: str = "") -> None:
        """`floors` and `caps` name columns; an empty cell is none."""
        self.name = name
        self.faults: list[Fault] = []
        needed = ("unit", "people", *filter(None, (floors, caps)))
        table = read_table(name, content, needed=needed)
        self.faults += table.faults
        self.people = {} if table.faults else self._people(table)
        self.floors = {} if table.faults or not floors else self._column(table, floors)
        self.caps = {} if table.faults or not caps else self._column(table, caps)
        if self.faults:
            raise BadInput(self.faults)

    def _people(self, table: Table) -> dict[str, int]:
        out: dict[str, int] = {}
        for line, row in table.rows:
            unit = row["unit"]
            if not unit or unit in out:
                why = f'duplicate unit "{unit}"' if unit else "unit is empty"
                self.faults.append(Fault(self.name, line, why))
            out[unit] = self._whole(line, "people", row["people"])
        return out

    def _column(self, table: Table, column: str) -> dict[str, int]:
        return {
            row["unit"]: self._whole(line, column, row[column])
            for line, row in table.rows
            if row[column]
        }

    def _whole(self, line: int, column: str, text: str) -> int:
        value = whole(text, least=0, most=MOST_PEOPLE)
        if value is None:
            self.faults.append(
                Fault(self.name, line, f'{column} "{text}" is not a whole number ≥ 0')
            )
        return value or 0

    def _refuse(self, reason: str) -> BadInput:
        return BadInput([Fault(self.name, 1, reason)])

    def share(
        self, *, rate: Fraction | None, places: int | None, method: str = "hamilton"
    ) -> dict[str, Any]:
        """The result as printed; BadInput where rate, places, floors and caps do not agree."""
        total = sum(self.people.values())
        if places is None:
            if rate is None:
                raise self._refuse("a rate or a number of places is needed")
            places = places_of(rate, total)
        elif rate is not None and places > rate * total:
            raise self._refuse(f"{places} places exceed {rate} of {total} people")
        try:
            found = apportion(
                places, self.people, floors=self.floors, caps=self.caps, method=method
            )
        except Infeasible as wrong:
            raise self._refuse(REASONS[wrong.code].format(places=places)) from wrong
        return self._json(found, rate, places, method)

    def _json(
        self, found: Apportionment, rate: Fraction | None, places: int, method: str
    ) -> dict[str, Any]:
        total = sum(self.people.values())
        return {
            "format": "dunmiao-quota/1",
            "method": method,
            "people": total,
            "rate": None if rate is None else str(rate),
            "places": places,
            "settled": found.settled,
            "units": [
                {
                    "unit": unit,
                    "people": people,
                    "quota": str(Fraction(places * people, total) if total else Fraction(0)),
                    "seats": found.seats[unit],
                }
                for unit, people in self.people.items()
            ],
            "ties": [{"units": list(tie.units), "places": tie.places} for tie in found.ties],
            "findings": [],
        }
