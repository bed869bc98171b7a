"""Tables of the liaison room."""

from dunmiao.liaison.models.contacts import (
    Contact,
    ContactCheck,
    ContactPost,
    Custody,
    Interaction,
)
from dunmiao.liaison.models.custody import (
    CardImport,
    ContactHandover,
    ContactMerge,
    HandedContact,
)
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
from dunmiao.liaison.models.materials import HandedMaterial, HostMaterial, MaterialCustody
from dunmiao.liaison.models.organisations import Organisation

__all__ = [
    "ActivityPhoto",
    "CardImport",
    "GroupNote",
    "HandedMaterial",
    "HostMaterial",
    "MaterialCustody",
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
