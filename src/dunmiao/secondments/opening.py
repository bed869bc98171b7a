"""A case begins, as an approved plan or a decided exchange says, or is called off."""

from datetime import date

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.db.errors import conflict
from dunmiao.people.models import Cadre, CareerStage
from dunmiao.people.writing import share_cadre
from dunmiao.posts.models import Post
from dunmiao.posts.rules import MOVE_OF_PROGRAMME
from dunmiao.secondments.duties import refresh_obligations
from dunmiao.secondments.lifecycle import NOMINATION
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Nomination, Secondment
from dunmiao.secondments.moves import move, note_event


@transaction.atomic
def open_secondment(
    *,
    actor: Actor,
    nomination: Nomination,
    post: Post,
    today: date,
    document_no: str = "",
    term: tuple[date, date] | None = None,
) -> Secondment:
    """Make the secondment of an approved plan's seat, for the programme's term or another.

    The caller has asked who may. An overlap with another secondment of the person is refused by
    the database.
    """
    programme, cadre = post.programme, nomination.cadre
    starts_on, ends_on = term or (programme.starts_on, programme.ends_on)
    with conflict("secondment_one_at_a_time", say("secondment.overlap", name=cadre.name)):
        secondment = Secondment.objects.create(
            city_id=actor.city_id, programme=programme, post=post, cadre=cadre,
            user_id=cadre.user_id, home_unit_id=nomination.home_unit_id,
            host_unit_id=post.unit_id, lead_unit_id=programme.lead_unit_id,
            kind=MOVE_OF_PROGRAMME[programme.kind].value, purpose=programme.purpose,
            state="APPROVED", starts_on=starts_on, ends_on=ends_on,
        )  # fmt: skip
    nomination.state = NOMINATION.target("place")
    nomination.save(update_fields=["state"])
    share_cadre(actor=actor, cadre=cadre, unit_id=post.unit_id, today=today, why="placement")
    Cadre.objects.filter(pk=cadre.pk).update(stage=CareerStage.SECONDED)
    note_event(actor, secondment, "open", "", "APPROVED", today, document_no=document_no)
    actor.record("secondment.opened", secondment, cadres=[cadre.uid])
    return secondment


def call_off(
    *, actor: Actor, secondment: Secondment, reason: str, document_no: str, today: date
) -> None:
    """Cancel a case whose row the caller holds; the person is free again."""
    move(actor, secondment, "cancel", today, document_no=document_no, reason=reason)
    secondment.save()
    Cadre.objects.filter(pk=secondment.cadre_id).update(stage=CareerStage.FREE)
    refresh_obligations(actor=actor, secondments=[secondment], today=today)
