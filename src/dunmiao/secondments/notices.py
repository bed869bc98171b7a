"""What is told after the commit: queued by ids, never in the request."""

from collections.abc import Sequence

from django.conf import settings


def obligations_reminded(obligation_ids: Sequence[int]) -> None:
    """Queue the letters to whoever has to do these duties; nothing where e-mail is off."""
    from dunmiao.secondments.tasks import remind_by_mail

    if settings.DUNMIAO_MAILS:
        remind_by_mail.defer(obligation_ids=list(obligation_ids))
