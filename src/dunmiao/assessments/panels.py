"""Reads of panels: by the office that sent them and by their own members, nobody else."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.assessments.models import BallotRound, Panel, PanelMember, PanelNote, PanelSubject
from dunmiao.assessments.rules.panels import ASPECTS, GRADES
from dunmiao.engines.appraisal.design import Vote
from dunmiao.kernel.errors import not_visible


def list_panels(*, actor: Actor) -> QuerySet[Panel]:
    """Panels of his units, and those he sits on."""
    if not actor.has(Permission.ASSESSMENTS_VIEW):
        actor.require(Permission.PANEL_NOTES)
    return visible(Panel, actor).select_related("programme").defer("standing", "growth")


def get_panel(*, actor: Actor, uid: Any) -> Panel:
    """One panel of the office or of oneself."""
    rows = visible(Panel, actor).select_related("programme", "round")
    row = rows.filter(uid=uid).first()
    if row is None:
        raise not_visible()
    return row


def own_seat(actor: Actor, panel: Panel) -> PanelMember | None:
    """The actor as a member of the panel, None where he is none."""
    return panel.members.filter(user_id=actor.user_id).first()


def subjects_of(panel: Panel) -> QuerySet[PanelSubject]:
    """Whom the panel visits, in the order of its route, with how many notes are submitted."""
    done = Count("notes", filter=Q(notes__submitted_at__isnull=False))
    return panel.subjects.annotate(submitted=done)


def get_subject(*, actor: Actor, uid: Any) -> PanelSubject:
    """One person of a panel."""
    row = visible(PanelSubject, actor).select_related("panel").filter(uid=uid).first()
    if row is None:
        raise not_visible()
    get_panel(actor=actor, uid=row.panel.uid)
    return row


def notes_seen(*, actor: Actor, subject: PanelSubject) -> list[PanelNote]:
    """What has been submitted about a person. A member who has not yet written his own sees
    none of the others', so that each judges by himself."""
    seat = own_seat(actor, subject.panel)
    rows = subject.notes.filter(submitted_at__isnull=False).select_related("member")
    if seat is not None and subject.panel.state == "OPEN" and not rows.filter(member=seat).exists():
        return []
    return list(rows)


def votes_of(round_: BallotRound) -> list[Vote]:
    """The submitted grades of the panels of a round as votes: named raters who judge in several
    sessions and so link them."""
    rows = PanelNote.objects.filter(
        subject__panel__round=round_, submitted_at__isnull=False
    ).select_related("subject")
    ratees = dict(round_.subjects.values_list("cadre", "pk"))
    return [
        Vote(
            str(ratees[row.subject.cadre_id]),
            f"panel/{row.member_id}",
            "",
            label,
            float(GRADES[grade]),
        )
        for row in rows
        if row.subject.cadre_id in ratees
        for key, label in ASPECTS.items()
        if (grade := row.grades.get(key)) in GRADES
    ]


def own_votes(panel: Panel) -> list[Vote]:
    """The submitted grades of one panel, by the cadre's uid; raters are accounts, so that the
    same person is the same rater on a later panel."""
    rows = PanelNote.objects.filter(subject__panel=panel, submitted_at__isnull=False)
    return [
        Vote(str(row.subject.cadre_uid), f"user/{row.user_id}", "", label, float(GRADES[grade]))
        for row in rows.select_related("subject")
        for key, label in ASPECTS.items()
        if (grade := row.grades.get(key)) in GRADES
    ]


def earlier_panel(panel: Panel) -> Panel | None:
    """The last panel concluded before this one began on which two of its members sat too."""
    members = list(panel.members.values_list("user", flat=True))
    rows = Panel.objects.filter(
        city_id=panel.city_id, state="CLOSED", closed_on__lt=panel.starts_on
    ).annotate(shared=Count("members", filter=Q(members__user__in=members)))
    return rows.filter(shared__gte=2).order_by("-closed_on", "-pk").first()


def links_of(round_: BallotRound) -> list[frozenset[int]]:
    """For each panel of a round, the people of the round whom it visits."""
    ratees = dict(round_.subjects.values_list("cadre", "pk"))
    return [
        frozenset(
            ratees[cadre]
            for cadre in panel.subjects.values_list("cadre", flat=True)
            if cadre in ratees
        )
        for panel in Panel.objects.filter(round=round_)
    ]
