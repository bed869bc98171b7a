"""Another host for who serves: what speaks against it, and the change itself."""

from datetime import date

from dunmiao.access.actors import Actor
from dunmiao.kernel.findings import Finding
from dunmiao.people.writing import share_cadre
from dunmiao.posts.models import Post
from dunmiao.secondments.lifecycle import ENDED
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import ChangeRequest, Nomination, Secondment
from dunmiao.secondments.moves import move
from dunmiao.secondments.selectors import judging_at, objections_to_post


def objections_to_rehost(secondment: Secondment, post: Post) -> list[Finding]:
    """The post is free, and the person meets its rules."""
    label, found = f"{post.unit.name}{post.title}", []
    alive = Secondment.objects.filter(post=post, left_on=None).exclude(state__in=ENDED)
    if alive.count() >= post.seats:
        found.append(say("rehost.full", where="new_post", post=label))
    nomination = Nomination.objects.filter(
        programme=secondment.programme_id, cadre=secondment.cadre_id
    ).first()
    if nomination is not None:
        judging = judging_at(
            city_id=secondment.city_id, day=secondment.starts_on, cadre_ids=[secondment.cadre_id]
        )
        found += objections_to_post(nomination=nomination, post=post, judging=judging)
    return found


def rehost(actor: Actor, request: ChangeRequest, today: date) -> None:
    """From here on another host: it sees the person and has to say what he is in charge of."""
    secondment, post = request.secondment, request.new_post
    assert post is not None
    words = f"{secondment.host_unit.name} → {post.unit.name}{post.title}：{request.reason}"
    move(actor, secondment, "rehost", today, document_no=request.document_no, reason=words)
    secondment.post, secondment.host_unit = post, post.unit
    secondment.assigned_on, secondment.duty = None, ""
    secondment.save()
    secondment.obligations.filter(state="OPEN").update(host_unit=post.unit)
    share_cadre(
        actor=actor, cadre=secondment.cadre, unit_id=post.unit_id, today=today, why="rehost"
    )
