"""Contacts by their acts: owned by the city, kept by one person at a time, handed over with a receipt."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dunmiao.access.accounts import make_grant
from dunmiao.access.models import AuditEvent, User
from dunmiao.access.roles import Role
from dunmiao.acts.reading import Unreadable
from dunmiao.db.models import RowHistory
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.liaison import selectors
from dunmiao.liaison.actions import checks, contacts, custody, merging
from dunmiao.liaison.models import Contact, Custody, Interaction
from dunmiao.secondments.models import Obligation, Secondment
from dunmiao.units.writing import add_unit
from tests.acts.stages import doing

TODAY = timezone.localdate() + timedelta(days=40)
NUMBER = "010-66002204"
PHONES = [contacts.Phone("办公", NUMBER), contacts.Phone("手机", "13800002204")]
HELD = (("办公", NUMBER), ("手机", "13800002204"))


def codes(refused: Any) -> list[str]:
    return [finding.code for finding in refused.value.findings]


@pytest.fixture
def cast(city: Any) -> Any:
    """The city with a liaison office and its officer, and somebody who serves."""
    with city.acting("officer") as officer:
        unit = add_unit(
            city=city.city, parent=city.units["甲市"], name="驻京联络处", kind="LIAISON"
        )
        user = User.objects.create(
            username="zhujing", full_name="谢青野", city_id=city.city.pk, password="x"
        )
        make_grant(
            actor=officer, user=user, role=Role.LIAISON_OFFICE, unit=unit, today=date(2020, 1, 1)
        )
    city.users["liaison"], city.units["驻京联络处"] = user, unit
    city.case = city.secondee("王伟")
    return city


def at(cast: Any, key: str, act: Any, row: Any = None, **given: Any) -> Any:
    """Do an act on the day of the tests."""
    with doing(cast, key, day=TODAY) as now:
        return act(now, row, **given)


def add(cast: Any, key: str = "王伟", division: str = "机械处", **changes: Any) -> Contact:
    card = {"name": "贺维钧", "post": "处长", "phones": PHONES} | changes
    return at(
        cast, key, contacts.bring_contact, ministry="工信部（示例）", bureau="装备司",
        division=division, **card,
    )  # type: ignore[no-any-return] # fmt: skip


def offer(cast: Any, *rows: Contact, key: str = "王伟") -> Any:
    unit = cast.units["驻京联络处"]
    return at(cast, key, custody.offer_to_unit, contacts=list(rows), to=unit)


def receive(cast: Any, handover: Any, *rows: Contact, key: str = "liaison") -> None:
    at(cast, key, custody.receive_contacts, handover, contacts=list(rows))


def fresh(cast: Any, row: Contact) -> Contact:
    with cast.acting("officer"):
        return Contact.objects.get(pk=row.pk)


def kept(cast: Any) -> int:
    with cast.acting("officer"):
        return Secondment.objects.get(pk=cast.case.pk).contacts_kept


def duty(cast: Any) -> Obligation | None:
    with cast.acting("officer"):
        return Obligation.objects.filter(secondment=cast.case, kind="CONTACTS").first()


def test_a_number_lies_nowhere_plain_and_each_reading_is_recorded(cast: Any) -> None:
    row = add(cast)
    with cast.acting("auditor"):
        held = str(list(RowHistory.objects.filter(table__startswith="liaison").values()))
        held += str(list(AuditEvent.objects.values()))
    with cast.acting("officer"):
        held += str(list(Contact.objects.values()))
    assert "66002204" not in held
    assert "13800002204" not in held
    assert fresh(cast, row).phones_masked == ["办公 010-****2204", "手机 138****2204"]
    with cast.acting("王伟") as actor:
        _row, card = selectors.reveal_contact(actor=actor, uid=row.uid)
    assert card.phones == HELD
    with cast.acting("auditor"):
        assert AuditEvent.objects.filter(kind="contact.revealed", subject_uid=row.uid).count() == 1


def test_who_sees_it(cast: Any) -> None:
    row = add(cast)
    for key in ("host", "other_host", "home", "other_home", "liaison"):
        with cast.acting(key) as actor:
            assert not Contact.objects.exists(), key  # by PostgreSQL itself
            with pytest.raises((NotVisible, NotPermitted)):
                selectors.get_contact(actor=actor, uid=row.uid)
    with cast.acting("officer") as officer:
        assert selectors.get_contact(actor=officer, uid=row.uid).name == "贺维钧"
    with cast.acting("leader") as leader, pytest.raises(NotPermitted):
        selectors.list_contacts(actor=leader)


def test_handed_over_with_a_receipt_for_each(cast: Any, monkeypatch: Any) -> None:
    """Near the end of the term, when handing over has become a duty."""
    monkeypatch.setattr(f"{__name__}.TODAY", cast.case.ends_on - timedelta(days=60))
    one, two = add(cast), add(cast, name="阮清和", phones=PHONES[:1])
    assert kept(cast) == 2
    found = duty(cast)
    assert found is not None
    assert (found.party, found.state) == ("PERSON", "OPEN")
    handover = offer(cast, one, two)
    with pytest.raises(Unreadable) as refused:
        offer(cast, one)
    assert codes(refused) == ["field.choice"]
    with pytest.raises(NotPermitted):
        receive(cast, handover, one, key="王伟")
    receive(cast, handover, one)
    assert kept(cast) == 1
    assert duty(cast).state == "OPEN"  # type: ignore[union-attr]
    receive(cast, handover, two)
    assert kept(cast) == 0
    assert duty(cast).state == "MET"  # type: ignore[union-attr]
    with pytest.raises(Conflict):
        receive(cast, handover, two)
    with cast.acting("liaison") as actor:
        chain = list(Custody.objects.filter(contact=one.pk).values_list("keeper_name", "to_on"))
        assert chain == [("王伟", TODAY), ("谢青野", None)]
        assert selectors.reveal_contact(actor=actor, uid=one.uid)[1].phones == HELD
    with cast.acting("王伟") as actor:  # still sees the entry, no longer the number
        assert selectors.get_contact(actor=actor, uid=one.uid).keeper_name == "谢青野"
        with pytest.raises(NotVisible):
            selectors.reveal_contact(actor=actor, uid=one.uid)
    with pytest.raises(NotPermitted) as other:
        at(cast, "王伟", checks.confirm_contact, one)
    assert codes(other) == ["contact.not_keeper"]


def test_two_keepers_at_once_are_refused_by_the_database(cast: Any) -> None:
    row = add(cast)
    with cast.acting("officer"), pytest.raises(IntegrityError), transaction.atomic():
        Custody.objects.create(
            city_id=row.city_id, contact_id=row.pk, keeper_id=row.keeper_id, keeper_name="x",
            unit_id=row.unit_id, from_on=TODAY,
        )  # fmt: skip


def test_withdrawn_it_is_seen_no_longer_by_the_unit(cast: Any) -> None:
    row = add(cast, name="岑越", sensitivity="RESTRICTED")
    assert fresh(cast, row).unit_ids == []
    handover = offer(cast, row)
    with cast.acting("liaison"):
        assert Contact.objects.filter(pk=row.pk).exists()
    at(cast, "王伟", custody.withdraw_contacts, handover)
    with cast.acting("liaison"):
        assert not Contact.objects.filter(pk=row.pk).exists()
    second = offer(cast, row)
    assert second.number == handover.number + 1
    receive(cast, second, row)
    assert fresh(cast, row).unit_ids == []
    with cast.acting("liaison") as actor:
        assert selectors.reveal_contact(actor=actor, uid=row.uid)


def test_numbers_of_hand_overs_have_no_gap_whoever_gives(cast: Any) -> None:
    cast.secondee("李芳", town="新仓镇")
    first = offer(cast, add(cast))
    second = offer(cast, add(cast, "李芳", name="阮清和"), key="李芳")
    assert [first.number, second.number] == [1, 2]


def test_a_case_stays_open_until_all_is_handed_over(cast: Any) -> None:
    from dunmiao.secondments.closing import closing_of
    from dunmiao.secondments.rules.terms import objections_to_closing

    def open_points() -> set[str]:
        with cast.acting("officer"):
            case = Secondment.objects.get(pk=cast.case.pk)
            closing = closing_of(case, transfers=[], leaves=[], appraisal=None, handover=None)
        return {finding.code for finding in objections_to_closing(closing)}

    assert "closing.contacts" not in open_points()
    add(cast)
    assert "closing.contacts" in open_points()


def test_checked_changed_left_and_back(cast: Any) -> None:
    row = add(cast)
    later = TODAY + timedelta(days=30)

    def check(act: Any, **more: Any) -> Contact:
        with doing(cast, "王伟", day=later) as now:
            return act(now, row, **more)  # type: ignore[no-any-return]

    with pytest.raises(RuleBroken) as refused:
        check(checks.change_contact, post="处长")
    assert codes(refused) == ["contact.new_post"]
    assert check(checks.change_contact, post="副司长").post == "副司长"
    moved = check(checks.change_contact, ministry="工信部（示例）", bureau="规划司")
    assert (moved.organisation.name, moved.post) == ("规划司", "副司长")
    assert check(checks.leave_contact).state == "LEFT"
    assert check(checks.confirm_contact).state == "ACTIVE"
    with cast.acting("王伟"):
        posts, _interactions = selectors.read_life(row=row)
    assert [post.post for post in posts][:2] == ["处长", "副司长"]
    assert sum(post.to_on is None for post in posts) == 1
    assert fresh(cast, row).verified_on == later


def test_being_in_touch_opens_doors(cast: Any) -> None:
    row = add(cast)

    def touch(**more: Any) -> Interaction:
        given = {"purpose": "请教申报口径", "on_day": TODAY, **more}
        return at(cast, "王伟", checks.touch_contact, row, **given)  # type: ignore[no-any-return]

    for wrong, code in (
        ({"on_day": TODAY + timedelta(days=1)}, "contact.in_future"),
        ({"on_day": date(2020, 1, 1)}, "contact.before"),
        ({"has_helped": True}, "contact.no_help"),
        ({"purpose": "机密文件"}, "report.secret"),
    ):
        with pytest.raises(RuleBroken) as refused:
            touch(**wrong)
        assert codes(refused) == [code]
    touch()
    touch(has_helped=True, result="列入目录")
    with cast.acting("王伟") as actor:
        tree = selectors.read_tree(actor=actor, today=TODAY)
    assert (tree.whole.known, tree.whole.open, tree.whole.helped) == (1, 1, 1)
    assert (tree.whole.covered, tree.whole.divisions) == (1, 1)
    with cast.acting("officer") as officer:
        late = selectors.read_tree(actor=officer, today=TODAY + timedelta(days=400)).whole
    assert (late.known, late.fresh, late.open, late.state) == (1, 0, 0, "STALE")


def test_found_by_pinyin_initials_and_the_whole_number_only(cast: Any) -> None:
    row = add(cast)
    with cast.acting("officer") as officer:
        for text in ("贺维钧", "heweijun", "hwj", "处长", "机械", "010 6600 2204", "13800002204"):
            assert [r.pk for r in selectors.list_contacts(actor=officer, search=text)] == [
                row.pk
            ], text
        for text in ("2204", "6600", "阮", "%"):
            assert not selectors.list_contacts(actor=officer, search=text), text


def test_merged_and_parted_again(cast: Any) -> None:
    one = add(cast)
    more = [contacts.Phone("", "138 0000 2204"), contacts.Phone("总机", "010-66002200")]
    other = add(cast, division="综合处", post="", phones=more)
    at(cast, "王伟", checks.touch_contact, other, purpose="座谈", on_day=TODAY)
    with pytest.raises(NotPermitted):
        at(cast, "王伟", merging.merge_contacts, one, other=other)
    with cast.acting("officer") as officer:
        [(pair, *_)] = selectors.list_duplicates(actor=officer)
        assert pair.reason == "SAME_NUMBER"
    with pytest.raises(Unreadable):
        at(cast, "officer", merging.merge_contacts, one, other=one)
    merge = at(cast, "officer", merging.merge_contacts, one, other=other)
    with cast.acting("officer") as officer:
        _row, card = selectors.reveal_contact(actor=officer, uid=one.uid)
        assert [n for _, n in card.phones] == [NUMBER, "13800002204", "010-66002200"]
        assert selectors.list_duplicates(actor=officer) == []
        with pytest.raises(NotVisible):
            selectors.get_contact(actor=officer, uid=other.uid)
    assert kept(cast) == 1
    assert fresh(cast, one).last_contact_on == TODAY
    at(cast, "officer", merging.undo_merge, merge)
    with pytest.raises(Conflict):
        at(cast, "officer", merging.undo_merge, merge)
    with cast.acting("officer") as officer:
        assert selectors.reveal_contact(actor=officer, uid=one.uid)[1].phones == HELD
        assert selectors.get_contact(actor=officer, uid=other.uid).interactions.count() == 1
    assert kept(cast) == 2
    assert fresh(cast, one).last_contact_on is None


def test_a_stale_edit_is_refused(cast: Any) -> None:
    row = add(cast)
    given = {"name": "贺维钧", "post": "司长", "phones": PHONES}
    edited = at(cast, "王伟", contacts.edit_contact, row, revision=1, **given)
    assert edited.post == "司长"
    with pytest.raises(Conflict):
        at(cast, "王伟", contacts.edit_contact, row, revision=1, **given)
    with pytest.raises(RuleBroken) as refused:
        at(cast, "王伟", contacts.add_contact, row.organisation, name="贺维钧", phones=PHONES)
    assert codes(refused) == ["contact.already"]


def test_the_tree_grows_three_levels_and_no_more(cast: Any) -> None:
    row = add(cast)
    with pytest.raises(Conflict) as deep:
        at(cast, "王伟", contacts.add_organisation, row.organisation, name="小组")
    assert codes(deep) == ["organisation.too_deep"]
    for name, code in (("工信部（示例）", "organisation.once"), ("部", "organisation.name")):
        with pytest.raises(RuleBroken) as refused:
            at(cast, "王伟", contacts.found_organisation, name=name)
        assert codes(refused) == [code]
