"""Information that somebody relayed to a unit, and what the unit made of it."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.db.models import AddressedModel


class InformationQuerySet(models.QuerySet["RelayedInformation"]):
    """Reads always begin with `visible_to`."""

    def visible_to(self, actor: Actor) -> Self:
        """What was sent from or to the actor's units, and his own."""
        rows = self.filter(city_id=actor.city_id)
        units = actor.units_with(Permission.OUTCOMES_VIEW)
        if units is None:
            return rows
        return rows.filter(Q(unit_ids__overlap=list(units)) | Q(user_ids__contains=[actor.user_id]))


class RelayedInformation(AddressedModel):
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
    unit_ids = ArrayField(models.BigIntegerField())
    user_ids = ArrayField(models.BigIntegerField())
    is_used = models.BooleanField(null=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    answerer = models.CharField(max_length=50, blank=True)
    effect = models.CharField(max_length=300, blank=True)

    objects = InformationQuerySet.as_manager()

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
