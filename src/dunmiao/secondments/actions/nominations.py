"""Nominate, submit, withdraw, screen, rank: see, may, objections, change, record."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.documents.storing import store_paper
from dunmiao.kernel.errors import (
    Conflict,
    RuleBroken,
    not_permitted,
    not_visible,
    require_revision,
)
from dunmiao.people.actions.cadres import share_cadre
from dunmiao.people.models import Cadre
from dunmiao.posts.models import Post, Programme
from dunmiao.posts.rules import PAPERS
from dunmiao.secondments import selectors
from dunmiao.secondments.lifecycle import NOMINATION
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import (
    ExchangeLeg,
    HostRanking,
    Nomination,
    NominationFile,
    NominationWish,
)
from dunmiao.secondments.rules import nominations as rules

MOST_FILES = 20
SENT = ("NOMINATED", "SCREENED", "PLACED")


@transaction.atomic
def nominate_cadre(*, actor: Actor, programme: Programme, cadre: Cadre) -> Nomination:
    """Begin a nomination (a draft) of one's own cadre."""
    if not actor.may(Permission.NOMINATE, at=[cadre.home_unit_id]):
        raise RuleBroken([say("nomination.not_own")])
    try:
        with transaction.atomic():
            nomination = Nomination.objects.create(
                city_id=actor.city_id,
                programme=programme,
                cadre=cadre,
                home_unit_id=cadre.home_unit_id,
            )
    except IntegrityError:
        raise Conflict([say("nomination.exists")]) from None
    actor.record("nomination.begun", nomination, cadres=[cadre.uid])
    return nomination


@transaction.atomic
def save_nomination(
    *,
    actor: Actor,
    nomination_uid: Any,
    unit_opinion: str,
    own_will: str,
    difficulties: str,
    recusal_declared: bool,
    recusal_note: str,
    wishes: list[Post],
    revision: int | None = None,
) -> Nomination:
    """Write a draft; wishes in their order replace those before."""
    nomination = selectors.get_nomination(actor=actor, uid=nomination_uid, lock=True)
    actor.require(Permission.NOMINATE, at=[nomination.home_unit_id])
    require_revision(nomination.revision, revision)
    _may_move(nomination, "submit")
    foreign = [post for post in wishes if post.programme_id != nomination.programme_id]
    if foreign:
        raise RuleBroken([say("nomination.wish_foreign")])
    twice = [post.title for post in wishes if wishes.count(post) > 1]
    if twice:
        raise RuleBroken([say("nomination.wish_twice", title=twice[0])])
    nomination.unit_opinion = unit_opinion[:2000]
    nomination.own_will = own_will
    nomination.difficulties = difficulties[:300]
    nomination.recusal_declared = recusal_declared
    nomination.recusal_note = recusal_note[:300]
    nomination.revision += 1
    nomination.save()
    nomination.wishes.all().delete()
    NominationWish.objects.bulk_create(
        NominationWish(
            city_id=actor.city_id,
            nomination=nomination,
            home_unit_id=nomination.home_unit_id,
            post=post,
            rank=rank,
        )
        for rank, post in enumerate(wishes, start=1)
    )
    actor.record("nomination.saved", nomination, cadres=[nomination.cadre.uid])
    return nomination


def _may_move(nomination: Nomination, act: str) -> None:
    if objections := NOMINATION.objections(state=nomination.state, act=act):
        raise Conflict(objections)


@transaction.atomic
def submit_nomination(
    *, actor: Actor, nomination_uid: Any, now: datetime, today: date
) -> Nomination:
    """Send it to the organisation department; blocked only by what is missing or BLOCK rules."""
    nomination = selectors.get_nomination(actor=actor, uid=nomination_uid, lock=True)
    actor.require(Permission.NOMINATE, at=[nomination.home_unit_id])
    _may_move(nomination, "submit")
    # The unit's row is locked, so that two officers cannot both use the last place.
    type(nomination.home_unit).objects.select_for_update().get(pk=nomination.home_unit_id)
    sent = Nomination.objects.filter(
        programme=nomination.programme, home_unit_id=nomination.home_unit_id, state__in=SENT
    )
    state = selectors.submission_state(
        nomination, limit=nomination.programme.nominations_per_unit, already=sent.count()
    )
    if objections := rules.objections_to_submission(state, today=today):
        raise RuleBroken(objections)
    day = nomination.programme.starts_on
    found = selectors.fits(actor=actor, nomination=nomination, day=day)
    wished = {wish.post_id for wish in nomination.wishes.all()}
    mine = [fit for fit in found if fit.post.pk in wished]
    if mine and all(_hard(fit) for fit in mine):
        reasons = "；".join(dict.fromkeys(f.message for fit in mine for f in _hard(fit)))
        raise RuleBroken([say("nomination.blocked", reasons=reasons[:800])])
    nomination.state = NOMINATION.target("submit")
    nomination.findings = _plain(found)
    nomination.submitted_at = now
    nomination.revision += 1
    nomination.save()
    actor.record("nomination.submitted", nomination, cadres=[nomination.cadre.uid])
    return nomination


def _hard(fit: selectors.Fit) -> list[Any]:
    return [finding for finding in fit.blocked if finding.facts.get("rule_severity") == "BLOCK"]


