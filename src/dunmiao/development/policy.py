"""A note is read where it was written, by the department, by its writer, and by the person it is
about once he is asked to answer; suggestions and uses by the department."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from dunmiao.access.actors import Actor
from dunmiao.access.policy import Person, Seen, Unit, declare
from dunmiao.access.roles import Permission as P


@dataclass(frozen=True, slots=True)
class Asked(Person):
    """The person whom a note is about, where he is asked to answer."""

    def q(self, actor: Actor, held: frozenset[int] | None) -> Q:
        """As a filter."""
        return Person.q(self, actor, held) & Q(answer_by__isnull=False)

    def sql(self, table: str, right: P) -> str:
        """As a policy."""
        return f"({Person.sql(self, table, right)} AND {table}.answer_by IS NOT NULL)"

    def holds(self, actor: Actor, held: frozenset[int] | None, row: Any) -> bool:
        """In Python."""
        return row.answer_by is not None and Person.holds(self, actor, held, row)


OURS = Seen(P.DEVELOPMENT_VIEW, (Unit("unit"),))
declare(
    "development.everydaynote",
    OURS,
    Seen(P.NOTES_WRITE, (Unit("unit"), Person("written_by"))),
    Seen(P.GROUPS_VIEW, (Person("written_by"),), whole_city=False),
    Seen(P.REPORT_OWN, (Asked(),), whole_city=False),
)
for _name in ("suggestion", "userecord", "lookback"):
    declare(f"development.{_name}", OURS)
