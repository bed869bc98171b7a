"""Rosters of invented people, as workbooks; no database."""

import io
from datetime import date
from typing import Any

import xlsxwriter

from dunmiao.formats.idnumber import check_character

HEADER = ["姓名", "性别", "出生年月", "身份证号", "工作单位", "现任职务", "职务层次"]


def id_number(serial: int, birth: date, sex: str) -> str:
    """A valid number of the never assigned division 339999."""
    order = serial * 2 + (1 if sex == "男" else 0)
    body = f"339999{birth:%Y%m}01{order % 1000:03d}"
    return body + check_character(body)


def workbook(rows: list[list[Any]], header: list[str] = HEADER) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet("名册")
    page.merge_range(0, 0, 0, len(header) - 1, "干部名册")
    page.write_row(1, 0, header)
    for number, row in enumerate(rows, start=2):
        page.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


NEW = ["孙𠮷", "男", "1985.06", id_number(50, date(1985, 6, 1), "男"), "市财政局", "处长", "正科"]
