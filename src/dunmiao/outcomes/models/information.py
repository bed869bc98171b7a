"""Information that somebody relayed to a unit, and what the unit made of it."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from dunmiao.db.models import NamedModel


class RelayedInformation(NamedModel):
    """One item; the receiving unit says once whether it was used."""

    programme = models.ForeignKey("posts.Programme", on_delete=models.PROTECT, related_name="+")
    secondment = models.ForeignKey(
        "secondments.Secondment", on_delete=models.PROTECT, null=True, related_name="information"
    )
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=120)
    text = models.CharField(max_length=500)
    sent_on = models.DateField()
    sender = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    sender_name = models.CharField(max_length=50)
    is_used = models.BooleanField(null=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    answerer = models.CharField(max_length=50, blank=True)
    effect = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="information_answered_by_another",
                condition=Q(is_used=None, answered_by=None, answered_on=None)
                | Q(is_used__isnull=False, answered_by__isnull=False, answered_on__isnull=False)
                & ~Q(answered_by=F("sender")),
            ),
            models.CheckConstraint(
                name="information_to_another_unit", condition=~Q(to_unit=F("unit"))
            ),
        ]
        indexes = [
            models.Index(fields=["city", "-sent_on", "-id"], name="information_newest"),
            GinIndex(fields=["unit_ids"], name="information_units"),
        ]
        ordering = ["-sent_on", "-pk"]

    def __str__(self) -> str:
        """The day alone."""
        return self.sent_on.isoformat()

    @property
    def state(self) -> str:
        """RELAYED until it is answered, then USED or UNUSED."""
        if self.is_used is None:
            return "RELAYED"
        return "USED" if self.is_used else "UNUSED"
