"""What is told after the commit: queued by name and ids, never in the request."""

from collections.abc import Sequence

from django.conf import settings
from procrastinate.contrib.django import app

REMIND = "secondments.remind"


def obligations_reminded(obligation_ids: Sequence[int]) -> None:
    """Queue the letters to whoever has to do these duties; nothing where e-mail is off."""
    if settings.DUNMIAO_MAILS:
        app.configure_task(REMIND).defer(obligation_ids=list(obligation_ids))
