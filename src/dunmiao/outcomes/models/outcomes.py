"""Outcomes, their dated facts with proof, and who has what part in them."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from dunmiao.db.models import AddressedModel, NamedModel
from dunmiao.outcomes.rules.outcomes import Fact

MONEY = {"max_digits": 14, "decimal_places": 2, "default": 0}


class Outcome(NamedModel):
    """One thing brought home. The sums are those that count today, kept by the acts; `claimed_*`
    are what is reported and not yet confirmed. 万元, foreign funds in 万美元."""

    programme = models.ForeignKey(
        "posts.Programme", on_delete=models.PROTECT, related_name="outcomes"
    )
    secondment = models.ForeignKey(
        "secondments.Secondment", on_delete=models.PROTECT, null=True, related_name="outcomes"
    )
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    happened_on = models.DateField()
    partner = models.CharField(max_length=120, blank=True)
    quantity = models.PositiveIntegerField(null=True)
    level = models.CharField(max_length=8, blank=True)
    body = models.CharField(max_length=100, blank=True)
    document_no = models.CharField(max_length=60, blank=True)
    grant = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    detail = models.CharField(max_length=1000, blank=True)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    host_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    home_unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    reporter = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    reporter_name = models.CharField(max_length=50)
    reported_on = models.DateField()
    counts = models.BooleanField(default=False)
    is_pending = models.BooleanField(default=True)
    stage = models.SmallIntegerField(default=-1)
    claimed_stage = models.SmallIntegerField(default=-1)
    contracted = models.DecimalField(**MONEY)  # type: ignore[arg-type]
    paid_in = models.DecimalField(**MONEY)  # type: ignore[arg-type]
    foreign_contracted = models.DecimalField(**MONEY)  # type: ignore[arg-type]
    foreign_paid = models.DecimalField(**MONEY)  # type: ignore[arg-type]
    claimed_contracted = models.DecimalField(**MONEY)  # type: ignore[arg-type]
    reversed_on = models.DateField(null=True)
    reversed_reason = models.CharField(max_length=200, blank=True)
    reversed_by = models.CharField(max_length=50, blank=True)
    lost = models.DecimalField(**MONEY)  # type: ignore[arg-type]
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="duplicates"
    )
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outcome_reversed_for_a_reason",
                condition=Q(reversed_on=None, reversed_reason="")
                | Q(reversed_on__isnull=False) & ~Q(reversed_reason=""),
            ),
            models.CheckConstraint(
                name="outcome_reversed_counts_nothing",
                condition=Q(reversed_on=None) | Q(counts=False, contracted=0, paid_in=0),
            ),
            models.CheckConstraint(
                name="outcome_duplicate_counts_nothing",
                condition=Q(duplicate_of=None) | Q(counts=False, contracted=0, paid_in=0),
            ),
            models.CheckConstraint(
                name="outcome_asks_another_unit", condition=~Q(asked_unit=F("unit"))
            ),
            models.CheckConstraint(
                name="outcome_sums_not_negative",
                condition=Q(
                    contracted__gte=0,
                    paid_in__gte=0,
                    foreign_contracted__gte=0,
                    foreign_paid__gte=0,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["city", "-happened_on", "-id"], name="outcome_newest"),
            models.Index(fields=["city", "programme", "kind"], name="outcome_of_programme"),
            GinIndex(fields=["unit_ids"], name="outcome_units"),
            GinIndex(fields=["user_ids"], name="outcome_users"),
        ]
        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        """Kind and day."""
        return f"{self.kind} {self.happened_on.isoformat()}"

    @property
    def state(self) -> str:
        """In one word: REVERSED, DUPLICATE, VERIFIED or REPORTED."""
        if self.reversed_on is not None:
            return "REVERSED"
        if self.duplicate_of_id is not None:
            return "DUPLICATE"
        return "VERIFIED" if self.counts else "REPORTED"


class OutcomeFact(AddressedModel):
    """One dated step; verified or returned by a second unit, never edited."""

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=5)
    stage = models.CharField(max_length=10, blank=True)
    happened_on = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    foreign = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    words = models.CharField(max_length=500, blank=True)
    reporter = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    reporter_name = models.CharField(max_length=50)
    reported_on = models.DateField()
    state = models.CharField(max_length=8, default="REPORTED")
    judged_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    judge_name = models.CharField(max_length=50, blank=True)
    judging_unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+"
    )
    judged_on = models.DateField(null=True)
    judged_words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fact_judged_by_another",
                condition=Q(state="REPORTED", judged_by=None)
                | Q(state__in=["VERIFIED", "RETURNED"], judged_by__isnull=False)
                & ~Q(judged_by=F("reporter")),
            ),
            models.UniqueConstraint(
                fields=["outcome", "stage"],
                condition=Q(kind="STAGE") & ~Q(state="RETURNED"),
                name="fact_stage_once",
            ),
            models.CheckConstraint(
                name="fact_amounts_not_negative",
                condition=(Q(amount=None) | Q(amount__gte=0))
                & (Q(foreign=None) | Q(foreign__gte=0)),
            ),
        ]
        ordering = ["happened_on", "pk"]

    def __str__(self) -> str:
        """Kind and day."""
        return f"{self.kind} {self.happened_on.isoformat()}"

    def plain(self) -> Fact:
        """The step as the rules know it."""
        return Fact(self.kind, self.happened_on, self.stage, self.amount, self.foreign, self.words)


class Evidence(AddressedModel):
    """A file that proves a fact."""

    fact = models.ForeignKey(OutcomeFact, on_delete=models.PROTECT, related_name="evidence")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=12)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        """What it proves."""
        return self.kind


class AttributionShare(AddressedModel):
    """One party's part: a whole weight over the sum of the outcome's weights, which every share
    of the outcome carries; a trigger holds it to the sum when the transaction ends."""

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="shares")
    secondment = models.ForeignKey(
        "secondments.Secondment",
        on_delete=models.PROTECT,
        null=True,
        related_name="outcome_shares",
    )
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100)
    part = models.CharField(max_length=60, blank=True)
    weight = models.PositiveIntegerField()
    whole = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="share_weighs", condition=Q(weight__gt=0, whole__gte=F("weight"))
            ),
            models.CheckConstraint(
                name="share_has_one_party",
                condition=Q(secondment=None, unit__isnull=False)
                | Q(secondment__isnull=False, unit=None),
            ),
            models.UniqueConstraint(
                fields=["outcome", "secondment"],
                condition=Q(secondment__isnull=False),
                name="share_person_once",
            ),
            models.UniqueConstraint(
                fields=["outcome", "unit"],
                condition=Q(unit__isnull=False),
                name="share_unit_once",
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        """The weight alone."""
        return str(self.weight)
