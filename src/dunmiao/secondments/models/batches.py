"""What a batch away from home needs: cares with an owner and a day, hand-over to who comes next."""

from django.db import models
from django.db.models import Q

from dunmiao.secondments.models.secondments import CaseRow
from dunmiao.secondments.models.serving import AddressedCaseRow


class Care(AddressedCaseRow):
    """A matter of family or housing that somebody sees to by a day; the host sees only its own."""

    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=300)
    owner = models.CharField(max_length=8)
    owner_name = models.CharField(max_length=50, blank=True)
    raised_on = models.DateField()
    raised_by = models.CharField(max_length=50)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    result = models.CharField(max_length=300, blank=True)
    dropped_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="care_owner_known", condition=Q(owner__in=["ORG", "LEAD", "HOST", "HOME"])
            ),
            models.CheckConstraint(
                name="care_done_with_result", condition=Q(done_on=None) | ~Q(result="")
            ),
        ]
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        """The kind."""
        return self.kind


class Handover(AddressedCaseRow):
    """From one person at a host to the next: files, contacts, open matters, and a receipt."""

    successor = models.ForeignKey(
        "secondments.Secondment", on_delete=models.PROTECT, null=True, related_name="takeovers"
    )
    successor_user = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    received_on = models.DateField(null=True)
    received_by = models.CharField(max_length=50, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["secondment"], name="handover_once"),
            models.CheckConstraint(
                name="handover_received_by_successor",
                condition=Q(received_on=None) | Q(successor__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """How far."""
        return "received" if self.received_on else "open"


class HandoverItem(CaseRow):
    """One thing that is handed over."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="items")
    successor_user = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(max_length=8)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        """The kind."""
        return self.kind
