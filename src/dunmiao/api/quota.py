"""The annual assessment over JSON: the ledger and its pools."""

import uuid
from typing import Any

from ninja import Router, Schema

from dunmiao.api.requests import ActorRequest
from dunmiao.assessments import quota
from dunmiao.assessments.rules.annual import GRADES

router = Router(tags=["quota"])
pools = Router(tags=["quota"])


class PoolOut(Schema):
    """A pool: theory exact as a fraction, granted null until somebody granted it."""

    uid: uuid.UUID
    name: str
    kind: str
    base: int
    rate: str
    extra: int
    document: str
    theory: str
    granted: int | None
    used: int


class ProofOut(Schema):
    """One sum of the ledger."""

    code: str
    figures: dict[str, str]
    holds: bool


class LedgerOut(Schema):
    """A year."""

    year: int
    people: int
    not_graded: int
    pools: list[PoolOut]
    proofs: list[ProofOut]


class MemberOut(Schema):
    """A person of a pool; the grade is empty where the caller may not see it yet."""

    uid: uuid.UUID
    name: str
    home_unit: str
    assessing_unit: str
    part: str
    state: str
    grade: str


@router.get("{int:year}", response=LedgerOut)
def ledger(request: ActorRequest, year: int) -> Any:
    """The ledger of a year with its proofs."""
    found = quota.ledger_of(quota.get_year(actor=request.actor, year=year))
    lines = [
        {
            "uid": entry.pool.uid,
            "name": entry.pool.name,
            "kind": entry.pool.kind,
            "base": entry.line.base,
            "rate": str(entry.line.rate),
            "extra": entry.line.extra,
            "document": entry.pool.document,
            "theory": str(entry.line.theory),
            "granted": entry.line.granted,
            "used": entry.line.used,
        }
        for entry in found.entries
    ]
    return {
        "year": year,
        "people": found.people,
        "not_graded": found.not_graded,
        "pools": lines,
        "proofs": [
            {"code": proof.code, "figures": proof.figures, "holds": proof.holds}
            for proof in found.proofs
        ],
    }


@pools.get("{uuid:uid}", response=list[MemberOut])
def members(request: ActorRequest, uid: uuid.UUID) -> Any:
    """The people of a pool."""
    pool = quota.get_pool(actor=request.actor, uid=uid)
    return [
        {
            "uid": row.uid,
            "name": row.cadre.name,
            "home_unit": row.home_unit.name,
            "assessing_unit": row.assessing_unit.name,
            "part": row.part,
            "state": row.state,
            "grade": GRADES.get(row.grade, "") if quota.sees_grade(request.actor, row) else "",
        }
        for row in quota.members_of(pool)
    ]
