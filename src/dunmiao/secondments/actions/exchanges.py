"""Exchanges: propose a pair or a ring, hear every side, decide, issue, fall; all or nothing."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.models import User
from dunmiao.access.roles import Permission
from dunmiao.db.errors import violated
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.people.writing import share_cadre
from dunmiao.posts.models import Post, Programme
from dunmiao.posts.selectors import get_post, list_posts
from dunmiao.rulebook.policies import parameters_in_force, read_policy
from dunmiao.secondments import exchanges, selectors
from dunmiao.secondments.duties import refresh_obligations
from dunmiao.secondments.lifecycle import ENDED, EXCHANGE, NOMINATION
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import (
    EstablishmentCount,
    Exchange,
    ExchangeConsent,
    ExchangeLeg,
    Nomination,
    Secondment,
)
from dunmiao.secondments.official_notices import issue_notice
from dunmiao.secondments.opening import call_off, open_secondment
from dunmiao.secondments.rules import exchanges as rules
from dunmiao.secondments.terms import end_case, extend_case
from dunmiao.units.models import Unit

Way = tuple[Nomination, Post]


def _may(exchange: Exchange, act: str) -> None:
    if objections := EXCHANGE.objections(state=exchange.state, act=act):
        raise Conflict(objections)


def _policy(city_id: int, day: date) -> rules.ExchangePolicy:
    values = parameters_in_force(city_id=city_id, day=day)
    return read_policy(rules.ExchangePolicy, values, prefix="exchange")


def ways_of(*, actor: Actor, pairs: Sequence[tuple[Any, Any]]) -> list[Way]:
    """Nominations and posts by their addresses, as far as they are in scope."""
    return [
        (selectors.get_nomination(actor=actor, uid=one), get_post(actor=actor, uid=other))
        for one, other in pairs
    ]


@transaction.atomic
def propose_exchange(
    *,
    actor: Actor,
    programme: Programme,
    name: str,
    ways: Sequence[Way],
    starts_on: date,
    ends_on: date,
    reason: str,
    now: datetime,
    today: date,
) -> Exchange:
    """Put a pair or a ring before its sides; each host may then see who would come."""
    actor.require(Permission.PLANS_PREPARE, at=[programme.lead_unit_id])
    rows = [_leg(index, *way) for index, way in enumerate(ways)]
    found = [] if programme.kind == "EXCHANGE" else [say("exchange.kind")]
    found += rules.objections_to_exchange(
        exchanges.legs_of(rows),
        starts_on=starts_on,
        ends_on=ends_on,
        policy=_policy(actor.city_id, today),
    )
    found += _objections_to_people(actor, programme, ways, starts_on)
    if found:
        raise RuleBroken(found)
    exchange = _make(actor, programme, name, rows, starts_on, ends_on, reason, now)
    order = {leg.person.id: at for at, leg in enumerate(rules.ordered(exchanges.legs_of(rows)))}
    for row in rows:
        row.city_id, row.exchange = actor.city_id, exchange
        row.order = order[row.cadre_id]
        _save_leg(row)
        share_cadre(
            actor=actor, cadre=row.cadre, unit_id=row.host_unit_id, today=today, why="exchange"
        )
    cadres = [row.cadre.uid for row in rows]
    actor.record("exchange.proposed", exchange, cadres=cadres, people=len(rows))
    return exchange


def _leg(order: int, nomination: Nomination, post: Post) -> ExchangeLeg:
    return ExchangeLeg(
        order=order,
        nomination=nomination,
        cadre=nomination.cadre,
        post=post,
        home_unit=nomination.home_unit,
        host_unit=post.unit,
    )


def _make(
    actor: Actor,
    programme: Programme,
    name: str,
    rows: Sequence[ExchangeLeg],
    starts_on: date,
    ends_on: date,
    reason: str,
    now: datetime,
) -> Exchange:
    units = [row.home_unit for row in rows]
    parties = {*(unit.pk for unit in units), *exchanges.side_ids(units), programme.lead_unit_id}
    title = name.strip() or f"互派{programme.exchanges.count() + 1}"
    try:
        with transaction.atomic():
            return Exchange.objects.create(
                city_id=actor.city_id,
                programme=programme,
                lead_unit_id=programme.lead_unit_id,
                name=title[:60],
                party_units=sorted(parties),
                starts_on=starts_on,
                ends_on=ends_on,
                reason=reason[:300],
                made_by_id=actor.user_id,
                made_at=now,
            )
    except IntegrityError as refused:
        if violated(refused) != "exchange_name_once":
            raise
        raise Conflict([say("exchange.exists", name=title)]) from None


def _save_leg(row: ExchangeLeg) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as refused:
        if violated(refused) != "leg_one_a_person":
            raise
        raise Conflict([say("exchange.taken", name=row.cadre.name)]) from None


def _objections_to_people(
    actor: Actor, programme: Programme, ways: Sequence[Way], day: date
) -> list[Finding]:
    """Everyone is screened for this round, meets his post's rules, and the post is free."""
    found = []
    posts = {post.pk: post for post in list_posts(programme=programme)}
    cadres = [nomination.cadre_id for nomination, _ in ways]
    judging = selectors.judging_at(city_id=actor.city_id, day=day, cadre_ids=cadres)
    live = ExchangeLeg.objects.filter(post__in=list(posts), is_live=True)
    taken = list(live.values_list("post_id", flat=True))
    for nomination, post in ways:
        name, label = nomination.cadre.name, f"{post.unit.name}{post.title}"
        if nomination.programme_id != programme.pk or nomination.state != "SCREENED":
            state = NOMINATION.labels[nomination.state]
            found.append(say("exchange.not_screened", name=name, state=state))
        if post.pk not in posts or taken.count(post.pk) >= post.seats:
            found.append(say("exchange.post_taken", post=label))
            continue
        taken.append(post.pk)
        found += selectors.objections_to_post(
            nomination=nomination, post=posts[post.pk], judging=judging
        )
    return found


