"""发现使用: suggestions by a named person, the ledger of uses, the look-backs."""

from django.db import models
from django.db.models import Q

from dunmiao.db.models import AddressedModel


class Suggestion(AddressedModel):
    """What somebody named proposes for somebody found; nothing follows from a list by itself."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    cadre = models.ForeignKey("people.Cadre", on_delete=models.PROTECT, related_name="suggestions")
    round = models.ForeignKey(
        "assessments.BallotRound", on_delete=models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(max_length=10)
    words = models.CharField(max_length=500)
    made_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    maker = models.CharField(max_length=50)
    made_on = models.DateField()
    state = models.CharField(max_length=7, default="OPEN")
    sender = models.CharField(max_length=50, blank=True)
    sent_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closed_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cadre", "kind"],
                condition=Q(state__in=["OPEN", "SENT"]),
                name="suggestion_one_open",
            ),
            models.CheckConstraint(
                name="suggestion_state_known",
                condition=Q(state="OPEN", closed_on=None)
                | Q(state="SENT", sent_on__isnull=False, closed_on=None) & ~Q(sender="")
                | Q(state__in=["USED", "DROPPED"], closed_on__isnull=False),
            ),
        ]
        ordering = ["-made_on", "-pk"]

    def __str__(self) -> str:
        """How far it is."""
        return self.state


class UseRecord(AddressedModel):
    """使用台账: a promotion, a listing or a further use, tied to the secondment that showed it."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    cadre = models.ForeignKey("people.Cadre", on_delete=models.PROTECT, related_name="uses")
    secondment = models.ForeignKey(
        "secondments.Secondment", on_delete=models.PROTECT, related_name="uses"
    )
    suggestion = models.OneToOneField(
        Suggestion, on_delete=models.PROTECT, null=True, related_name="use"
    )
    kind = models.CharField(max_length=9)
    decided_on = models.DateField()
    document_no = models.CharField(max_length=60)
    post = models.CharField(max_length=200, blank=True)
    rank_before = models.PositiveSmallIntegerField()
    rank_after = models.PositiveSmallIntegerField(null=True)
    pool = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    recorder = models.CharField(max_length=50)
    recorded_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cadre", "kind", "decided_on"], name="use_once"),
            models.CheckConstraint(
                name="use_promotes_upwards",
                condition=~Q(kind="PROMOTION") | Q(rank_after__gt=models.F("rank_before")),
            ),
        ]
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        """What and when."""
        return f"{self.kind} {self.decided_on}"


class LookBack(AddressedModel):
    """回看: how somebody does one, three and five years after a use."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    use = models.ForeignKey(UseRecord, on_delete=models.PROTECT, related_name="look_backs")
    years = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    finding = models.CharField(max_length=6, blank=True)
    words = models.CharField(max_length=500, blank=True)
    looked_by = models.CharField(max_length=50, blank=True)
    looked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["use", "years"], name="look_back_once"),
            models.CheckConstraint(
                name="look_back_whole",
                condition=Q(looked_on=None, finding="")
                | Q(looked_on__isnull=False) & ~Q(finding="") & ~Q(words="") & ~Q(looked_by=""),
            ),
        ]
        ordering = ["use", "years"]

    def __str__(self) -> str:
        """When it is due."""
        return self.due_on.isoformat()
