"""The tree of organisations outside the city: ministry, bureau, division."""

from django.db import models
from django.db.models import Q

from dunmiao.db.models import AddressedModel


class Organisation(AddressedModel):
    """A node; `path` is the chain of ids from its root, `/3/17/`. Names are no secret."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    place = models.CharField(max_length=30, blank=True)
    # The unit of the city's own tree that stands for it as a host, where there is one.
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    # The file whose cards named it first; it goes when that file is taken back and it is empty.
    card_import = models.ForeignKey(
        "liaison.CardImport", on_delete=models.PROTECT, null=True, related_name="organisations"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city", "parent", "name"],
                name="organisation_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="organisation_kind_known",
                condition=Q(kind__in=["MINISTRY", "BUREAU", "DIVISION"]),
            ),
        ]
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        """The name."""
        return self.name
