"""Papers of one secondment as .docx in the official layout: letters, decisions, the form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docx.enum.text import WD_ALIGN_PARAGRAPH

from dunmiao.documents.letters import (
    BODY_FONT,
    HEAD_FONT,
    TITLE_FONT,
    as_bytes,
    chinese_date,
    new_paper,
    write_cell,
    write_line,
)

CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


@dataclass(frozen=True, slots=True)
class Head:
    """Who issues a paper, its number, its day, and whether it is an example."""

    issuer: str
    number: str
    signed_on: date
    is_example: bool


def decision(head: Head, *, title: str, addressees: Sequence[str], body: Sequence[str]) -> bytes:
    """A decision or short letter: red head, number, title, addressees, body, signature."""
    paper = new_paper()
    write_line(paper, head.issuer, font=TITLE_FONT, size=30, align=CENTER, indent=False, red=True)
    write_line(paper, head.number, align=CENTER, indent=False)
    write_line(paper, "", indent=False)
    write_line(paper, title, font=TITLE_FONT, size=22, align=CENTER, indent=False)
    write_line(paper, "", indent=False)
    write_line(paper, "、".join(addressees) + "：", indent=False)
    for text in body:
        write_line(paper, text)
    if head.is_example:
        write_line(paper, "（示例文件：人员、文号均为虚构。）")
    write_line(paper, "", indent=False)
    write_line(paper, head.issuer, align=RIGHT, indent=False)
    write_line(paper, chinese_date(head.signed_on), align=RIGHT, indent=False)
    return as_bytes(paper)


def introduction(
    head: Head, *, relation: str, name: str, from_unit: str, to_unit: str, purpose: str
) -> bytes:
    """介绍信 for one relation, with the receipt to tear off."""
    body = [
        f"兹介绍{name}同志由{from_unit}前往你单位{purpose}，请接转其{relation}。",
        "请于收到之日起十五日内将下附回执寄回。",
        f"（回执）{name}同志的{relation}已于　　年　　月　　日转入我单位。　　单位（盖章）",
    ]
    return decision(head, title=f"{relation}介绍信", addressees=[to_unit], body=body)


def form(head: Head, *, title: str, rows: Sequence[tuple[str, str]]) -> bytes:
    """A form (期满鉴定表, 报到回执, 请假单): a row for each part, room for the seals."""
    paper = new_paper()
    write_line(paper, title, font=TITLE_FONT, size=22, align=CENTER, indent=False)
    if head.is_example:
        write_line(paper, "（示例文件：人员均为虚构。）", align=CENTER, indent=False)
    table = paper.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for label, text in rows:
        left, right = table.add_row().cells
        write_cell(left, label, HEAD_FONT)
        write_cell(right, text, BODY_FONT)
    write_line(paper, "", indent=False)
    write_line(paper, f"{head.issuer}　{chinese_date(head.signed_on)}", align=RIGHT, indent=False)
    return as_bytes(paper)