@transaction.atomic
def answer_exchange(
    *,
    actor: Actor,
    exchange_uid: Any,
    side_uid: Any,
    agree: bool,
    document_no: str,
    note: str,
    now: datetime,
) -> ExchangeConsent:
    """A side's organisation department agrees or declines, once, for itself only."""
    exchange = exchanges.get_exchange(actor=actor, uid=exchange_uid, lock=True)
    _may(exchange, "answer")
    sides = exchanges.sides_of(actor=actor, exchange=exchange)
    side = next((row for row in sides if row.unit.uid == side_uid), None)
    if side is not None and side.consent is not None:
        raise Conflict([say("exchange.answered", side=side.label)])
    if side is None or not side.may_answer:
        raise RuleBroken([say("exchange.not_side")])
    if not agree and not note.strip():
        raise RuleBroken([say("change.no_reason")])
    consent = ExchangeConsent.objects.create(
        city_id=actor.city_id,
        exchange=exchange,
        side=side.unit,
        answer="AGREED" if agree else "DECLINED",
        document_no=document_no.strip()[:60],
        note=note[:300],
        given_by=actor.name,
        given_at=now,
    )
    actor.record("exchange.answered", exchange, side=side.unit.name, agreed=agree)
    return consent


@transaction.atomic
def decide_exchange(*, actor: Actor, exchange_uid: Any, document_no: str, today: date) -> Exchange:
    """Decide, by another natural person than proposed it: all the cases begin together."""
    exchange = exchanges.get_exchange(actor=actor, uid=exchange_uid, lock=True)
    actor.require(Permission.PLANS_APPROVE, at=[exchange.lead_unit_id])
    _may(exchange, "decide")
    rows = _rows(exchange)
    sides = exchanges.sides_of(actor=actor, exchange=exchange)
    maker = User.objects.get(pk=exchange.made_by_id)
    found = rules.objections_to_decision(
        [side.label for side in sides],
        {side.label: side.consent.answer for side in sides if side.consent},
        own_work=maker.natural_person == actor.natural_person,
        document_no=document_no,
    )
    places = exchanges.places_around(rows, city_id=actor.city_id, day=today)
    found += rules.objections_to_places(exchanges.legs_of(rows), places, decided=True)
    for row in rows:
        if row.nomination.state != "SCREENED":
            state = NOMINATION.labels[row.nomination.state]
            found.append(say("exchange.not_screened", name=row.cadre.name, state=state))
    if found:
        raise RuleBroken(found)
    for row in rows:
        row.secondment = open_secondment(
            actor=actor,
            nomination=row.nomination,
            post=row.post,
            today=today,
            document_no=document_no,
            term=(exchange.starts_on, exchange.ends_on),
        )
        row.save(update_fields=["secondment"])
    exchange.document_no = document_no.strip()[:60]
    exchange.decided_by_id, exchange.decided_on = actor.user_id, today
    _move(actor, exchange, "decide", "exchange.decided", document_no=exchange.document_no)
    return exchange


def _rows(exchange: Exchange) -> list[ExchangeLeg]:
    parts = (
        "nomination__cadre",
        "cadre",
        "home_unit",
        "host_unit",
        "post__unit",
        "post__programme",
    )
    return list(exchange.legs.select_related(*parts, "nomination__home_unit"))


def _move(actor: Actor, exchange: Exchange, act: str, said: str, **detail: Any) -> None:
    exchange.state = EXCHANGE.target(act)
    exchange.revision += 1
    exchange.save()
    actor.record(said, exchange, **detail)


