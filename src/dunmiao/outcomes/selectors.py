"""Reads of outcomes: the funnel, the list, one outcome, its proof, targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.documents.models import StoredFile
from dunmiao.kernel.errors import not_visible
from dunmiao.outcomes.models import (
    AttributionShare,
    Evidence,
    Outcome,
    OutcomeTarget,
    RelayedInformation,
)
from dunmiao.outcomes.rules.duplicates import DAYS, Reported, likely_same
from dunmiao.outcomes.rules.outcomes import (
    INVESTMENT,
    KINDS,
    POLICY,
    SIGNED,
    STAGE_LABELS,
    STAGES,
    TALENT,
)
from dunmiao.outcomes.rules.targets import Reached, Target

ZERO = Decimal(0)
FILTERS = ("programme", "kind", "year", "state")
MOST_COMPARED = 500


def list_outcomes(*, actor: Actor, asked: Mapping[str, str] | None = None) -> QuerySet[Outcome]:
    """Outcomes within sight, the newest first; `asked` narrows by programme, kind, year, state."""
    actor.require(Permission.OUTCOMES_VIEW)
    rows = visible(Outcome, actor)
    for name in FILTERS:
        value = (asked or {}).get(name, "")
        if value:
            rows = rows.filter(_narrow(name, value))
    return rows


def _narrow(name: str, value: str) -> Q:
    if name == "programme":
        return Q(programme__uid=value)
    if name == "kind":
        return Q(kind=value)
    if name == "year":
        return Q(happened_on__year=int(value)) if value.isdigit() else Q(pk=None)
    states = {
        "pending": Q(is_pending=True, reversed_on=None, duplicate_of=None),
        "verified": Q(counts=True),
        "reversed": Q(reversed_on__isnull=False),
        "duplicate": Q(duplicate_of__isnull=False),
    }
    return states.get(value, Q(pk=None))


def after(rows: QuerySet[Outcome], day: date, key: int) -> QuerySet[Outcome]:
    """The page that follows this row."""
    return rows.filter(Q(happened_on__lt=day) | Q(happened_on=day, pk__lt=key))


@dataclass(frozen=True, slots=True)
class StageRow:
    """Investments that reached a stage, the later ones included; 万元, 万美元."""

    stage: str
    count: int
    contracted: Decimal
    paid_in: Decimal
    foreign: Decimal


@dataclass(frozen=True)
class Board:
    """The work harvest in sight, verified only; what waits or was reversed stands beside it."""

    stages: list[StageRow]
    counts: dict[str, int]
    quantities: dict[str, int]
    pending: int
    pending_sum: Decimal
    reversed: int
    reversed_sum: Decimal
    policies: list[Outcome]

    @property
    def signed(self) -> StageRow:
        """Those that were signed."""
        return self.stages[SIGNED]

    @property
    def paid_share(self) -> Decimal | None:
        """Percent of the agreed sum that has come in, to one decimal; None without a sum."""
        if not self.signed.contracted:
            return None
        return (self.signed.paid_in * 100 / self.signed.contracted).quantize(Decimal("0.1"))


def read_board(rows: QuerySet[Outcome], *, policies: int = 6) -> Board:
    """The figures of these outcomes, in two queries whatever their number."""
    plain = rows.order_by()
    waiting = Q(is_pending=True, reversed_on=None, duplicate_of=None)
    table = list(
        plain.values("kind", "stage").annotate(
            n=Count("pk", filter=Q(counts=True)),
            people=Sum("quantity", filter=Q(counts=True)),
            agreed=Sum("contracted"),
            paid=Sum("paid_in"),
            foreign_sum=Sum("foreign_contracted"),
            waits=Count("pk", filter=waiting),
            waiting_sum=Sum("claimed_contracted", filter=waiting)
            - Sum("contracted", filter=waiting),
            undone=Count("pk", filter=Q(reversed_on__isnull=False)),
            lost_sum=Sum("lost", filter=Q(reversed_on__isnull=False)),
        )
    )
    counts: dict[str, int] = {}
    quantities: dict[str, int] = {}
    for one in table:
        counts[one["kind"]] = counts.get(one["kind"], 0) + one["n"]
        quantities[one["kind"]] = quantities.get(one["kind"], 0) + (one["people"] or 0)
    stages = []
    for at, stage in enumerate(STAGES):
        later = [one for one in table if one["kind"] == INVESTMENT and one["stage"] >= at]
        stages.append(
            StageRow(
                stage,
                sum(one["n"] for one in later),
                sum((one["agreed"] for one in later), ZERO),
                sum((one["paid"] for one in later), ZERO),
                sum((one["foreign_sum"] for one in later), ZERO),
            )
        )
    shown = plain.filter(kind=POLICY, counts=True).select_related("host_unit")
    return Board(
        stages=stages,
        counts=counts,
        quantities=quantities,
        pending=sum(one["waits"] for one in table),
        pending_sum=sum((one["waiting_sum"] or ZERO for one in table), ZERO),
        reversed=sum(one["undone"] for one in table),
        reversed_sum=sum((one["lost_sum"] or ZERO for one in table), ZERO),
        policies=list(shown.order_by("-happened_on", "-pk")[:policies]),
    )


def get_outcome(*, actor: Actor, uid: Any) -> Outcome:
    """One outcome within sight."""
    rows = list_outcomes(actor=actor).select_related(
        "programme", "secondment__cadre", "unit", "host_unit", "home_unit", "asked_unit",
        "duplicate_of",
    )  # fmt: skip
    row = rows.filter(uid=uid).first()
    if row is None:
        raise not_visible()
    return row


def facts_of(row: Outcome) -> list[Any]:
    """Its steps with their proof, in order."""
    return list(
        row.facts.select_related("judging_unit", "reporter")
        .prefetch_related("evidence__file")
        .order_by("happened_on", "pk")
    )


def shares_of(rows: Sequence[Outcome]) -> dict[int, list[Any]]:
    """The shares of these outcomes, in the order in which they were set."""
    out: dict[int, list[Any]] = {row.pk: [] for row in rows}
    shares = AttributionShare.objects.filter(outcome__in=[row.pk for row in rows])
    for share in shares.select_related("secondment", "unit").order_by("pk"):
        out[share.outcome_id].append(share)
    return out


def shares_of_cadres(*, cadres: Sequence[int], secondment: Any = None) -> list[Any]:
    """What these people have a part in and was verified, or verified once and reversed.
    Row-level security bounds it."""
    counted = Q(outcome__counts=True) | Q(outcome__reversed_on__isnull=False)
    rows = AttributionShare.objects.filter(counted, secondment__cadre__in=cadres)
    if secondment is not None:
        rows = rows.filter(secondment=secondment)
    return list(rows.select_related("outcome", "secondment").order_by("-outcome__happened_on"))


def outcome_in_words(share: Any) -> str:
    """One line: what, how far, which part, without a sum of money."""
    row = share.outcome
    stage = f"，{STAGE_LABELS[STAGES[row.stage]]}" if row.stage >= 0 else ""
    part = Decimal(share.weight * 100 / share.whole).quantize(Decimal("0.1")).normalize()
    text = f"{KINDS[row.kind]}“{row.title}”{stage}，份额 {part:f}%"
    if row.reversed_on is not None:
        text += f"；{row.reversed_on} 撤回：{row.reversed_reason}"
    return text


def evidence_of(rows: Sequence[Outcome]) -> dict[int, dict[str, int]]:
    """How much proof of each kind these outcomes have."""
    out: dict[int, dict[str, int]] = {row.pk: {} for row in rows}
    counted = (
        Evidence.objects.filter(outcome__in=[row.pk for row in rows])
        .order_by()
        .values("outcome", "kind")
        .annotate(n=Count("pk"))
    )
    for one in counted:
        out[one["outcome"]][one["kind"]] = one["n"]
    return out


def get_evidence(*, actor: Actor, uid: Any) -> StoredFile:
    """A file that proves an outcome within sight."""
    visible = list_outcomes(actor=actor).values("pk")
    found = Evidence.objects.select_related("file").filter(uid=uid, outcome__in=visible).first()
    if found is None:
        raise not_visible()
    return found.file


def look_alikes(*, actor: Actor, row: Outcome) -> list[Outcome]:
    """Other reports within sight that may be of the same thing."""
    near = list_outcomes(actor=actor).filter(city_id=row.city_id, kind=row.kind, duplicate_of=None)
    near = near.exclude(pk=row.pk).filter(
        happened_on__range=(
            date.fromordinal(row.happened_on.toordinal() - DAYS),
            date.fromordinal(row.happened_on.toordinal() + DAYS),
        )
    )
    rows = {one.pk: one for one in near.select_related("host_unit")[:MOST_COMPARED]}
    return [rows[key] for key in likely_same(_reported(row), map(_reported, rows.values()))]


def _reported(row: Outcome) -> Reported:
    return Reported(row.pk, row.kind, row.title, row.partner, row.host_unit_id, row.happened_on)


def read_targets(*, actor: Actor, year: int) -> dict[int, list[Reached]]:
    """By programme, each target of the year with what is reached, verified only."""
    actor.require(Permission.OUTCOMES_VIEW)
    targets = list(OutcomeTarget.objects.filter(city_id=actor.city_id, year=year))
    counted = (
        list_outcomes(actor=actor)
        .filter(counts=True, happened_on__year=year)
        .filter(programme__in={target.programme_id for target in targets})
        .order_by()
    )
    actual: dict[int, dict[str, Decimal]] = {}
    for one in counted.values("programme", "kind").annotate(
        n=Count("pk"),
        signed=Count("pk", filter=Q(stage__gte=SIGNED)),
        people=Sum("quantity"),
        agreed=Sum("contracted"),
        paid=Sum("paid_in"),
        abroad=Sum("foreign_paid"),
    ):
        mine = actual.setdefault(one["programme"], {})
        if one["kind"] == INVESTMENT:
            mine |= {
                "CONTRACTED": one["agreed"],
                "PAID_IN": one["paid"],
                "FOREIGN_PAID": one["abroad"],
                "SIGNED": Decimal(one["signed"]),
            }
        else:
            name = "EVENTS" if one["kind"] == "EVENT" else one["kind"]
            mine[name] = Decimal(one["people"] or 0 if one["kind"] == TALENT else one["n"])
    out: dict[int, list[Reached]] = {}
    for target in targets:
        asked = Target(target.measure, target.value, target.weight)
        found = actual.get(target.programme_id, {}).get(target.measure, ZERO)
        out.setdefault(target.programme_id, []).append(Reached(asked, found))
    return out


def list_information(*, actor: Actor) -> QuerySet[RelayedInformation]:
    """Information within sight, the newest first."""
    actor.require(Permission.OUTCOMES_VIEW)
    rows = visible(RelayedInformation, actor)
    return rows.select_related("unit", "to_unit", "programme", "sender")


def count_information(rows: QuerySet[RelayedInformation]) -> tuple[int, int, int]:
    """(sent, answered, used)."""
    found = rows.order_by().aggregate(
        sent=Count("pk"),
        answered=Count("pk", filter=Q(is_used__isnull=False)),
        used=Count("pk", filter=Q(is_used=True)),
    )
    return found["sent"], found["answered"], found["used"]
