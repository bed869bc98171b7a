"""City, unit tree, and division codes with their validity."""

import uuid

from django.db import models

from dunmiao.db.models import AddressedModel, CityModel


class City(models.Model):
    """One organisation department's realm; every other row belongs to exactly one."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=50, unique=True)
    division_code = models.CharField(max_length=6)
    is_example = models.BooleanField(default=False)

    def __str__(self) -> str:
        """The city's name."""
        return self.name


class Division(models.Model):
    """A code of GB/T 2260: codes die and have successors, old papers keep the dead ones."""

    code = models.CharField(max_length=6)
    name = models.CharField(max_length=50)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    successor_code = models.CharField(max_length=6, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="division_code_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        """Code and name."""
        return f"{self.code} {self.name}"


class WorkdayOverride(models.Model):
    """A day that is worked or free against the ordinary week, as published (节假日安排)."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    is_working = models.BooleanField()
    source = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "day"], name="workday_once")]

    def __str__(self) -> str:
        """The day."""
        return str(self.day)


class UnitKind(models.TextChoices):
    """What a unit is, as far as rules ask."""

    CITY = "CITY", "市"
    DEPARTMENT = "DEPARTMENT", "市级部门"
    COUNTY = "COUNTY", "县（市、区）"
    COUNTY_DEPARTMENT = "COUNTY_DEPARTMENT", "县级部门"
    TOWN = "TOWN", "镇（街道）"
    ENTERPRISE = "ENTERPRISE", "企事业单位"
    PROJECT = "PROJECT", "重点工作指挥部"
    LIAISON = "LIAISON", "驻外联络处"
    OUTSIDE = "OUTSIDE", "市外单位"


class Unit(AddressedModel):
    """A node of the tree. `path` is the chain of ids from the root, `/1/7/31/`."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=200)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    level = models.PositiveSmallIntegerField(default=0)
    division_code = models.CharField(max_length=6, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    name_pinyin_key = models.CharField(max_length=300, default="")
    sort_order = models.PositiveIntegerField(default=0)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city", "parent", "name"], name="unit_name_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["city", "path"], name="unit_path")]

    def __str__(self) -> str:
        """The unit's name."""
        return self.name

    @property
    def level_label(self) -> str:
        """The level in words."""
        from dunmiao.kernel.ranks import Rank

        return Rank(self.level).label

    @property
    def chain(self) -> list[int]:
        """Ids from the root to this unit."""
        return [int(part) for part in self.path.strip("/").split("/") if part]


CHANGES = {
    "RENAMED": "改名",
    "MOVED": "改上级",
    "CORRECTED": "更正",
    "CLOSED": "撤销",
    "MERGED": "并入",
    "TOOK_IN": "并入了",
}


class UnitEvent(CityModel):
    """One change of a unit, so that it can be read as it then was."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=list(CHANGES.items()))
    day = models.DateField()
    before = models.CharField(max_length=120, blank=True)
    after = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["city", "unit", "day"], name="unitevent_read")]

    def __str__(self) -> str:
        """Which change, when."""
        return f"{self.kind} {self.day}"
