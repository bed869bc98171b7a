"""Exchanges: every side is heard, another decides; what follows is done to all at once."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from django.db.models import QuerySet

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held, Whoever
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, One, Text, Verdict
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.secondments import exchanges
from dunmiao.secondments.duties import refresh_obligations
from dunmiao.secondments.lifecycle import ENDED, EXCHANGE, NOMINATION, SECONDMENT
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Exchange, ExchangeConsent, ExchangeLeg, Secondment
from dunmiao.secondments.official_notices import issue_notice
from dunmiao.secondments.opening import call_off, open_secondment
from dunmiao.secondments.rules import exchanges as rules
from dunmiao.secondments.terms import end_case, extend_case
from dunmiao.units.models import Unit

DocumentNo = Annotated[str, Text("文号", most=60)]
Reason = Annotated[str, Text("理由", most=300)]
MANAGES = Held(Permission.CASES_MANAGE, "lead_unit")


# ── answer ──
def _speaks(doing: Doing, exchange: Exchange) -> bool:
    return any(side.is_mine for side in exchanges.sides_of(actor=doing.actor, exchange=exchange))


def _all_answered(exchange: Exchange, doing: Doing) -> list[Finding]:
    sides = exchanges.sides_of(actor=doing.actor, exchange=exchange)
    mine = [side for side in sides if side.is_mine]
    if any(side.may_answer for side in mine):
        return []
    return [say("exchange.answered", side=side.label) for side in mine]


def _sides(doing: Doing, exchange: Exchange) -> QuerySet[Unit]:
    sides = exchanges.sides_of(actor=doing.actor, exchange=exchange)
    return Unit.objects.filter(pk__in=[side.unit.pk for side in sides if side.may_answer])


Side = Annotated[Unit, One("代表", offers=_sides)]


@act(
    "exchange.answer", Exchange, "表态",
    records="exchange.answered",
    said="意见已记录。",
    may=Whoever(Permission.CASES_MANAGE, _speaks), life=EXCHANGE, moves="answer",
    unless=_all_answered, waits=True,
)  # fmt: skip
def answer_exchange(
    exchange: Exchange,
    doing: Doing,
    *,
    side: Side,
    agree: Annotated[bool, Verdict("意见", yes="同意", no="不同意")],
    document_no: DocumentNo = "",
    note: Annotated[str, Text("意见", most=300, help="不同意时必填")] = "",
) -> Exchange:
    """A side's organisation department agrees or declines, once, for itself only."""
    if not agree and not note:
        raise RuleBroken([say("change.no_reason", where="note")])
    ExchangeConsent.objects.create(
        city_id=exchange.city_id, exchange=exchange, side=side,
        answer="AGREED" if agree else "DECLINED", document_no=document_no, note=note,
        given_by=doing.actor.name, given_at=doing.now,
    )  # fmt: skip
    doing.note(side=side.name, agreed=agree)
    return exchange


# ── decide ──
def _undecidable(exchange: Exchange, doing: Doing) -> list[Finding]:
    """Every side agreed, the places are counted and suffice, everyone is still screened."""
    sides = exchanges.sides_of(actor=doing.actor, exchange=exchange)
    answers = {side.label: side.consent.answer for side in sides if side.consent}
    found = rules.objections_to_answers([side.label for side in sides], answers)
    rows = _rows(exchange)
    places = exchanges.places_around(rows, city_id=exchange.city_id, day=doing.today)
    found += rules.objections_to_places(exchanges.legs_of(rows), places, decided=True)
    for row in rows:
        if (state := row.nomination.state) != "SCREENED":
            label = NOMINATION.labels[state]
            found.append(say("exchange.not_screened", name=row.cadre.name, state=label))
    return found


def _rows(exchange: Exchange) -> list[ExchangeLeg]:
    parts = (
        "nomination__cadre",
        "nomination__home_unit",
        "cadre",
        "home_unit",
        "host_unit",
        "post__unit",
        "post__programme",
    )
    return list(exchange.legs.select_related(*parts))


