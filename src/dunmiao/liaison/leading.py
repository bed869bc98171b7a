"""Who may be in a group, who answers for it, who counts in its branch: for reads and acts alike."""

from collections.abc import Iterable

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.access.scopes import beyond_own_rows
from dunmiao.liaison.models import Group, GroupMember
from dunmiao.liaison.rules.groups import standing
from dunmiao.secondments.lifecycle import AT_POST, ENDING
from dunmiao.secondments.models import RelationTransfer, Secondment

# Who may be in a group of secondees: from the notice to the closing of his case.
SERVING = frozenset({"NOTICED", *AT_POST, *ENDING})


def answers_for(actor: Actor, group: Group) -> bool:
    """Whether the actor leads the group, or manages groups at its unit."""
    if actor.may(Permission.GROUPS_MANAGE, at=[group.unit_id]):
        return True
    leads = group.groupmembers.filter(to_on=None, part__in=["LEADER", "DEPUTY"])
    return leads.filter(user_id=actor.user_id).exists()


def may_write(actor: Actor, group: Group) -> bool:
    """Whether the actor is a present member, or answers for the group."""
    mine = group.groupmembers.filter(to_on=None, user_id=actor.user_id)
    return mine.exists() or answers_for(actor, group)


def standings_of(actor: Actor, members: Iterable[GroupMember]) -> dict[int, str]:
    """By member, whether he counts in the branch: politics and whether the relation has moved.

    The leader sees this of his members, and nothing else of their files or letters.
    """
    ids = [row.secondment_id for row in members if row.secondment_id]
    with beyond_own_rows(actor):
        politics = dict(Secondment.objects.filter(pk__in=ids).values_list("pk", "cadre__politics"))
        ways: dict[int, set[str]] = {}
        rows = RelationTransfer.objects.filter(secondment__in=ids, relation="PARTY")
        for pk, way in rows.exclude(received_on=None).values_list("secondment", "way"):
            ways.setdefault(pk, set()).add(way)
    return {
        row.pk: standing(
            politics.get(row.secondment_id or 0, ""),
            is_moved="OUT" in ways.get(row.secondment_id or 0, set())
            and "BACK" not in ways.get(row.secondment_id or 0, set()),
        )
        for row in members
    }
