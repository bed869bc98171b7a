"""Official papers as .docx in the layout of GB/T 9704-2012 (sizes unconfirmed)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TITLE_FONT, BODY_FONT, HEAD_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One appointment of the notice."""

    name: str
    present: str
    post: str


def _font(run: object, name: str, size: float) -> None:
    run.font.name, run.font.size = name, Pt(size)  # type: ignore[attr-defined]
    properties = run._element.get_or_add_rPr()  # type: ignore[attr-defined]
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)


def new_paper() -> Document:
    """A4; margins 37 / 28 mm, text block 156 × 225 mm; page number — 1 —."""
    paper = docx.Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("— ", ""), ("", "PAGE"), (" —", "")):
        run = footer.add_run(text)
        _font(run, "宋体", 14)
        if field:
            _field(run, field)
    return paper


def _field(run: object, name: str) -> None:
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = text
        run._element.append(element)  # type: ignore[attr-defined]


def write_line(
    paper: Document,
    text: str,
    *,
    font: str = BODY_FONT,
    size: float = 16,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
    indent: bool = True,
    red: bool = False,
) -> None:
    """A paragraph in the official measure: 28 pt lines, two characters of indent."""
    paragraph = paper.add_paragraph()
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.line_spacing, form.space_after, form.space_before = Pt(28), Pt(0), Pt(0)
    if indent:
        form.first_line_indent = Pt(size * 2)
    run = paragraph.add_run(text)
    _font(run, font, size)
    if red:
        run.font.color.rgb = RGBColor(0xA6, 0x1B, 0x1B)


def chinese_date(day: date) -> str:
    """2014年8月28日."""
    return f"{day.year}年{day.month}月{day.day}日"


def notice(
    *,
    issuer: str,
    number: str,
    title: str,
    addressees: Sequence[str],
    lines: Sequence[NoticeLine],
    first: date,
    last: date,
    basis: str,
    signed_on: date,
    is_example: bool,
) -> bytes:
    """挂职通知: red head, number, title, addressees, who goes where, term, signature."""
    paper = new_paper()
    center = WD_ALIGN_PARAGRAPH.CENTER
    head = f"{issuer}文件"
    write_line(paper, head, font=TITLE_FONT, size=36, align=center, indent=False, red=True)
    write_line(paper, number, align=center, indent=False)
    write_line(paper, "", indent=False)
    write_line(paper, title, font=TITLE_FONT, size=22, align=center, indent=False)
    write_line(paper, "", indent=False)
    write_line(paper, "、".join(addressees) + "：", indent=False)
    write_line(paper, f"{basis}经研究，决定：")
    for line in lines:
        write_line(paper, f"{line.name}同志（{line.present}）挂职任{line.post}；")
    write_line(paper, f"挂职时间自{chinese_date(first)}至{chinese_date(last)}。")
    write_line(
        paper,
        "挂职期间，人事、工资关系不转，日常管理以接收单位为主。接收单位请在报到后五日内寄回报到回执。",
    )
    if is_example:
        write_line(paper, "（示例文件：人员、文号均为虚构。）")
    write_line(paper, "", indent=False)
    right = WD_ALIGN_PARAGRAPH.RIGHT
    write_line(paper, issuer, align=right, indent=False)
    write_line(paper, chinese_date(signed_on), align=right, indent=False)
    return as_bytes(paper)


def issuer_of(city_name: str) -> str:
    """The organisation department of a city, as papers name it."""
    return f"中共{city_name}委组织部" if city_name.endswith("市") else f"{city_name}组织部"


def prefix_of(city_name: str, word: str) -> str:
    """The head of a document number: 嘉组挂, 嘉组反馈."""
    return f"{city_name[:1]}组{word}"


def feedback_letter(
    *,
    issuer: str,
    number: str,
    addressee: str,
    paragraphs: Sequence[str],
    signed_on: date,
    is_example: bool,
) -> bytes:
    """反馈函: to one home unit, a paragraph after the other, asking for the receipt."""
    paper = new_paper()
    center, right = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
    write_line(paper, issuer, font=TITLE_FONT, size=26, align=center, indent=False, red=True)
    write_line(paper, number, align=right, indent=False)
    write_line(paper, "", indent=False)
    title = "关于期满挂职干部有关情况的反馈函"
    write_line(paper, title, font=TITLE_FONT, size=22, align=center, indent=False)
    write_line(paper, "", indent=False)
    write_line(paper, f"{addressee}党组（党委）：", indent=False)
    for text in paragraphs:
        write_line(paper, text)
    write_line(paper, "现予反馈，供考核和使用时参考。收到后请在十个工作日内回执。")
    if is_example:
        write_line(paper, "（示例文件：人员、文号均为虚构。）")
    write_line(paper, "", indent=False)
    write_line(paper, issuer, align=right, indent=False)
    write_line(paper, chinese_date(signed_on), align=right, indent=False)
    return as_bytes(paper)


