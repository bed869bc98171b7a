"""What the appraisal engine says besides numbers: codes are stable, messages are for people."""

from typing import Any

from dunmiao.kernel.findings import Catalogue, Severity

say = Catalogue(
    {
        "group-renormalised": (
            "{ratee}：{item}{group} 无有效票，其余票类权重按比例折算。",
            "{ratee}: no valid sheet of {group} {item}; the other groups' weights are scaled up.",
        ),
        "item-renormalised": (
            "{ratee}：项目 {item} 无有效票，其余项目权重按比例折算。",
            "{ratee}: no valid sheet on {item}; the other items' weights are scaled up.",
        ),
    }
)


def finding(code: str, **facts: Any) -> dict[str, Any]:
    """The finding as results print it: code, message, facts."""
    made = say(code, severity=Severity.WARNING, **facts)
    return {"code": made.code, "message": made.message, "facts": made.facts}
