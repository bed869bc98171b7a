"""Figures of towns from a workbook: wrongly, then rightly, revised and withdrawn; what the towns
page claims and what it leaves open; both harvests line by line, on two pages."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dunmiao.formats.books import read_tables
from dunmiao.formats.workbook import Sheet, write_sheets
from dunmiao.kernel.quarters import quarter_code, quarter_label, quarter_of
from dunmiao.outcomes.rules.indicator_books import DEFINED
from tests.journeys.test_pages import violations

LAST = quarter_of(datetime.now(ZoneInfo("Asia/Shanghai")).date()) - 1
PARKS = ["园区亩均税收", "万元/亩", "当季", "园区企业税收除以用地亩数", "税务部门", ""]


def book(folder: Path, name: str, rows: list[list[Any]], definition: list[str]) -> Path:
    path = folder / name
    sheets = [
        Sheet("指标说明", DEFINED, [definition]),
        Sheet(quarter_label(LAST), ["单位", "园区亩均税收（万元/亩）"], rows),
    ]
    path.write_bytes(write_sheets(sheets))
    return path


def bring(officer: Any, path: Path) -> None:
    officer.go("/indicators/")
    officer.page.set_input_files("input[name=file]", path)
    officer.press("上传并核对")


def test_a_book_of_figures_from_fault_to_withdrawal(sign_in: Any, tmp_path: Path) -> None:
    officer = sign_in("zuzhi1")
    bring(officer, book(tmp_path, "错.xlsx", [["太桥镇", 5], ["新仓镇", "约五"]], PARKS))
    officer.page.wait_for_selector("text=太桥镇")
    officer.page.wait_for_selector("text=不是数")
    assert "B3" in officer.page.locator("main").inner_text()
    bring(officer, book(tmp_path, "对.xlsx", [["大桥镇", 5.2], ["新仓镇", 4.1]], PARKS))
    officer.page.wait_for_selector("text=尚未写入任何数据")
    assert violations(officer) == []
    officer.press("确认写入")
    officer.page.wait_for_selector("text=已写入。")
    bring(officer, book(tmp_path, "改.xlsx", [["大桥镇", 5.6]], PARKS))
    officer.page.wait_for_selector("ins:has-text('5.6')")
    officer.page.fill("input[name=reason]", "税务部门核定")
    officer.press("确认写入")
    officer.page.wait_for_selector("text=修订 1 个")
    changed = [*PARKS[:3], "园区企业税收除以供地亩数", *PARKS[4:]]
    bring(officer, book(tmp_path, "换口径.xlsx", [["大桥镇", 6]], changed))
    officer.page.wait_for_selector("text=定义与现行的不同")
    officer.go("/indicators/")
    officer.page.get_by_role("link", name="园区亩均税收").click()
    officer.page.wait_for_selector("text=税务部门核定")
    assert "5.6" in officer.page.locator("main").inner_text()
    assert violations(officer) == []
    officer.go("/indicators/")
    officer.page.get_by_role("link", name="改.xlsx").click()
    officer.unfold("撤回")
    officer.page.fill("input[name=reason]", "核定有误")
    officer.page.get_by_role("button", name="撤回").click()
    officer.page.wait_for_selector("text=已撤回，恢复到写入之前的数")
    town = sign_in("zhen01", width=390)
    town.go("/indicators/")
    town.page.get_by_role("link", name="园区亩均税收").click()
    words = town.page.locator("main").inner_text()
    assert "大桥镇" in words
    assert "5.2" in words
    assert "新仓镇" not in words
    assert violations(town) == []


def test_what_can_be_told_of_the_towns_and_what_not(sign_in: Any) -> None:
    leader = sign_in("lingdao")
    leader.go("/")
    leader.page.wait_for_selector("text=可以与对照镇分辨")
    leader.go("/harvest/towns/")
    for indicator, read in (("固定资产投资", "可以分辨"), ("财政收入", "未能分辨")):
        leader.page.select_option("select[name=indicator]", label=indicator)
        leader.press("查看")
        whole = leader.page.locator("p", has_text="合在一起").inner_text()
        assert read in whole
        assert "才看得出" in whole
    leader.picture("towns")
    sheets = dict(read_tables(leader.download("导出")))
    assert len(sheets["逐镇"]) >= 12
    assert sheets["所用数据"][0][2].text == quarter_code(LAST - (len(sheets["所用数据"][0]) - 3))


def test_both_harvests_line_by_line(sign_in: Any) -> None:
    leader = sign_in("lingdao")
    leader.go("/harvest/")
    board = leader.page.locator("section", has_text="人在一线成长").inner_text()
    sent = re.search(r"累计派出 (\d+) 人", board)
    assert sent is not None
    leader.page.get_by_role("link", name="逐行看").click()
    for way in ("批次", "接收地", "个人"):
        leader.page.get_by_role("link", name=way, exact=True).click()
        leader.page.wait_for_selector(f"h2:has-text('{way}')")
        rows = leader.page.locator("tbody tr")
        cells = rows.evaluate_all("rs => rs.map(r => +r.cells[1].innerText)")
        if way != "个人":  # of people the page shows the first lines
            assert sum(cells) == int(sent[1])
    leader.page.get_by_role("link", name="接收地", exact=True).click()
    line = leader.page.locator("tbody tr", has_text="大桥镇")
    there = line.locator("td").first.inner_text()
    line.get_by_role("link").click()
    leader.page.wait_for_selector("text=有份额的成果")
    board = leader.page.locator("section", has_text="人在一线成长").inner_text()
    assert f"累计派出 {there} 人" in board
    assert leader.download("打印两页").startswith(b"%PDF")
