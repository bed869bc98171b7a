"""The history of every audited row, and the base of every table of a city."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class RowHistory(models.Model):
    """One change of one row: who, in which role, why, and the values before and after."""

    at = models.DateTimeField()
    xid = models.BigIntegerField()
    city_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField()
    role = models.CharField(max_length=64)
    reason = models.TextField()
    request_id = models.CharField(max_length=40)
    table = models.CharField(max_length=64)
    operation = models.CharField(max_length=1)
    row_id = models.BigIntegerField()
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["city_id", "table", "row_id"], name="rowhistory_row"),
            models.Index(fields=["city_id", "request_id"], name="rowhistory_request"),
        ]

    def __str__(self) -> str:
        """Name the row, not its content."""
        return f"{self.operation} {self.table}:{self.row_id}"


class CityModel(models.Model):
    """A table of one city: its `city_id` leads unique constraints and list indexes."""

    city = models.ForeignKey("units.City", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class AddressedModel(CityModel):
    """A row with an address: only its random `uid` leaves the server."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class NamedModel(AddressedModel):
    """A row with the ids of the units and accounts that it names: whoever it names sees it, and
    no policy needs a join."""

    unit_ids = ArrayField(models.BigIntegerField())
    user_ids = ArrayField(models.BigIntegerField())

    class Meta:
        abstract = True
