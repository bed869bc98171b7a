"""Teams of `problem.json`: what each asks for, and who of the people meets it."""

import json
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dunmiao.engines.blocks import Columns
from dunmiao.engines.matching.conditions import OPERATORS, fits, meets
from dunmiao.engines.matching.problem import Team, TeamRequirement
from dunmiao.engines.matching.read_settings import Settings
from dunmiao.engines.tables import MOST_COMPONENT, Fault

Marks = NDArray[np.bool_]


class ReadTeams:
    """Reads the teams; the same condition is judged once for all teams that ask for it.

    `order` is the row of people.csv of each person of the problem.
    """

    def __init__(self, settings: Settings, people: Columns, order: list[int]) -> None:
        """With the table that the conditions speak of."""
        self.settings, self.people, self.order = settings, people, order
        self.judged: dict[str, Marks] = {}

    def teams(self, seats: dict[str, int]) -> tuple[Team, ...]:
        """One for each name in `seats` (team → its seats); who is not listed has no requirements."""
        given: dict[str, Team] = {}
        for place, entry in enumerate(self.settings.listed("teams")):
            if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
                self.settings.here("a team must be an object with an id", "teams", place)
                continue
            name = entry["id"]
            for key in sorted(entry.keys() - {"id", "requirements", "shortfall_penalty"}):
                self.settings.here(f'team "{name}": unknown key "{key}"', "teams", place, key)
            if name in given:
                self.settings.here(f'duplicate team "{name}"', "teams", place)
            if name not in seats:
                self.settings.here(f'team "{name}" has no posts', "teams", place)
            penalty = entry.get("shortfall_penalty", 0)
            if type(penalty) is not int or not 0 <= penalty <= MOST_COMPONENT:
                reason = f'team "{name}": shortfall_penalty must be an integer >= 0'
                self.settings.here(reason, "teams", place)
                penalty = 0
            asked = self._requirements(entry, place, seats.get(name, 0))
            given[name] = Team(name, penalty, asked)
        return tuple(given.get(name, Team(name, 0, ())) for name in seats)

    def _requirements(
        self, entry: dict[str, Any], place: int, seats: int
    ) -> tuple[TeamRequirement, ...]:
        team = entry["id"]
        out: list[TeamRequirement] = []
        listed = entry.get("requirements", [])
        if not isinstance(listed, list):
            self.settings.here(f'team "{team}": requirements must be a list', "teams", place)
            return ()
        for number, item in enumerate(listed):
            path = ("teams", place, "requirements", number)
            if not isinstance(item, dict) or not isinstance(item.get("id"), str):
                reason = f'team "{team}": a requirement must be an object with an id'
                self.settings.here(reason, *path)
                continue
            for key in sorted(item.keys() - {"id", "at_least", "share", "where"}):
                self.settings.here(f'team "{team}": unknown key "{key}"', *path, key)
            if item["id"] in {requirement.id for requirement in out}:
                self.settings.here(f'team "{team}": duplicate requirement "{item["id"]}"', *path)
            need = self._need(team, item, seats, path)
            members = self._members(team, item.get("where", []), path)
            out.append(TeamRequirement(item["id"], need, members))
        return tuple(out)

    def _need(
        self, team: str, item: dict[str, Any], seats: int, path: tuple[str | int, ...]
    ) -> int:
        if ("at_least" in item) == ("share" in item):
            self.settings.here(f'team "{team}": give exactly one of at_least and share', *path)
            return 0
        if "at_least" in item:
            number = item["at_least"]
            if type(number) is int and 0 <= number <= 10**6:
                return number
            self.settings.here(f'team "{team}": at_least must be an integer >= 0', *path)
            return 0
        share = item["share"]
        try:
            top, bottom = str(share).split("/") if isinstance(share, str) else ("", "")
            fraction = Fraction(int(top), int(bottom))
            if not 0 <= fraction <= 1:
                raise ValueError
        except (ValueError, ZeroDivisionError):
            self.settings.here(f'team "{team}": share "{share}" is not a fraction', *path)
            return 0
        return -(-fraction.numerator * seats // fraction.denominator)

    def _members(self, team: str, where: Any, path: tuple[str | int, ...]) -> Marks:
        if not isinstance(where, list):
            self.settings.here(f'team "{team}": where must be a list', *path)
            where = []
        whole = json.dumps(where, sort_keys=True)
        if whole not in self.judged:
            found = [self._condition(team, one, (*path, "where", n)) for n, one in enumerate(where)]
            everybody = np.ones(len(self.order), dtype=bool)
            self.judged[whole] = np.logical_and.reduce([everybody, *found])
        return self.judged[whole]

    def _condition(self, team: str, condition: Any, at: tuple[str | int, ...]) -> Marks:
        """Who meets it, in the order of the problem's people."""
        nobody = np.zeros(len(self.order), dtype=bool)
        if not (isinstance(condition, list) and len(condition) == 3):
            self.settings.here(f'team "{team}": a condition is [column, operator, value]', *at)
            return nobody
        column, operator, value = condition
        if column not in self.people.header:
            self.settings.here(f'team "{team}": people.csv has no column "{column}"', *at)
            return nobody
        if operator not in OPERATORS:
            self.settings.here(f'team "{team}": unknown operator "{operator}"', *at)
            return nobody
        if not fits(operator, value):
            self.settings.here(f'team "{team}": value of "{operator}" has the wrong form', *at)
            return nobody
        cells = self.people.of[column]
        verdict = {cell: meets(cell, operator, value) for cell in set(cells)}
        if None in verdict.values():
            for line, cell in zip(self.people.lines, cells, strict=True):
                if verdict[cell] is None:
                    reason = f'"{cell}" in column "{column}" is not a number'
                    self.settings.faults.append(Fault("people.csv", line, reason))
        return np.array([bool(verdict[cells[row]]) for row in self.order], dtype=bool)