@act(
    "exchange.decide", Exchange, "决定互派",
    records="exchange.decided",
    said="已决定。",
    may=Held(Permission.PLANS_APPROVE, "lead_unit"), life=EXCHANGE, moves="decide",
    other_than="made_by", unless=_undecidable, waits=True,
)  # fmt: skip
def decide_exchange(
    exchange: Exchange, doing: Doing, *, document_no: Annotated[str, Text("决定文号", most=60)]
) -> Exchange:
    """Decide, by another natural person than proposed it: all the cases begin together."""
    for row in _rows(exchange):
        row.secondment = open_secondment(
            actor=doing.actor,
            nomination=row.nomination,
            post=row.post,
            today=doing.today,
            document_no=document_no,
            term=(exchange.starts_on, exchange.ends_on),
        )
        row.save(update_fields=["secondment"])
    exchange.document_no = document_no
    exchange.decided_by_id, exchange.decided_on = doing.actor.user_id, doing.today
    doing.note(document_no=document_no)
    return _moved(exchange, "decide")


def _moved(exchange: Exchange, move: str) -> Exchange:
    exchange.state = EXCHANGE.target(move)
    exchange.revision += 1
    exchange.save()
    return exchange


# ── what is done to all at once ──
def _cases(exchange: Exchange) -> QuerySet[Secondment]:
    rows = Secondment.objects.filter(exchange_leg__exchange=exchange).exclude(state__in=ENDED)
    parts = ("cadre", "post__unit", "home_unit", "host_unit", "programme")
    return rows.select_related(*parts).order_by("pk")


def _held(exchange: Exchange) -> list[Secondment]:
    return list(_cases(exchange).select_for_update(of=("self",)))


@act(
    "exchange.issue", Exchange, "发文",
    records="exchange.issued",
    said="已发文。",
    may=Held(Permission.PLANS_ISSUE, "lead_unit"), life=EXCHANGE, moves="issue", waits=True,
    related="programme",
)  # fmt: skip
def issue_exchange(exchange: Exchange, doing: Doing) -> Exchange:
    """One notice for the whole ring."""
    number, _ = issue_notice(
        actor=doing.actor,
        programme=exchange.programme,
        people=_held(exchange),
        subject="secondments.exchange",
        subject_uid=exchange.uid,
        span=(exchange.starts_on, exchange.ends_on),
        today=doing.today,
    )
    doing.note(document_no=number)
    return _moved(exchange, "issue")


def _begun(exchange: Exchange, doing: Doing) -> Iterator[Finding]:
    for case in _cases(exchange).exclude(state__in=SECONDMENT.moves["cancel"].starts):
        yield say("exchange.begun", name=case.cadre.name)


@act(
    "exchange.fall", Exchange, "作废互派",
    records="exchange.fallen",
    said="互派已作废。",
    may=MANAGES, life=EXCHANGE, moves="fall", unless=_begun,
    danger="作废后全环各人的安排一并取消，不再恢复。确定作废？",
)  # fmt: skip
def fall_exchange(exchange: Exchange, doing: Doing, *, reason: Reason) -> Exchange:
    """Call the whole exchange off before anybody has arrived."""
    for case in _held(exchange):
        call_off(
            actor=doing.actor, secondment=case, reason=reason, document_no="", today=doing.today
        )
        doing.actor.record("secondment.cancelled", case, cadres=[case.cadre.uid], reason=reason)
    exchange.legs.update(is_live=False)
    exchange.note = reason
    doing.note(reason=reason)
    return _moved(exchange, "fall")


@act(
    "exchange.change_term", Exchange, "一并延期或提前结束",
    records="exchange.term_changed",
    said="任期已一并调整。",
    may=MANAGES, life=EXCHANGE, moves="change_term",
    danger="全环各人的任期一并调整。确定？",
)  # fmt: skip
def change_exchange_term(
    exchange: Exchange,
    doing: Doing,
    *,
    last_day: Annotated[date, Day("最后一天", first=lambda exchange: exchange.ends_on)],
    reason: Reason,
    document_no: DocumentNo,
) -> Exchange:
    """Extend everybody's term, or end it early for everybody: never for one alone."""
    is_later = last_day > exchange.ends_on
    policy = exchanges.policy_of(city_id=exchange.city_id, day=doing.today)
    latest = rules.latest_end(exchange.starts_on, policy)
    if is_later and last_day > latest:
        raise RuleBroken([say("exchange.too_long", where="last_day", latest=latest.isoformat())])
    change, cases = extend_case if is_later else end_case, _held(exchange)
    for case in cases:
        change(
            actor=doing.actor,
            secondment=case,
            last_day=last_day,
            reason=reason,
            document_no=document_no,
            today=doing.today,
        )
    exchange.ends_on = max(last_day, exchange.ends_on)
    refresh_obligations(actor=doing.actor, secondments=cases, today=doing.today)
    doing.note(last_day=last_day.isoformat())
    return _moved(exchange, "change_term")
