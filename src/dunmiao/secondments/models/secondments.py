"""Secondments and the events of their life."""

from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from dunmiao.db.models import AddressedModel, CityModel
from dunmiao.db.ranges import Days


class CaseRow(CityModel):
    """A row of a secondment's life; it carries the parties, each a column its policy asks."""

    secondment = models.ForeignKey(
        "secondments.Secondment", on_delete=models.PROTECT, related_name="%(class)ss"
    )
    home_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    host_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    lead_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def of(cls, secondment: "Secondment", **fields: Any) -> Self:
        """A row of this secondment, not yet saved."""
        return cls(
            city_id=secondment.city_id,
            secondment=secondment,
            home_unit_id=secondment.home_unit_id,
            host_unit_id=secondment.host_unit_id,
            lead_unit_id=secondment.lead_unit_id,
            user_id=secondment.user_id,
            **fields,
        )


class Secondment(AddressedModel):
    """One person at one post for one span; made when a plan is approved."""

    programme = models.ForeignKey(
        "posts.Programme", on_delete=models.PROTECT, related_name="secondments"
    )
    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="secondments")
    cadre = models.ForeignKey("people.Cadre", on_delete=models.PROTECT, related_name="secondments")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    home_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    host_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    lead_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    purpose = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=12)
    starts_on = models.DateField()
    ends_on = models.DateField()
    left_on = models.DateField(null=True)
    arrived_on = models.DateField(null=True)
    duty = models.TextField(blank=True)
    assigned_on = models.DateField(null=True)
    extensions = models.PositiveSmallIntegerField(default=0)
    handed_over_on = models.DateField(null=True)
    # How many contacts of the directory the person still keeps, and when the last was received.
    contacts_kept = models.PositiveIntegerField(default=0)
    contacts_on = models.DateField(null=True)
    closing_reason = models.CharField(max_length=12, blank=True)
    closed_on = models.DateField(null=True)
    feedback = models.ForeignKey(
        "secondments.FeedbackVisit",
        on_delete=models.PROTECT,
        null=True,
        related_name="secondments",
    )
    notice_no = models.CharField(max_length=60, blank=True)
    notice_file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="secondment_one_at_a_time",
                condition=~Q(state="CANCELLED"),
                expressions=[
                    ("cadre", RangeOperators.EQUAL),
                    (
                        Days(F("starts_on"), Coalesce(F("left_on"), F("ends_on"))),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="secondment_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="secondment_left_within_term",
                condition=Q(left_on=None) | Q(left_on__lte=F("ends_on")),
            ),
            models.CheckConstraint(
                name="secondment_fed_back_before_closing",
                condition=~Q(state__in=["FED_BACK", "CLOSED"]) | Q(feedback__isnull=False),
            ),
            models.CheckConstraint(
                name="secondment_closed_with_reason",
                condition=~Q(state="CLOSED")
                | (Q(closed_on__isnull=False, left_on__isnull=False) & ~Q(closing_reason="")),
            ),
            models.CheckConstraint(
                name="secondment_has_purpose", condition=~Q(kind="SECONDMENT", purpose="")
            ),  # 公务员法 Art. 72: the purposes are limited
        ]
        indexes = [
            models.Index(fields=["city", "host_unit"], name="secondment_by_host"),
            models.Index(fields=["city", "home_unit"], name="secondment_by_home"),
            models.Index(fields=["city", "lead_unit"], name="secondment_by_lead"),
            models.Index(fields=["city", "state", "ends_on"], name="secondment_by_end"),
        ]

    def __str__(self) -> str:
        """State."""
        return f"{self.state} {self.uid}"


class SecondmentEvent(CityModel):
    """One move of the life cycle: from, to, the day it counts, who, why, which paper."""

    secondment = models.ForeignKey(Secondment, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=16, blank=True)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    on_day = models.DateField()
    actor_name = models.CharField(max_length=50)
    reason = models.TextField(blank=True)
    document_no = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        """The move."""
        return f"{self.from_state}→{self.to_state}"
