"""Who reaches the box: officers of the organiser, and a voter the paper of his session only.

A ballot of an open session is read by nobody: the voter sees the one whose random number he
holds, officers see none until the session is closed. Pools and grades: the organiser, the units
concerned, and the person from the notice on. Panels: the office that sent them, and their
members; a draft is its writer's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from dunmiao.access.actors import Actor
from dunmiao.access.policy import PRESENT, Seen, declare, visible
from dunmiao.access.relations import NOBODY, All, Named, Person, Row, Unit, World
from dunmiao.access.roles import Permission as P
from dunmiao.access.through import Through

SESSION = "assessments.ballotsession"
UID = "(SELECT nullif(current_setting('app.ballot_session', true), '')::uuid)"
BALLOT = "(SELECT nullif(current_setting('app.ballot', true), '')::uuid)"


@dataclass(frozen=True, slots=True)
class Voter:
    """Whoever holds the paper of a session, without an account: `is_mine` says which rows."""

    is_mine: str
    in_city = False
    right = None

    def __str__(self) -> str:
        """In words."""
        return "the paper of a voter's session"

    def q(self, actor: Actor) -> Q:
        """As a filter: no account is a voter."""
        return NOBODY

    def sql(self, table: str) -> str:
        """As a policy."""
        return f"({self.is_mine})"

    def holds(self, actor: Actor, row: Row, world: World) -> bool:
        """In Python."""
        return False

    def units_of(self, row: Row) -> Iterator[int | None]:
        """None."""
        return iter(())


def of_session(column: str, select: str = "id", also: str = "") -> Voter:
    """Rows whose column equals this column of the voter's session."""
    session = f"SELECT {select} FROM assessments_ballotsession WHERE uid = {UID}{also}"  # noqa: S608 - literals
    return Voter(f"{column} = ({session})")


class OfClosed(Seen):
    """Only rows of sessions that are closed or void."""

    STATES = ("CLOSED", "VOID")

    def q(self, actor: Actor) -> Q:
        """As a filter."""
        closed = visible(apps.get_model(SESSION), actor).filter(state__in=self.STATES)
        return super().q(actor) & Q(Exists(closed.filter(pk=OuterRef("session_id"))))

    def sql(self, table: str) -> str:
        """As a policy."""
        closed = f"SELECT 1 FROM assessments_ballotsession s WHERE s.id = {table}.session_id"  # noqa: S608 - literals
        return f"({super().sql(table)} AND EXISTS ({closed} AND s.state IN {self.STATES}))"

    def holds(self, actor: Actor, row: Row, world: World) -> bool:
        """In Python."""
        sessions = world.rows(apps.get_model(SESSION), "id", row.session_id)
        closed = (one for one in sessions if one.state in self.STATES)
        return super().holds(actor, row, world) and any(world.holds(actor, one) for one in closed)


OURS = Seen(P.ASSESSMENTS_VIEW, Unit("unit"))
WRITE = (OURS.asking(None),)
IN_SESSION = of_session("session_id")

declare("assessments.ballotscheme", Seen(None, All()))
declare("assessments.ballotround", OURS, of_session("id", "round_id"), write=WRITE)
declare("assessments.roundsubject", OURS, of_session("round_id", "round_id"), write=WRITE)
declare("assessments.ballotsession", OURS, Voter(f"uid = {UID}"), write=WRITE)
for _name in "sessiongroup sessionsubject boardentry signingkey".split():
    declare(f"assessments.{_name}", OURS, IN_SESSION, write=WRITE)
declare("assessments.ballotcode", OURS, IN_SESSION, write=(*WRITE, IN_SESSION))
for _name in "ballot papersheet tallycell flagreview".split():
    declare(f"assessments.{_name}", OURS)

CLOSED = OfClosed(P.ASSESSMENTS_VIEW, Unit("unit"))
declare(
    "assessments.castballot",
    CLOSED,
    Voter(f"{IN_SESSION.is_mine} AND id = {BALLOT}"),
    write=(of_session("session_id", also=" AND state = 'OPEN'"),),
    drop=(CLOSED,),
)

PROPOSED = (Unit("unit"), Unit("home_unit"), Unit("assessing_unit"), Unit("other_unit"))
GRANTED = (Unit("unit"), Unit("holder"))
declare("assessments.assessmentyear", Seen(None, All()))
declare(
    "assessments.annualassessment",
    Seen(P.ASSESSMENTS_VIEW, *PROPOSED),
    Seen(P.GRADES_PROPOSE, *PROPOSED),
    Seen(None, Person(), only={"state": ("NOTIFIED", "OBJECTED", "FINAL")}, root=False),
)
declare(
    "assessments.quotapool",
    Seen(P.ASSESSMENTS_VIEW, *GRANTED),
    Seen(P.GRADES_PROPOSE, *GRANTED),
    # What one sees of the people decides.
    Seen(None, Through("assessments.annualassessment", "pool", back=True), root=False),
)
declare(
    "assessments.quotashare",
    Seen(P.ASSESSMENTS_VIEW, *GRANTED),
    Seen(P.GRADES_PROPOSE, *GRANTED),
)

SEAT = Named("assessments.panelmember", "panel", person="user", at="panel")
declare(
    "assessments.panel",
    OURS,
    Seen(None, Named("assessments.panelmember", "panel", person="user"), root=False),
    write=WRITE,
)
declare("assessments.panelmember", OURS, Seen(None, Person(), root=False), write=WRITE)
declare("assessments.panelsubject", OURS, Seen(None, SEAT, root=False), write=WRITE)
MINE = Seen(None, Person(), root=False)
SUBMITTED = {"submitted_at": PRESENT}
# A member reads what his fellows submitted; whether he may yet is for the selector to say.
FELLOW = Through("assessments.panelsubject", "subject", by=(SEAT,))
declare(
    "assessments.panelnote",
    MINE,
    Seen(P.ASSESSMENTS_VIEW, Unit("unit"), only=SUBMITTED),
    Seen(None, FELLOW, only=SUBMITTED, root=False),
    write=(MINE,),
)
