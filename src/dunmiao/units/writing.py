"""Make a city and grow its tree of units."""

from django.db import transaction

from dunmiao.formats.names import pinyin_key
from dunmiao.units.models import City, Division, Unit


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
