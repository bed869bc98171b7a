"""From being found to being used: a suggestion by a named person, the ledger, the look-backs."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.assessments.models import BallotRound
from dunmiao.development.messages import say
from dunmiao.development.models import LookBack, Suggestion, UseRecord
from dunmiao.development.rules import uses as rules
from dunmiao.kernel.errors import Conflict, RuleBroken, not_visible
from dunmiao.kernel.months import first_of_month
from dunmiao.kernel.ranks import Rank
from dunmiao.people.models import Cadre
from dunmiao.people.writing import list_in_reserve, promote_cadre
from dunmiao.secondments.models import Secondment

LEAST_WORDS = 6


@transaction.atomic
def suggest(
    *,
    actor: Actor,
    cadre_uid: Any,
    kind: str,
    words: str,
    round_: BallotRound | None,
    today: date,
) -> Suggestion:
    """Propose something for somebody, in one's own name and with one's reasons."""
    cadre = visible(Cadre, actor).filter(uid=cadre_uid).first()
    if cadre is None:
        raise not_visible()
    actor.require(Permission.SUGGEST, at=[cadre.home_unit_id])
    found = []
    if kind not in rules.SUGGESTIONS:
        found.append(say("suggest.kind"))
    if len(words.strip()) < LEAST_WORDS:
        found.append(say("suggest.words", least=LEAST_WORDS))
    if found:
        raise RuleBroken(found)
    row = Suggestion(
        city_id=actor.city_id,
        unit_id=cadre.home_unit_id,
        cadre=cadre,
        round=round_,
        kind=kind,
        words=words.strip()[:500],
        made_by_id=actor.user_id,
        maker=actor.name,
        made_on=today,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        again = say("suggest.open", name=cadre.name, kind=rules.SUGGESTIONS[kind])
        raise Conflict([again]) from error
    actor.record("suggestion.made", row, cadres=[cadre.uid], suggested=kind)
    return row


def _suggestion(actor: Actor, uid: Any) -> Suggestion:
    rows = Suggestion.objects.select_for_update(of=("self",)).select_related("cadre")
    row = rows.filter(city_id=actor.city_id, uid=uid).first()
    if row is None or not actor.may(Permission.SUGGEST, at=[row.unit_id]):
        raise not_visible()
    if row.state not in ("OPEN", "SENT"):
        raise Conflict([say("suggest.done")])
    return row


@transaction.atomic
def send_suggestion(*, actor: Actor, suggestion_uid: Any, today: date) -> Suggestion:
    """送选任: a named person makes it a case of selection."""
    row = _suggestion(actor, suggestion_uid)
    if row.state != "OPEN":
        raise Conflict([say("suggest.done")])
    row.state, row.sender, row.sent_on = "SENT", actor.name, today
    row.save()
    actor.record("suggestion.sent", row, cadres=[row.cadre.uid])
    return row


@transaction.atomic
def drop_suggestion(*, actor: Actor, suggestion_uid: Any, reason: str, today: date) -> Suggestion:
    """Not followed, with the reason."""
    row = _suggestion(actor, suggestion_uid)
    if not reason.strip():
        raise RuleBroken([say("note.no_reason")])
    row.state, row.closed_on, row.closed_reason = "DROPPED", today, reason.strip()[:200]
    row.save()
    actor.record("suggestion.dropped", row, cadres=[row.cadre.uid])
    return row


@transaction.atomic
def record_use(
    *,
    actor: Actor,
    secondment_uid: Any,
    use: rules.Use,
    today: date,
    suggestion_uid: Any = None,
) -> UseRecord:
    """Write a decision into the ledger, tied to the secondment that showed the person; a
    promotion and a listing reach his file in the same transaction."""
    case = visible(Secondment, actor).select_related("cadre").filter(uid=secondment_uid)
    secondment = case.exclude(state="CANCELLED").first()
    if secondment is None:
        raise not_visible()
    cadre = secondment.cadre
    actor.require(Permission.USES_RECORD, at=[cadre.home_unit_id])
    suggestion = _suggestion(actor, suggestion_uid) if suggestion_uid else None
    listed = cadre.reservelistings.filter(is_open=True).values_list("pool", flat=True)
    before = Rank(cadre.rank)
    found = rules.objections_to_use(
        use,
        rank_before=before,
        shown_from=secondment.arrived_on or secondment.starts_on,
        pools=frozenset(listed),
        today=today,
    )
    if found:
        raise RuleBroken(found)
    row = _write(actor, secondment, use, before, suggestion, today)
    _into_the_file(actor, cadre, use, today)
    if suggestion is not None:
        suggestion.state, suggestion.closed_on = "USED", today
        suggestion.closed_reason = use.document_no[:200]
        suggestion.save()
    actor.record("use.recorded", row, cadres=[cadre.uid], use=use.kind)
    return row


def _write(
    actor: Actor,
    secondment: Secondment,
    use: rules.Use,
    before: Rank,
    suggestion: Suggestion | None,
    today: date,
) -> UseRecord:
    row = UseRecord(
        city_id=actor.city_id,
        unit_id=secondment.cadre.home_unit_id,
        cadre=secondment.cadre,
        secondment=secondment,
        suggestion=suggestion,
        kind=use.kind,
        decided_on=use.decided_on,
        document_no=use.document_no.strip()[:60],
        post=use.post.strip()[:200],
        rank_before=before,
        rank_after=use.rank if use.kind == rules.PROMOTION else None,
        pool=use.pool.strip()[:40],
        words=use.words.strip()[:500],
        recorded_by_id=actor.user_id,
        recorder=actor.name,
        recorded_on=today,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict([say("use.twice")]) from error
    LookBack.objects.bulk_create(
        LookBack(city_id=row.city_id, unit_id=row.unit_id, use=row, years=years, due_on=day)
        for years, day in rules.look_back_days(use.decided_on).items()
    )
    return row


def _into_the_file(actor: Actor, cadre: Cadre, use: rules.Use, today: date) -> None:
    month = first_of_month(use.decided_on)
    if use.kind == rules.PROMOTION and use.rank is not None:
        promote_cadre(
            actor=actor, cadre=cadre, rank=use.rank, post=use.post.strip(), month=month, today=today
        )
    if use.kind == rules.RESERVE:
        list_in_reserve(
            actor=actor,
            cadre=cadre,
            pool=use.pool.strip(),
            origin=use.document_no.strip(),
            month=month,
            today=today,
        )


@transaction.atomic
def look_back(
    *, actor: Actor, look_back_uid: Any, finding: str, words: str, today: date
) -> LookBack:
    """How somebody does, one, three or five years after."""
    rows = LookBack.objects.select_for_update(of=("self",)).select_related("use__cadre")
    row = rows.filter(city_id=actor.city_id, uid=look_back_uid).first()
    if row is None or not actor.may(Permission.USES_RECORD, at=[row.unit_id]):
        raise not_visible()
    if row.looked_on is not None:
        raise Conflict([say("look.done")])
    found = []
    if today < row.due_on:
        found.append(say("look.not_due", day=row.due_on.isoformat()))
    if finding not in rules.FINDINGS:
        found.append(say("look.finding"))
    if len(words.strip()) < LEAST_WORDS:
        found.append(say("look.words", least=LEAST_WORDS))
    if found:
        raise RuleBroken(found)
    row.finding, row.words = finding, words.strip()[:500]
    row.looked_by, row.looked_on = actor.name, today
    row.save()
    actor.record("use.looked_back", row, cadres=[row.use.cadre.uid], years=row.years)
    return row
