"""Pictures without their place, notes that groups share, attendance by year, an invitation."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from icalendar import Calendar
from PIL import Image

from dunmiao.access.roles import Permission
from dunmiao.acts.fields import Upload
from dunmiao.documents.models import StoredFile
from dunmiao.documents.selectors import read_file
from dunmiao.kernel.errors import NotPermitted, NotVisible, RuleBroken
from dunmiao.liaison import groups as selectors
from dunmiao.liaison.actions import activities, notes
from dunmiao.liaison.models import ActivityPhoto, GroupActivity, GroupNote
from tests.api.test_calls import call as call_api
from tests.api.test_calls import key_of
from tests.factories.pictures import jpeg
from tests.liaison.test_acts import codes
from tests.liaison.test_groups import NOON, at, call, cast

__all__ = ["cast"]
TEXT = "每周二集中走访，问题当场分到人。"


def note(city: Any, key: str, group: Any, **changes: Any) -> GroupNote:
    given = {"title": "走访做法", "text": TEXT, "shared": False} | changes
    return at(city, key, notes.write_note, group, **given)  # type: ignore[no-any-return]


def test_pictures_lose_their_place_and_are_seen_by_the_group(cast: Any) -> None:
    row = call(cast)

    def add(who: str, *photos: tuple[str, bytes]) -> Any:
        sent = [Upload(name, content) for name, content in photos]
        return at(cast, who, notes.add_photos, row, photos=sent)

    add("王伟", ("会.jpg", jpeg()))
    with pytest.raises(RuleBroken) as refused:
        add("王伟", ("坏.jpg", b"x"), ("文.pdf", b"%PDF-1.4\n"))
    assert len(codes(refused)) == 2
    with pytest.raises(RuleBroken) as refused:
        add("王伟", *[("a.jpg", jpeg())] * 12)
    assert codes(refused) == ["photo.too_many"]
    with cast.acting("王伟"):
        kept = ActivityPhoto.objects.get()
    with cast.acting("李芳") as member:  # a member sees it, though it is of another unit
        file = selectors.get_photo(actor=member, uid=kept.uid)
        shown = Image.open(io.BytesIO(read_file(file)))
        assert not dict(shown.getexif())
    with pytest.raises(NotPermitted):
        add("李芳", ("a.jpg", jpeg()))
    with cast.acting("other_host") as other:
        with pytest.raises(NotVisible):
            selectors.get_photo(actor=other, uid=kept.uid)
        assert not StoredFile.objects.filter(pk=kept.file_id).exists()


def test_a_shared_note_is_read_by_every_group(cast: Any) -> None:
    own = note(cast, "李芳", cast.group)
    shared = note(cast, "王伟", cast.group, title="共享做法", shared=True)
    with cast.acting("other_home") as other:  # sees no row of the group itself
        assert [row.title for row in selectors.list_notes(actor=other)] == ["共享做法"]
    with pytest.raises(NotVisible):
        note(cast, "other_home", cast.group, title="外人", shared=True)
    with pytest.raises(NotVisible):
        at(cast, "other_home", notes.drop_note, shared)
    with pytest.raises(NotPermitted):
        at(cast, "李芳", notes.drop_note, shared)
    with pytest.raises(RuleBroken) as refused:
        note(cast, "李芳", cast.group, title="短", text="机密★内容")
    assert sorted(codes(refused)) == ["note.text_length", "note.title_length", "report.secret"]
    at(cast, "王伟", notes.drop_note, own)  # the leader answers for the group
    with cast.acting("王伟"):
        assert GroupNote.objects.count() == 1


def test_attendance_by_year_counts_only_what_was_minuted(cast: Any) -> None:
    for title, year, minuted in (("一", 0, True), ("二", 0, False), ("三", 1, True)):
        row = call(cast, title=f"第{title}次", starts_at=NOON - timedelta(days=366 * year))
        with cast.acting("王伟"):
            mine = selectors.attendances_of(row)[0]
        came = {str(mine.member.uid): "PRESENT"}
        at(cast, "王伟", activities.tick_attendance, row, states=came)
        if minuted:
            at(cast, "王伟", activities.write_minutes, row, text="议定两件事。")
    with cast.acting("officer"):
        years, people = selectors.yearly_figures(group=cast.group)
    assert [(line.year, line.called, line.came) for line in years] == [
        (NOON.year, 3, 1), (NOON.year - 1, 3, 1),
    ]  # fmt: skip
    assert len(people) == 6


def test_the_pages_and_the_invitation(cast: Any) -> None:
    row = call(cast, starts_at=timezone.now() + timedelta(days=3), place="二楼会议室")
    client = cast.client("王伟")
    where = f"/groups/{cast.group.uid}/record/"
    given = {"title": "走访做法", "text": TEXT, "shared": "1"}
    assert client.post(f"/do/group_note.write/{cast.group.uid}/", given).status_code == 302
    page = client.get(where).content.decode()
    for words in (TEXT, "各小组可看", "写一条"):
        assert words in page, words
    assert TEXT in cast.client("other_home").get("/groups/notes/").content.decode()
    assert client.get(f"{where}figures.xlsx").status_code == 200
    sent = Calendar.from_ical(client.get(f"/groups/activities/{row.uid}/invitation.ics").content)
    (event,) = sent.walk("VEVENT")
    assert event["location"] == "二楼会议室"
    assert event["dtstart"].dt == row.starts_at.replace(microsecond=0)
    with cast.acting("officer"):
        GroupActivity.objects.filter(pk=row.pk).update(starts_at=NOON)
    upload = SimpleUploadedFile("会.jpg", jpeg(), content_type="image/jpeg")
    there = f"/groups/activities/{row.uid}/"
    assert client.post(f"/do/activity.picture/{row.uid}/", {"photos": upload}).status_code == 302
    assert "会.jpg" in client.get(there).content.decode()
    with cast.acting("officer"):
        kept = ActivityPhoto.objects.get()
        shared = GroupNote.objects.get()
    assert cast.client("李芳").get(f"/groups/photos/{kept.uid}/").status_code == 200
    assert client.post(f"/do/group_note.drop/{shared.uid}/").status_code == 302
    assert TEXT not in client.get(where).content.decode()


def test_notes_over_json(cast: Any) -> None:
    secret = key_of(cast, "officer", Permission.GROUPS_VIEW, Permission.GROUPS_MANAGE)
    body = {"title": "走访做法", "text": TEXT, "shared": True}
    write = f"acts/group_note.write/{cast.group.uid}"
    assert call_api(secret, "POST", write, body).status_code == 200
    (row,) = call_api(secret, "GET", "groups/notes").json()
    assert (row["title"], row["is_shared"]) == ("走访做法", True)
