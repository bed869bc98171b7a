"""Refusals as one family: each carries findings and the status a door answers with."""

from collections.abc import Iterable

from dunmiao.kernel.findings import Catalogue, Finding

say = Catalogue(
    {
        "access.denied": "当前身份没有办理此事的权限。",
        "access.not_found": "没有这条记录，或当前身份看不到它。",
        "access.stale": "此记录已由他人修改（现为第 {current} 版，提交的是第 {given} 版）。请核对后再提交。",
    }
)


class DomainError(Exception):
    """A refusal that people are told about; anything else is a bug."""

    status = 400

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep the findings; there is always at least one."""
        self.findings = list(findings)
        super().__init__("; ".join(f"{f.code}: {f.message}" for f in self.findings))


class RuleBroken(DomainError):
    """The act may not be done: 422."""

    status = 422


class NotPermitted(DomainError):
    """The object is known to the actor, but the act is not his: 403."""

    status = 403


class NotVisible(DomainError):
    """Absent and hidden look the same: 404."""

    status = 404


class Conflict(DomainError):
    """Wrong state, stale version, or someone else was first: 409."""

    status = 409


class OperatorError(RuntimeError):
    """What the operator must mend; the command prints its text, without a trace."""


def not_visible() -> NotVisible:
    """The one refusal for what is absent or out of scope."""
    return NotVisible([say("access.not_found")])


def not_permitted() -> NotPermitted:
    """The one refusal for a known object and a missing right."""
    return NotPermitted([say("access.denied")])


def require_revision(current: int, given: int | None) -> None:
    """Refuse a form made from an older revision; None means the form carries none."""
    if given is not None and given != current:
        raise Conflict([say("access.stale", current=current, given=given)])
