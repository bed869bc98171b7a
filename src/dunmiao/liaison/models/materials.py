"""Basic materials of a host beside its people: charts, rules, calendars; kept as contacts are."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from dunmiao.liaison.models.kept import HandedModel, KeptModel, KeptSpan


class HostMaterial(KeptModel):
    """A paper about an organisation; a newer issue replaces it and both stay."""

    organisation = models.ForeignKey(
        "liaison.Organisation", on_delete=models.PROTECT, related_name="materials"
    )
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=80)
    note = models.CharField(max_length=200, blank=True)
    # The day as of which the paper holds, as the host says it.
    as_of = models.DateField()
    file = models.OneToOneField(
        "documents.StoredFile", on_delete=models.PROTECT, related_name="material"
    )
    state = models.CharField(max_length=10, default="ACTIVE")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="material_kind_known",
                condition=Q(kind__in=["CHART", "RULES", "CALENDAR", "OTHER"]),
            ),
            models.CheckConstraint(
                name="material_ends_with_its_day",
                condition=Q(state="ACTIVE", ended_on=None)
                | Q(state__in=["REPLACED", "WITHDRAWN"], ended_on__isnull=False),
            ),
            models.CheckConstraint(
                name="material_sensitivity_known",
                condition=Q(sensitivity__in=["INTERNAL", "RESTRICTED"]),
            ),
            models.UniqueConstraint(
                fields=["city", "organisation", "kind", "title"],
                condition=Q(state="ACTIVE"),
                name="material_once",
            ),
        ]
        indexes = [GinIndex(fields=["unit_ids"], name="material_units")]
        ordering = ["kind", "title", "pk"]

    def __str__(self) -> str:
        """The state alone."""
        return self.state


class MaterialCustody(KeptSpan):
    """Who keeps a paper."""

    material = models.ForeignKey(HostMaterial, on_delete=models.PROTECT, related_name="custodys")

    class Meta(KeptSpan.Meta):
        constraints = [
            *KeptSpan.Meta.constraints,
            models.UniqueConstraint(
                fields=["material"], condition=Q(to_on=None), name="materialcustody_one_keeper"
            ),
        ]


class HandedMaterial(HandedModel):
    """One paper of a hand-over."""

    material = models.ForeignKey(HostMaterial, on_delete=models.PROTECT, related_name="handovers")

    class Meta(HandedModel.Meta):
        constraints = [
            *HandedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["material"], condition=Q(state="OFFERED"), name="handedmaterial_once"
            ),
        ]
