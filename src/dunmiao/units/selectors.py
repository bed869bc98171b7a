"""Read the tree of units; units are known to everyone who is signed in to the city."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from dunmiao.kernel.errors import not_visible
from dunmiao.kernel.findings import Finding
from dunmiao.units.messages import say
from dunmiao.units.models import City, Unit, UnitEvent


def get_city() -> City | None:
    """The city of this installation, None before `dunmiao init`."""
    return City.objects.order_by("pk").first()


def list_units(*, city_id: int, kinds: Iterable[str] = ()) -> QuerySet[Unit]:
    """Units in the order of the tree's table, of these kinds where any are given; none closed."""
    units = Unit.objects.filter(city_id=city_id, valid_to=None).order_by("sort_order", "pk")
    return units.filter(kind__in=list(kinds)) if kinds else units


def get_unit(*, city_id: int, uid: uuid.UUID) -> Unit:
    """One unit of the city's tree, which everyone who signs in may know."""
    found = Unit.objects.filter(city_id=city_id, uid=uid).first()
    if found is None:
        raise not_visible()
    return found


def units_below(*, city_id: int, path: str) -> set[int]:
    """Ids of the unit at `path` and everything under it."""
    return set(
        Unit.objects.filter(city_id=city_id, path__startswith=path).values_list("pk", flat=True)
    )


@dataclass(frozen=True, slots=True)
class UnitNames:
    """Find units by the names people write; built once for a whole import."""

    by_name: dict[str, list[Unit]]
    longest_first: tuple[str, ...] = ()

    @classmethod
    def of(cls, city_id: int) -> "UnitNames":
        """Read every unit of the city, by name and by "parent/name"."""
        by_name: dict[str, list[Unit]] = {}
        for unit in list_units(city_id=city_id).select_related("parent"):
            by_name.setdefault(unit.name, []).append(unit)
            if unit.parent:
                by_name.setdefault(f"{unit.parent.name}/{unit.name}", []).append(unit)
                by_name.setdefault(f"{unit.parent.name}{unit.name}", []).append(unit)
        sure = [name for name, units in by_name.items() if len(units) == 1 and len(name) > 2]
        return cls(by_name, tuple(sorted(sure, key=len, reverse=True)))

    def named_in(self, text: str) -> Unit | None:
        """The unit that a free text names (平湖市新仓镇财政所), the longest name first."""
        found = next((name for name in self.longest_first if name in text), None)
        return self.by_name[found][0] if found else None

    def find(self, name: str) -> Unit | Finding:
        """The unit of that name, or the finding that says why there is none."""
        found = self.by_name.get(name.strip().replace("／", "/"), [])
        if len(found) == 1:
            return found[0]
        if not found:
            return say("unit.unknown", name=name)
        return say("unit.ambiguous", name=name, count=len(found))


def all_units(*, city_id: int) -> QuerySet[Unit]:
    """Closed ones, too, in the order of the tree's table."""
    return Unit.objects.filter(city_id=city_id).order_by("sort_order", "pk")


def events_of(unit: Unit) -> QuerySet[UnitEvent]:
    """What became of a unit, newest first."""
    return UnitEvent.objects.filter(unit=unit).order_by("-day", "-pk")
