"""The feedback letter from what exists: each paragraph with its source, what is missing named."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from dunmiao.acts.fields import Text
from dunmiao.secondments.models import Secondment, TermAppraisal, WorkLog


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the letter: its text, where it comes from, what it could not say."""

    person: Annotated[str, Text("姓名", most=50)]
    text: Annotated[str, Text("文字", most=4000, lines=2)] = ""
    source: Annotated[str, Text("出处", most=300)] = ""
    missing: Annotated[str, Text("缺", most=300)] = ""


def letter_of(secondments: Sequence[Secondment]) -> list[Paragraph]:
    """Paragraphs for each person: the term, what the host says, what was done, what lacks."""
    out: list[Paragraph] = []
    for secondment in secondments:
        out += _of(secondment)
    return out


def _of(secondment: Secondment) -> list[Paragraph]:
    name = secondment.cadre.name
    first = secondment.arrived_on or secondment.starts_on
    last = secondment.left_on or secondment.ends_on
    months = max(1, round((last - first).days / 30.44))
    out = [
        Paragraph(
            name,
            f"你单位{name}同志于{first.year}年{first.month}月至{last.year}年{last.month}月"
            f"在{secondment.host_unit.name}挂职任{secondment.post.title}，历时{months}个月。",
            "挂职记录：报到、期满日期",
        )
    ]
    appraisal = TermAppraisal.objects.filter(secondment=secondment).first()
    if appraisal and appraisal.host_text:
        text = f"接收单位鉴定：{appraisal.host_text}"
        source = f"期满鉴定表，{appraisal.host_by}，{appraisal.host_on}"
        out.append(Paragraph(name, text, source))
    else:
        out.append(Paragraph(name, "", "", "接收单位鉴定意见还没有写。"))
    out.append(_work(secondment, name))
    if appraisal and appraisal.org_text:
        source = f"期满鉴定表，{appraisal.org_by}，{appraisal.org_on}"
        out.append(Paragraph(name, f"组织部门意见：{appraisal.org_text}", source))
    return out


def _work(secondment: Secondment, name: str) -> Paragraph:
    done = [row for row in secondment.planmeasures.all() if row.done_on]
    planned = secondment.planmeasures.count()
    logs = WorkLog.objects.filter(secondment=secondment).count()
    if not done:
        lacking = "没有已完成的工作措施" if planned else "没有工作计划"
        return Paragraph(name, "", "", f"{lacking}，工作实绩一段未写；日志 {logs} 篇可供参考。")
    results = "；".join(f"{row.text}，{row.result}" for row in done)
    text = f"围绕岗位提出的问题，计划措施{planned}项，完成{len(done)}项：{results}。"
    return Paragraph(name, text, f"工作计划与完成情况，{done[-1].done_on}")


def missing_in(paragraphs: Sequence[dict[str, str]]) -> list[str]:
    """What the letter could not say, person by person."""
    return [f"{row['person']}：{row['missing']}" for row in paragraphs if row.get("missing")]
