"""Reads of groups: the list, one group with who reports, its activities, tasks and branch."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils import timezone

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.documents.models import StoredFile
from dunmiao.kernel.errors import not_visible
from dunmiao.liaison.leading import SERVING, answers_for, standings_of
from dunmiao.liaison.models import (
    ActivityPhoto,
    Attendance,
    Group,
    GroupActivity,
    GroupMember,
    GroupNote,
    GroupTask,
    PartyBranch,
)
from dunmiao.liaison.rules.groups import (
    BRANCH_KINDS,
    SECONDEES,
    months_without,
    next_meeting_due,
)
from dunmiao.secondments.models import Secondment
from dunmiao.secondments.reporting import Reporting, calendar_of, reporting_of

MOST_ACTIVITIES, MOST_NOTES = 20, 50


def list_groups(*, actor: Actor) -> QuerySet[Group]:
    """Groups within sight with how many are in them and when they last met; dissolved ones last."""
    actor.require(Permission.GROUPS_VIEW)
    rows: QuerySet[Group] = visible(Group, actor)
    held = Q(groupactivitys__is_cancelled=False) & ~Q(groupactivitys__minutes="")
    return (
        rows.select_related("unit")
        .annotate(
            people=Count("groupmembers", filter=Q(groupmembers__to_on=None), distinct=True),
            open_tasks=Count("grouptasks", filter=Q(grouptasks__done_on=None), distinct=True),
            last_met=Max("groupactivitys__starts_at", filter=held),
        )
        .order_by("dissolved_on", "name")
    )


def leaders_of(groups: list[Group]) -> dict[int, str]:
    """The present leaders' names, by group."""
    rows = GroupMember.objects.filter(group__in=groups, part="LEADER", to_on=None)
    return dict(rows.values_list("group", "name"))


def get_group(*, actor: Actor, uid: Any) -> Group:
    """One group within sight."""
    actor.require(Permission.GROUPS_VIEW)
    row: Group | None = (
        visible(Group, actor).select_related("unit", "programme").filter(uid=uid).first()
    )
    if row is None:
        raise not_visible()
    return row


@dataclass(frozen=True)
class MemberLine:
    """A member; whether he reports is told to who answers for the group."""

    row: GroupMember
    reporting: Reporting | None
    standing: str


@dataclass(frozen=True)
class Branch:
    """The temporary branch: posts, how many count, months without a study or themed day."""

    row: PartyBranch
    posts: list[Any]
    counted: int
    lags: list[str]


@dataclass(frozen=True)
class GroupFile:
    """Everything of a group that its reader may see."""

    leads: bool
    members: list[MemberLine]
    former: list[GroupMember]
    activities: list[Any]
    tasks: list[GroupTask]
    branch: Branch | None
    meets_by: date
    held: int
    came: int
    expected: int
    # How much all of them wrote on each day, and the days of activities; for who leads.
    written: Counter[date]
    met: Counter[date]


def read_group(*, actor: Actor, group: Group, today: date) -> GroupFile:
    """The parts of a group; figures of attendance are this year's."""
    leads = answers_for(actor, group)
    people = list(group.groupmembers.select_related("unit", "secondment__host_unit"))
    now = [row for row in people if row.to_on is None]
    cases = [row.secondment_id for row in now if row.secondment_id]
    reports: dict[int, Reporting] = {}
    together: Counter[date] = Counter()
    if leads:
        reports, together = reporting_of(actor=actor, secondments=cases, today=today)
    branch = group.partybranchs.filter(ended_on=None).first()
    standings = standings_of(actor, now) if branch else {}
    activities: list[Any] = list(_counted(group).order_by("-starts_at", "-pk"))
    held = [a for a in activities if not a.is_cancelled and a.minutes]
    this_year = [a for a in held if a.starts_at.year == today.year]
    last = max((a.starts_at.date() for a in held), default=None)
    lines = [
        MemberLine(row, reports.get(row.secondment_id or 0), standings.get(row.pk, ""))
        for row in now
    ]
    return GroupFile(
        leads=leads,
        members=lines,
        former=[row for row in people if row.to_on is not None],
        activities=activities[:MOST_ACTIVITIES],
        tasks=list(group.grouptasks.select_related("owner").order_by("done_on", "due_on")[:40]),
        branch=_branch(branch, standings, held, today) if branch else None,
        meets_by=next_meeting_due(last, starts_on=group.starts_on, months=group.meets_months),
        held=len(this_year),
        came=sum(a.came for a in this_year),
        expected=sum(a.invited for a in this_year),
        written=together,
        met=Counter(
            timezone.localtime(a.starts_at).date() for a in activities if not a.is_cancelled
        ),
    )


def _counted(group: Group) -> QuerySet[Any]:
    """Activities with how many were called, came and excused themselves."""
    rows: QuerySet[Any] = group.groupactivitys.annotate(
        came=Count("attendances", filter=Q(attendances__state="PRESENT")),
        excused=Count("attendances", filter=Q(attendances__state="EXCUSED")),
        invited=Count("attendances"),
    )
    return rows


def held_in(*, group: Group, year: int) -> list[Any]:
    """The activities of a year that were held and minuted, the first one first."""
    rows = _counted(group).filter(starts_at__year=year, is_cancelled=False).exclude(minutes="")
    return list(rows.order_by("starts_at", "pk"))


