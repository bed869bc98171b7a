"""Hand-over of contacts with a receipt for each, imports, and merges that can be taken back."""

from django.db import models
from django.db.models import Q

from dunmiao.access.named import NamedModel
from dunmiao.access.roles import Permission
from dunmiao.db.models import AddressedModel, CityModel


class ContactHandover(NamedModel):
    """Contacts offered by their keeper to a unit; who signs there keeps them from that day on."""

    SEEN_WITH = Permission.CONTACTS_VIEW
    number = models.PositiveIntegerField()
    giver = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    giver_name = models.CharField(max_length=50)
    secondment = models.ForeignKey(
        "secondments.Secondment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    to_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    offered_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="contacthandover_number")
        ]
        ordering = ["-offered_on", "-pk"]

    def __str__(self) -> str:
        """The number."""
        return str(self.number)


class HandedContact(CityModel):
    """One contact of a hand-over: received by whom and when, or taken back."""

    handover = models.ForeignKey(ContactHandover, on_delete=models.PROTECT, related_name="items")
    contact = models.ForeignKey(
        "liaison.Contact", on_delete=models.PROTECT, related_name="handovers"
    )
    state = models.CharField(max_length=10, default="OFFERED")
    received_on = models.DateField(null=True)
    receiver = models.CharField(max_length=50, blank=True)
    received_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(state="OFFERED"), name="handedcontact_once"
            ),
            models.CheckConstraint(
                name="handedcontact_received_by_somebody",
                condition=Q(state__in=["OFFERED", "WITHDRAWN"], received_on=None, received_by=None)
                | Q(state="RECEIVED", received_on__isnull=False, received_by__isnull=False),
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        """The state."""
        return self.state


class ContactMerge(AddressedModel):
    """Two entries of one person made one; what the kept one was before, sealed, for undoing."""

    kept = models.ForeignKey("liaison.Contact", on_delete=models.PROTECT, related_name="merges")
    dropped = models.ForeignKey("liaison.Contact", on_delete=models.PROTECT, related_name="+")
    before_sealed = models.BinaryField()
    merged_on = models.DateField()
    merged_by = models.CharField(max_length=50)
    undone_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dropped"], condition=Q(undone_on=None), name="contactmerge_once"
            )
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        """The day."""
        return str(self.merged_on)
