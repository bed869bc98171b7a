"""Password rules beyond Django's own."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")


class ComplexityValidator:
    """Asks for three of four kinds of characters (等保 8.1.4.1)."""

    def validate(self, password: str, user: object = None) -> None:
        """Refuse a password with fewer than three kinds, unless it is a long phrase."""
        if len(password) < 20 and sum(bool(re.search(kind, password)) for kind in KINDS) < 3:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("密码须含大写字母、小写字母、数字、符号中的三种，或不少于 20 个字符。")
