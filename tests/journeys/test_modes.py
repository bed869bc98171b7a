"""The officer tries other ways on the desk: what keeping people costs, both sides' choice, the list
made the former way beside the plan; and proposes a ring of an exchange by one button."""

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from python_calamine import CalamineWorkbook

from dunmiao.formats.workbook import write_workbook
from tests.journeys.test_eleven_towns import open_programme, wait_for_result


def axe_clean(person: Any) -> None:
    found = Axe().run(person.page)
    assert found.violations_count == 0, found.generate_report()


def test_other_ways_stand_beside_the_plan(sign_in: Any, tmp_path: Path) -> None:
    officer = sign_in("zuzhi1")
    open_programme(officer)
    officer.press("新建方案")
    officer.press("求解")
    wait_for_result(officer)
    plan = officer.page.url.split("?")[0]

    # What keeping people costs is counted when asked for.
    officer.page.locator("summary", has_text="保持原安排的代价").click()
    officer.page.get_by_role("button", name="采用保持加分 300").wait_for()
    assert "留在原岗" in officer.text()

    # The round by the numbers; the list of the former way is brought wrongly, then rightly.
    officer.follow("用数字看")
    assert "两边各得到什么" in officer.text()
    blank = tmp_path / "blank.xlsx"
    blank.write_bytes(officer.download("下载名单表"))
    head, *rows = CalamineWorkbook.from_path(str(blank)).get_sheet_by_index(0).to_python()
    people = [row for row in rows if row[1]]
    wrong = [[*people[0][:2], "天涯镇", ""]]
    filled = tmp_path / "list.xlsx"
    filled.write_bytes(write_workbook(sheet="x", header=head, rows=wrong))
    officer.page.set_input_files("input[name=file]", str(filled))
    officer.act("带来原办法名单")
    officer.page.wait_for_selector("text=本批次没有岗位“天涯镇")
    officer.errors.clear()  # the browser tells of a 422, too
    officer.page.goto(f"{plan}numbers/")
    towns = ("大桥镇", "王江泾镇", "姚庄镇")
    right = [[*row[:2], town, ""] for row, town in zip(people, towns, strict=False)]
    filled.write_bytes(write_workbook(sheet="x", header=head, rows=right))
    officer.page.set_input_files("input[name=file]", str(filled))
    officer.press("带来原办法名单")
    assert "已带来 3 人的名单" in officer.text()
    assert officer.page.locator("table.cmp4 thead th").count() == 3
    officer.picture("numbers")
    axe_clean(officer)

    # Both sides choose, and the page says what that costs.
    officer.page.goto(plan)
    officer.unfold("改求解方式")
    officer.page.select_option("select[name=mode]", "STABLE")
    officer.press("改求解方式")
    officer.press("求解")
    foot = officer.page.locator("footer.proof")
    foot.get_by_text("双向互选，没有另行结对的愿望").wait_for(timeout=60_000)
    assert "比最优少" in foot.inner_text()
    axe_clean(officer)


def test_a_proposed_ring_is_put_before_its_sides(sign_in: Any) -> None:
    officer = sign_in("zuzhi1")
    officer.go("/exchanges/")
    officer.page.get_by_role("link", name="2014 年样例").first.click()
    officer.page.wait_for_load_state()
    officer.page.get_by_text("按本人志愿能成的环").wait_for()
    axe_clean(officer)
    officer.act("提出此环，请各方表态")
    assert "/exchanges/" in officer.page.url
    assert "待各方同意" in officer.text()
