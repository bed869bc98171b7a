"""Relations that travel: personnel, wage, party; what the kind of move allows (R1 to R3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dunmiao.kernel.findings import Finding
from dunmiao.kernel.moves import MoveKind
from dunmiao.posts.rules import RELATIONS, Travels
from dunmiao.secondments.messages import say

# The way of a relation: to the host, back home at the end, or for good with a retained person.
WAYS = {"OUT": "转出", "BACK": "转回", "STAY": "留任转移"}
RELATION_LABELS = {"PERSONNEL": "人事关系", "WAGE": "工资关系", "PARTY": "组织关系"}


def policy_of(kind: str) -> dict[str, Travels]:
    """What each relation does in a move of this kind."""
    policy = RELATIONS[MoveKind(kind)]
    return {"PERSONNEL": policy.personnel, "WAGE": policy.wage, "PARTY": policy.party}


def required(kind: str) -> list[str]:
    """Relations that must travel with the person."""
    return [name for name, travels in policy_of(kind).items() if travels is Travels.MOVES]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a case's relations are: by way, the relations sent and those received."""

    kind: str
    noticed: bool
    is_ending: bool
    is_retained: bool
    sent: Mapping[str, frozenset[str]]
    received: Mapping[str, frozenset[str]]

    def of(self, way: str) -> frozenset[str]:
        """Relations whose receipt came, on this way."""
        return self.received.get(way, frozenset())


def must_travel(standing: Standing) -> dict[str, list[str]]:
    """By way, what has to travel before a case is done.

    Out: all that the kind moves, and any begun. Back: all that came, unless the person stays.
    For good: of a retained person, what has not come already (留任即转任, R34).
    """
    out = [name for name in RELATION_LABELS if name in required(standing.kind)]
    out += [name for name in standing.sent.get("OUT", ()) if name not in out]
    came = [name for name in RELATION_LABELS if name in standing.of("OUT")]
    if standing.is_retained:
        return {"OUT": out, "STAY": [name for name in RELATION_LABELS if name not in came]}
    return {"OUT": out, "BACK": came}


def objections_to_letter(
    standing: Standing, *, relation: str, way: str, sent_on: date, today: date
) -> list[Finding]:
    """The law lets the relation travel this way now, and the letter has its day."""
    found = []
    label = RELATION_LABELS[relation]
    if way == "OUT" and policy_of(standing.kind)[relation] is Travels.STAYS:
        found.append(say("transfer.locked", where="relation", relation=label))
    if way == "BACK" and (relation not in standing.of("OUT") or not standing.is_ending):
        found.append(say("transfer.not_back", where="relation", relation=label))
    if way == "BACK" and standing.is_retained:
        found.append(say("transfer.stays", where="relation", relation=label))
    if way == "STAY" and not standing.is_retained:
        found.append(say("transfer.not_retained", where="relation", relation=label))
    if not standing.noticed:
        found.append(say("transfer.not_noticed"))
    if sent_on > today:
        found.append(say("act.in_future", where="sent_on", day=sent_on.isoformat()))
    return found


def objections_to_receipt(*, sent_on: date, received_on: date, today: date) -> list[Finding]:
    """A receipt answers a letter and is not older than it."""
    found = []
    if received_on < sent_on:
        found.append(say("transfer.before_letter", where="received_on", sent=sent_on.isoformat()))
    if received_on > today:
        found.append(say("act.in_future", where="received_on", day=received_on.isoformat()))
    return found


def still_open(standing: Standing, *, ways: Iterable[str] = ("OUT", "BACK")) -> list[str]:
    """Words for the relations that must still arrive before the case can be closed."""
    must = must_travel(standing)
    return [
        f"{RELATION_LABELS[name]}{'' if way == 'OUT' else WAYS[way]}"
        for way in ways
        for name in must.get(way, ())
        if name not in standing.of(way)
    ]
