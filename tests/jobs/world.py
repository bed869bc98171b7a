"""A city with long work waiting, made in a database of its own by a process of its own."""

import json
import os
import sys
from datetime import date
from typing import Any


def importing(city: Any, people: int) -> Any:
    """An upload of many people, checked and confirmed, waiting to be written."""
    from django.utils import timezone

    from dunmiao.acts.claims import Doing
    from dunmiao.jobs.models import Job
    from dunmiao.people import importing
    from dunmiao.people.actions import imports
    from tests.factories.rosters import workbook

    with city.acting("officer") as actor:
        batch = importing.check_upload(
            actor=actor, name="名册.xlsx", content=workbook([person(n) for n in range(people)]),
            unit=city.units["市财政局"], today=timezone.localdate(),
        )  # fmt: skip
        imports.confirm_import(Doing.by(actor), batch)
        return Job.objects.latest("pk")


def person(n: int) -> list[Any]:
    """A row of the workbook, each with another name and number."""
    from tests.factories.rosters import id_number

    birth = date(1970 + n // 12 % 20, 1 + n % 12, 1)
    number = id_number(60 + n // 240, birth, "男")
    name = "测" + chr(0x4E00 + n)
    return [name, "男", f"{birth:%Y.%m}", number, "市财政局", "处长", "正科"]


def solving(city: Any, people: int) -> Any:
    """A plan whose run waits."""
    from dunmiao.acts.claims import Doing
    from dunmiao.jobs.models import Job
    from dunmiao.placements.actions import plans

    city.nominate("王伟", "李芳", "欧阳明")
    with city.acting("officer") as actor:
        plan = plans.make_plan(Doing.by(actor), city.programme)
        plans.solve_plan(Doing.by(actor), plan)
        return Job.objects.latest("pk")


def main(words: list[str]) -> None:
    """`importing N` or `solving 3` makes a world and tells its job; `requeue` takes up the dead."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dunmiao.config.settings")
    import django

    django.setup()
    if words[0] == "requeue":
        from dunmiao.jobs.requeue import requeue_dead

        answer: Any = requeue_dead()
    else:
        from tests.factories.city import Cast

        made = {"importing": importing, "solving": solving}[words[0]]
        answer = str(made(Cast.build(), int(words[1])).uid)
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1:])
