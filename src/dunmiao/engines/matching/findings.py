"""What the engine says besides numbers: codes are stable, messages are for people."""

from typing import Any

from dunmiao.kernel.findings import Catalogue, Severity

say = Catalogue(
    {
        "stopped-by-time": (
            "到时停止：已给出目前最好的方案，距已证明的上界 {gap} 分。",
            "Stopped by time: the best plan so far, {gap} points below the proven bound.",
        ),
        "stopped-by-work": (
            "已用完限定的工作量：已给出目前最好的方案，距已证明的上界 {gap} 分。",
            "The work allowed is done: the best plan so far, {gap} points below the proven bound.",
        ),
        "pins-conflict": (
            "以下固定不能同时成立：{pairs}（{rule}）。去掉其中任一条即可求解。",
            "These pins cannot all hold: {pairs} ({rule}). Drop any one of them.",
        ),
        "requirements-conflict": (
            "以下要求不能同时满足：{items}。放宽任一条即可求解。",
            "These requirements cannot all be met: {items}. Relax any one of them.",
        ),
        "previous-pair-gone": (
            "原方案中的 {person}→{post} 已不再符合条件，未计入变动。",
            "The pair {person}→{post} of the previous plan is no longer eligible and is ignored.",
        ),
        "too-few-eligible": (
            "{posts} 共 {seats} 个名额，符合条件且可抽调的只有 {people} 人。",
            "{posts} have {seats} seats, but only {people} eligible people can be released.",
        ),
        "release-cap-exceeded": (
            "{unit} 派出 {placed} 人，超过上限 {cap}：双向互选不能同时保证派出上限。",
            "{unit} has {placed} placed, above its cap of {cap}: stable mode cannot promise it.",
        ),
        "claims-left": (
            "接收上限下没有任何方案能答复所有要求：仍有 {count} 对双方都愿意而未能安排（见 blocking_pairs）。",
            "Under the caps of hosts not every claim could be answered: {count} pairs are left "
            "that both sides would rather have (blocking_pairs).",
        ),
        "rule-not-promised": (
            "{rule}：双向互选不能保证此条，现未满足。",
            "{rule}: stable mode cannot promise this rule, and it does not hold.",
        ),
        "team-without-requirements": (
            "团队 {team} 没有结构要求。",
            "Team {team} has no requirements.",
        ),
    }
)


def finding(code: str, **facts: Any) -> dict[str, Any]:
    """The finding as plans print it: code, message, facts."""
    made = say(code, severity=Severity.WARNING, **facts)
    return {"code": made.code, "message": made.message, "facts": made.facts}
