"""A browser sends what the page drew, and the door reads it: every control once."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import RequestFactory

from dunmiao.web.act_buttons import button
from tests.acts.stages import hire
from tests.acts.stages.cases import change
from tests.acts.stages.lives import measure


class Controls(HTMLParser):
    """What the form to an address would send, without its buttons."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.sent = action, False, list[tuple[str, str]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("action") == self.action
        ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
        if self.inside and tag in ("input", "textarea", "select") and ticked:
            self.sent.append((str(given.get("name")), str(given.get("value") or "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def press(city: Any, who: str, page: str, action: str, **typed: str) -> int:
    """Fill the form of a page in and send it, as a browser does."""
    client = city.client(who)
    drawn = Controls(action)
    drawn.feed(client.get(page).content.decode())
    assert drawn.sent, action
    body: dict[str, list[str]] = {}
    for name, value in drawn.sent:
        body.setdefault(name, []).append(value)
    body |= {name: [*filter(None, body.get(name, [])), value] for name, value in typed.items()}
    return int(client.post(action, body).status_code)


def test_a_verdict_is_sent_by_its_button_alone(city: Any) -> None:
    hire(city)
    row = change(city, "OPEN")
    action = f"/do/change.decide/{row.uid}/"
    client = city.client("officer")
    drawn = Controls(action)
    drawn.feed(client.get(action).content.decode())
    assert "approve" not in [name for name, _ in drawn.sent]
    assert press(city, "officer", action, action, note="再议", approve="0") == 302


def test_a_form_on_a_page_is_sent_as_it_is_drawn(city: Any) -> None:
    row = measure(city, "")
    action = f"/do/measure.finish/{row.uid}/"
    assert press(city, "王伟", "/my/", action, result="盘活 30 亩") == 302


def test_a_tag_takes_a_row_of_its_act_only(city: Any) -> None:
    row = measure(city, "")
    request = RequestFactory().get("/my/")
    with city.acting("王伟") as actor:
        request.actor = actor  # type: ignore[attr-defined]
        kept = {"uid": str(row.uid), "secondment": str(row.secondment.uid)}
        for other in (kept, row.secondment, None):
            with pytest.raises(TypeError, match="PlanMeasure"):
                button(request, "measure.finish", other, {})  # type: ignore[arg-type]
