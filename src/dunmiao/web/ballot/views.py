"""The voter's page. Nothing here knows, asks or keeps who he is; no cookie is needed.

The code stands behind the # of the address, which browsers do not send; a script puts it into
the form. Without script the page is one long form, and the code is typed.
"""

import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dunmiao.access.scopes import voter_scope
from dunmiao.assessments.remote import (
    cast_signed,
    group_of_code,
    public_keys,
    sign_for_code,
)
from dunmiao.assessments.rules.remote import read_slip
from dunmiao.assessments.rules.schemes import (
    ABSTAIN,
    CHOSEN,
    NOT_CHOSEN,
    RECOMMENDATION,
)
from dunmiao.assessments.voting import Paper, cast_ballot, find_receipt, read_paper
from dunmiao.kernel.errors import DomainError, NotVisible
from dunmiao.web.middleware import refusal

ALL_ABSTAIN = "none"


@csrf_exempt  # there is no session that a foreign page could use: the code is the right to vote
@require_http_methods(["GET", "POST"])
def ballot(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """GET: the paper. POST: one ballot, whole or not at all; the same number again is the same."""
    slip = read_slip(request.POST.get("message", ""), request.POST.get("signature", ""))
    number = slip.ballot if slip else _number(request.POST.get("ballot", ""))
    try:
        with voter_scope(session=uid, ballot=number):
            paper = read_paper(session_uid=uid)
            if request.method == "GET":
                return _page(request, paper, number)
            return _cast(request, paper, number)
    except NotVisible as absent:
        return _unlogged(refusal(request, absent))


def _number(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _cast(request: HttpRequest, paper: Paper, number: uuid.UUID) -> HttpResponse:
    marks = _marks(request.POST, paper)
    try:
        if paper.session.is_remote:
            slip = read_slip(request.POST.get("message", ""), request.POST.get("signature", ""))
            receipt = cast_signed(session_uid=paper.session.uid, slip=slip, answers=marks)
        else:
            receipt = cast_ballot(
                session_uid=paper.session.uid,
                ballot_uid=number,
                code=request.POST.get("code", ""),
                answers=marks,
            )
    except DomainError as refused:
        language = translation.get_language() or "zh-hans"
        texts = [finding.text(language) for finding in refused.findings]
        return _page(request, paper, number, texts=texts, marks=marks, status=refused.status)
    context = {"paper": paper, "receipt": receipt}
    return render(request, "web/ballot/done.html", context)


def _marks(data: Any, paper: Paper) -> list[list[str]]:
    """What was marked, by person and item; an open field is empty, never guessed."""
    if paper.form.kind == RECOMMENDATION:
        chosen = [data.get(f"m-{person}-0") == CHOSEN for person in range(len(paper.subjects))]
        if not any(chosen):
            mark = ABSTAIN if data.get(ALL_ABSTAIN) else ""
            return [[mark] for _ in chosen]
        return [[CHOSEN if one else NOT_CHOSEN] for one in chosen]
    return [
        [data.get(f"m-{person}-{item}", "")[:20] for item in range(len(paper.form.items))]
        for person in range(len(paper.subjects))
    ]


def _unlogged(response: HttpResponse) -> HttpResponse:
    """Keep a refused ballot out of the log: its line would tell when somebody voted."""
    response._has_been_logged = True  # type: ignore[attr-defined]  # as Django's own log asks
    return response


def _page(
    request: HttpRequest,
    paper: Paper,
    number: uuid.UUID,
    *,
    texts: list[str] | None = None,
    marks: list[list[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    form = paper.form
    people = [
        {
            "number": person,
            "name": name,
            "post": post,
            "items": [
                {
                    "field": f"m-{person}-{item}",
                    "name": label,
                    "given": marks[person][item] if marks else "",
                }
                for item, label in enumerate(form.item_names)
            ],
        }
        for person, (name, post) in enumerate(paper.subjects)
    ]
    context = {
        "paper": paper,
        "form": form,
        "people": people,
        "marks": form.marks,
        "chosen": CHOSEN,
        "recommends": form.kind == RECOMMENDATION,
        "ballot": number,
        "texts": texts or [],
        "code": request.POST.get("code", "") if texts else "",
        "keys": json.dumps(public_keys(paper.session)) if paper.session.is_remote else "",
        "message": request.POST.get("message", ""),
        "signature": request.POST.get("signature", ""),
    }
    response = render(request, "web/ballot/ballot.html", context, status=status)
    return _unlogged(response)


@csrf_exempt  # the code is the right to ask; there is no session that could be used
@require_POST
def sign(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """For a remote voter: the group of a code, or with `blinded` the office's signature on it."""
    code, blinded = request.POST.get("code", ""), request.POST.get("blinded", "")
    try:
        with voter_scope(session=uid, ballot=uuid.uuid4()):
            if not blinded:
                told = {"group": group_of_code(session_uid=uid, code=code)}
            else:
                group, signed = sign_for_code(session_uid=uid, code=code, blinded=blinded[:4096])
                told = {"group": group, "signature": signed}
            return _unlogged(JsonResponse(told))
    except DomainError as refused:
        language = translation.get_language() or "zh-hans"
        texts = [finding.text(language) for finding in refused.findings]
        return _unlogged(JsonResponse({"texts": texts}, status=refused.status))


@require_GET
def receipts(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Whether a receipt stands on the board of a closed session."""
    asked = request.GET.get("receipt", "")[:20]
    try:
        with voter_scope(session=uid, ballot=uuid.uuid4()):
            paper = read_paper(session_uid=uid)
            entry = find_receipt(session_uid=uid, receipt=asked) if asked else None
            context = {"paper": paper, "asked": asked, "entry": entry}
            return render(request, "web/ballot/receipts.html", context)
    except NotVisible as absent:
        return refusal(request, absent)
