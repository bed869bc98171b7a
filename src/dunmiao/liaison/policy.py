"""A contact, a paper, a group is seen by the units that it names, by its keepers and members;
what hangs on it with it. A shared note is read by everyone of the city who may see groups."""

from dunmiao.access.policy import Seen, declare
from dunmiao.access.relations import All, Persons, Units
from dunmiao.access.roles import Permission as P
from dunmiao.access.through import Through

declare("liaison.organisation", Seen(None, All()))
for _name in "contact contacthandover hostmaterial".split():
    declare(f"liaison.{_name}", Seen(P.CONTACTS_VIEW, Units(), Persons()))
declare("liaison.cardimport", Seen(P.CONTACTS_MANAGE, Units(), Persons()))
for _name, _parent, _column in (
    ("contactpost", "contact", "contact"),
    ("custody", "contact", "contact"),
    ("contactcheck", "contact", "contact"),
    ("interaction", "contact", "contact"),
    ("handedcontact", "contacthandover", "handover"),
    ("handedmaterial", "contacthandover", "handover"),
    ("materialcustody", "hostmaterial", "material"),
):
    declare(f"liaison.{_name}", Seen(P.CONTACTS_VIEW, Through(f"liaison.{_parent}", _column)))
declare(
    "liaison.contactmerge",
    Seen(
        P.CONTACTS_VIEW,
        Through("liaison.contact", "kept"),
        Through("liaison.contact", "dropped"),
    ),
)

IN_GROUP = Seen(P.GROUPS_VIEW, Through("liaison.group", "group"))
declare("liaison.group", Seen(P.GROUPS_VIEW, Units(), Persons()))
for _name in (
    "groupmember groupactivity attendance grouptask partybranch branchpost activityphoto"
).split():
    declare(f"liaison.{_name}", IN_GROUP)
declare(
    "liaison.groupnote",
    IN_GROUP,
    Seen(P.GROUPS_VIEW, All(), only={"is_shared": (True,)}),
    write=(IN_GROUP.asking(None),),
)
