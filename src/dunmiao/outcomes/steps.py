"""A dated step of an outcome with its proof: what is written when one is reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from dunmiao.acts.claims import Doing
from dunmiao.acts.fields import Choice, Files, Rows, Upload
from dunmiao.documents.storing import store_paper
from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import Evidence, Outcome, OutcomeFact
from dunmiao.outcomes.parties import recount
from dunmiao.outcomes.rules.outcomes import EVIDENCE, Fact

MOST_FILES = 6
PAPERS = "image/jpeg, image/png, .pdf, .docx, .xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Files with what they are."""

    kind: Annotated[str, Choice("证据种类", of=EVIDENCE)] = "PHOTO"
    files: Annotated[Sequence[Upload], Files("照片或文件", accept=PAPERS)]


Proofs = Annotated[Sequence[Proof], Rows("证据", of=Proof, blank=3)]


def objections_to_proofs(proofs: Sequence[Proof]) -> list[Finding]:
    """More files than are taken at once."""
    if sum(len(proof.files) for proof in proofs) <= MOST_FILES:
        return []
    return [say("evidence.too_many", where="proofs", most=MOST_FILES)]


def add_step(doing: Doing, row: Outcome, step: Fact, proofs: Sequence[Proof]) -> OutcomeFact:
    """Write a step as reported, with its proof; what the outcome counts for follows."""
    fact = OutcomeFact.objects.create(
        city_id=row.city_id, outcome=row, kind=step.kind, stage=step.stage,
        happened_on=step.happened_on, amount=step.amount, foreign=step.foreign, words=step.words,
        reporter_id=doing.actor.user_id, reporter_name=doing.actor.name, reported_on=doing.today,
    )  # fmt: skip
    keep_proofs(doing, fact, proofs)
    recount(row, today=doing.today)
    return fact


def keep_proofs(doing: Doing, fact: OutcomeFact, proofs: Sequence[Proof]) -> None:
    """Store the files of a step."""
    row = fact.outcome
    for kind, file in ((proof.kind, file) for proof in proofs for file in proof.files):
        stored = store_paper(
            actor=doing.actor, kind="EVIDENCE", name=file.name, content=file.content,
            unit_id=row.unit_id,
        )  # fmt: skip
        Evidence.objects.create(city_id=row.city_id, outcome=row, fact=fact, kind=kind, file=stored)
