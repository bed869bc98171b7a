"""Reads of a case and of what is owed, as pages show them."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Q, QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.posts.rules import Travels
from dunmiao.secondments.lifecycle import ENDING
from dunmiao.secondments.models import (
    Care,
    ChangeRequest,
    Handover,
    LeaveRequest,
    Obligation,
    PlanMeasure,
    RelationTransfer,
    Report,
    Secondment,
    TermAppraisal,
    Transfer,
    Visit,
    WorkLog,
)
from dunmiao.secondments.rules.transfers import RELATION_LABELS, WAYS, policy_of

LANES = (30, 60, 90)
MOST_ROWS = 40  # listed in a lane
MOST_COUNTED = 1_000  # in a lane: a whole count of 100,000 cases takes longer than a page may
MOST_LOGS = 20


def own_secondment(*, actor: Actor) -> Secondment | None:
    """The person's own present case, else his last."""
    rows = Secondment.objects.filter(city_id=actor.city_id, user_id=actor.user_id)
    rows = rows.select_related("cadre", "post", "programme", "home_unit", "host_unit")
    current = rows.exclude(state__in=["CLOSED", "CANCELLED"]).order_by("-starts_on").first()
    return current or rows.order_by("-starts_on").first()


@dataclass
class CaseFile:
    """Everything of a case that its reader may see; row-level security leaves out the rest."""

    relations: list[dict[str, Any]]
    leaves: list[LeaveRequest]
    changes: list[ChangeRequest]
    reports: list[Report]
    logs: list[WorkLog]
    visits: list[Visit]
    measures: list[PlanMeasure]
    obligations: list[Obligation]
    appraisal: TermAppraisal | None
    transfer: Transfer | None
    cares: list[Care]
    handover: Handover | None
    log_count: int


def read_case(*, secondment: Secondment) -> CaseFile:
    """The parts of a case in scope."""
    rows = WorkLog.objects.filter(secondment=secondment)
    logs = list(rows.prefetch_related("photos__file")[:MOST_LOGS])
    owed = list(secondment.obligations.order_by("due_on", "kind"))
    ending = secondment.state in {"EXPIRING", "APPRAISED", "FED_BACK", "CLOSED"}
    return CaseFile(
        relations=_relations(secondment),
        leaves=list(secondment.leaverequests.all()),
        changes=list(
            secondment.changerequests.select_related("new_post__unit").prefetch_related(
                "consents__unit"
            )[:10]
        ),
        reports=list(secondment.reports.all()[:24]),
        logs=logs,
        visits=list(secondment.visits.all()[:10]),
        measures=list(secondment.planmeasures.all()),
        obligations=[row for row in owed if row.state != "VOID"],
        appraisal=TermAppraisal.objects.filter(secondment=secondment).first() if ending else None,
        cares=list(Care.objects.filter(secondment=secondment))
        if any(row.kind == "CARE" for row in owed)
        else [],
        handover=Handover.objects.filter(secondment=secondment)
        .select_related("successor__cadre")
        .prefetch_related("items")
        .first()
        if ending
        else None,
        transfer=Transfer.objects.filter(secondment=secondment).first()
        if secondment.closing_reason == "RETAINED"
        else None,
        log_count=len(logs) if len(logs) < MOST_LOGS else rows.count(),
    )


def _relations(secondment: Secondment) -> list[dict[str, Any]]:
    """Each relation with its letters by way, and the way it may take next."""
    rows = RelationTransfer.objects.filter(secondment=secondment)
    letters = {(row.relation, row.way): row for row in rows}
    policy = policy_of(secondment.kind)
    return [
        {
            "code": code,
            "label": label,
            "travels": policy[code],
            "rows": [letters[code, way] for way in WAYS if (code, way) in letters],
            "next": _next_way(secondment, code, policy[code], letters),
        }
        for code, label in RELATION_LABELS.items()
    ]


def _next_way(
    secondment: Secondment,
    code: str,
    travels: Travels,
    letters: dict[tuple[str, str], RelationTransfer],
) -> str:
    """The way that a letter may open now; empty where there is none."""
    out = letters.get((code, "OUT"))
    came = out is not None and out.received_on is not None
    if secondment.state in {"APPROVED", "CANCELLED"}:
        return ""
    if secondment.closing_reason == "RETAINED":
        stays = secondment.state == "CLOSED" and not came and (code, "STAY") not in letters
        return "STAY" if stays else ""
    if out is None:
        return "" if travels is Travels.STAYS or secondment.state == "CLOSED" else "OUT"
    back = came and secondment.state in ENDING and (code, "BACK") not in letters
    return "BACK" if back else ""


# ── obligations ──
def owed_by(actor: Actor) -> Q:
    """Duties that the actor himself has to do, by the parties he may act for."""
    out = Q(pk__in=[])
    if actor.has(Permission.REPORT_OWN):
        out |= Q(party="PERSON", user_id=actor.user_id)
    whole = []
    for party, right, column in (
        ("ORG", Permission.CASES_MANAGE, "lead_unit_id"),
        ("LEAD", Permission.FEED_BACK, "lead_unit_id"),
        ("HOST", Permission.CASES_HOST, "host_unit_id"),
        ("HOME", Permission.CASES_HOME, "home_unit_id"),
    ):
        if not actor.has(right):
            continue
        units = actor.units_with(right)
        if units is not None:
            out |= Q(party=party, **{f"{column}__in": units})
        elif party in {"ORG", "LEAD"}:
            whole.append(party)
    return out | Q(party__in=whole) if whole else out


def list_obligations(*, actor: Actor, mine: bool = False) -> QuerySet[Obligation]:
    """Open duties in scope, the oldest first; `mine` only what the actor has to do himself."""
    actor.require(Permission.SECONDMENTS_VIEW)
    rows = visible(Obligation, actor).filter(state="OPEN")
    if mine:
        rows = rows.filter(owed_by(actor))
    related = ("secondment__cadre", "home_unit", "host_unit", "lead_unit")
    return rows.select_related(*related).order_by("due_on", "pk")


@dataclass
class Lane:
    """Duties due within a span, 0 days for what is overdue; beyond MOST_COUNTED not counted on."""

    days: int
    count: int
    rows: list[Obligation]

    @property
    def words(self) -> str:
        """The count as a page says it."""
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)


def lanes_of(rows: QuerySet[Obligation], *, today: date, most: int = MOST_ROWS) -> list[Lane]:
    """Overdue, then 30, 60 and 90 days: each listed up to `most`."""
    edges = [today, *(today + timedelta(days=days) for days in LANES)]
    spans = [Q(due_on__lt=today)]
    spans += [Q(due_on__gte=first, due_on__lt=last) for first, last in pairwise(edges)]
    # The numbers alone tell both the count and the first ones; the joins are read once for all.
    bare = rows.select_related(None).values_list("pk", flat=True)
    found = [list(bare.filter(span)[: MOST_COUNTED + 1]) for span in spans]
    shown = rows.in_bulk([pk for keys in found for pk in keys[:most]])
    return [
        Lane(days, len(keys), [shown[pk] for pk in keys[:most]])
        for days, keys in zip((0, *LANES), found, strict=True)
    ]


def takeovers_of(*, actor: Actor) -> list[Handover]:
    """What is waiting for, or was taken over by, the person signed in."""
    rows = Handover.objects.filter(city_id=actor.city_id, successor_user_id=actor.user_id)
    return list(rows.prefetch_related("items").order_by("-pk")[:5])
