"""Look whether an entry is still right, and note that somebody was in touch."""

from datetime import date
from typing import Annotated

from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, Text, Tick
from dunmiao.kernel.errors import RuleBroken
from dunmiao.liaison.actions.contacts import KEEPS, OF_CONTACT, Bureau, Division
from dunmiao.liaison.filing import move_post, organisation_at
from dunmiao.liaison.lifecycle import CONTACT
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import Contact, ContactCheck, ContactPost, Interaction
from dunmiao.liaison.rules.contacts import CHANGED, LEFT, VALID, objections_to_day
from dunmiao.secondments.rules.words import objections_to_words

Note = Annotated[str, Text("说明", most=200)]


@act(
    "contact.confirm", Contact, "仍有效", said="已核对。", records="contact.checked", may=KEEPS,
    life=CONTACT, moves="confirm", related=OF_CONTACT,
)  # fmt: skip
def confirm_contact(row: Contact, doing: Doing, *, note: Note = "") -> Contact:
    """The entry still holds; who had left is back in his post."""
    if row.state == "LEFT":
        move_post(row, doing.today)
    return _checked(row, doing, VALID, "confirm", note)


@act(
    "contact.change", Contact, "有变化", said="已核对。", records="contact.checked", may=KEEPS,
    life=CONTACT, moves="change", related=OF_CONTACT,
)  # fmt: skip
def change_contact(
    row: Contact,
    doing: Doing,
    *,
    post: Annotated[str, Text("新职务", most=60)] = "",
    ministry: Annotated[str, Text("部委", most=100, help="换了单位时填写")] = "",
    bureau: Bureau = "",
    division: Division = "",
    note: Note = "",
) -> Contact:
    """The person has a new post, or sits in another organisation."""
    if found := objections_to_words(post, where="post"):
        raise RuleBroken(found)
    organisation = organisation_at(doing.actor, (ministry, bureau, division)) or row.organisation
    if post in ("", row.post) and organisation.pk == row.organisation_id:
        raise RuleBroken([say("contact.new_post", where="post")])
    row.post, row.organisation = post or row.post, organisation
    move_post(row, doing.today)
    return _checked(row, doing, CHANGED, "change", note)


@act(
    "contact.leave", Contact, "已离任", said="已核对。", records="contact.checked", may=KEEPS,
    life=CONTACT, moves="leave", related=OF_CONTACT,
)  # fmt: skip
def leave_contact(row: Contact, doing: Doing, *, note: Note = "") -> Contact:
    """The person sits there no longer."""
    ContactPost.objects.filter(contact=row, to_on=None).update(to_on=doing.today)
    return _checked(row, doing, LEFT, "leave", note)


def _checked(row: Contact, doing: Doing, word: str, move: str, note: str) -> Contact:
    if found := objections_to_words(note, where="note"):
        raise RuleBroken(found)
    row.state, row.verified_on = CONTACT.target(move), doing.today
    row.revision += 1
    row.save()
    ContactCheck.objects.create(
        city_id=row.city_id, contact=row, word=word, on_day=doing.today,
        checker=doing.actor.name, note=note,
    )  # fmt: skip
    doing.note(word=word)
    return row


@act(
    "contact.touch", Contact, "登记一次联系", said="已登记。", records="contact.interaction",
    may=KEEPS, life=CONTACT, moves="confirm", related=OF_CONTACT,
)  # fmt: skip
def touch_contact(
    row: Contact,
    doing: Doing,
    *,
    on_day: Annotated[date, Day("日期", today=True)],
    purpose: Annotated[str, Text("事由", most=200)],
    result: Annotated[str, Text("结果", most=200)] = "",
    has_helped: Annotated[bool, Tick("帮上了忙")] = False,
) -> Interaction:
    """Somebody was in touch: on which day, about what, and whether it helped."""
    own = row.secondment if row.keeper_id == doing.actor.user_id else None
    since = own.starts_on if own else None
    found = objections_to_day(on_day, since=since, today=doing.today)
    if has_helped and not result:
        found.append(say("contact.no_help", where="result"))
    found += objections_to_words(purpose, where="purpose")
    if found := found + objections_to_words(result, where="result"):
        raise RuleBroken(found)
    made = Interaction.objects.create(
        city_id=row.city_id,
        contact=row,
        on_day=on_day,
        person=doing.actor.name,
        user_id=doing.actor.user_id,
        purpose=purpose,
        result=result,
        has_helped=has_helped,
    )
    row.last_contact_on = max(on_day, row.last_contact_on or on_day)
    if has_helped:
        row.helped_on = max(on_day, row.helped_on or on_day)
    row.revision += 1
    row.save()
    return made
