"""Who acts in the example, and when: a scope of the right account at a day of the past."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any


@dataclass
class Stage:
    """The example's present day; everything before it is played on it."""

    today: date

    def at(self, username: str, day: date) -> AbstractContextManager[Any]:
        """The scope of an account on a day."""
        from dunmiao.access.models import User
        from dunmiao.access.scopes import scope_of

        user = User.objects.get(username=username)
        return scope_of(user, today=day, reason="示例")

    def doing(self, actor: Any, day: date) -> Any:
        """What an act is told: who acts, on the morning of a day."""
        from dunmiao.acts.claims import Doing

        return Doing.by(actor, now=self.moment(day), today=day)

    def moment(self, day: date) -> datetime:
        """Nine in the morning of a day."""
        from django.utils import timezone

        return datetime.combine(day, time(9), tzinfo=timezone.get_current_timezone())
