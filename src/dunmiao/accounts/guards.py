"""What speaks against an act on an account, whichever act it is."""

from django.db.models import QuerySet

from dunmiao.access.messages import say
from dunmiao.access.models import Grant, User
from dunmiao.access.persons import id_key
from dunmiao.access.roles import Role
from dunmiao.acts.claims import Doing
from dunmiao.formats.checks import read_id
from dunmiao.kernel.errors import Conflict
from dunmiao.kernel.findings import Finding


def accounts_of(doing: Doing) -> QuerySet[User]:
    """The accounts of the city, by name."""
    return User.objects.filter(city_id=doing.actor.city_id).order_by("username")


def oneself(account: User, doing: Doing) -> list[Finding]:
    """Not on one's own account, nor on another one of the same person."""
    is_own = account.natural_person == doing.actor.natural_person
    return [say("account.own")] if is_own else []


def last_of_kind(account: User, doing: Doing, *roles: str) -> list[Finding]:
    """The kinds of administrator (of `roles`, else of all) of whom no other would be left who
    has activated his account."""
    grants = Grant.objects.on(doing.today).filter(city_id=doing.actor.city_id, duty__gt=0)
    others = grants.exclude(user=account).filter(user__state="OPEN", unit__parent=None)
    left = set(others.values_list("role", flat=True))
    own = set(grants.filter(user=account, unit__parent=None).values_list("role", flat=True))
    asked = own & set(roles) if roles else own
    return [say("account.last", role=Role(role).label) for role in sorted(asked - left)]


def hold_administrators(doing: Doing) -> None:
    """Lock the administrators' grants, so that two acts cannot end the last two of a kind."""
    rows = Grant.objects.select_for_update().filter(city_id=doing.actor.city_id, duty__gt=0)
    list(rows.order_by("pk").values_list("pk"))


def require_another(account: User, doing: Doing, *roles: str) -> None:
    """Conflict where no other administrator of these kinds would be left, asked under a lock."""
    hold_administrators(doing)
    if found := last_of_kind(account, doing, *roles):
        raise Conflict(found)


def read_person(number: str, where: str, found: list[Finding]) -> bytes | None:
    """The key of the person whose ID number this is; None with a finding for anything else."""
    said: list[Finding] = []
    parsed = read_id(number, said, where)
    if parsed is None:
        found += said or [say("account.no_number", where=where)]
        return None
    return id_key(parsed.text)
