"""Plans, their pins, runs, seats, and the recorded discussion."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from dunmiao.db.models import AddressedModel, CityModel


class PlacementPlan(AddressedModel):
    """One proposal for a programme, with everything needed to make it again."""

    programme = models.ForeignKey("posts.Programme", on_delete=models.PROTECT, related_name="plans")
    name = models.CharField(max_length=60)
    # A plan that fills what fell empty of an issued one; everybody serving stays where he is.
    supplements = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="supplementary_plans"
    )
    state = models.CharField(max_length=12, default="DRAFT")
    weights = models.JSONField(default=dict)
    # OPTIMAL: the best plan by points; STABLE: both sides choose, nobody would rather change.
    mode = models.CharField(max_length=8, default="OPTIMAL")
    # The list made by the former, manual way, to be compared: [nominee, post] by uid.
    manual_list = models.JSONField(default=list)
    seed = models.PositiveIntegerField(default=0)
    is_outdated = models.BooleanField(default=True)
    inputs = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    inputs_sha256 = models.CharField(max_length=64, blank=True)
    result = models.JSONField(default=dict)
    certificate = models.JSONField(default=dict)
    explanations = models.JSONField(default=dict)
    rule_sets = models.JSONField(default=list)
    cut_off_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    notice_no = models.CharField(max_length=60, blank=True)
    notice_file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_count = models.PositiveSmallIntegerField(null=True)
    present_count = models.PositiveSmallIntegerField(null=True)
    agree_count = models.PositiveSmallIntegerField(null=True)
    disagree_count = models.PositiveSmallIntegerField(null=True)
    abstain_count = models.PositiveSmallIntegerField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="plan_name_once"),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(state__in=["APPROVED", "ISSUED"], supplements=None),
                name="plan_one_in_force",
            ),
            models.CheckConstraint(
                name="plan_approved_by_another",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("made_by")) & ~Q(approved_by=F("submitted_by"))),
            ),
            models.CheckConstraint(
                name="plan_counts_add_up",
                condition=Q(present_count=None)
                | Q(
                    due_count__gte=F("present_count"),
                    present_count=F("agree_count") + F("disagree_count") + F("abstain_count"),
                ),
            ),
        ]

    def __str__(self) -> str:
        """Its name."""
        return self.name


class PlanPin(CityModel):
    """A human wish on a pair: hold it (固定) or keep it out (排除), with the reason."""

    plan = models.ForeignKey(PlacementPlan, on_delete=models.CASCADE, related_name="pins")
    nomination = models.ForeignKey(
        "secondments.Nomination", on_delete=models.PROTECT, related_name="+"
    )
    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="+")
    is_forbidden = models.BooleanField(default=False)
    reason_code = models.CharField(max_length=20)
    reason = models.CharField(max_length=200)
    price = models.IntegerField(null=True)
    made_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "nomination", "post"], name="pin_once")
        ]

    def __str__(self) -> str:
        """Which way."""
        return "排除" if self.is_forbidden else "固定"


class PlanSeat(CityModel):
    """One proposed placement of a plan, with the terms its score is made of."""

    plan = models.ForeignKey(PlacementPlan, on_delete=models.CASCADE, related_name="seats")
    nomination = models.ForeignKey(
        "secondments.Nomination", on_delete=models.PROTECT, related_name="+"
    )
    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="+")
    score = models.IntegerField()
    terms = models.JSONField(default=dict)
    is_pinned = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "nomination"], name="seat_one_a_person")
        ]

    def __str__(self) -> str:
        """The score."""
        return f"{self.score}"


class PlanEvent(CityModel):
    """What was done with a plan, in order."""

    plan = models.ForeignKey(PlacementPlan, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20)
    actor_name = models.CharField(max_length=50)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        """The kind."""
        return self.kind


class TeamMove(CityModel):
    """One act of composing a team, kept so that it can be taken back: pairs put in, taken out."""

    plan = models.ForeignKey(PlacementPlan, on_delete=models.CASCADE, related_name="team_moves")
    team = models.ForeignKey("posts.ProjectTeam", on_delete=models.PROTECT, related_name="+")
    added = models.JSONField(default=list)
    removed = models.JSONField(default=list)
    made_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        """How many in and out."""
        return f"+{len(self.added)} −{len(self.removed)}"


class KinClearance(CityModel):
    """A named officer finds that two relatives may serve in one team (R5)."""

    plan = models.ForeignKey(PlacementPlan, on_delete=models.CASCADE, related_name="clearances")
    first = models.ForeignKey("people.Cadre", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("people.Cadre", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    cleared_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "first", "second"], name="kin_cleared_once"),
            models.CheckConstraint(name="kin_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        """The reason."""
        return self.reason
