"""Small words of the templates, in both languages."""

from datetime import date

import pytest
from django.utils import translation

from dunmiao.web.templatetags.dunmiao import spelt


@pytest.mark.parametrize(
    ("language", "form", "shown"),
    [
        ("zh-hans", "", "2026年9月5日"), ("zh-hans", "short", "9月5日"), ("zh-hans", "month", "2026年9月"),
        ("en", "", "5 September 2026"), ("en", "short", "5 Sep"), ("en", "month", "September 2026"),
    ],
)  # fmt: skip
def test_a_day_is_spelt_in_the_language_of_the_page(language: str, form: str, shown: str) -> None:
    with translation.override(language):
        assert spelt(date(2026, 9, 5), form) == shown
        assert spelt(None, form) == "—"
