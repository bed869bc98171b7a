"""What the appraisal engine says besides numbers: codes are stable, messages are for people."""

from typing import Any

from dunmiao.kernel.findings import Catalogue, Severity

say = Catalogue(
    {
        "group-renormalised": "{ratee}：{item}{group} 无有效票，其余票类权重按比例折算。",
        "item-renormalised": "{ratee}：项目 {item} 无有效票，其余项目权重按比例折算。",
        "weak-link": "第 {component} 组仅靠 {raters} 名共同评分人相连，少了他们组内就不可比。",
        "unlinked": "第 {component} 组只有 {people} 人，与其他人没有共同评分人，不足 {least} 人的组内不排前五分之一。",
        "no-variation": "第 {component} 组 {people} 人的票全都相同，只有计票结果，没有区间。",
        "nothing-to-tell": "第 {component} 组 {people} 人：这些票分不出高下，不列名单。",
        "few-ballots": "{ratees} 不足 {least} 票，名次很不可靠。",
        "few-units": "投票单位只有 {units} 个（少于 {least} 个），各地宽严难以估计。",
        "ceiling": "{percent}% 的票为最高分，高处的差别看不出来，请对照计票结果。",
        "variance-at-zero": "估计为零的差异来源：{effects}。",
        "variances-integrated": (
            "各地评分宽严不同；评过全部人员的共同评委有 {raters} 人，宽严与业绩只能大致区分，"
            "区间已把这一不确定性算入。"
        ),
        "flag-similar": "有票与其余票高度一致；无串通时同样情形的出现率约 {percent}%；请核实发票、填票过程。",
        "flag-similar-nothing": "没有发现过于一致的票（如有照抄，此检验约 {power}% 的情形能发现）。",
        "flag-similar-cannot-tell": "无法判断有无照抄：票数或项目太少，照抄也只有约 {power}% 的情形能发现。",
        "flag-straight": "对每个人各项都填同一等次的票偏多；正常填写时的出现率约 {percent}%；请核实填票过程。",
        "flag-straight-nothing": "各项同填一个等次的票没有异常（如有十分之一照此填写，约 {power}% 的情形能发现）。",
        "flag-straight-cannot-tell": "无法判断是否有人各项同填：此检验只有约 {power}% 的情形能发现。",
        "pairs-omitted": "人数超过 {most}，未列两两比较；需要时请加 --pairs。",
    }
)


def finding(code: str, **facts: Any) -> dict[str, Any]:
    """The finding as results print it: code, message, facts."""
    made = say(code, severity=Severity.WARNING, **facts)
    return {"code": made.code, "message": made.message, "facts": made.facts}
