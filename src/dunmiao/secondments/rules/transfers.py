"""Relations that travel: personnel, wage, party; what the kind of move allows (R1 to R3)."""

from collections.abc import Iterable
from datetime import date

from dunmiao.kernel.findings import Finding
from dunmiao.posts.rules import RELATIONS, MoveKind, Travels
from dunmiao.secondments.messages import say

RELATION_LABELS = {"PERSONNEL": "人事关系", "WAGE": "工资关系", "PARTY": "组织关系"}


def policy_of(kind: str) -> dict[str, Travels]:
    """What each relation does in a move of this kind."""
    policy = RELATIONS[MoveKind(kind)]
    return {"PERSONNEL": policy.personnel, "WAGE": policy.wage, "PARTY": policy.party}


def required(kind: str) -> list[str]:
    """Relations that must travel with the person."""
    return [name for name, travels in policy_of(kind).items() if travels is Travels.MOVES]


def objections_to_letter(
    *, kind: str, relation: str, letter_no: str, sent_on: date, noticed: bool, today: date
) -> list[Finding]:
    """The law lets the relation travel, the letter has its number, and it is not tomorrow's."""
    found = []
    if policy_of(kind)[relation] is Travels.STAYS:
        found.append(say("transfer.locked", relation=RELATION_LABELS[relation]))
    if not letter_no.strip():
        found.append(say("transfer.no_number"))
    if not noticed:
        found.append(say("transfer.not_noticed"))
    if sent_on > today:
        found.append(say("act.in_future", day=sent_on.isoformat()))
    return found


def objections_to_receipt(*, sent_on: date | None, received_on: date, today: date) -> list[Finding]:
    """A receipt answers a letter and is not older than it."""
    if sent_on is None:
        return [say("transfer.not_sent")]
    found = []
    if received_on < sent_on:
        found.append(say("transfer.before_letter", sent=sent_on.isoformat()))
    if received_on > today:
        found.append(say("act.in_future", day=received_on.isoformat()))
    return found


def still_open(kind: str, received: Iterable[str], sent: Iterable[str]) -> list[str]:
    """Labels of relations that must still arrive: all that must travel, and any begun."""
    begun = [*required(kind), *sent]
    done = set(received)
    return [RELATION_LABELS[name] for name in RELATION_LABELS if name in begun and name not in done]
