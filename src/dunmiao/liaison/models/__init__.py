"""Tables of the liaison room."""

from dunmiao.liaison.models.contacts import (
    Contact,
    ContactCheck,
    ContactPost,
    Custody,
    Interaction,
)
from dunmiao.liaison.models.custody import ContactHandover, ContactMerge, HandedContact
from dunmiao.liaison.models.groups import (
    ActivityPhoto,
    Attendance,
    BranchPost,
    Group,
    GroupActivity,
    GroupMember,
    GroupNote,
    GroupTask,
    PartyBranch,
)
from dunmiao.liaison.models.organisations import Organisation

__all__ = [
    "ActivityPhoto",
    "GroupNote",
    "Attendance",
    "BranchPost",
    "Group",
    "GroupActivity",
    "GroupMember",
    "GroupTask",
    "PartyBranch",
    "Contact",
    "ContactCheck",
    "ContactHandover",
    "ContactMerge",
    "ContactPost",
    "Custody",
    "HandedContact",
    "Interaction",
    "Organisation",
]
