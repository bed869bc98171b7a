"""The official notice of people who go: one number of the register, one paper, every case moved."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.documents import letters
from dunmiao.documents.models import StoredFile
from dunmiao.documents.storing import store_file, take_number
from dunmiao.documents.templates import print_letter
from dunmiao.formats.papers import DOCX
from dunmiao.kernel.moves import MOVE_LABELS
from dunmiao.posts.models import Programme
from dunmiao.posts.rules import MOVE_OF_PROGRAMME
from dunmiao.secondments.duties import refresh_obligations
from dunmiao.secondments.models import Secondment
from dunmiao.secondments.moves import move
from dunmiao.units.models import Unit


@transaction.atomic
def issue_notice(
    *,
    actor: Actor,
    programme: Programme,
    people: Sequence[Secondment],
    subject: str,
    subject_uid: Any,
    span: tuple[date, date],
    today: date,
) -> tuple[str, StoredFile]:
    """Number, print and keep the notice of these cases (read whole, in the order to print).

    The caller has asked who may.
    """
    number = take_number(
        actor=actor,
        prefix=letters.prefix_of(actor.city_name, "挂"),
        year=today.year,
        subject=subject,
        subject_uid=subject_uid,
    )
    root = Unit.objects.get(city_id=actor.city_id, parent=None)
    stored = store_file(
        actor=actor,
        kind="LETTER",
        name=f"挂职通知-{number}.docx",
        media_type=DOCX,
        content=_notice(actor, programme, people, number, span, today),
        unit_id=root.pk,
    )
    for secondment in people:
        give_notice(actor, secondment, number, stored.pk, today)
    refresh_obligations(actor=actor, secondments=people, today=today)
    return number, stored


def give_notice(
    actor: Actor, secondment: Secondment, number: str, file_id: int, today: date
) -> None:
    """The official notice of this secondment is out; the caller refreshes what is owed."""
    move(actor, secondment, "notice", today, document_no=number)
    secondment.notice_no, secondment.notice_file_id = number, file_id
    secondment.save()
    actor.record("secondment.noticed", secondment, document_no=number)


def _notice(
    actor: Actor,
    programme: Programme,
    people: Sequence[Secondment],
    number: str,
    span: tuple[date, date],
    today: date,
) -> bytes:
    kind = MOVE_LABELS[MOVE_OF_PROGRAMME[programme.kind]]
    units = dict.fromkeys(
        [*(s.home_unit.name for s in people), *(s.host_unit.name for s in people)]
    )
    basis = (
        f"根据《{programme.paper_title}》（{programme.paper_no}），" if programme.paper_no else ""
    )
    title = f"关于{people[0].cadre.name if people else ''}等{len(people)}名同志{kind}的通知"
    issuer = letters.issuer_of(actor.city_name)
    lines = [
        letters.NoticeLine(s.cadre.name, s.cadre.current_post, f"{s.host_unit.name}{s.post.title}")
        for s in people
    ]
    built_in = letters.notice(
        issuer=issuer,
        number=number,
        title=title,
        addressees=list(units),
        lines=lines,
        first=span[0],
        last=span[1],
        basis=basis,
        signed_on=today,
        is_example=actor.is_example,
    )
    context = {
        "issuer": issuer,
        "number": number,
        "title": title,
        "addressees": "、".join(units),
        "people": [asdict(line) for line in lines],
        "first": span[0],
        "last": span[1],
        "basis": basis,
        "signed_on": today,
    }
    return print_letter(actor=actor, kind="NOTICE", context=context, built_in=built_in)
