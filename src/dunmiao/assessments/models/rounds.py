"""A round of ballots: its form, its sessions (场次) at places, the people rated, the voters' counts."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from dunmiao.assessments.rules.schemes import Form
from dunmiao.db.models import AddressedModel, CityModel


class BallotScheme(AddressedModel):
    """A version of a ballot form; a later one is a new row, never an edit."""

    kind = models.CharField(max_length=14)
    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    content = models.JSONField()
    document = models.CharField(max_length=100, blank=True)
    made_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "name", "version"], name="scheme_version_once")
        ]
        ordering = ["kind", "name", "-version"]

    def __str__(self) -> str:
        """Name and version."""
        return f"{self.name} 第{self.version}版"

    @property
    def form(self) -> Form:
        """The form as the rules know it."""
        return Form.from_plain(self.content)


class BallotRound(AddressedModel):
    """One assessment or recommendation (民主测评、民主推荐), with its form frozen in it."""

    kind = models.CharField(max_length=14)
    title = models.CharField(max_length=80)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(
        "posts.Programme", on_delete=models.PROTECT, null=True, related_name="ballot_rounds"
    )
    scheme = models.ForeignKey(BallotScheme, on_delete=models.PROTECT, related_name="rounds")
    content = models.JSONField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, default="DRAFT")
    made_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    standing = models.JSONField(null=True)
    flags = models.JSONField(default=list)
    published_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    cancelled_reason = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="round_state_known",
                condition=Q(state__in=["DRAFT", "READY", "COUNTED", "PUBLISHED", "CANCELLED"]),
            ),
            models.CheckConstraint(name="round_term", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="round_published_by_someone",
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False, state="PUBLISHED"),
            ),
        ]
        indexes = [models.Index(fields=["city", "-starts_on"], name="round_recent")]
        ordering = ["-starts_on", "-pk"]

    def __str__(self) -> str:
        """Its title."""
        return self.title

    @property
    def form(self) -> Form:
        """The form as the rules know it."""
        return Form.from_plain(self.content)


class RoundPart(CityModel):
    """A row of a round; `unit` repeats the organiser for row-level security."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class BallotSession(AddressedModel):
    """One sitting of voters (场次): a place, a day, its people, its groups; the box of its ballots.

    `place` is the unit whose people vote here; it is the voters' unit in the standing.
    """

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(BallotRound, on_delete=models.PROTECT, related_name="sessions")
    place = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    held_on = models.DateField()
    state = models.CharField(max_length=8, default="PREPARED")
    issued_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    opened_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    stopped_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_on = models.DateField(null=True)
    root = models.CharField(max_length=64, blank=True)
    ballots = models.PositiveIntegerField(default=0)
    void_reason = models.CharField(max_length=300, blank=True)
    is_remote = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "name"], name="session_name_once"),
            models.CheckConstraint(
                name="session_opened_by_another",
                condition=Q(opened_by=None) | ~Q(opened_by=F("issued_by")),
            ),
            models.CheckConstraint(
                name="session_closed_by_another",
                condition=Q(closed_by=None) | ~Q(closed_by=F("stopped_by")),
            ),
            models.CheckConstraint(
                name="session_closed_with_root",
                condition=~Q(state="CLOSED")
                | Q(closed_by__isnull=False, closed_on__isnull=False) & ~Q(root=""),
            ),
        ]
        ordering = ["held_on", "pk"]

    def __str__(self) -> str:
        """Its name."""
        return self.name


class SessionGroup(RoundPart):
    """Voters of one group in one session, as numbers only: who they are is written nowhere."""

    session = models.ForeignKey(BallotSession, on_delete=models.PROTECT, related_name="groups")
    code = models.CharField(max_length=3)
    due = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0)
    paper = models.PositiveIntegerField(default=0)
    phone = models.PositiveIntegerField(default=0)
    returned_paper = models.PositiveIntegerField(default=0)
    returned_phone = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "code"], name="sessiongroup_once"),
            models.CheckConstraint(
                name="sessiongroup_balance",
                condition=Q(present__lte=F("due"))
                & (Q(phone=0, paper__lte=F("present")) | Q(present=F("paper") + F("phone")))
                & Q(returned_paper__lte=F("paper"))
                & Q(returned_phone__lte=F("phone")),
            ),
        ]
        ordering = ["code"]

    def __str__(self) -> str:
        """Its code."""
        return self.code


class RoundSubject(RoundPart):
    """Somebody to be rated, as he stood when the round was finished."""

    round = models.ForeignKey(BallotRound, on_delete=models.PROTECT, related_name="subjects")
    cadre = models.ForeignKey("people.Cadre", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=50)
    post = models.CharField(max_length=120, blank=True)
    stroke_key = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "cadre"], name="subject_once"),
        ]
        ordering = ["stroke_key", "pk"]

    def __str__(self) -> str:
        """Who."""
        return self.name


class SessionSubject(RoundPart):
    """A person of the round on the ballots of a session; `number` is his place on the ballot."""

    session = models.ForeignKey(BallotSession, on_delete=models.PROTECT, related_name="places")
    subject = models.ForeignKey(RoundSubject, on_delete=models.PROTECT, related_name="places")
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "subject"], name="sessionsubject_once"),
            models.UniqueConstraint(
                fields=["session", "number"],
                name="sessionsubject_number",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        """His place."""
        return str(self.number)


class FlagReview(RoundPart):
    """What two people found when a flag of a session was looked into (两人核实)."""

    session = models.ForeignKey(BallotSession, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=10)
    reviewer = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    conclusion = models.CharField(max_length=10)
    note = models.CharField(max_length=500)
    written_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "kind", "reviewer"], name="flagreview_once_each"
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        """What was concluded."""
        return self.conclusion


def part_of(row: Any, **values: Any) -> dict[str, Any]:
    """City and organiser of `row` (a round or a session) with more values, for a new part."""
    return {"city_id": row.city_id, "unit_id": row.unit_id, **values}
