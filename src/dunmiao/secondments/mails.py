"""Reminders by e-mail: what, until when, a link; never a name."""

import logging
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import QuerySet
from django.utils import timezone

from dunmiao.access.actors import Actor
from dunmiao.access.models import Grant, User
from dunmiao.access.roles import Role
from dunmiao.secondments.models import Obligation
from dunmiao.secondments.rules.obligations import KINDS

log = logging.getLogger("dunmiao.secondments")
AHEAD_DAYS = 3
REPEAT_DAYS = 7
ROLE_OF = {
    "HOST": (Role.HOST_UNIT, "host_unit_id"),
    "HOME": (Role.HOME_UNIT, "home_unit_id"),
    "LEAD": (Role.LEAD_UNIT, "lead_unit_id"),
    "ORG": (Role.ORG_DEPARTMENT, "lead_unit_id"),
}


def send_due_mails(actor: Actor, *, today: date) -> int:
    """Once a day to each account: what falls due in three days or today, and weekly what is
    overdue. Returns how many letters went out."""
    if not settings.DUNMIAO_MAILS:
        return 0
    rows = Obligation.objects.filter(
        city_id=actor.city_id, state="OPEN", due_on__lte=today + timedelta(days=AHEAD_DAYS)
    )
    due = [row for row in rows.order_by("due_on") if _speaks_today(row.due_on, today)]
    mine = {user: owed for user, owed in recipients_of(due).items() if user.mailed_on != today}
    sent = _send(mine)
    User.objects.filter(pk__in=[user.pk for user in sent]).update(mailed_on=today)
    return len(sent)


def _speaks_today(due_on: date, today: date) -> bool:
    days = (due_on - today).days
    return days in {0, AHEAD_DAYS} or (days < 0 and -days % REPEAT_DAYS == 0)


def send_mails(obligation_ids: Sequence[int]) -> int:
    """A letter to each account that has to do some of these duties."""
    rows: QuerySet[Obligation] = Obligation.objects.filter(
        pk__in=list(obligation_ids), state="OPEN"
    )
    return len(_send(recipients_of(rows.order_by("due_on"))))


def recipients_of(obligations: Iterable[Obligation]) -> dict[User, list[Obligation]]:
    """Who has to do what: the person himself, or the accounts of the unit; with an address."""
    rows = list(obligations)
    people = User.objects.exclude(email="").filter(state="OPEN")
    by_id = {user.pk: user for user in people}
    grants: dict[tuple[str, int], list[int]] = {}
    roles = [role.value for role, _ in ROLE_OF.values()]
    held = Grant.objects.on(timezone.localdate()).filter(user__in=list(by_id), role__in=roles)
    for role, unit, user in held.values_list("role", "unit", "user"):
        grants.setdefault((role, unit), []).append(user)
    found: dict[User, list[Obligation]] = {}
    for row in rows:
        if row.party == "PERSON":
            ids = [row.user_id] if row.user_id else []
        else:
            role, column = ROLE_OF[row.party]
            ids = grants.get((role.value, getattr(row, column)), [])
        for user_id in ids:
            if user_id in by_id:
                found.setdefault(by_id[user_id], []).append(row)
    return found


def _send(letters: dict[User, list[Obligation]]) -> list[User]:
    """Send them over one connection; one address that fails keeps nobody else waiting."""
    if not letters:
        return []
    done = []
    with get_connection() as connection:
        for user, rows in letters.items():
            message = EmailMessage(
                f"墩苗：{len(rows)} 件待办", body_of(rows), to=[user.email], connection=connection
            )
            try:
                message.send()
            except (SMTPException, OSError):
                log.warning("reminder not sent", extra={"user": user.pk})
                continue
            done.append(user)
    return done


def body_of(rows: Sequence[Obligation]) -> str:
    """The text: each duty by its kind and day, and where to do it; no name of anybody."""
    lines = [
        f"· {KINDS[row.kind]}{f'（{row.period}）' if row.kind == 'MONTHLY_REPORT' else ''}"
        f"　{row.due_on.isoformat()}{'　暂算' if row.is_provisional else ''}"
        for row in rows
    ]
    where = settings.DUNMIAO_PUBLIC_URL.rstrip("/") or "（请登录墩苗）"
    return "\n".join(["以下事项请按期办理：", *lines, "", f"{where}/obligations/", ""])
