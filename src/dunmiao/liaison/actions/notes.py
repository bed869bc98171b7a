"""Pictures of activities, and what one group lets the others know."""

from collections.abc import Sequence
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Own, Whoever
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Files, Text, Tick, Upload
from dunmiao.documents.models import FileKind
from dunmiao.documents.storing import store_paper
from dunmiao.formats.container import Refused
from dunmiao.formats.papers import JPEG, clean_paper
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.liaison.actions.activities import CHAIRS
from dunmiao.liaison.actions.groups import MANAGES
from dunmiao.liaison.against import dissolved, not_begun
from dunmiao.liaison.leading import may_write
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import ActivityPhoto, Group, GroupActivity, GroupNote
from dunmiao.secondments.rules.words import objections_to_words

MOST_PHOTOS = 12
LEAST_TITLE, LEAST_TEXT = 2, 10


@act(
    "activity.picture", GroupActivity, "存照片", said="照片已存。", records="activity.pictured",
    may=CHAIRS, unless=not_begun, related="group",
)  # fmt: skip
def add_photos(
    row: GroupActivity,
    doing: Doing,
    *,
    photos: Annotated[
        list[Upload],
        Files(
            "照片",
            accept="image/jpeg, image/png",
            help="一次活动 12 张以内；位置和设备信息会去掉",
        ),
    ],
) -> GroupActivity:
    """Keep pictures of an activity: each is drawn anew, so that nothing of where and by what
    device it was taken stays. All of them, or none."""
    found = _objections_to_photos(photos)
    if row.photos.count() + len(photos) > MOST_PHOTOS:
        found.append(say("photo.too_many", where="photos", most=MOST_PHOTOS))
    if found:
        raise RuleBroken(found)
    for photo in photos:
        file = store_paper(
            actor=doing.actor, kind=FileKind.ACTIVITY_PHOTO, name=photo.name,
            content=photo.content, unit_id=row.group.unit_id,
        )  # fmt: skip
        ActivityPhoto.objects.create(city_id=row.city_id, group=row.group, activity=row, file=file)
    doing.note(photos=len(photos))
    return row


def _objections_to_photos(photos: Sequence[Upload]) -> list[Finding]:
    found = []
    for photo in photos:
        try:
            if clean_paper(photo.name, photo.content).media_type != JPEG:
                found.append(say("photo.kind", where="photos", name=photo.name))
        except Refused as refused:
            found.append(refused.finding.at("photos"))
    return found


@act(
    "group_note.write", Group, "写一条", said="已记下。", records="group.noted",
    may=(MANAGES, Whoever(Permission.GROUPS_VIEW, lambda doing, g: may_write(doing.actor, g))),
    unless=dissolved,
)  # fmt: skip
def write_note(
    group: Group,
    doing: Doing,
    *,
    title: Annotated[str, Text("标题", most=80)],
    text: Annotated[str, Text("内容", most=2000, lines=6, help="不得填写涉密内容和商业秘密")],
    shared: Annotated[bool, Tick("各小组可看")] = False,
) -> GroupNote:
    """Write down what a group learned; its members and who answers for it may."""
    found = objections_to_words(title, where="title") + objections_to_words(text, where="text")
    if len(title) < LEAST_TITLE:
        found.append(say("note.title_length", where="title", least=LEAST_TITLE))
    if len(text) < LEAST_TEXT:
        found.append(say("note.text_length", where="text", least=LEAST_TEXT))
    if found:
        raise RuleBroken(found)
    doing.note(shared=shared)
    return GroupNote.objects.create(
        city_id=group.city_id,
        group=group,
        title=title,
        text=text,
        writer_id=doing.actor.user_id,
        writer_name=doing.actor.name,
        written_on=doing.today,
        is_shared=shared,
    )


@act(
    "group_note.drop", GroupNote, "撤下", said="已撤下。", records="group.note_dropped",
    may=(Own(Permission.GROUPS_VIEW, "writer_id"), *CHAIRS), related="group",
)  # fmt: skip
def drop_note(row: GroupNote, doing: Doing) -> None:
    """Take a note back: its writer, or who answers for the group; the history keeps it."""
    row.delete()
