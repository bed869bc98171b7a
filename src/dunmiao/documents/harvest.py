"""Both harvests on two pages of A4."""

from collections.abc import Mapping

from dunmiao.documents.pdf import compile_pdf

SOURCE = """
#let d = json(bytes(sys.inputs.at("data")))
#set page(paper: "a4", margin: (x: 16mm, top: 18mm, bottom: 15mm),
  header: align(left, text(8pt, d.mark)),
  footer: context align(center, text(9pt, [— #counter(page).display() / #counter(page).final().first() —])))
#set text(font: FONTS, size: 9.5pt, lang: "zh")
#set par(leading: 0.7em)
#let cell(x) = text(str(x))
#let lines(rows) = table(columns: (1fr, auto), inset: (x: 2pt, y: 4pt), stroke: (x, y) => (bottom: 0.4pt + luma(200)),
  align: (left, right), ..rows.flatten().map(cell))
#let wide(t, widths) = block(text(8.5pt, table(columns: widths, inset: 3.5pt, stroke: 0.4pt + luma(160),
  align: (x, y) => if x == 0 { left } else { right },
  table.header(..t.header.map(h => text(weight: "bold", h))), ..t.rows.flatten().map(cell))))
#let more(n) = if n > 0 { text(8pt, fill: luma(90), "另有 " + str(n) + " 行，见系统。") }
#let head(x) = block(above: 12pt, below: 6pt, text(12pt, weight: "bold", x))
#align(center, text(18pt, weight: "bold", d.title))
#align(center, text(10pt, d.scope))
#v(4pt)
#grid(columns: (1fr, 1fr), column-gutter: 12mm,
  [#head("育才：人在一线成长") #lines(d.people)],
  [#head("兴业：地方和项目受益") #lines(d.work)])
#head("招商项目走到哪一步（只计已核实）")
#grid(columns: (2.2cm, 1fr, 1.2cm), row-gutter: 5pt, align: (left + horizon, left + horizon, right + horizon),
  ..d.funnel.map(f => (text(f.at(0)), rect(width: f.at(2) * 1%, height: 9pt, fill: rgb("#2474b5"), stroke: none), text(weight: "bold", str(f.at(1))))).flatten())
#head("各批次")
#let widths = (1fr,) + (auto,) * 10
#wide(d.programmes, widths)
#more(d.programmes.rest)
#text(8pt, fill: luma(90))[批次一行的资金是整项之和；接收地一行按各人份额折算，两处合计不相同。人和事分开看，从不合成一个分数。]
#pagebreak()
#head("挂职镇的前后对比")
#d.towns.line
#if d.towns.rows.len() > 0 {
  text(8.5pt, table(columns: (1fr,) + (auto,) * 6, inset: 3.5pt, stroke: 0.4pt + luma(160),
    align: (x, y) => if x == 0 { left } else { right },
    table.header(..("镇", "变化", "对照镇", "之差", "95% 区间", "可分辨幅度", "读法").map(h => text(weight: "bold", h))),
    ..d.towns.rows.flatten().map(cell)))
}
#more(d.towns.rest)
#head("各接收地")
#wide(d.places, widths)
#more(d.places.rest)
#head("怎么看")
#set text(9pt)
- 只有第二单位核实过的成果计入；撤回的自撤回之日起不计。
- “未能分辨”不是“没有作用”：变化不到“可分辨幅度”，这样的数据就看不出来。
- 镇是选出来的，不是抽签定的；前后对比只说明变化，不说明原因，起点特别的镇往后可能自己回升或回落。
- 人数很少的一行，比例不宜单独引用。
"""


def two_pages(data: Mapping[str, object]) -> bytes:
    """The report as PDF. `data`: title, scope, mark; people and work as [label, value]; funnel as
    [stage, count, percent]; programmes and places as {header, rows, rest}; towns as {line, rows,
    rest}."""
    return compile_pdf(SOURCE, data)
