"""Signing in, out and failing to are events of the audit record."""

from typing import Any

from allauth.account.signals import password_changed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils import timezone

from dunmiao.access import audit
from dunmiao.access.accounts import end_keys
from dunmiao.access.models import User


def _write(user: User | None, kind: str) -> None:
    """Written by the audit function itself: no scope is open on the sign-in page."""
    if user is None or user.city_id is None:
        return
    audit.append(
        city_id=user.city_id, actor_id=user.pk, actor_name=user.full_name, role="", kind=kind
    )


@receiver(user_logged_in)
def signed_in(user: Any, **_: Any) -> None:
    """A right password."""
    _write(user, "session.opened")


@receiver(user_logged_out)
def signed_out(user: Any, **_: Any) -> None:
    """Signed out by hand."""
    _write(user, "session.closed")


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], **_: Any) -> None:
    """A wrong password of an account that exists; what was typed is never kept."""
    name = str(credentials.get("username") or credentials.get("login") or "")[:50]
    _write(User.objects.filter(username=name).first(), "session.refused")


@receiver(password_changed)
def changed(user: Any, **_: Any) -> None:
    """A new password: whatever was made under the old one ends."""
    end_keys(user, now=timezone.now())
    _write(user, "account.password_changed")
