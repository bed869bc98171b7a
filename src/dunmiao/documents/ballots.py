"""Papers of a round of ballots: nameless slips with codes, blank sheets, the official result."""

from collections.abc import Sequence
from dataclasses import dataclass

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from dunmiao.documents.letters import (
    BODY_FONT,
    HEAD_FONT,
    TITLE_FONT,
    as_bytes,
    new_paper,
    write_cell,
    write_line,
)
from dunmiao.documents.pdf import compile_pdf
from dunmiao.formats.qr import qr_runs

CENTER = WD_ALIGN_PARAGRAPH.CENTER
# A QR code is drawn from its own dark runs: no picture for each slip.
_SLIPS = """
#let d = json(bytes(sys.inputs.at("data")))
#set page(paper: "a4", margin: (x: 12mm, y: 12mm))
#set text(font: FONTS, size: 9pt, lang: "zh")
#let qr(code) = box(width: 26mm, height: 26mm, fill: white, {
  let m = 26mm / code.size
  for run in code.runs { place(dx: run.at(0) * m, dy: run.at(1) * m,
    rect(width: run.at(2) * m, height: m + 0.02mm, fill: black, stroke: none)) }
})
#let slip(s) = block(width: 100%, height: 44mm, inset: 4mm, breakable: false,
  stroke: (paint: luma(120), thickness: 0.5pt, dash: "dashed"),
  grid(columns: (28mm, 1fr), gutter: 4mm, qr(s.qr), {
    text(11pt, weight: "bold", d.title); linebreak()
    text(9pt, d.session + " · " + s.group); linebreak()
    v(1mm); text(8pt, d.how); linebreak()
    v(1mm); text(8.5pt, font: ("DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono CJK SC"), s.code); linebreak()
    text(7pt, fill: luma(90), d.note)
  }))
#for (n, group) in d.groups.enumerate() {
  if n > 0 { pagebreak() }
  grid(columns: (1fr, 1fr), gutter: 3mm, ..group.map(slip))
}
"""
_SHEET = """
#let d = json(bytes(sys.inputs.at("data")))
#set page(paper: "a4", flipped: d.items.len() > 4, margin: 16mm,
  footer: context align(center, text(9pt, [— #counter(page).display() / #counter(page).final().first() —])))
#set text(font: FONTS, size: 10.5pt, lang: "zh")
#align(center, text(18pt, weight: "bold", d.title))
#align(center, text(11pt, d.session + " · " + d.group))
#v(2mm)
#text(9.5pt, d.how)
#v(1mm)
#table(columns: (8mm, 1.2fr, 2fr, ..d.items.map(i => 1.4fr)), inset: 5pt, stroke: 0.5pt, align: horizon,
  table.header([序], [姓名], [职务], ..d.items),
  ..d.people.enumerate().map(((n, p)) => ([#(n + 1)], p.at(0), text(9pt, p.at(1)), ..d.items.map(i => text(9pt, d.marks)))).flatten())
#v(2mm)
#text(9pt, d.note)
"""


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One slip: the group it is for, the address in its QR code, the code to type."""

    group: str
    address: str
    code: str


def slips_pdf(*, title: str, session: str, slips: Sequence[SlipLine]) -> bytes:
    """Slips to cut, ten on A4, each group on pages of its own; nothing on them names or numbers
    a voter."""
    groups: dict[str, list[dict[str, object]]] = {}
    for slip in slips:
        line: dict[str, object] = {
            "group": slip.group,
            "code": slip.code,
            "qr": qr_runs(slip.address),
        }
        groups.setdefault(slip.group, []).append(line)
    return compile_pdf(
        _SLIPS,
        {
            "title": title,
            "session": session,
            "how": "扫码投票；不能扫码的，在投票页输入下面的票码。每码限投一次。",
            "note": "票条不记名、不编号，随机发放。请勿拍照、转发。",
            "groups": list(groups.values()),
        },
    )


def sheet_pdf(
    *,
    title: str,
    session: str,
    group: str,
    items: Sequence[str],
    marks: Sequence[str],
    people: Sequence[tuple[str, str]],
    how: str,
) -> bytes:
    """A blank sheet of one group, to be copied; every mark the same size, none preselected."""
    return compile_pdf(
        _SHEET,
        {
            "title": title,
            "session": session,
            "group": group,
            "items": list(items),
            # A word joiner keeps the box and its mark on one line.
            "marks": "　".join("□\u2060" + "\u2060".join(mark) for mark in marks),
            "people": [list(one) for one in people],
            "how": how,
            "note": "不记名，请勿署名或作记号。填好后对折投入票箱。",
        },
    )


def result_docx(
    *,
    title: str,
    head: Sequence[str],
    table_title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    notes: Sequence[str],
    minutes: Sequence[str],
    is_example: bool,
) -> bytes:
    """计票结果: balance, one row a person in stroke order, notes, the root, two signatures."""
    paper = new_paper()
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(20)
    write_line(paper, title, font=TITLE_FONT, size=22, align=CENTER, indent=False)
    if is_example:
        write_line(paper, "（示例文件：人员、数字均为虚构。）", align=CENTER, indent=False, size=12)
    for text in head:
        write_line(paper, text, size=14)
    write_line(paper, table_title, font=HEAD_FONT, size=14, indent=False)
    table = paper.add_table(rows=1, cols=len(columns))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, columns, strict=True):
        write_cell(cell, text, HEAD_FONT)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            write_cell(cell, text, BODY_FONT)
    for text in (*notes, *minutes):
        write_line(paper, text, size=12)
    write_line(paper, "", indent=False)
    write_line(paper, "计票人：　　　　　　　监票人：　　　　　　　", size=14, indent=False)
    return as_bytes(paper)