def _cases(exchange: Exchange) -> list[Secondment]:
    rows = Secondment.objects.filter(exchange_leg__exchange=exchange).exclude(state__in=ENDED)
    parts = ("cadre", "post__unit", "home_unit", "host_unit", "programme")
    return list(rows.select_related(*parts).select_for_update(of=("self",)).order_by("pk"))


@transaction.atomic
def issue_exchange(*, actor: Actor, exchange_uid: Any, today: date) -> Exchange:
    """One notice for the whole ring."""
    exchange = exchanges.get_exchange(actor=actor, uid=exchange_uid, lock=True)
    actor.require(Permission.PLANS_ISSUE, at=[exchange.lead_unit_id])
    _may(exchange, "issue")
    number, _ = issue_notice(
        actor=actor,
        programme=exchange.programme,
        people=_cases(exchange),
        subject="secondments.exchange",
        subject_uid=exchange.uid,
        span=(exchange.starts_on, exchange.ends_on),
        today=today,
    )
    _move(actor, exchange, "issue", "exchange.issued", document_no=number)
    return exchange


@transaction.atomic
def fall_exchange(*, actor: Actor, exchange_uid: Any, reason: str, today: date) -> Exchange:
    """Call the whole exchange off before anybody has arrived."""
    exchange = exchanges.get_exchange(actor=actor, uid=exchange_uid, lock=True)
    actor.require(Permission.CASES_MANAGE, at=[exchange.lead_unit_id])
    _may(exchange, "fall")
    cases = _cases(exchange)
    begun = [row for row in cases if row.state not in {"APPROVED", "NOTICED"}]
    if begun:
        raise Conflict([say("exchange.begun", name=row.cadre.name) for row in begun])
    if not reason.strip():
        raise RuleBroken([say("change.no_reason")])
    for case in cases:
        call_off(actor=actor, secondment=case, reason=reason, document_no="", today=today)
        actor.record("secondment.cancelled", case, cadres=[case.cadre.uid], reason=reason)
    exchange.legs.update(is_live=False)
    exchange.note = reason[:300]
    _move(actor, exchange, "fall", "exchange.fallen", reason=reason)
    return exchange


@transaction.atomic
def change_exchange_term(
    *,
    actor: Actor,
    exchange_uid: Any,
    last_day: date,
    reason: str,
    document_no: str,
    today: date,
) -> Exchange:
    """Extend everybody's term, or end it early for everybody: never for one alone."""
    exchange = exchanges.get_exchange(actor=actor, uid=exchange_uid, lock=True)
    actor.require(Permission.CASES_MANAGE, at=[exchange.lead_unit_id])
    _may(exchange, "change_term")
    cases = _cases(exchange)
    if last_day > exchange.ends_on:
        latest = rules.latest_end(exchange.starts_on, _policy(actor.city_id, today))
        if last_day > latest:
            raise RuleBroken([say("exchange.too_long", latest=latest.isoformat())])
    act = extend_case if last_day > exchange.ends_on else end_case
    for case in cases:
        act(
            actor=actor,
            secondment=case,
            last_day=last_day,
            reason=reason,
            document_no=document_no,
            today=today,
        )
    exchange.ends_on = max(last_day, exchange.ends_on)
    refresh_obligations(actor=actor, secondments=cases, today=today)
    _move(actor, exchange, "change_term", "exchange.term_changed", last_day=last_day.isoformat())
    return exchange


@transaction.atomic
def record_establishment(
    *,
    actor: Actor,
    unit: Unit,
    as_of: date,
    establishment: int,
    occupied: int,
    headcount: int | None,
    leaders: int | None,
    source: str,
    today: date,
) -> EstablishmentCount:
    """Write what a unit's personnel office counted on a day; a later count takes over."""
    actor.require(Permission.CASES_HOME, at=[unit.pk])
    found = []
    if as_of > today:
        found.append(say("act.in_future", day=as_of.isoformat()))
    if min(establishment, occupied, headcount or 0, leaders or 0) < 0:
        found.append(say("establishment.negative"))
    if (headcount is None) != (leaders is None):
        found.append(say("establishment.leaders"))
    if found:
        raise RuleBroken(found)
    row, _ = EstablishmentCount.objects.update_or_create(
        unit=unit,
        as_of=as_of,
        defaults={
            "city_id": actor.city_id,
            "establishment": establishment,
            "occupied": occupied,
            "headcount": headcount,
            "leaders": leaders,
            "source": source[:100],
            "recorded_by": actor.name,
        },
    )
    actor.record("establishment.recorded", unit, as_of=as_of.isoformat())
    return row