@dataclass(frozen=True, slots=True)
class BriefingSeat:
    """One host page of the briefing."""

    host: str
    post: str
    requirements: str
    person: str
    facts: str
    reason: str
    alternates: Sequence[str]
    flags: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """Everything the 部务会 paper prints."""

    title: str
    plan: str
    digest: str
    cut_off: str
    rule_sets: Sequence[str]
    numbers: Sequence[tuple[str, str]]
    proof: str
    seats: Sequence[BriefingSeat]
    unfilled: Sequence[str]
    unplaced: Sequence[str]
    pins: Sequence[str]
    drain: Sequence[tuple[str, str]]
    quality: Sequence[tuple[str, str]]
    is_example: bool


def briefing(content: Briefing) -> bytes:
    """部务会材料: cover, numbers, a part for each host, what is open, pins, drain, record block."""
    paper = new_paper()
    center = WD_ALIGN_PARAGRAPH.CENTER
    write_line(paper, "内部　会后收回　份号：", indent=False)
    write_line(paper, "", indent=False)
    write_line(paper, content.title, font=TITLE_FONT, size=22, align=center, indent=False)
    write_line(paper, f"（{content.plan}，供部务会研究）", align=center, indent=False)
    write_line(
        paper,
        f"数据截至 {content.cut_off}；规则：{'、'.join(content.rule_sets) or '没有，未核对'}。",
    )
    write_line(paper, f"冻结数据摘要 {content.digest}；{content.proof}。")
    if content.is_example:
        write_line(paper, "（示例材料：人员、数据均为虚构。）")
    _head(paper, "一、数据")
    _table(paper, ("指标", "数值"), content.numbers)
    _head(paper, "二、逐岗建议")
    for index, seat in enumerate(content.seats, start=1):
        write_line(paper, f"（{index}）{seat.host}　{seat.post}", font="楷体_GB2312")
        write_line(paper, f"岗位要求：{seat.requirements or '无特别要求'}。")
        write_line(paper, f"拟派：{seat.person}，{seat.facts}。")
        write_line(paper, f"理由：{seat.reason}。")
        write_line(paper, f"备选：{'；'.join(seat.alternates) or '无'}。")
        if seat.flags:
            write_line(paper, f"提示：{seat.flags}。")
    _head(paper, "三、未落实")
    for text in content.unfilled or ("岗位均已落实。",):
        write_line(paper, text)
    write_line(paper, "未安排人选：" + ("；".join(content.unplaced) or "无") + "。")
    _head(paper, "四、固定与排除")
    for text in content.pins or ("无。",):
        write_line(paper, text)
    _head(paper, "五、各派出单位抽调")
    _table(paper, ("派出单位", "人数 / 上限"), content.drain)
    _head(paper, "六、各接收单位人选适配")
    _table(paper, ("接收单位", "适配分"), content.quality)
    _head(paper, "七、会议记录")
    write_line(paper, "应到　　　人　实到　　　人　同意　　　人　不同意　　　人　弃权　　　人")
    write_line(paper, "主持人（签名）　　　　　　　记录人（签名）　　　　　　　年　　月　　日")
    return as_bytes(paper)


def _head(paper: Document, text: str) -> None:
    write_line(paper, text, font=HEAD_FONT)


def _table(paper: Document, header: Sequence[str], rows: Sequence[tuple[str, str]]) -> None:
    table = paper.add_table(rows=1, cols=len(header))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        write_cell(cell, text, HEAD_FONT)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            write_cell(cell, text, BODY_FONT)


def write_cell(cell: object, text: str, font: str) -> None:
    """Text of a table cell."""
    run = cell.paragraphs[0].add_run(text)  # type: ignore[attr-defined]
    _font(run, font, 12)


def as_bytes(paper: Document) -> bytes:
    """The finished paper."""
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


__all__ = [
    "BODY_FONT",
    "HEAD_FONT",
    "TITLE_FONT",
    "Briefing",
    "BriefingSeat",
    "NoticeLine",
    "as_bytes",
    "briefing",
    "chinese_date",
    "feedback_letter",
    "issuer_of",
    "new_paper",
    "notice",
    "prefix_of",
    "write_cell",
    "write_line",
]
