"""The button of an act on a page: shown when it may, with the reason when it might but for one."""

from typing import Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import ACTS
from dunmiao.kernel.errors import Conflict, DomainError
from dunmiao.units.selectors import get_city
from dunmiao.web.act_forms import ActForm, AnyAct, sent
from dunmiao.web.requests import ActorRequest

# Refusals that say nothing to whoever looks at the page: not his, or not now.
SILENT = {"access.denied", "state.not_allowed"}


def button(request: ActorRequest, name: str, row: Any, given: dict[str, Any]) -> SafeString:
    """The part of the page that begins the act `name`; TypeError where `row` is none of its kind
    (what a page keeps as JSON has no rights to ask)."""
    act = ACTS[name]
    doing = Doing.by(request.actor)
    label = given.pop("label", "") or gettext(act.title)
    is_link, is_open = given.pop("link", False), given.pop("open", False)
    stay = given.pop("stay", False)
    given |= dict(given.pop("given", {}))
    starts = dict(given.pop("starts", {}))
    starts |= {key[6:]: given.pop(key) for key in list(given) if key.startswith("start_")}
    back = given.pop("next", "") or request.get_full_path()
    if not act.has_row:
        row = get_city()
    if not isinstance(row, act.on):
        raise TypeError(f"{name}: no {act.on.__name__} but {type(row).__name__}")
    refused = act.refusal(doing, row)
    if refused is not None:
        return _reason(act, label, refused)
    context = {"act": act, "row": row, "label": label, "back": back, "link": is_link,
               "open": is_open, "stay": stay}  # fmt: skip
    if is_link:
        carried = {key: sent(value) for key, value in (starts | given).items()}
        context["query"] = urlencode({"next": back, **carried}, doseq=True)
    else:
        context["form"] = ActForm(act, doing, row, given=given, starts=starts)
    return SafeString(render_to_string("web/_act.html", context, request=request))


def _reason(act: AnyAct, label: str, refused: DomainError) -> SafeString:
    finding = refused.findings[0]
    if finding.code in SILENT or (isinstance(refused, Conflict) and act.unless is None):
        return SafeString("")
    why = finding.text(get_language() or "zh")
    return SafeString(render_to_string("web/_act_reason.html", {"label": label, "why": why}))