def _branch(row: PartyBranch, standings: dict[int, str], held: list[Any], today: date) -> Branch:
    days = [a.starts_at.date() for a in held if a.kind in BRANCH_KINDS]
    posts = list(row.posts.filter(to_on=None).select_related("member"))
    return Branch(
        row,
        posts,
        sum(one == "COUNTS" for one in standings.values()),
        months_without(days, since=row.approved_on, today=today),
    )


@dataclass(frozen=True)
class CalendarLine:
    """A member and, month by month, how his reports stood; empty where none fell due."""

    row: GroupMember
    marks: list[str]


def read_calendar(
    *, actor: Actor, group: Group, today: date
) -> tuple[list[tuple[int, int]], list[CalendarLine]]:
    """(twelve months, present members with their marks); only for who answers for the group."""
    if not answers_for(actor, group):
        return [], []
    people = list(
        group.groupmembers.filter(to_on=None, secondment__isnull=False).select_related("unit")
    )
    cases = [row.secondment_id for row in people if row.secondment_id]
    months, found = calendar_of(actor=actor, secondments=cases, today=today)
    lines = [
        CalendarLine(row, [found[row.secondment_id or 0].get(at, "") for at in months])
        for row in people
    ]
    return months, lines


def get_activity(*, actor: Actor, uid: Any) -> GroupActivity:
    """One activity of a group within sight."""
    actor.require(Permission.GROUPS_VIEW)
    rows = GroupActivity.objects.select_related("group__unit")
    row = rows.filter(uid=uid, group__in=visible(Group, actor).values("pk")).first()
    if row is None:
        raise not_visible()
    return row


def get_photo(*, actor: Actor, uid: Any) -> StoredFile:
    """The file of a picture of a group within sight."""
    actor.require(Permission.GROUPS_VIEW)
    rows = ActivityPhoto.objects.filter(group__in=visible(Group, actor).values("pk"))
    row = rows.select_related("file").filter(uid=uid).first()
    if row is None:
        raise not_visible()
    return row.file


def list_notes(*, actor: Actor) -> QuerySet[GroupNote]:
    """What one's own groups wrote, and what any group shares."""
    actor.require(Permission.GROUPS_VIEW)
    own = Q(group__in=visible(Group, actor).values("pk"))
    rows = GroupNote.objects.filter(own | Q(is_shared=True), city_id=actor.city_id)
    return rows.order_by("-written_on", "-pk")


def notes_of(*, group: Group) -> list[GroupNote]:
    """The newest notes of one group, `MOST_NOTES` at most."""
    return list(group.groupnotes.order_by("-written_on", "-pk")[:MOST_NOTES])


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year of the group (`name` empty) or of one member: meetings held, called to, came."""

    year: int
    name: str
    unit: str
    called: int
    came: int
    excused: int


def yearly_figures(*, group: Group) -> tuple[list[YearLine], list[YearLine]]:
    """(the group by year, its members by year and name), the newest year first; only activities
    that were held and minuted, for a group counted as activities held and attendances."""
    held = Attendance.objects.filter(group=group, activity__is_cancelled=False).exclude(
        activity__minutes=""
    )
    rows = (
        held.annotate(year=ExtractYear("activity__starts_at"))
        .values("year", "member__name", "member__unit__name")
        .annotate(
            called=Count("pk"),
            came=Count("pk", filter=Q(state="PRESENT")),
            excused=Count("pk", filter=Q(state="EXCUSED")),
        )
        .order_by("-year", "member__unit__name", "member__name")
    )
    people = [
        YearLine(
            row["year"], row["member__name"], row["member__unit__name"], row["called"],
            row["came"], row["excused"],
        )
        for row in rows
    ]  # fmt: skip
    years = sorted({line.year for line in people}, reverse=True)
    whole = [
        YearLine(
            year, "", "",
            *(
                sum(getattr(line, field) for line in people if line.year == year)
                for field in ("called", "came", "excused")
            ),
        )
        for year in years
    ]  # fmt: skip
    return whole, people


def attendances_of(row: GroupActivity) -> list[Any]:
    """Everybody who was called, in the order in which they joined."""
    return list(row.attendances.select_related("member__unit"))


def open_for_me(*, actor: Actor, now: datetime) -> list[GroupActivity]:
    """Activities to come, or under way, that the actor is called to."""
    rows = GroupActivity.objects.filter(
        attendances__member__user_id=actor.user_id, is_cancelled=False
    )
    day = datetime.combine(now.date(), datetime.min.time(), tzinfo=now.tzinfo)
    return list(rows.filter(starts_at__gte=day).select_related("group").order_by("starts_at")[:5])


def in_service(*, actor: Actor) -> QuerySet[Secondment]:
    """Who serves within sight, by host."""
    rows: QuerySet[Secondment] = visible(Secondment, actor).filter(state__in=SERVING)
    return rows.select_related("cadre", "host_unit", "home_unit").order_by("host_unit", "pk")


def without_group(*, actor: Actor) -> QuerySet[Secondment]:
    """Those of them who are in no group of secondees."""
    taken = GroupMember.objects.filter(kind=SECONDEES, to_on=None).values("secondment")
    return in_service(actor=actor).exclude(pk__in=taken)
