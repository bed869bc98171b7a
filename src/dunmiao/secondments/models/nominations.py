"""Nominations, wishes and hosts' answers."""

from django.db import models
from django.db.models import Q

from dunmiao.db.models import AddressedModel, CityModel


class Nomination(AddressedModel):
    """A home unit puts a cadre forward for a programme."""

    programme = models.ForeignKey(
        "posts.Programme", on_delete=models.PROTECT, related_name="nominations"
    )
    cadre = models.ForeignKey("people.Cadre", on_delete=models.PROTECT, related_name="nominations")
    home_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default="DRAFT")
    unit_opinion = models.TextField(blank=True)
    own_will = models.CharField(max_length=12, default="WILLING")
    difficulties = models.CharField(max_length=300, blank=True)
    recusal_declared = models.BooleanField(default=False)
    recusal_note = models.CharField(max_length=300, blank=True)
    returned_reason = models.CharField(max_length=300, blank=True)
    findings = models.JSONField(default=list)
    submitted_at = models.DateTimeField(null=True)
    screened_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    screened_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "cadre"], name="nomination_once"),
            models.CheckConstraint(
                name="nomination_screened_together",
                condition=Q(screened_by=None, screened_at=None)
                | Q(screened_by__isnull=False, screened_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["city", "home_unit"], name="nomination_by_home")]

    def __str__(self) -> str:
        """State."""
        return f"{self.state} {self.uid}"


class NominationWish(CityModel):
    """A post the person wishes for; the host sees it only when it is released to him."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="wishes")
    home_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    host_unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+"
    )
    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="wishes")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nomination", "rank"], name="wish_rank_once"),
            models.UniqueConstraint(fields=["nomination", "post"], name="wish_post_once"),
            models.CheckConstraint(name="wish_rank_positive", condition=Q(rank__gte=1)),
        ]
        ordering = ["rank"]

    def __str__(self) -> str:
        """The rank."""
        return f"{self.rank}"


class NominationFile(CityModel):
    """A paper of a nomination; the hosts never see it."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="files")
    home_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nomination", "file"], name="nomination_file_once")
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        """The kind of paper."""
        return self.kind


class HostRanking(CityModel):
    """A host's answer to a nominee for a post: a rank, or declined with a reason."""

    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="rankings")
    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="rankings")
    host_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True)
    is_declined = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "nomination"], name="ranking_once"),
            models.CheckConstraint(
                name="ranking_rank_or_declined",
                condition=Q(is_declined=True, rank=None) | Q(is_declined=False, rank__gte=1),
            ),
        ]

    def __str__(self) -> str:
        """The rank, or declined."""
        return "declined" if self.is_declined else f"{self.rank}"
