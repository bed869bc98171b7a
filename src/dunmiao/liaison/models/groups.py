"""Groups with a leader, their meetings and tasks, and the temporary branch of a group."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from dunmiao.db.models import AddressedModel, CityModel, NamedModel


class Group(NamedModel):
    """A group of secondees, a coordination group or a task group; seen by its unit and members."""

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    place = models.CharField(max_length=30, blank=True)
    programme = models.ForeignKey(
        "posts.Programme", on_delete=models.PROTECT, null=True, related_name="+"
    )
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    plan = models.CharField(max_length=1000, blank=True)
    meets_months = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField()
    dissolved_on = models.DateField(null=True)
    dissolved_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city", "name"], condition=Q(dissolved_on=None), name="group_name_once"
            ),
            models.CheckConstraint(
                name="group_kind_known",
                condition=Q(kind__in=["SECONDMENT", "COORDINATION", "TASK"]),
            ),
            models.CheckConstraint(
                name="group_in_order",
                condition=Q(dissolved_on=None) | Q(dissolved_on__gte=F("starts_on")),
            ),
        ]
        indexes = [GinIndex(fields=["unit_ids"], name="group_units")]
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        """The kind."""
        return self.kind


class GroupPart(CityModel):
    """A row that is seen with its group."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class GroupMember(AddressedModel, GroupPart):
    """Somebody in a group from when to when, as leader, deputy or member.

    A secondee is in one group of secondees at a time; a group has one leader at a time.
    """

    kind = models.CharField(max_length=12)
    secondment = models.ForeignKey(
        "secondments.Secondment", on_delete=models.PROTECT, null=True, related_name="memberships"
    )
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=50)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, default="MEMBER")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(to_on=None, part="LEADER"), name="group_one_leader"
            ),
            models.UniqueConstraint(
                fields=["secondment"],
                condition=Q(to_on=None, kind="SECONDMENT"),
                name="group_one_of_a_secondee",
            ),
            models.UniqueConstraint(
                fields=["group", "user"],
                condition=Q(to_on=None, user__isnull=False),
                name="group_member_once",
            ),
            models.CheckConstraint(
                name="group_part_known", condition=Q(part__in=["LEADER", "DEPUTY", "MEMBER"])
            ),
            models.CheckConstraint(
                name="group_member_in_order",
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="group_of_secondees",
                condition=~Q(kind="SECONDMENT") | Q(secondment__isnull=False),
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        """The part."""
        return self.part


class GroupActivity(AddressedModel, GroupPart):
    """A meeting, a day of study, a visit. `secret` makes the codes of its sign-in."""

    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=100)
    place = models.CharField(max_length=60, blank=True)
    starts_at = models.DateTimeField()
    agenda = models.CharField(max_length=1000, blank=True)
    secret = models.CharField(max_length=64)
    minutes = models.TextField(blank=True)
    minutes_by = models.CharField(max_length=50, blank=True)
    minutes_on = models.DateField(null=True)
    cancelled_reason = models.CharField(max_length=200, blank=True)
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="activity_minutes_by_somebody",
                condition=Q(minutes="", minutes_on=None) | Q(minutes_on__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["city", "-starts_at"], name="activity_newest")]
        ordering = ["-starts_at", "-pk"]

    def __str__(self) -> str:
        """The kind."""
        return self.kind


class Attendance(GroupPart):
    """Whether a member came: invited, present, excused, absent."""

    activity = models.ForeignKey(
        GroupActivity, on_delete=models.PROTECT, related_name="attendances"
    )
    member = models.ForeignKey(GroupMember, on_delete=models.PROTECT, related_name="attendances")
    state = models.CharField(max_length=8, default="INVITED")
    way = models.CharField(max_length=5, blank=True)
    at = models.DateTimeField(null=True)
    note = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "member"], name="attendance_once"),
            models.CheckConstraint(
                name="attendance_state_known",
                condition=Q(state__in=["INVITED", "PRESENT", "EXCUSED", "ABSENT"]),
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        """The state."""
        return self.state


class GroupTask(AddressedModel, GroupPart):
    """A decision that somebody carries out by a day; followed until done."""

    activity = models.ForeignKey(
        GroupActivity, on_delete=models.PROTECT, null=True, related_name="tasks"
    )
    text = models.CharField(max_length=200)
    owner = models.ForeignKey(GroupMember, on_delete=models.PROTECT, related_name="tasks")
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    result = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="grouptask_done_with_result", condition=Q(done_on=None) | ~Q(result="")
            )
        ]
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        """The day."""
        return str(self.due_on)


class PartyBranch(AddressedModel, GroupPart):
    """The temporary branch of a group: approved from above, without dues, recruiting, elections."""

    approval_no = models.CharField(max_length=60)
    approved_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(ended_on=None), name="branch_one_of_a_group"
            )
        ]

    def __str__(self) -> str:
        """The day."""
        return str(self.approved_on)


class BranchPost(GroupPart):
    """Who holds a post of the branch; appointed, never elected."""

    branch = models.ForeignKey(PartyBranch, on_delete=models.PROTECT, related_name="posts")
    member = models.ForeignKey(GroupMember, on_delete=models.PROTECT, related_name="branch_posts")
    post = models.CharField(max_length=12)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "post"], condition=Q(to_on=None), name="branch_post_once"
            ),
            models.CheckConstraint(
                name="branch_post_known",
                condition=Q(post__in=["SECRETARY", "ORGANISATION", "PUBLICITY"]),
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        """The post."""
        return self.post


class ActivityPhoto(AddressedModel, GroupPart):
    """A picture of an activity, written anew without place or device."""

    activity = models.ForeignKey(GroupActivity, on_delete=models.PROTECT, related_name="photos")
    file = models.OneToOneField(
        "documents.StoredFile", on_delete=models.PROTECT, related_name="activity_photo"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        """Which activity."""
        return str(self.activity_id)


class GroupNote(AddressedModel, GroupPart):
    """What a group learned; a shared note is read by every group of the city."""

    title = models.CharField(max_length=80)
    text = models.CharField(max_length=2000)
    writer = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    writer_name = models.CharField(max_length=50)
    written_on = models.DateField()
    is_shared = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["city", "-written_on"], name="groupnote_newest")]
        ordering = ["-written_on", "-pk"]

    def __str__(self) -> str:
        """The day alone."""
        return self.written_on.isoformat()
