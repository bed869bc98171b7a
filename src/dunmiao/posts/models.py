"""Programmes, posts, requirements and teams."""

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from dunmiao.db.models import AddressedModel, CityModel
from dunmiao.rulebook.rules import POST_CLASSES


class ProgrammeKind(models.TextChoices):
    """Four kinds; each fixes the legal kind of move and so what travels with the person."""

    TOWN = "TOWN", "工业强镇挂职"
    PROJECT = "PROJECT", "重点工作一线选调"
    EXCHANGE = "EXCHANGE", "市县互派任职"
    EXTERNAL = "EXTERNAL", "外派挂职"


class Programme(AddressedModel):
    """One round of one mechanism: what moves, for how long, by which paper, until when."""

    kind = models.CharField(max_length=10, choices=ProgrammeKind.choices)
    name = models.CharField(max_length=100)
    batch = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    lead_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    nominate_by = models.DateField()
    nominations_per_unit = models.PositiveSmallIntegerField(null=True)
    release_cap = models.PositiveSmallIntegerField(null=True)
    host_cap = models.PositiveSmallIntegerField(null=True)
    paper_title = models.CharField(max_length=200, blank=True)
    paper_no = models.CharField(max_length=60, blank=True)
    paper_file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    required_papers = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    closed_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="programme_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))
            ),
            models.UniqueConstraint(fields=["city", "name", "batch"], name="programme_once"),
        ]

    def __str__(self) -> str:
        """The programme's name."""
        return self.name


class ProjectTeam(AddressedModel):
    """A key-project team (重点项目团队): its posts are filled together."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=100)
    area = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="team_once")]

    def __str__(self) -> str:
        """The team's name."""
        return self.name


class TeamRequirement(CityModel):
    """Composition: at least so many, or such a share, of people with an attribute."""

    team = models.ForeignKey(ProjectTeam, on_delete=models.CASCADE, related_name="requirements")
    code = models.CharField(max_length=30)
    label = models.CharField(max_length=60)
    at_least = models.PositiveSmallIntegerField(null=True)
    share_top = models.PositiveSmallIntegerField(null=True)
    share_bottom = models.PositiveSmallIntegerField(null=True)
    attribute = models.CharField(max_length=30)
    operator = models.CharField(max_length=8)
    value = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "code"], name="team_requirement_once"),
            models.CheckConstraint(
                name="team_requirement_one_measure",
                condition=Q(at_least__isnull=False, share_top=None, share_bottom=None)
                | Q(at_least=None, share_top__isnull=False, share_bottom__gt=0),
            ),
        ]

    def __str__(self) -> str:
        """What is asked."""
        return self.label


class Post(AddressedModel):
    """A post that a host offers."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(ProjectTeam, on_delete=models.PROTECT, null=True, related_name="posts")
    role = models.CharField(max_length=8, blank=True)
    title = models.CharField(max_length=100)
    post_class = models.CharField(max_length=10, choices=POST_CLASSES, default="DEPUTY")
    seats = models.PositiveSmallIntegerField(default=1)
    tier = models.PositiveSmallIntegerField(default=2)
    duty = models.TextField(blank=True)
    problems = models.TextField(blank=True)
    specialities = models.JSONField(default=list)
    growth = models.CharField(max_length=200, blank=True)
    withdrawn_on = models.DateField(null=True)
    withdrawing_reason = models.CharField(max_length=300, blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "unit", "title"], name="post_once"),
            models.CheckConstraint(name="post_tier_known", condition=Q(tier__in=[1, 2, 3])),
            models.CheckConstraint(
                name="post_role_in_team",
                condition=Q(role="")
                | Q(role__in=["LEADER", "BACKBONE", "BODY"], team__isnull=False),
            ),
        ]
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        """The title."""
        return self.title


class Requirement(CityModel):
    """What one post asks beyond the programme's rules: attribute, operator, value, weight."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="requirements")
    text = models.CharField(max_length=200)
    attribute = models.CharField(max_length=30)
    operator = models.CharField(max_length=10)
    value = models.JSONField(encoder=DjangoJSONEncoder)
    severity = models.CharField(max_length=10, default="BLOCK")

    def __str__(self) -> str:
        """The sentence."""
        return self.text
