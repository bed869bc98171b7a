"""The year's assessment: pools of excellent grades with their ledger, and each person once."""

from fractions import Fraction

from django.db import models
from django.db.models import F, Q

from dunmiao.db.models import AddressedModel, CityModel


class AssessmentYear(AddressedModel):
    """One year of one organiser."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    document = models.CharField(max_length=100, blank=True)
    listed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "year"], name="assessment_year_once")
        ]
        ordering = ["-year"]

    def __str__(self) -> str:
        """The year."""
        return str(self.year)


class QuotaPool(AddressedModel):
    """优秀名额: the base that shares a number of excellent grades (本单位 or 单列)."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.ForeignKey(AssessmentYear, on_delete=models.PROTECT, related_name="pools")
    kind = models.CharField(max_length=7)
    programme = models.ForeignKey(
        "posts.Programme", on_delete=models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(max_length=100)
    rate = models.CharField(max_length=20)
    extra = models.PositiveSmallIntegerField(default=0)
    document = models.CharField(max_length=100, blank=True)
    base = models.PositiveIntegerField(null=True)
    places = models.PositiveIntegerField(null=True)
    method = models.CharField(max_length=8, blank=True)
    minutes = models.CharField(max_length=100, blank=True)
    set_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "kind", "holder", "programme"],
                name="pool_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="pool_kind_known",
                condition=Q(kind="HOME", programme=None)
                | Q(kind="PROJECT", programme__isnull=False),
            ),
            models.CheckConstraint(
                name="pool_granted_by_another",
                condition=Q(approved_by=None, approved_at=None, places=None)
                | (
                    Q(approved_at__isnull=False, places__isnull=False, base__isnull=False)
                    & ~Q(approved_by=F("set_by"))
                ),
            ),
        ]
        ordering = ["-kind", "name"]

    def __str__(self) -> str:
        """Its name."""
        return self.name

    @property
    def fraction(self) -> Fraction:
        """The rate, exactly."""
        return Fraction(self.rate)


class QuotaShare(CityModel):
    """Places of a pool given to one of its parts (a team); `tied` waits for the committee."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    pool = models.ForeignKey(QuotaPool, on_delete=models.PROTECT, related_name="shares")
    part = models.CharField(max_length=100)
    people = models.PositiveIntegerField()
    quota = models.CharField(max_length=30)
    seats = models.PositiveIntegerField()
    is_tied = models.BooleanField(default=False)
    tied_places = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "part"], name="quotashare_once"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        """The part."""
        return self.part


class AnnualAssessment(AddressedModel):
    """One person in one year: exactly one row, in exactly one pool; the database sees to it."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.ForeignKey(AssessmentYear, on_delete=models.PROTECT, related_name="assessments")
    cadre = models.ForeignKey("people.Cadre", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    pool = models.ForeignKey(QuotaPool, on_delete=models.PROTECT, related_name="members")
    part = models.CharField(max_length=100, blank=True)
    home_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    assessing_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    other_unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+"
    )
    other_days = models.PositiveSmallIntegerField(default=0)
    assessor_days = models.PositiveSmallIntegerField(default=0)
    is_moved_by_hand = models.BooleanField(default=False)
    move_reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, default="LISTED")
    grade = models.CharField(max_length=11, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    other_opinion = models.CharField(max_length=300, blank=True)
    other_by = models.CharField(max_length=50, blank=True)
    proposed_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    notified_on = models.DateField(null=True)
    objection = models.CharField(max_length=500, blank=True)
    objected_on = models.DateField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    final_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "cadre"], name="one_pool_a_year"),
            models.CheckConstraint(
                name="annual_approved_by_another",
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="annual_graded_when_proposed",
                condition=Q(state="LISTED") | ~Q(grade=""),
            ),
        ]
        indexes = [models.Index(fields=["pool", "state"], name="annual_pool")]

    def __str__(self) -> str:
        """How far it is."""
        return self.state
