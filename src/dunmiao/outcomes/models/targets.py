"""What a programme is to reach."""

from django.db import models
from django.db.models import Q

from dunmiao.db.models import AddressedModel


class OutcomeTarget(AddressedModel):
    """A target of a programme for one year."""

    programme = models.ForeignKey(
        "posts.Programme", on_delete=models.PROTECT, related_name="outcome_targets"
    )
    year = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=12)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    weight = models.PositiveSmallIntegerField(default=0)
    document_no = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year", "measure"], name="target_once_a_year"
            ),
            models.CheckConstraint(name="target_above_zero", condition=Q(value__gt=0)),
        ]
        ordering = ["year", "pk"]

    def __str__(self) -> str:
        """Measure and year."""
        return f"{self.measure} {self.year}"
