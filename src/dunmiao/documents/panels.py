"""考察报告 as Word: each person by ability, style and performance, every sentence with its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docx.enum.text import WD_ALIGN_PARAGRAPH

from dunmiao.documents.letters import (
    HEAD_FONT,
    TITLE_FONT,
    as_bytes,
    chinese_date,
    new_paper,
    write_line,
)

CENTER = WD_ALIGN_PARAGRAPH.CENTER


@dataclass(frozen=True, slots=True)
class PersonPart:
    """One person of the report: aspects as (name, counts of grades, [(sentence, who)])."""

    name: str
    post: str
    visit_on: date
    talks: int
    aspects: Sequence[tuple[str, str, Sequence[tuple[str, str]]]]
    lacks: Sequence[tuple[str, str]]
    ballots: str


def report_docx(
    *,
    title: str,
    line: str,
    days: tuple[date, date],
    members: Sequence[str],
    people: Sequence[PersonPart],
    is_example: bool,
) -> bytes:
    """The whole report."""
    paper = new_paper()
    write_line(paper, f"{title}考察报告", font=TITLE_FONT, size=22, align=CENTER, indent=False)
    if is_example:
        write_line(paper, "（示例文件：人员、内容均为虚构。）", align=CENTER, indent=False)
    write_line(
        paper,
        f"{chinese_date(days[0])}至{chinese_date(days[1])}，考察组{'、'.join(members)}"
        f"对{line}的 {len(people)} 人进行了走访考察，共谈话 {sum(p.talks for p in people)} 人次。",
    )
    for number, person in enumerate(people, start=1):
        write_line(paper, f"{number}. {person.name}（{person.post}）", font=HEAD_FONT)
        write_line(
            paper,
            f"{chinese_date(person.visit_on)}走访，谈话 {person.talks} 人次。{person.ballots}",
        )
        for aspect, counts, words in person.aspects:
            told = "；".join(f"{text.rstrip('。；')}（{who}）" for text, who in words if text)
            write_line(paper, f"{aspect}：{counts}。{told}。")
        lacks = "；".join(f"{text.rstrip('。；')}（{who}）" for text, who in person.lacks)
        write_line(paper, f"不足：{lacks or '未提出'}。")
    write_line(paper, "", indent=False)
    write_line(paper, "考察组成员（签名）：", indent=False)
    return as_bytes(paper)
