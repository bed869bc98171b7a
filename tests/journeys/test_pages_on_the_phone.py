"""Every page of the officer on a phone: axe-clean, and never wider than the window."""

from typing import Any

from tests.journeys.test_pages import look_at_all


def test_pages_are_axe_clean_on_a_phone(sign_in: Any) -> None:
    look_at_all(sign_in("zuzhi1", width=390, height=900), "390", dark=False)
