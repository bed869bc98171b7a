"""Setting a round up: its form, its sessions, whom they rate, how many voters there are."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.assessments import selectors
from dunmiao.assessments.lifecycle import BEGUN, ROUND
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import (
    BallotRound,
    BallotScheme,
    BallotSession,
    RoundSubject,
    SessionGroup,
    SessionSubject,
)
from dunmiao.assessments.models.rounds import part_of
from dunmiao.assessments.rules.rounds import GroupCount, SessionPlan, review_round
from dunmiao.assessments.rules.schemes import objections_to_balance, read_form
from dunmiao.kernel.errors import Conflict, RuleBroken, require_revision
from dunmiao.kernel.findings import Finding
from dunmiao.people.models import Cadre
from dunmiao.posts.models import Programme
from dunmiao.units.models import Unit

MOST_RATED = 1000  # on one ballot: more cannot be looked through on a phone


def locked_round(actor: Actor, uid: Any, act: str) -> BallotRound:
    """See, lock, may and the state, for every act on a round."""
    row = selectors.get_round(actor=actor, uid=uid, lock=True)
    actor.require(Permission.ROUNDS_PREPARE, at=[row.unit_id])
    if found := ROUND.objections(state=row.state, act=act):
        raise Conflict(found)
    return row


@transaction.atomic
def keep_scheme(
    *,
    actor: Actor,
    name: str,
    kind: str,
    items: str,
    grades: str,
    groups: str,
    choose: int = 0,
    rounding: str = "half-up",
    document: str = "",
    today: date,
) -> BallotScheme:
    """Keep a form; the same name again is its next version, rounds made before keep theirs."""
    actor.require(Permission.ROUNDS_PREPARE)
    form, faults = read_form(
        kind=kind,
        items=items,
        grades=grades,
        groups=groups,
        choose=choose,
        rounding=rounding,
        document=document.strip()[:100],
    )
    if not name.strip() or len(name.strip()) > 60:
        faults = [say("scheme.name", what="表样", name=name.strip()[:20], limit=60), *faults]
    if form is None or faults:
        raise RuleBroken(faults)
    held = BallotScheme.objects.filter(city_id=actor.city_id, name=name.strip())
    last = held.aggregate(last=Max("version"))["last"] or 0
    try:
        with transaction.atomic():
            row = BallotScheme.objects.create(
                city_id=actor.city_id,
                kind=kind,
                name=name.strip(),
                version=last + 1,
                content=form.as_plain(),
                document=form.document,
                made_by_id=actor.user_id,
                made_on=today,
            )
    except IntegrityError:
        raise Conflict([say("scheme.twice", what="表样", name=name.strip())]) from None
    actor.record("scheme.kept", row, name=row.name, version=row.version)
    return row


@transaction.atomic
def make_round(
    *,
    actor: Actor,
    title: str,
    scheme: BallotScheme,
    unit: Unit,
    programme: Programme | None,
    starts_on: date,
    ends_on: date,
) -> BallotRound:
    """A new round with the form frozen in it."""
    actor.require(Permission.ROUNDS_PREPARE, at=[unit.pk])
    found = []
    if not title.strip():
        found.append(say("round.no_title"))
    if ends_on < starts_on:
        found.append(say("round.term"))
    if found:
        raise RuleBroken(found)
    row = BallotRound.objects.create(
        city_id=actor.city_id,
        kind=scheme.kind,
        title=title.strip()[:80],
        unit=unit,
        programme=programme,
        scheme=scheme,
        content=scheme.content,
        starts_on=starts_on,
        ends_on=ends_on,
        made_by_id=actor.user_id,
    )
    actor.record("round.made", row, title=row.title)
    return row


@transaction.atomic
def add_session(
    *,
    actor: Actor,
    round_uid: Any,
    name: str,
    place: Unit,
    held_on: date,
    counts: Mapping[str, tuple[int, int]],
    cadres: Sequence[Cadre],
    posts: Mapping[int, str] | None = None,
    revision: int | None = None,
    is_remote: bool = False,
) -> BallotSession:
    """One sitting: where and when, voters due by group as (all, of them on paper), who is rated.

    `posts`: what is said under a person's name on the ballot, by his id; his present post else.
    `is_remote`: voters are elsewhere and are sent their codes; only where the setting allows it.
    """
    round_ = locked_round(actor, round_uid, "edit")
    require_revision(round_.revision, revision)
    found = _objections_to_counts(round_, counts)
    if not name.strip():
        found.append(say("round.no_title"))
    if is_remote and not settings.DUNMIAO_REMOTE_BALLOTS:
        found.append(say("round.no_remote"))
    if found:
        raise RuleBroken(found)
    try:
        with transaction.atomic():
            session = BallotSession.objects.create(
                **part_of(round_, round=round_, place=place),
                name=name.strip()[:60],
                held_on=held_on,
                is_remote=is_remote,
            )
    except IntegrityError:
        raise Conflict([say("scheme.twice", what="场次", name=name.strip())]) from None
    if len(cadres) > MOST_RATED:
        raise RuleBroken([say("round.too_many_people", count=len(cadres), most=MOST_RATED)])
    for group in round_.form.groups:
        due, paper = counts.get(group.code, (0, 0))
        SessionGroup.objects.create(
            **part_of(round_, session=session), code=group.code, due=due, present=due, paper=paper
        )
    _rate(round_, session, cadres, posts or {})
    _touch(round_)
    actor.record("session.added", session, name=session.name, people=len(cadres))
    return session


def _objections_to_counts(
    round_: BallotRound, counts: Mapping[str, tuple[int, int]]
) -> list[Finding]:
    found = []
    codes = {group.code for group in round_.form.groups}
    for code, (due, paper) in counts.items():
        if code not in codes:
            found.append(say("scheme.group_code", name=code))
        found += objections_to_balance(due=due, present=due, paper=paper)
    return found


def _rate(
    round_: BallotRound, session: BallotSession, cadres: Sequence[Cadre], posts: Mapping[int, str]
) -> None:
    """Put people on the ballots of a session, in stroke order."""
    wanted = {cadre.pk: cadre for cadre in cadres}
    there = list(round_.subjects.filter(cadre_id__in=wanted))
    known = {row.cadre_id for row in there}
    there += RoundSubject.objects.bulk_create(
        RoundSubject(
            **part_of(round_, round=round_),
            cadre=cadre,
            name=cadre.name,
            post=posts.get(cadre.pk, cadre.current_post)[:120],
            stroke_key=bytes(cadre.name_stroke_key),
        )
        for cadre in wanted.values()
        if cadre.pk not in known
    )
    ordered = sorted(there, key=lambda row: (bytes(row.stroke_key), row.pk))
    SessionSubject.objects.bulk_create(
        SessionSubject(**part_of(round_, session=session), subject=subject, number=number)
        for number, subject in enumerate(ordered, start=1)
    )


@transaction.atomic
def drop_session(*, actor: Actor, session_uid: Any) -> BallotRound:
    """Take a session out of a round that is still being set up; a draft leaves no trace but
    its history."""
    session = selectors.get_session(actor=actor, uid=session_uid, lock=True)
    round_ = locked_round(actor, session.round.uid, "edit")
    name = session.name
    SessionSubject.objects.filter(session=session).delete()
    SessionGroup.objects.filter(session=session).delete()
    session.delete()
    round_.subjects.filter(places=None).delete()
    _touch(round_)
    actor.record("session.dropped", round_, name=name)
    return round_


def plan_of(round_: BallotRound) -> list[SessionPlan]:
    """The sessions of a round as the rules see them."""
    names = {group.code: group.name for group in round_.form.groups}
    sessions = round_.sessions.exclude(state="VOID").prefetch_related("groups", "places")
    return [
        SessionPlan(
            session.name,
            tuple(GroupCount(g.code, names[g.code], g.due) for g in session.groups.all()),
            frozenset(place.subject_id for place in session.places.all()),
        )
        for session in sessions
    ]


@transaction.atomic
def finish_round(*, actor: Actor, round_uid: Any) -> BallotRound:
    """定稿: from here on the form, the people and the sessions stand; slips may be issued."""
    round_ = locked_round(actor, round_uid, "finish")
    errors = [finding for finding in review_round(plan_of(round_)) if finding.is_error]
    if errors:
        raise RuleBroken(errors)
    round_.state = "READY"
    _touch(round_)
    actor.record("round.finished", round_)
    return round_


@transaction.atomic
def reopen_round(*, actor: Actor, round_uid: Any) -> BallotRound:
    """Back to setting up, as long as no slip was issued."""
    round_ = locked_round(actor, round_uid, "reopen")
    if round_.sessions.filter(state__in=BEGUN).exists():
        raise Conflict([say("round.begun")])
    round_.state = "DRAFT"
    _touch(round_)
    actor.record("round.reopened", round_)
    return round_


@transaction.atomic
def cancel_round(*, actor: Actor, round_uid: Any, reason: str) -> BallotRound:
    """A round that will not be held, before any slip was issued."""
    round_ = locked_round(actor, round_uid, "cancel")
    if round_.sessions.filter(state__in=BEGUN).exists():
        raise Conflict([say("round.begun")])
    if not reason.strip():
        raise RuleBroken([say("round.reason")])
    round_.state, round_.cancelled_reason = "CANCELLED", reason.strip()[:300]
    _touch(round_)
    actor.record("round.cancelled", round_, reason=round_.cancelled_reason)
    return round_


def _touch(round_: BallotRound) -> None:
    round_.revision += 1
    round_.save()
