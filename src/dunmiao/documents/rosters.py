"""Tables on paper: a roster on A3 or A4 as Word and as PDF, an overview of a round as Word."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm

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
from dunmiao.documents.pdf import compile_pdf

PAPERS = {"A3": (420, 297), "A4": (297, 210)}
CENTER = WD_ALIGN_PARAGRAPH.CENTER
_PDF = """
#let d = json(bytes(sys.inputs.at("data")))
#set page(paper: d.paper, flipped: true, margin: (x: 14mm, top: 18mm, bottom: 16mm),
  header: align(left, text(8pt, d.mark)),
  footer: context align(center, text(9pt, [— #counter(page).display() / #counter(page).final().first() —])))
#set text(font: FONTS, size: 9.5pt, lang: "zh")
#align(center, text(18pt, weight: "bold", d.title))
#align(center, text(10pt, d.line))
#table(columns: d.widths.map(w => w * 1fr), inset: 4pt, stroke: 0.5pt,
  table.header(..d.header.map(h => text(weight: "bold", h))), ..d.rows.flatten())
"""


def roster_docx(
    *, title: str, line: str, header: Sequence[str], rows: Sequence[Sequence[Any]], paper: str
) -> bytes:
    """A landscape roster as Word; `paper` is A3 or A4, the head row repeats on each page."""
    document = new_paper()
    section = document.sections[0]
    width, height = PAPERS[paper]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(14)
    section.top_margin = section.bottom_margin = Mm(18)
    write_line(document, title, font=TITLE_FONT, size=20, align=CENTER, indent=False)
    write_line(document, line, size=11, align=CENTER, indent=False)
    table = document.add_table(rows=1, cols=len(header))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        write_cell(cell, text, HEAD_FONT)
    _repeat(table.rows[0])
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            write_cell(cell, str(text), BODY_FONT)
    return as_bytes(document)


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def roster_pdf(
    *,
    title: str,
    line: str,
    header: Sequence[str],
    rows: Sequence[Sequence[Any]],
    widths: Sequence[int],
    paper: str,
    mark: str,
) -> bytes:
    """The same as PDF: page x of y, the reader's mark on every page, fonts of the system."""
    data = {
        "title": title,
        "line": line,
        "header": list(header),
        "rows": [[str(value) for value in row] for row in rows],
        "widths": list(widths),
        "paper": paper.lower(),
        "mark": mark,
    }
    return compile_pdf(_PDF, data)


def overview_docx(
    *,
    title: str,
    basis: str,
    term: tuple[date, date],
    figures: Sequence[tuple[str, int]],
    places: Sequence[tuple[str, int, str]],
    open_points: Sequence[str],
    issuer: str,
    signed_on: date,
    is_example: bool,
) -> bytes:
    """批次小结: the round in figures, by place, and what is still open."""
    paper = new_paper()
    write_line(paper, title, font=TITLE_FONT, size=22, align=CENTER, indent=False)
    if is_example:
        write_line(paper, "（示例文件：人员、数字均为虚构。）", align=CENTER, indent=False)
    if basis:
        write_line(paper, basis)
    write_line(paper, f"任期：{chinese_date(term[0])}至{chinese_date(term[1])}。")
    write_line(paper, "一、总体情况", font=HEAD_FONT)
    write_line(paper, "；".join(f"{label} {count}" for label, count in figures) + "。")
    write_line(paper, "二、分布", font=HEAD_FONT)
    table = paper.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, ("地区", "人数", "接收单位"), strict=True):
        write_cell(cell, text, HEAD_FONT)
    for row in places:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            write_cell(cell, str(value), BODY_FONT)
    write_line(paper, "三、未了事项", font=HEAD_FONT)
    for text in open_points or ["无。"]:
        write_line(paper, text)
    write_line(paper, "", indent=False)
    write_line(
        paper, f"{issuer}　{chinese_date(signed_on)}", align=WD_ALIGN_PARAGRAPH.RIGHT, indent=False
    )
    return as_bytes(paper)
