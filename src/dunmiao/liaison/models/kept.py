"""What belongs to the city and is kept by somebody: who brought it, who keeps it, since when."""

from django.db import models
from django.db.models import F, Q

from dunmiao.db.models import CityModel, NamedModel


class KeptModel(NamedModel):
    """Brought by one person for a unit of the city, kept by one person at a time."""

    sensitivity = models.CharField(max_length=12)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    giver = models.CharField(max_length=50)
    given_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField()
    keeper = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    keeper_name = models.CharField(max_length=50)
    keeper_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    # The keeper's own secondment: what he keeps there is handed over when it ends.
    secondment = models.ForeignKey(
        "secondments.Secondment", on_delete=models.PROTECT, null=True, related_name="%(class)ss"
    )
    verified_on = models.DateField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class KeptSpan(CityModel):
    """Who keeps a thing from when to when; one keeper at a time, without a gap."""

    keeper = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    keeper_name = models.CharField(max_length=50)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    handover = models.ForeignKey(
        "liaison.ContactHandover", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_in_order", condition=Q(to_on=None) | Q(to_on__gte=F("from_on"))
            )
        ]
        ordering = ["from_on", "pk"]

    def __str__(self) -> str:
        """The day."""
        return str(self.from_on)


class HandedModel(CityModel):
    """One thing of a hand-over: received by whom and when, or taken back."""

    handover = models.ForeignKey(
        "liaison.ContactHandover", on_delete=models.PROTECT, related_name="%(class)ss"
    )
    state = models.CharField(max_length=10, default="OFFERED")
    received_on = models.DateField(null=True)
    receiver = models.CharField(max_length=50, blank=True)
    received_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_received_by_somebody",
                condition=Q(state__in=["OFFERED", "WITHDRAWN"], received_on=None, received_by=None)
                | Q(state="RECEIVED", received_on__isnull=False, received_by__isnull=False),
            )
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        """The state."""
        return self.state
