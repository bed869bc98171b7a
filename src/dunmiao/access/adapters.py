"""Close what an intranet installation must not offer: there is no sign-up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the system administrator only."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Nobody registers himself."""
        return False
