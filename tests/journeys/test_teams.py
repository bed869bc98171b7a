"""A team composed by keyboard and by the engine, every step taken back; a wrong seat refused."""

from datetime import date, timedelta
from typing import Any


def after(person: Any, act: Any, taken: int) -> None:
    """Do something, and wait until the page shows so many seats taken."""
    act()
    page, empty = person.page, 6 - taken
    if empty:
        page.wait_for_selector(f"tr.vacant >> nth={empty - 1}")
    page.wait_for_selector(f"tr.vacant >> nth={empty}", state="detached")
    assert seats(person) == (taken, empty)


def seats(person: Any) -> tuple[int, int]:
    """How many seats are taken, how many empty."""
    rows = person.page.locator("table.seats tbody tr:not(.rule)")
    empty = person.page.locator("tr.vacant").count()
    return rows.count() - empty, empty


def test_a_team_by_key_by_engine_and_back(sign_in: Any) -> None:
    officer = sign_in("zuzhi1")
    officer.go("/teams/")
    officer.follow("治堵专项组")
    officer.press("开始编组")
    page = officer.page
    assert seats(officer) == (0, 6)
    assert "△ 差 1 人" in officer.text()
    card = page.locator("li[data-person]").first
    after(officer, lambda: (card.focus(), page.keyboard.press("3")), 1)
    other = page.locator("li[data-person]").first
    other.locator("summary").click()
    after(officer, other.get_by_role("button", name="主体（工作人员）").click, 2)
    after(officer, page.get_by_role("button", name="补齐空席").click, 6)
    assert "△ 差" not in page.locator(".gauges").inner_text()
    officer.picture("team")
    after(officer, page.get_by_role("button", name="移出").first.click, 5)
    for taken in (6, 2, 1, 0):
        after(officer, lambda: page.keyboard.press("Control+z"), taken)
    assert page.get_by_role("button", name="撤销").is_disabled()


def test_a_serving_team_shows_its_people_and_warns_before_it_loses_one(sign_in: Any) -> None:
    officer = sign_in("zuzhi1")
    officer.go("/teams/")
    officer.follow("治堵攻坚组")
    assert seats(officer) == (14, 0)
    leader = officer.page.locator("table.seats tbody tr:not(.rule)").first
    leader.get_by_role("link", name="在岗").click()
    officer.page.wait_for_load_state()
    officer.unfold("召回")
    form = "form[action*='secondment.recall'] "
    last = (date.today() + timedelta(days=3)).isoformat()
    officer.page.fill(f"{form}input[name=last_day]", last)
    officer.page.fill(f"{form}[name=reason]", "工作需要")
    officer.page.fill(f"{form}[name=document_no]", "嘉组〔2026〕示例40号")
    officer.page.locator(f"{form}button.danger, {form}button.primary").first.click()
    officer.page.wait_for_selector("text=处级领衔不少于 1 人，将为 0 人，应有 1 人")
    officer.errors.clear()  # the browser tells of a 422, too
