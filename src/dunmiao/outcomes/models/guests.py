"""Who came to an event: part of what a second unit verifies."""

from django.db import models

from dunmiao.db.models import AddressedModel


class EventGuest(AddressedModel):
    """A firm at a fair or a talk, and who came for it. No telephone: that is a contact's."""

    outcome = models.ForeignKey("outcomes.Outcome", on_delete=models.PROTECT, related_name="guests")
    firm = models.CharField(max_length=100)
    person = models.CharField(max_length=50, blank=True)
    post = models.CharField(max_length=60, blank=True)
    intent = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outcome", "firm", "person"], name="eventguest_once")
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        """Nothing of the firm."""
        return str(self.pk)
