"""平时掌握: what officers and hosts see of somebody day by day, by name and with its source."""

from django.db import models
from django.db.models import F, Q

from dunmiao.db.models import AddressedModel


class EverydayNote(AddressedModel):
    """One thing seen: never anonymous, never a score; withdrawn with a reason, never edited."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    cadre = models.ForeignKey(
        "people.Cadre", on_delete=models.PROTECT, related_name="everyday_notes"
    )
    cadre_uid = models.UUIDField()
    name = models.CharField(max_length=50)
    secondment = models.ForeignKey(
        "secondments.Secondment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    observed_on = models.DateField()
    place = models.CharField(max_length=100)
    tone = models.CharField(max_length=11)
    source = models.CharField(max_length=5)
    source_text = models.CharField(max_length=100, blank=True)
    text = models.CharField(max_length=500)
    written_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    writer = models.CharField(max_length=50)
    writer_role = models.CharField(max_length=60)
    written_on = models.DateField()
    answer_by = models.DateField(null=True)
    seen_on = models.DateField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="note_seen_before_written", condition=Q(written_on__gte=F("observed_on"))
            ),
            models.CheckConstraint(name="note_is_signed", condition=~Q(writer="")),
            models.CheckConstraint(
                name="note_answered_if_shown",
                condition=Q(answered_on=None, answer="")
                | Q(answered_on__isnull=False, answer_by__isnull=False) & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="note_withdrawn_for_a_reason",
                condition=Q(withdrawn_on=None, withdrawn_reason="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["cadre", "-observed_on"], name="note_of_cadre")]
        ordering = ["-observed_on", "-pk"]

    def __str__(self) -> str:
        """When, without what."""
        return self.observed_on.isoformat()
