"""Grants as the security administrator keeps them: given with an end, ended, deputised."""

from datetime import date
from typing import Annotated

from django.db.models import QuerySet

from dunmiao.access.accounts import MIXED, make_grant
from dunmiao.access.messages import say
from dunmiao.access.models import Grant, User
from dunmiao.access.roles import LABELS, Permission, Role
from dunmiao.accounts.actions.accounts import Reason
from dunmiao.accounts.guards import accounts_of, last_of_kind, oneself, require_another
from dunmiao.acts.claims import Anywhere, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Day, One
from dunmiao.db.errors import conflict, refused
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.units.models import Unit

ROLES = {role.value: label for role, label in LABELS.items()}
GIVER = Anywhere(Permission.GRANTS)
ENDER = Held(Permission.GRANTS, "unit")


def _units(doing: Doing, account: User) -> QuerySet[Unit]:
    """Within the giver's own scope."""
    units = Unit.objects.filter(city_id=doing.actor.city_id, valid_to=None).order_by("path")
    own = doing.actor.units_with(Permission.GRANTS)
    return units if own is None else units.filter(pk__in=own)


def _others(doing: Doing, account: User) -> QuerySet[User]:
    return accounts_of(doing).exclude(pk=account.pk).exclude(state="DISABLED")


GrantUnit = Annotated[Unit, One("单位", offers=_units, help="含下级单位")]
Deputy = Annotated[
    User,
    One("代理人", offers=_others, search=("full_name", "username"),
        say=lambda row: f"{row.full_name} {row.username}"),
]  # fmt: skip


def _not_to(account: User, doing: Doing) -> list[Finding]:
    if oneself(account, doing):
        return [say("grant.own")]
    return [] if account.person_key else [say("grant.no_person")]


def _not_this(grant: Grant, doing: Doing) -> list[Finding]:
    if grant.ended_at is not None:
        return [say("grant.ended")]
    if oneself(grant.user, doing):
        return [say("grant.own")]
    return last_of_kind(grant.user, doing, grant.role)


def _not_now(grant: Grant, doing: Doing) -> list[Finding]:
    if grant.ended_at is not None:
        return [say("grant.ended")]
    return [say("grant.own")] if oneself(grant.user, doing) else []


def _scope(doing: Doing) -> QuerySet[Grant]:
    return Grant.objects.filter(city_id=doing.actor.city_id)


@act(
    "grant.give", User, "授权", said="已授权。", records="grant.given", may=GIVER,
    among=accounts_of, unless=_not_to,
)  # fmt: skip
def grant_role(
    account: User,
    doing: Doing,
    *,
    role: Annotated[str, Choice("身份", of=ROLES)],
    unit: GrantUnit,
    last_day: Annotated[date | None, Day("到", help="空着：没有到期日")] = None,
) -> Grant:
    """Give an account a role at a unit, to a day or on; refused for oneself, beyond one's own
    scope, and for mixed duties."""
    if last_day is not None and last_day < doing.today:
        raise RuleBroken([say("grant.past", where="last_day")])
    if Grant.objects.on(doing.today).filter(user=account, role=role, unit=unit).exists():
        raise Conflict([say("grant.standing", where="role", role=Role(role).label)])
    doing.note(role=role, unit=str(unit.uid), last_day=last_day)
    with conflict("grant_once", say("grant.standing", where="role", role=Role(role).label)):
        return make_grant(
            actor=doing.actor, user=account, role=Role(role), unit=unit, today=doing.today,
            last=last_day,
        )  # fmt: skip


@act(
    "grant.end", Grant, "收回", said="授权已收回。", records="grant.ended", may=ENDER,
    among=_scope, unless=_not_this, related="user", danger="收回后立即不能再办理这项授权的事。",
)  # fmt: skip
def end_grant(grant: Grant, doing: Doing, *, reason: Reason) -> Grant:
    """Take a grant back at once; it stays in the list of what was."""
    require_another(grant.user, doing, grant.role)
    grant.ended_at = doing.now
    grant.save(update_fields=["ended_at"])
    doing.note(account=grant.user.username, role=grant.role, unit=str(grant.unit.uid))
    return grant


@act(
    "grant.change_end", Grant, "改到期日", said="到期日已改。", records="grant.end_changed",
    may=ENDER, among=_scope, unless=_not_now, related="user",
)  # fmt: skip
def change_end(
    grant: Grant,
    doing: Doing,
    *,
    last_day: Annotated[
        date | None, Day("到", help="空着：没有到期日", first=lambda row: row.valid_to)
    ] = None,
    reason: Reason,
) -> Grant:
    """Let a grant end on another day, or on none."""
    if last_day is not None and last_day < max(doing.today, grant.valid_from):
        raise RuleBroken([say("grant.past", where="last_day")])
    doing.note(before=grant.valid_to, after=last_day, account=grant.user.username)
    grant.valid_to = last_day
    mixed = RuleBroken([say(MIXED[1], where="last_day")])
    told = say("grant.standing", where="last_day", role=Role(grant.role).label)
    with conflict("grant_once", told), refused(MIXED[0], mixed):
        grant.save(update_fields=["valid_to"])
    return grant


def _no_work(account: User, doing: Doing) -> list[Finding]:
    if oneself(account, doing):
        return [say("grant.own")]
    return [] if _work_of(account, doing).exists() else [say("grant.no_work")]


def _work_of(account: User, doing: Doing) -> QuerySet[Grant]:
    """What somebody else can do for him: grants of business within the giver's scope."""
    personal = [role.value for role in Role if role.is_personal]
    units = _units(doing, account)
    rows = Grant.objects.on(doing.today).filter(user=account, duty=0, unit__in=units)
    return rows.exclude(role__in=personal).select_related("unit")


@act(
    "grant.deputise", User, "安排代理", said="{count} 项授权由{deputy}代理。",
    records="grant.deputised", may=GIVER, among=accounts_of, unless=_no_work,
)  # fmt: skip
def deputise(
    account: User,
    doing: Doing,
    *,
    deputy: Deputy,
    first_day: Annotated[date, Day("从", today=True)],
    last_day: Annotated[date, Day("到")],
    reason: Reason,
) -> User:
    """Another person holds the business grants of one who is away, from a day to a day; what he
    holds by himself already is left as it is."""
    found = [say("grant.past", where="first_day")] if first_day < doing.today else []
    found += [say("grant.past", where="last_day")] if last_day < first_day else []
    found += [say("grant.own", where="deputy")] if oneself(deputy, doing) else []
    found += [] if deputy.person_key else [say("grant.no_person", where="deputy")]
    if found:
        raise RuleBroken(found)
    count = 0
    for grant in _work_of(account, doing):
        role = Role(grant.role)
        if _holds(deputy, grant, first_day, last_day):
            continue
        with refused(MIXED[0], RuleBroken([say(MIXED[1], where="deputy")])):
            make_grant(actor=doing.actor, user=deputy, role=role, unit=grant.unit,
                       today=first_day, last=last_day, deputy_of=account)  # fmt: skip
        count += 1
    if not count:
        raise RuleBroken([say("grant.nothing_to_add", where="deputy")])
    doing.note(count=count, deputy=deputy.full_name, until=last_day)
    return deputy


def _holds(deputy: User, grant: Grant, first: date, last: date) -> bool:
    """Whether he holds the same during some of these days."""
    same = Grant.objects.standing().filter(user=deputy, role=grant.role, unit=grant.unit_id)
    return any(row.valid_from <= last and (row.valid_to or last) >= first for row in same)
