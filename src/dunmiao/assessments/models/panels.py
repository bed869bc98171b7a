"""考察组: members without conflict of interest, whom they visit where, what each one wrote."""

from django.db import models
from django.db.models import F, Q

from dunmiao.assessments.models.rounds import BallotRound, RoundPart
from dunmiao.db.models import AddressedModel


class Panel(AddressedModel):
    """A panel sent to visit and talk; with a round its ratings join the voters' as linked raters.

    `standing` and `growth`, made when it is concluded, are by the cadre's uid: what its notes
    alone say of each, and the change since an earlier panel on which the same people sat.
    """

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey("posts.Programme", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(
        BallotRound, on_delete=models.PROTECT, null=True, related_name="panels"
    )
    title = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=6, default="OPEN")
    made_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True)
    standing = models.JSONField(null=True)
    growth = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(name="panel_term", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="panel_closed_on_a_day",
                condition=Q(state="OPEN", closed_on=None)
                | Q(state="CLOSED", closed_on__isnull=False),
            ),
        ]
        ordering = ["-starts_on", "-pk"]

    def __str__(self) -> str:
        """Its title."""
        return self.title


class PanelMember(RoundPart):
    """Somebody who assesses; `name` as it was when he was named."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=50)
    is_leader = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "user"], name="panelmember_once"),
            models.UniqueConstraint(
                fields=["panel"], condition=Q(is_leader=True), name="panel_one_leader"
            ),
        ]
        ordering = ["-is_leader", "pk"]

    def __str__(self) -> str:
        """Who."""
        return self.name


class PanelSubject(AddressedModel):
    """Somebody whom the panel visits: where and on which day."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="subjects")
    cadre = models.ForeignKey("people.Cadre", on_delete=models.PROTECT, related_name="+")
    cadre_uid = models.UUIDField()  # for the record: a member does not reach the file itself
    name = models.CharField(max_length=50)
    post = models.CharField(max_length=120)
    place = models.CharField(max_length=60)
    visit_on = models.DateField()
    stroke_key = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "cadre"], name="panelsubject_once"),
        ]
        ordering = ["visit_on", "place", "stroke_key", "pk"]

    def __str__(self) -> str:
        """Who."""
        return self.name


class PanelNote(RoundPart):
    """One member's own opinion of one person; others see it when they have written theirs."""

    subject = models.ForeignKey(PanelSubject, on_delete=models.PROTECT, related_name="notes")
    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="notes")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    grades = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    talks = models.JSONField(default=dict)
    shortcoming = models.CharField(max_length=500, blank=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "member"], name="panelnote_once"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        """How far it is."""
        return "submitted" if self.submitted_at else "draft"
