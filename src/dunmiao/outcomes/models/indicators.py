"""Figures of towns and projects by quarter, with their definitions, books and revisions."""

from django.db import models
from django.db.models import F, Q

from dunmiao.db.models import AddressedModel, CityModel
from dunmiao.outcomes.rules.indicators import Definition


class Indicator(AddressedModel):
    """Something that is counted every quarter; what exactly, its definitions say."""

    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "name"], name="indicator_name_once")]

    def __str__(self) -> str:
        """Its name."""
        return self.name


class IndicatorBook(AddressedModel):
    """A workbook that was brought: waiting, taken, or withdrawn again."""

    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    bringer = models.CharField(max_length=50)
    taken_at = models.DateTimeField(null=True)
    taker = models.CharField(max_length=50, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    new_count = models.PositiveIntegerField(default=0)
    revised_count = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawer = models.CharField(max_length=50, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="indicatorbook_withdrawn_after_taken",
                condition=Q(withdrawn_at=None)
                | Q(taken_at__isnull=False, withdrawn_at__gte=F("taken_at")),
            )
        ]
        indexes = [models.Index(fields=["city", "-brought_at"], name="indicatorbook_newest")]

    def __str__(self) -> str:
        """The name of the file."""
        return self.name

    @property
    def state(self) -> str:
        """WAITING, TAKEN or WITHDRAWN."""
        if self.withdrawn_at is not None:
            return "WITHDRAWN"
        return "WAITING" if self.taken_at is None else "TAKEN"


class IndicatorDefinition(AddressedModel):
    """What an indicator counts, in force while the book that brought it is; never changed."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="definitions")
    version = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=20)
    basis = models.CharField(max_length=10)
    text = models.CharField(max_length=500)
    source = models.CharField(max_length=100, blank=True)
    since = models.PositiveIntegerField(null=True)
    book = models.ForeignKey(IndicatorBook, on_delete=models.PROTECT, related_name="definitions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "version"], name="indicatordefinition_version_once"
            )
        ]
        ordering = ["version"]

    def __str__(self) -> str:
        """Which version."""
        return f"{self.indicator_id}.{self.version}"

    def plain(self) -> Definition:
        """The definition as the rules know it."""
        return Definition(
            self.indicator.name, self.measure, self.basis, self.text, self.source, self.since
        )


class IndicatorFigure(CityModel):
    """One reported figure; a revision is another row, and the present one is marked."""

    definition = models.ForeignKey(
        IndicatorDefinition, on_delete=models.PROTECT, related_name="figures"
    )
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    quarter = models.PositiveIntegerField()
    revision = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=18, decimal_places=4)
    book = models.ForeignKey(IndicatorBook, on_delete=models.PROTECT, related_name="figures")
    is_present = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "unit", "quarter", "revision"],
                name="indicatorfigure_revision_once",
            ),
            models.UniqueConstraint(
                fields=["definition", "unit", "quarter"],
                condition=Q(is_present=True),
                name="indicatorfigure_one_present",
            ),
        ]
        indexes = [
            models.Index(
                fields=["definition", "quarter"],
                condition=Q(is_present=True),
                name="indicatorfigure_series",
            )
        ]

    def __str__(self) -> str:
        """Where it stands, not what it says."""
        return f"{self.definition_id}/{self.unit_id}/{self.quarter}.{self.revision}"
