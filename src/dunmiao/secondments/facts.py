"""Cases as the plain facts that duties follow from: a fixed number of queries for many."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dunmiao.secondments.models import (
    Care,
    FeedbackVisit,
    LeaveRequest,
    PlanMeasure,
    RelationTransfer,
    Report,
    Secondment,
    SecondmentEvent,
    TermAppraisal,
    Visit,
)
from dunmiao.secondments.rules.obligations import Case


def cases_of(secondments: Sequence[Secondment]) -> dict[int, Case]:
    """The facts of each case by its id. They lie with all parties, so the caller opens the whole city's rows."""
    ids = [row.pk for row in secondments]
    parts = _Parts(ids)
    visits = FeedbackVisit.objects.in_bulk([s.feedback_id for s in secondments if s.feedback_id])
    problems = dict(Secondment.objects.filter(pk__in=ids).values_list("pk", "post__problems"))
    return {
        row.pk: parts.case(row, visits.get(row.feedback_id or 0), problems) for row in secondments
    }


class _Parts:
    """Everything that belongs to some cases, by case."""

    def __init__(self, ids: list[int]) -> None:
        def of(model: Any, *columns: str, **asked: Any) -> dict[int, list[Any]]:
            out: dict[int, list[Any]] = {}
            rows = model.objects.filter(secondment_id__in=ids, **asked)
            for row in rows.values_list("secondment_id", *columns):
                out.setdefault(row[0], []).append(row[1:])
            return out

        self.noticed = of(SecondmentEvent, "on_day", to_state="NOTICED")
        self.transfers = of(RelationTransfer, "relation", "way", "sent_on", "received_on")
        self.reports = of(Report, "kind", "period", "sent_on")
        self.visits = of(Visit, "on_day")
        self.leaves = of(
            LeaveRequest, "uid", "last_day", "returned_on", state__in=["APPROVED", "RETURNED"]
        )
        self.cares = of(Care, "uid", "owner", "due_on", "done_on", dropped_reason="")
        self.plans = of(PlanMeasure, "made_on")
        self.appraisals = of(TermAppraisal, "host_on")

    def case(
        self, row: Secondment, feedback: FeedbackVisit | None, problems: dict[int, str]
    ) -> Case:
        """One case."""
        made: list[date] = [day for (day,) in self.plans.get(row.pk, [])]
        appraised = [day for (day,) in self.appraisals.get(row.pk, []) if day]
        noticed = [day for (day,) in self.noticed.get(row.pk, [])]
        return Case(
            kind=row.kind,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            noticed_on=noticed[0] if noticed else None,
            arrived_on=row.arrived_on,
            assigned_on=row.assigned_on,
            left_on=row.left_on,
            transfers={
                (name, way): (out, back) for name, way, out, back in self.transfers.get(row.pk, [])
            },
            reports={(kind, period): day for kind, period, day in self.reports.get(row.pk, [])},
            visits=tuple(day for (day,) in self.visits.get(row.pk, [])),
            leaves={str(uid): (last, back) for uid, last, back in self.leaves.get(row.pk, [])},
            cares={
                str(uid): (owner, due, done) for uid, owner, due, done in self.cares.get(row.pk, [])
            },
            has_problems=bool(problems.get(row.pk, "").strip()),
            work_plan_on=min(made, default=None),
            appraised_on=appraised[0] if appraised else None,
            visited_home_on=feedback.visited_on if feedback else None,
            letter_on=feedback.letter_on if feedback else None,
            receipt_on=feedback.received_on if feedback else None,
            keeps_contacts=row.contacts_kept > 0,
            contacts_on=row.contacts_on,
            closed_on=row.closed_on,
            is_retained=row.closing_reason == "RETAINED",
            is_cancelled=row.state == "CANCELLED",
        )
