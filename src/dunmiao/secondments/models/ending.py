"""The end of a secondment: appraisal, the feedback to the home unit, what is owed by whom."""

import uuid

from django.db import models
from django.db.models import F, Q

from dunmiao.db.models import AddressedModel
from dunmiao.secondments.models.secondments import CaseRow


class TermAppraisal(CaseRow):
    """The end-of-term appraisal: the person's own words, the host's, the department's.

    `facts`, `strengths` and `shortcomings` are lists of {text, source}: what the department
    took from the file when it concluded, frozen. `answer` is the person's own, afterwards.
    """

    self_text = models.TextField(blank=True)
    host_text = models.TextField(blank=True)
    host_by = models.CharField(max_length=50, blank=True)
    host_on = models.DateField(null=True)
    org_text = models.TextField(blank=True)
    org_by = models.CharField(max_length=50, blank=True)
    org_on = models.DateField(null=True)
    strengths = models.JSONField(default=list)
    shortcomings = models.JSONField(default=list)
    facts = models.JSONField(default=list)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["secondment"], name="appraisal_once"),
            models.CheckConstraint(
                name="appraisal_answered_after_concluding",
                condition=Q(answered_on=None, answer="") | Q(answered_on__gte=F("org_on")),
            ),
        ]

    def __str__(self) -> str:
        """How far it is."""
        return "done" if self.org_on else "open"


class FeedbackVisit(AddressedModel):
    """One visit to one home unit with all its people: appointment, letter, minutes, receipt."""

    programme = models.ForeignKey(
        "posts.Programme", on_delete=models.PROTECT, related_name="feedback_visits"
    )
    home_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    lead_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    planned_on = models.DateField(null=True)
    visited_on = models.DateField(null=True)
    visitors = models.CharField(max_length=100, blank=True)
    minutes = models.TextField(blank=True)
    paragraphs = models.JSONField(default=list)
    letter_no = models.CharField(max_length=60, blank=True)
    letter_file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    letter_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    received_by = models.CharField(max_length=50, blank=True)
    reply = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "home_unit"],
                condition=Q(received_on=None),
                name="feedback_one_open",
            ),
            models.CheckConstraint(
                name="feedback_in_order",
                condition=(Q(letter_on=None) | Q(visited_on__isnull=False))
                & (
                    Q(received_on=None)
                    | Q(letter_on__isnull=False, received_on__gte=F("letter_on"))
                ),
            ),
        ]
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        """How far it is."""
        return "done" if self.received_on else "open"


class Obligation(CaseRow):
    """One thing owed, kept equal to what the engine says; only a waiver is a human's own word."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    period = models.CharField(max_length=40, blank=True)
    party = models.CharField(max_length=8)
    due_on = models.DateField()
    is_provisional = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default="OPEN")
    met_on = models.DateField(null=True)
    waived_reason = models.CharField(max_length=300, blank=True)
    waived_by = models.CharField(max_length=50, blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["secondment", "kind", "period"], name="obligation_once"
            ),
            models.CheckConstraint(
                name="obligation_met_waived_or_open",
                condition=Q(state="OPEN", met_on=None, waived_reason="")
                | Q(state="MET", met_on__isnull=False)
                | (Q(state="WAIVED") & ~Q(waived_reason=""))
                | Q(state="VOID"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["city", "due_on", "party"],
                name="obligation_open",
                condition=Q(state="OPEN"),
            ),
            models.Index(
                fields=["city", "host_unit", "due_on"],
                name="obligation_host",
                condition=Q(state="OPEN"),
            ),
            models.Index(
                fields=["city", "home_unit", "due_on"],
                name="obligation_home",
                condition=Q(state="OPEN"),
            ),
        ]

    def __str__(self) -> str:
        """What and until when."""
        return f"{self.kind} {self.due_on}"
