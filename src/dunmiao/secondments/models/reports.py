"""What is written while serving: logs, reports, the plan of work, visits."""

from django.db import models

from dunmiao.secondments.models.secondments import CaseRow
from dunmiao.secondments.models.serving import AddressedCaseRow


class WorkLog(AddressedCaseRow):
    """A line of the work log: the day, what was done, a place that was typed."""

    on_day = models.DateField()
    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=500)
    place = models.CharField(max_length=60, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["city", "secondment", "-on_day"], name="log_by_day")]
        ordering = ["-on_day", "-pk"]

    def __str__(self) -> str:
        """The day."""
        return str(self.on_day)


class LogPhoto(CaseRow):
    """A picture of a log, written anew without its place."""

    log = models.ForeignKey(WorkLog, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        """Which file."""
        return str(self.file_id)


class Report(AddressedCaseRow):
    """A monthly or duty report; the host confirms or returns it."""

    kind = models.CharField(max_length=10)
    period = models.CharField(max_length=10, blank=True)
    text = models.TextField()
    state = models.CharField(max_length=10, default="SENT")
    sent_at = models.DateTimeField()
    sent_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    confirmed_by = models.CharField(max_length=50, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["secondment", "kind", "period"], name="report_once")
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        """Kind and period."""
        return f"{self.kind} {self.period}"


class PlanMeasure(AddressedCaseRow):
    """A measure of the plan for the host's problems: line of work, what, until when, done."""

    line = models.CharField(max_length=12)
    text = models.CharField(max_length=300)
    due_on = models.DateField()
    made_on = models.DateField()
    done_on = models.DateField(null=True)
    result = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        """The line of work."""
        return self.line


class Visit(AddressedCaseRow):
    """A visit or talk of the organisation department at the post (走访谈话)."""

    on_day = models.DateField()
    visitors = models.CharField(max_length=100)
    text = models.TextField()

    class Meta:
        ordering = ["-on_day"]

    def __str__(self) -> str:
        """The day."""
        return str(self.on_day)


class GainedExperience(AddressedCaseRow):
    """A kind of experience that the post gave, with what shows it, said by the host or the lead
    unit; once a kind and case."""

    kind = models.CharField(max_length=10)
    on_day = models.DateField()
    text = models.CharField(max_length=200)
    teller = models.CharField(max_length=50)
    told_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["secondment", "kind"], name="experience_once_a_case")
        ]
        ordering = ["on_day", "pk"]

    def __str__(self) -> str:
        """The kind."""
        return self.kind
