"""A group's year on paper."""

from collections.abc import Mapping

from dunmiao.documents.pdf import compile_pdf

SOURCE = """
#let d = json(bytes(sys.inputs.at("data")))
#set page(paper: "a4", margin: (x: 18mm, top: 18mm, bottom: 16mm),
  header: align(left, text(8pt, d.mark)),
  footer: context align(center, text(9pt, [— #counter(page).display() / #counter(page).final().first() —])))
#set text(font: FONTS, size: 10pt, lang: "zh")
#set par(leading: 0.7em)
#let head(x) = block(above: 14pt, below: 6pt, text(12pt, weight: "bold", x))
#let cell(x) = text(str(x))
#let wide(t, widths) = text(9pt, table(columns: widths, inset: 3.5pt, stroke: 0.4pt + luma(160),
  table.header(..t.header.map(h => text(weight: "bold", h))), ..t.rows.flatten().map(cell)))
#let part(t, widths, otherwise) = if t.rows.len() > 0 { wide(t, widths) } else { text(fill: luma(90), otherwise) }
#align(center, text(18pt, weight: "bold", d.title))
#align(center, text(10pt, d.scope))
#v(4pt)
#table(columns: (1fr, auto, 1fr, auto), inset: (x: 2pt, y: 4pt), stroke: (x, y) => (bottom: 0.4pt + luma(200)),
  align: (left, right, left, right), ..d.figures.flatten().map(cell))
#if d.plan != "" { head("计划"); text(d.plan) }
#head("成员和按时报告")
#part(d.members, (auto, 1fr, auto) + (15pt,) * 12, "没有成员。")
#if d.members.rows.len() > 0 { text(8pt, fill: luma(90), "✓ 按时　△ 迟报　✗ 未报　· 未到期　－ 免报；只看是否按时，不按篇数评先后。") }
#head("活动")
#part(d.activities, (auto, auto, 1fr, auto), "这一年没有写过纪要的活动。")
#head("交办事项")
#part(d.tasks, (1fr, auto, auto, auto), "这一年没有交办事项。")
#if d.branch != "" { head("临时党支部"); text(d.branch) }
#if d.notes.len() > 0 { head("做法和体会"); for n in d.notes { block(above: 6pt, text(weight: "bold", n.at(0)) + text(9pt, "　" + n.at(1))) } }
"""


def group_pages(data: Mapping[str, object]) -> bytes:
    """The report as PDF. `data`: title, scope, mark, plan, branch; figures as rows of
    [label, value, label, value]; members, activities, tasks as {header, rows}; notes as
    [title, who and when]."""
    return compile_pdf(SOURCE, data)
