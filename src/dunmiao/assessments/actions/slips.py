"""Issuing codes and opening a session: two people, equal numbers, nothing that names a voter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Sheet, Text, Whole
from dunmiao.assessments import offers
from dunmiao.assessments.actions.rounds import PREPARES
from dunmiao.assessments.lifecycle import SESSION
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import BallotCode, BallotSession, SessionGroup
from dunmiao.assessments.models.rounds import part_of
from dunmiao.assessments.progress import count_if_done, in_a_ready_round
from dunmiao.assessments.remote import make_keys
from dunmiao.assessments.rules.schemes import objections_to_balance
from dunmiao.assessments.rules.secrecy import code_hash, new_code
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding

WITNESSES = Held(Permission.BALLOTS_WITNESS, "unit")
Count = Whole("人", most=100_000)


@dataclass(frozen=True, slots=True)
class Slip:
    """One code to print; it is kept nowhere."""

    group: str
    code: str


Present = Annotated[
    dict[str, int] | None,
    Sheet("实到人数", offers=offers.groups, cell=Count,
          first=lambda session: dict(session.groups.values_list("code", "present"))),
]  # fmt: skip
OnPaper = Annotated[
    dict[str, int] | None,
    Sheet("其中用纸质票", offers=offers.groups, cell=Count,
          first=lambda session: dict(session.groups.values_list("code", "paper"))),
]  # fmt: skip


@act(
    "ballot_session.issue", BallotSession, "发票：下载票条 PDF",
    records="slips.issued",
    said="全部用纸质票，没有票码可印。",
    may=PREPARES, life=SESSION, moves="issue", unless=in_a_ready_round, related="round place",
    prints=True, only="page: codes are printed once; they pass through no script and no log",
)  # fmt: skip
def issue_slips(
    session: BallotSession, doing: Doing, *, present: Present = None, paper: OnPaper = None
) -> list[Slip]:
    """Make the codes of a session for printing; those issued before are void.

    `present`, `paper`: people present of each group, and how many of them vote on paper; as
    planned where nothing is said. The codes come back by group, in the order of the random
    codes; the caller prints them and forgets them. Lost paper is issued anew.
    """
    rows = list(session.groups.select_for_update())
    if found := list(_objections_to_issue(session, rows, present or {}, paper or {})):
        raise RuleBroken(found)
    BallotCode.objects.filter(session=session).delete()
    for row in rows:
        row.save()
    slips = [(row, new_code()) for row in rows for _ in range(row.phone)]
    # In the order of their hashes: the table's own order tells nothing of groups or of printing.
    made = [
        BallotCode(**part_of(session, session=session), code_hash=code_hash(code), group=row)
        for row, code in slips
    ]
    BallotCode.objects.bulk_create(sorted(made, key=lambda code: code.code_hash))
    if session.is_remote:
        make_keys(session)
    session.state, session.issued_by_id = SESSION.target("issue"), doing.actor.user_id
    session.save()
    doing.note(codes=len(made), paper=sum(row.paper for row in rows))
    return sorted(
        (Slip(row.code, code) for row, code in slips), key=lambda slip: (slip.group, slip.code)
    )


def _objections_to_issue(
    session: BallotSession,
    rows: Sequence[SessionGroup],
    present: dict[str, int],
    paper: dict[str, int],
) -> Iterator[Finding]:
    """Take over what was counted, and tell what does not balance."""
    for row in rows:
        row.present = present.get(row.code, row.present)
        row.paper = paper.get(row.code, row.paper)
        row.phone = row.present - row.paper
        yield from objections_to_balance(
            due=row.due, present=row.present, paper=row.paper, where=f"present.{row.code}"
        )
    if not sum(row.present for row in rows):
        yield say("round.no_groups", name=session.name)


@act(
    "ballot_session.open", BallotSession, "核对票数并开票",
    records="ballot_session.opened",
    said="票数已核对，开始投票。",
    may=WITNESSES, life=SESSION, moves="open", other_than="issued_by", waits=True,
    unless=in_a_ready_round, related="round issued_by",
)  # fmt: skip
def open_session(session: BallotSession, doing: Doing) -> BallotSession:
    """A second person confirms that as many were issued as are present, and voting begins."""
    found = []
    for row in session.groups.all():
        found += objections_to_balance(
            due=row.due, present=row.present, paper=row.paper, phone=row.phone
        )
    if found:
        raise RuleBroken(found)
    session.state, session.opened_by_id = SESSION.target("open"), doing.actor.user_id
    session.save()
    return session


@act(
    "ballot_session.void", BallotSession, "作废本场次",
    records="ballot_session.voided",
    said="本场次已作废。",
    may=PREPARES, life=SESSION, moves="void", other_than="opened_by", unless=in_a_ready_round,
    related="round opened_by", locks="round",
    danger="已投的票全部删除，不计入结果。开票后须由开票人以外的人办理。确定作废？",
)  # fmt: skip
def void_session(
    session: BallotSession, doing: Doing, *, reason: Annotated[str, Text("原因", most=300)]
) -> BallotSession:
    """Everything of this session counts for nothing: ballots and codes go, with a reason."""
    was_open = session.opened_by_id is not None
    session.state, session.void_reason = SESSION.target("void"), reason
    session.save()
    session.box.all().delete()
    session.codes.all().delete()
    session.keys.all().delete()
    session.sheets.all().delete()
    SessionGroup.objects.filter(session=session).update(returned_phone=0, returned_paper=0)
    doing.note(reason=reason, was_open=was_open)
    count_if_done(session.round)
    return session
