"""Small words of the templates."""

import uuid
from datetime import date
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import dateformat, translation
from django.utils.safestring import SafeString, mark_safe

from dunmiao.kernel.findings import Finding
from dunmiao.kernel.months import dotted
from dunmiao.kernel.quarters import quarter_code
from dunmiao.rulebook.rules import SEVERITIES
from dunmiao.rulebook.selectors import has_rules

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """The hidden number that keeps a POST from being done twice."""
    return mark_safe(f'<input type="hidden" name="_key" value="{uuid.uuid4()}">')  # noqa: S308


@register.simple_tag(takes_context=True)
def act(context: Any, name: str, row: Any = None, /, **given: Any) -> SafeString:
    """The button and the form of an act on a row (on the city, without one).

    `given` are inputs that the page itself answers, one by one or as `given=` several by name:
    they are sent, not asked. Nothing where it is not this actor's act or not its state; a button
    that cannot be pressed, with the reason, where it would be his but for one. `label`, `link`, `open`, `next` and `stay` are the page's
    own: another word on the button, a button that leads to the act's page, a form that is
    unfolded already, and where one comes back to (`stay`: even where something new has a page);
    `start_<input>`, or `starts` with several by name, is what the form proposes.
    """
    from dunmiao.web.act_buttons import button

    return button(context["request"], name, row, given)


@register.simple_tag(takes_context=True)
def no_rules(context: Any, day: date) -> SafeString:
    """A note where no rule is in force on the day by which a page judges; else nothing."""
    if has_rules(city_id=context["request"].actor.city_id, day=day):
        return SafeString("")
    return SafeString(render_to_string("web/_no_rules.html", request=context["request"]))


@register.filter
def month(day: date | None) -> str:
    """1985.06, or a dash."""
    return dotted(day) or "—"


SPELT = {"": ("Y年n月j日", "j F Y"), "short": ("n月j日", "j M"), "month": ("Y年n月", "F Y")}


@register.filter
def spelt(day: date | None, form: str = "") -> str:
    """2026年9月25日 or 25 September 2026; `form` short leaves out the year, month the day."""
    if day is None:
        return "—"
    chinese, english = SPELT[form]
    is_english = (translation.get_language() or "").startswith("en")
    return dateformat.format(day, english if is_english else chinese)


@register.filter
def say(finding: Finding | dict[str, Any]) -> str:
    """A finding in the language of the page."""
    if isinstance(finding, dict):
        finding = Finding.from_dict(finding)
    return finding.text(translation.get_language() or "zh-hans")


@register.filter
def signed(number: int | None) -> str:
    """+6, −2, 0; a dash for None."""
    if number is None:
        return "—"
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"


@register.filter
def moved(percent: float) -> str:
    """A change in percent to one decimal: +2.4%, −0.3%, 0.0%."""
    text = f"{abs(percent):.1f}%"
    if text == "0.0%":
        return text
    return f"+{text}" if percent > 0 else f"−{text}"


@register.filter
def quarter(number: int) -> str:
    """2026Q3."""
    return quarter_code(number)


@register.filter
def money(value: Any) -> str:
    """23,000 or 4,600.5: thousands apart in every language, no zeros that say nothing."""
    if value is None:
        return "—"
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


@register.filter
def hundred_million(value: Any) -> str:
    """万元 in 亿元, two decimals."""
    return f"{value / 10_000:,.2f}"


@register.filter
def half(size: float) -> str:
    """The middle of a bar, for a line of text beside it."""
    return f"{size / 2 + 4:.1f}"


@register.filter
def short(name: str) -> str:
    """A unit's name as far as it fits beside a bar."""
    return name if len(name) <= 8 else f"{name[:7]}…"


@register.filter
def severity(code: str) -> str:
    """How much a rule weighs, in words."""
    return SEVERITIES[code]


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """mapping[key], None where it is not."""
    return mapping.get(key)


@register.filter
def pairs(mapping: dict[str, Any]) -> list[tuple[str, Any]]:
    """Keys and values; `mapping.items` in a template would find a key named "items" first."""
    return list(mapping.items())


@register.filter
def tr(text: Any) -> str:
    """A label that comes from data or code, in the language of the page."""
    return translation.gettext(str(text)) if text else ""
