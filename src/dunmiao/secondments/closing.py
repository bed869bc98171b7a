"""What the closing of a case is judged by."""

from collections.abc import Iterable

from dunmiao.secondments.models import (
    Handover,
    LeaveRequest,
    RelationTransfer,
    Secondment,
    TermAppraisal,
)
from dunmiao.secondments.rules.terms import Closing
from dunmiao.secondments.rules.transfers import still_open
from dunmiao.secondments.standing import standing_of


def closing_of(
    secondment: Secondment,
    *,
    transfers: Iterable[RelationTransfer],
    leaves: Iterable[LeaveRequest],
    appraisal: TermAppraisal | None,
    handover: Handover | None,
) -> Closing:
    """What closing is judged by, from the parts of a case."""
    feedback = secondment.feedback
    return Closing(
        has_appraisal=bool(appraisal and appraisal.org_on),
        feedback_received_on=feedback.received_on if feedback else None,
        open_transfers=tuple(still_open(standing_of(secondment, transfers))),
        open_leaves=sum(row.state == "APPROVED" for row in leaves),
        handed_over=secondment.handed_over_on is not None,
        waits_for_successor=handover is not None
        and handover.successor_id is not None
        and handover.received_on is None,
        contacts_kept=secondment.contacts_kept,
    )
