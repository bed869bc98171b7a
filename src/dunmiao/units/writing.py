"""Make a city and grow its tree of units."""

from datetime import date

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from dunmiao.formats.names import pinyin_key
from dunmiao.units.models import City, Division, Unit, UnitEvent


def create_city(*, name: str, division_code: str, is_example: bool = False) -> City:
    """Make the city of this installation; the only row made before anybody may sign in."""
    return City.objects.create(name=name, division_code=division_code, is_example=is_example)


@transaction.atomic
def add_unit(
    *,
    city: City,
    name: str,
    kind: str,
    parent: Unit | None = None,
    level: int = 0,
    division_code: str = "",
    sort_order: int = 0,
) -> Unit:
    """Hang a unit under `parent` (None: the root). An equal unit is returned as it is."""
    if division_code:
        Division.objects.get_or_create(code=division_code, valid_from=None, defaults={"name": name})
    found = Unit.objects.filter(city=city, parent=parent, name=name).first()
    if found:
        return found
    unit = Unit.objects.create(
        city=city,
        parent=parent,
        name=name,
        kind=kind,
        level=level,
        division_code=division_code,
        sort_order=sort_order,
        name_pinyin_key=pinyin_key(name),
        path="",
    )
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    return unit


def hang_under(unit: Unit, parent: Unit) -> None:
    """Move a unit with everything below it; the caller has asked that this makes no cycle."""
    old, new = unit.path, f"{parent.path}{unit.pk}/"
    unit.parent, unit.path = parent, new
    unit.save(update_fields=["parent", "path"])
    below = Unit.objects.filter(city_id=unit.city_id, path__startswith=old)
    below.update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))


def note_change(
    unit: Unit, kind: str, *, day: date, reason: str, before: str = "", after: str = ""
) -> None:
    """Write down a change of a unit, to be read later."""
    UnitEvent.objects.create(
        city_id=unit.city_id, unit=unit, kind=kind, day=day, reason=reason,
        before=before[:120], after=after[:120],
    )  # fmt: skip
