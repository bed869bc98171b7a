"""Judge the content of a rule set, and that of several together: pure, every fault at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dunmiao.kernel.findings import Catalogue, Finding
from dunmiao.rulebook.parameters import PARAMETERS

say = Catalogue(
    {
        "rules.order": "“{name}”的止日（{last}）早于起日（{first}）。",
        "rules.twice": "“{name}”在 {day} 有两个取值：{one}、{other}。",
        "rules.rule_twice": "规则“{name}”在 {day} 有两条：{one}、{other}。",
        "rules.parameter_missing": "缺参数“{name}”（{key}）：{day} 起没有取值。",
        "rules.parameter_unknown": "没有“{key}”这个参数。",
        "rules.parameter_number": "“{name}”应为 {least} 到 {most} 的整数；所填为“{text}”。",
        "rules.parameter_share": "“{name}”应为 0 到 1 的分数，如 2/3；所填为“{text}”。",
        "rules.empty": "这一版没有一条规则。",
    }
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A rule or a parameter with the days on which it counts (`last` None: for good), and the
    place of the input it came from."""

    key: str
    name: str
    value: str
    first: date
    last: date | None
    where: str = ""

    def ends(self) -> date:
        """The last day; the end of the calendar where there is none."""
        return self.last or date.max


def clashes(rows: Iterable[Dated], code: str) -> list[Finding]:
    """Every pair of rows of one key that count on the same day, and every row with its days
    the wrong way round."""
    found: list[Finding] = []
    by_key: dict[str, list[Dated]] = {}
    for row in rows:
        if row.ends() < row.first:
            found.append(
                say("rules.order", where=row.where, name=row.name, first=str(row.first),
                    last=str(row.last))
            )  # fmt: skip
            continue
        for other in by_key.setdefault(row.key, []):
            day = max(row.first, other.first)
            if day <= min(row.ends(), other.ends()):
                found.append(
                    say(code, where=row.where, name=row.name, day=str(day), one=other.value,
                        other=row.value)
                )  # fmt: skip
        by_key[row.key].append(row)
    return found


def gaps(rows: Sequence[Dated], *, since: date) -> list[Finding]:
    """Every parameter of the house without a value on some day from `since` on."""
    found = []
    for key, known in PARAMETERS.items():
        day: date | None = since
        for row in sorted((row for row in rows if row.key == key), key=lambda row: row.first):
            if day is not None and row.first <= day <= row.ends():
                day = None if row.last is None else row.last + timedelta(days=1)
        if day is not None:
            found.append(say("rules.parameter_missing", name=known.label, key=key, day=str(day)))
    return found


def value_faults(key: str, value: str, *, where: str = "") -> list[Finding]:
    """Whether a parameter is known and its value is one that it can have."""
    if (known := PARAMETERS.get(key)) is None:
        return [say("rules.parameter_unknown", where=where, key=key)]
    if known.fits(value):
        return []
    facts: dict[str, Any] = {"name": known.label, "text": value[:20]}
    if known.is_share:
        return [say("rules.parameter_share", where=where, **facts)]
    bounds: dict[str, Any] = {"least": known.least, "most": known.most}
    return [say("rules.parameter_number", where=where, **facts, **bounds)]
