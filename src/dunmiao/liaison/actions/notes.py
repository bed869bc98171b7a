"""Pictures of activities, and what one group lets the others know."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.documents.models import FileKind
from dunmiao.documents.storing import store_paper
from dunmiao.formats.container import Refused
from dunmiao.formats.papers import JPEG, clean_paper
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted, not_visible
from dunmiao.liaison.actions.activities import led_activity
from dunmiao.liaison.groups import get_group
from dunmiao.liaison.leading import answers_for
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import ActivityPhoto, Group, GroupNote
from dunmiao.secondments.rules.words import objections_to_words

MOST_PHOTOS = 12
LEAST_TITLE, MOST_TITLE, LEAST_TEXT, MOST_TEXT = 2, 80, 10, 2000


@transaction.atomic
def add_photos(
    *, actor: Actor, activity_uid: Any, photos: Sequence[tuple[str, bytes]]
) -> list[ActivityPhoto]:
    """Keep pictures of an activity: each is drawn anew, so that nothing of where and by what
    device it was taken stays. All of them, or none."""
    row = led_activity(actor, activity_uid)
    found = []
    if not photos:
        found.append(say("photo.none"))
    if row.photos.count() + len(photos) > MOST_PHOTOS:
        found.append(say("photo.too_many", most=MOST_PHOTOS))
    for name, content in photos:
        try:
            if clean_paper(name, content).media_type != JPEG:
                found.append(say("photo.kind", where=name))
        except Refused as refused:
            found.append(refused.finding)
    if found:
        raise RuleBroken(found)
    made = []
    for name, content in photos:
        file = store_paper(
            actor=actor, kind=FileKind.ACTIVITY_PHOTO, name=name, content=content,
            unit_id=row.group.unit_id,
        )  # fmt: skip
        made.append(
            ActivityPhoto.objects.create(
                city_id=row.city_id, group=row.group, activity=row, file=file
            )
        )
    actor.record("activity.pictured", row, photos=len(made))
    return made


@transaction.atomic
def write_note(
    *, actor: Actor, group_uid: Any, title: str, text: str, shared: bool, today: date
) -> GroupNote:
    """Write down what a group learned; its members and who answers for it may."""
    group = get_group(actor=actor, uid=group_uid)
    if not may_write(actor, group):
        raise not_permitted()
    if group.dissolved_on is not None:
        raise Conflict([say("group.dissolved")])
    found = objections_to_words(title, text)
    if not LEAST_TITLE <= len(title.strip()) <= MOST_TITLE:
        found.append(say("note.title_length", least=LEAST_TITLE, most=MOST_TITLE))
    if not LEAST_TEXT <= len(text.strip()) <= MOST_TEXT:
        found.append(say("note.text_length", least=LEAST_TEXT, most=MOST_TEXT))
    if found:
        raise RuleBroken(found)
    row = GroupNote.objects.create(
        city_id=group.city_id,
        group=group,
        title=title.strip(),
        text=text.strip(),
        writer_id=actor.user_id,
        writer_name=actor.name,
        written_on=today,
        is_shared=shared,
    )
    actor.record("group.noted", row, shared=shared)
    return row


def may_write(actor: Actor, group: Group) -> bool:
    """A present member, or who answers for the group."""
    mine = group.groupmembers.filter(to_on=None, user_id=actor.user_id)
    return mine.exists() or answers_for(actor, group)


@transaction.atomic
def drop_note(*, actor: Actor, note_uid: Any) -> Group:
    """Take a note back: its writer, or who answers for the group; the history keeps it."""
    actor.require(Permission.GROUPS_VIEW)
    seen = visible(Group, actor).values("pk")
    rows = GroupNote.objects.select_for_update(of=("self",)).select_related("group")
    row = rows.filter(uid=note_uid, group__in=seen).first()
    if row is None:
        raise not_visible()
    group: Group = row.group
    if row.writer_id != actor.user_id and not answers_for(actor, group):
        raise not_permitted()
    actor.record("group.note_dropped", row)
    row.delete()
    return group
