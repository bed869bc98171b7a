"""The record of a long work: who asked, how far it is, who does it, how it ended."""

from django.db import models
from django.utils import timezone

from dunmiao.db.models import AddressedModel
from dunmiao.jobs.lifecycle import WORKING


class Job(AddressedModel):
    """One work for one subject. Of a subject only one is queued or running (a constraint).

    `attempt` counts how often it was queued: a worker writes only while the number it took is
    still the number here, so that whoever was thought dead cannot write after the next.
    """

    work = models.CharField(max_length=60)
    subject_uid = models.UUIDField()
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    right = models.CharField(max_length=40)  # to stop and retry it, at its unit
    state = models.CharField(max_length=10, default="QUEUED")
    phase = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    attempt = models.PositiveSmallIntegerField(default=1)
    owner = models.CharField(max_length=120, blank=True)
    heartbeat_at = models.DateTimeField()
    is_stop_asked = models.BooleanField(default=False)
    retry_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)  # why it is done once more
    asked_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city", "subject_uid"],
                condition=models.Q(state__in=["QUEUED", "RUNNING"]),
                name="job_one_a_subject",
            )
        ]
        indexes = [
            models.Index(fields=["city", "subject_uid", "-id"], name="job_of_subject"),
            models.Index(
                fields=["heartbeat_at"],
                condition=models.Q(state__in=["QUEUED", "RUNNING"]),
                name="job_working",
            ),
        ]

    def __str__(self) -> str:
        """What it is and how it stands."""
        return f"{self.work} {self.state}"

    @property
    def is_working(self) -> bool:
        """True while it waits or runs."""
        return self.state in WORKING

    @property
    def percent(self) -> int:
        """How much of the phase is done, 0 to 100."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def seconds(self) -> int:
        """Whole seconds since it began, or since it was asked for; until its end."""
        took = (self.ended_at or timezone.now()) - (self.started_at or self.asked_at)
        return max(0, int(took.total_seconds()))
