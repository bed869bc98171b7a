"""A note is read where it was written, by the department, by its writer, and by the person it is
about once he is asked to answer; suggestions and uses by the department."""

from dunmiao.access.policy import PRESENT, Seen, declare
from dunmiao.access.relations import Person, Unit
from dunmiao.access.roles import Permission as P

OURS = Seen(P.DEVELOPMENT_VIEW, Unit("unit"))
declare(
    "development.everydaynote",
    OURS,
    Seen(P.NOTES_WRITE, Unit("unit")),
    Seen(None, Person("written_by"), root=False),
    Seen(None, Person(), only={"answer_by": PRESENT}, root=False),
)
for _name in "suggestion userecord lookback".split():
    declare(f"development.{_name}", OURS)