def _plain(found: list[selectors.Fit]) -> list[dict[str, Any]]:
    """Findings once each, whichever posts they came from."""
    plain = {
        (finding.facts["rule"], finding.message): finding.as_dict()
        for fit in found
        for finding in fit.findings
    }
    return list(plain.values())


@transaction.atomic
def attach_paper(
    *, actor: Actor, nomination_uid: Any, kind: str, name: str, content: bytes
) -> NominationFile:
    """Add a paper to a draft; a draft only, since what was sent must stay as it was sent."""
    nomination = selectors.get_nomination(actor=actor, uid=nomination_uid, lock=True)
    actor.require(Permission.NOMINATE, at=[nomination.home_unit_id])
    _may_move(nomination, "submit")
    if kind not in PAPERS:
        raise RuleBroken([say("nomination.file_kind")])
    if nomination.files.count() >= MOST_FILES:
        raise RuleBroken([say("nomination.too_many_files", limit=MOST_FILES)])
    stored = store_paper(
        actor=actor,
        kind="NOMINATION",
        name=name,
        content=content,
        unit_id=nomination.home_unit_id,
    )
    row = NominationFile.objects.create(
        city_id=actor.city_id,
        nomination=nomination,
        home_unit_id=nomination.home_unit_id,
        kind=kind,
        file=stored,
    )
    cadres = [nomination.cadre.uid]
    actor.record("nomination.paper_attached", nomination, cadres=cadres, paper=kind)
    return row


@transaction.atomic
def remove_paper(*, actor: Actor, nomination_uid: Any, file_uid: Any) -> None:
    """Take a paper off a draft; its file and the history of the row stay."""
    nomination = selectors.get_nomination(actor=actor, uid=nomination_uid, lock=True)
    actor.require(Permission.NOMINATE, at=[nomination.home_unit_id])
    _may_move(nomination, "submit")
    gone, _ = nomination.files.filter(file__uid=file_uid).delete()
    if not gone:
        raise not_visible()
    actor.record("nomination.paper_removed", nomination, cadres=[nomination.cadre.uid])


@transaction.atomic
def screen_nomination(
    *, actor: Actor, nomination_uid: Any, verdict: str, reason: str, now: datetime, today: date
) -> Nomination:
    """Pass, return or reject. A pass releases the person to the hosts he wished for."""
    nomination = selectors.get_nomination(actor=actor, uid=nomination_uid, lock=True)
    actor.require(Permission.SCREEN, at=[nomination.programme.lead_unit_id])
    _may_move(nomination, verdict)
    nomination.state = NOMINATION.target(verdict)
    nomination.returned_reason = reason[:300]
    nomination.screened_by_id, nomination.screened_at = _user(actor), now
    nomination.revision += 1
    nomination.save()
    if verdict == "pass":
        _release(actor, nomination, today)
    actor.record("nomination.screened", nomination, cadres=[nomination.cadre.uid], verdict=verdict)
    return nomination


@transaction.atomic
def withdraw_nomination(*, actor: Actor, nomination_uid: Any, reason: str) -> Nomination:
    """The home unit takes a nomination back, until the person has a post in an approved plan."""
    nomination = selectors.get_nomination(actor=actor, uid=nomination_uid, lock=True)
    actor.require(Permission.NOMINATE, at=[nomination.home_unit_id])
    _may_move(nomination, "withdraw")
    if not reason.strip():
        raise RuleBroken([say("nomination.withdraw_reason")])
    if ExchangeLeg.objects.filter(nomination=nomination, is_live=True).exists():
        raise Conflict([say("exchange.together")])
    nomination.state = NOMINATION.target("withdraw")
    nomination.returned_reason = reason[:300]
    nomination.revision += 1
    nomination.save()
    cadres = [nomination.cadre.uid]
    actor.record("nomination.withdrawn", nomination, cadres=cadres, reason=reason)
    return nomination


def _user(actor: Actor) -> int:
    if not actor.user_id:
        raise not_permitted()
    return actor.user_id


def _release(actor: Actor, nomination: Nomination, today: date) -> None:
    wishes = list(nomination.wishes.select_related("post"))
    for wish in wishes:
        wish.host_unit_id = wish.post.unit_id
        wish.save(update_fields=["host_unit"])
    hosts = {wish.post.unit_id for wish in wishes}
    for host in sorted(hosts):
        share_cadre(
            actor=actor, cadre=nomination.cadre, unit_id=host, today=today, why="nomination"
        )


@transaction.atomic
def answer_nominee(
    *, actor: Actor, post: Post, nomination: Nomination, rank: int | None, reason: str = ""
) -> HostRanking:
    """A host ranks a released nominee, or declines him with a reason (`rank=None`)."""
    actor.require(Permission.RANK, at=[post.unit_id])
    released = nomination.wishes.filter(post=post, host_unit_id=post.unit_id).exists()
    if not released or nomination.state != "SCREENED":
        raise RuleBroken([say("ranking.not_released")])
    if rank is None and not reason.strip():
        raise RuleBroken([say("ranking.reason")])
    ranking, _ = HostRanking.objects.update_or_create(
        post=post,
        nomination=nomination,
        defaults={
            "city_id": actor.city_id,
            "host_unit_id": post.unit_id,
            "rank": rank,
            "is_declined": rank is None,
            "reason": reason[:200],
        },
    )
    actor.record("nominee.answered", nomination, cadres=[nomination.cadre.uid], rank=rank)
    return ranking
