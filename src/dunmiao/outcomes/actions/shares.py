"""Say who has what part in an outcome; the old shares are replaced as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from django.db.models import QuerySet

from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import One, Rows, Text
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.outcomes.actions.judging import OWNERS
from dunmiao.outcomes.lifecycle import LIVE, OUTCOME
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import AttributionShare, Outcome
from dunmiao.outcomes.parties import recount
from dunmiao.outcomes.rules.shares import read_shares
from dunmiao.outcomes.selectors import shares_of
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import Unit
from dunmiao.units.selectors import list_units


def _cases(doing: Doing, row: Outcome) -> QuerySet[Secondment]:
    if not doing.actor.has(Permission.SECONDMENTS_VIEW):
        return Secondment.objects.none()
    cases = visible(Secondment, doing.actor).filter(programme=row.programme_id)
    return cases.select_related("cadre", "host_unit").order_by("pk")


def _units(doing: Doing, row: Outcome) -> QuerySet[Unit]:
    return list_units(city_id=row.city_id).filter(pk__in=row.unit_ids)


def _who(case: Secondment) -> str:
    return f"{case.cadre.name}　{case.host_unit.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody of the programme or a unit around it, what it did and its share as written."""

    secondment: Annotated[Secondment | None, One("挂职干部", offers=_cases, say=_who)] = None
    unit: Annotated[Unit | None, One("或单位", offers=_units)] = None
    part: Annotated[str, Text("做了什么", most=60)] = ""
    share: Annotated[str, Text("份额", most=12, help="30% 或 3")]


def _present(row: Outcome) -> list[dict[str, Any]]:
    return [
        {"secondment": one.secondment, "unit": one.unit, "part": one.part, "share": one.weight}
        for one in shares_of([row])[row.pk]
    ]


Parties = Annotated[
    Sequence[Party],
    Rows("各方", of=Party, blank=4, first=_present,
         help="都写百分比（须正好 100%），或都写份数；清空一行即去掉一方"),
]  # fmt: skip


@act(
    "outcome.share", Outcome, "改份额", said="份额已保存。", records="outcome.shared",
    may=OWNERS, life=OUTCOME, states=LIVE, revised=True, related="secondment__cadre",
)  # fmt: skip
def set_shares(row: Outcome, doing: Doing, *, parties: Parties) -> Outcome:
    """Say who has what part; the old shares are replaced as a whole, or nothing is."""
    weights, found = read_shares([party.share for party in parties])
    found += _objections_to_parties(parties)
    if found:
        raise RuleBroken(found)
    rows = [
        _share(row, party, weight, sum(weights))
        for party, weight in zip(parties, weights, strict=True)
    ]
    row.shares.all().delete()
    AttributionShare.objects.bulk_create(rows)
    _let_see(row, rows)
    recount(row, today=doing.today)
    doing.concern(*(one.secondment.cadre.uid for one in rows if one.secondment is not None))
    doing.note(parties=len(rows))
    return row


def _objections_to_parties(parties: Sequence[Party]) -> list[Finding]:
    found, seen = [], list[Secondment | Unit]()
    for at, party in enumerate(parties):
        who, where = party.secondment or party.unit, f"parties.{at}"
        if who is None or (party.secondment and party.unit):
            found.append(say("share.party", where=where))
        elif who in seen:
            found.append(say("share.twice", where=where, name=_name(party)))
        else:
            seen.append(who)
    return found


def _name(party: Party) -> str:
    if party.secondment is not None:
        return party.secondment.cadre.name
    return party.unit.name if party.unit is not None else ""


def _share(row: Outcome, party: Party, weight: int, whole: int) -> AttributionShare:
    return AttributionShare(
        city_id=row.city_id, outcome=row, secondment=party.secondment, unit=party.unit,
        name=_name(party), part=party.part, weight=weight, whole=whole,
    )  # fmt: skip


def _let_see(row: Outcome, shares: Sequence[AttributionShare]) -> None:
    """Whoever has a part sees it, and so do his home and host; nobody loses sight of it."""
    units, users = set(row.unit_ids), set(row.user_ids)
    for share in shares:
        if share.unit_id is not None:
            units.add(share.unit_id)
        if share.secondment is not None:
            units |= {share.secondment.home_unit_id, share.secondment.host_unit_id}
            if share.secondment.user_id is not None:
                users.add(share.secondment.user_id)
    row.unit_ids, row.user_ids = sorted(units), sorted(users)
