"""What the engine says besides numbers: codes are stable, messages are for people."""

from typing import Any

from dunmiao.kernel.findings import Catalogue, Severity

say = Catalogue(
    {
        "stopped-by-time": "到时停止：已给出目前最好的方案，距已证明的上界 {gap} 分。",
        "stopped-by-work": "已用完限定的工作量：已给出目前最好的方案，距已证明的上界 {gap} 分。",
        "pins-conflict": "以下固定不能同时成立：{pairs}（{rule}）。去掉其中任一条即可求解。",
        "requirements-conflict": "以下要求不能同时满足：{items}。放宽任一条即可求解。",
        "previous-pair-gone": "原方案中的 {person}→{post} 已不再符合条件，未计入变动。",
        "too-few-eligible": "{posts} 共 {seats} 个名额，符合条件且可抽调的只有 {people} 人。",
        "release-cap-exceeded": "{unit} 派出 {placed} 人，超过上限 {cap}：双向互选不能同时保证派出上限。",
        "claims-left": "接收上限下未找到能答复所有要求的方案：尚有 {count} 对双方都愿意而未能安排（见 blocking_pairs）。",
        "rule-not-promised": "{rule}：双向互选不能保证此条，现未满足。",
        "team-without-requirements": "团队 {team} 没有结构要求。",
    }
)


def finding(code: str, **facts: Any) -> dict[str, Any]:
    """The finding as plans print it: code, message, facts."""
    made = say(code, severity=Severity.WARNING, **facts)
    return {"code": made.code, "message": made.message, "facts": made.facts}
