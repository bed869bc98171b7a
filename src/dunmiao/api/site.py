"""The API as a whole: its version, who may call, how a refusal is told."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from dunmiao.access.messages import say
from dunmiao.api import contacts, development, groups, indicators, materials, outcomes
from dunmiao.api.assessments import router as assessments
from dunmiao.api.doors import DescribedAPI, routers
from dunmiao.api.exchanges import router as exchanges
from dunmiao.api.feedback import router as feedback
from dunmiao.api.jobs import router as jobs
from dunmiao.api.obligations import router as obligations
from dunmiao.api.panels import people as visited
from dunmiao.api.panels import router as panels
from dunmiao.api.quota import pools
from dunmiao.api.quota import router as quota
from dunmiao.api.requests import known_caller
from dunmiao.api.rulebook import router as rules
from dunmiao.api.secondments import router as secondments
from dunmiao.kernel.errors import DomainError, NotPermitted, NotVisible
from dunmiao.kernel.findings import Finding

api = DescribedAPI(title="Dunmiao", version="1", docs_url=None, auth=known_caller)
for _prefix, _router in (
    ("secondments", secondments),
    ("exchanges", exchanges),
    ("obligations", obligations),
    ("jobs", jobs),
    ("feedback", feedback),
    ("assessments", assessments),
    ("assessments/panels", panels),
    ("assessments/panels/people", visited),
    ("secondments", development.cases),
    ("discovery", development.router),
    ("discovery/notes", development.everyday),
    ("outcomes", outcomes.router),
    ("outcomes/information", outcomes.information),
    ("indicators", indicators.router),
    ("groups", groups.router),
    ("groups/notes", groups.notes),
    ("contacts", contacts.router),
    ("contacts/materials", materials.router),
    ("rules", rules),
    ("quota", quota),
    ("quota/pools", pools),
):
    api.add_router(_prefix, _router)
api.add_router("acts", routers())


def _tell(request: HttpRequest, findings: list[Finding], status: int) -> HttpResponse:
    body = {"findings": [finding.as_dict() for finding in findings]}
    return api.create_response(request, body, status=status)


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A refusal with every reason; refused access is recorded as on the pages."""
    actor = getattr(request, "actor", None)
    if actor is not None and isinstance(error, NotPermitted | NotVisible):
        codes = [finding.code for finding in error.findings]
        actor.record("access.refused", path=request.path, codes=codes)
    return _tell(request, list(error.findings), error.status)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What could not be read, every field by its name."""
    found = []
    for fault in error.errors:
        where = ".".join(str(part) for part in fault["loc"][1:] if part != "asked")
        found.append(say("input.invalid", place=where or "body", problem=_problem(fault)))
    return _tell(request, found, 400)


def _problem(fault: Any) -> str:
    return str(fault.get("msg", ""))[:200]


@api.exception_handler(HttpError)
def broken(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON."""
    return _tell(
        request, [say("input.invalid", place="body", problem=str(error))], error.status_code
    )
