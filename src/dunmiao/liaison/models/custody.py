"""Hand-over of contacts with a receipt for each, imports, and merges that can be taken back."""

from django.db import models
from django.db.models import Q

from dunmiao.db.models import AddressedModel, NamedModel
from dunmiao.liaison.models.kept import HandedModel


class ContactHandover(NamedModel):
    """Contacts offered by their keeper to a unit; who signs there keeps them from that day on."""

    number = models.PositiveIntegerField()
    giver = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    giver_name = models.CharField(max_length=50)
    secondment = models.ForeignKey(
        "secondments.Secondment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    to_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    # Whoever is next at that host, where it is handed to a person on secondment.
    to_secondment = models.ForeignKey(
        "secondments.Secondment", on_delete=models.PROTECT, null=True, related_name="+"
    )
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


class HandedContact(HandedModel):
    """One contact of a hand-over."""

    contact = models.ForeignKey(
        "liaison.Contact", on_delete=models.PROTECT, related_name="handovers"
    )

    class Meta(HandedModel.Meta):
        constraints = [
            *HandedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["contact"], condition=Q(state="OFFERED"), name="handedcontact_once"
            ),
        ]


class CardImport(NamedModel):
    """One file of cards that was read in; it can be taken back as long as a card is untouched."""

    name = models.CharField(max_length=200)
    root = models.ForeignKey("liaison.Organisation", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()
    taken = models.PositiveIntegerField()
    undone_on = models.DateField(null=True)
    dropped = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        """The day."""
        return str(self.made_on)


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
