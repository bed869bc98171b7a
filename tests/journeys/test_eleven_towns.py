"""The whole story: nominate, rank, solve, pin, compare, send, approve, issue, arrive."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import docx

from dunmiao.cli.match import run as match

PROGRAMME = "工业强镇挂职"


def open_programme(person: Any, name: str = PROGRAMME) -> None:
    person.go("/programmes/")
    person.follow(name)


def wait_for_result(person: Any) -> None:
    person.page.wait_for_selector("footer.proof .ok", timeout=60_000)


def test_the_story_of_the_eleven_towns(sign_in: Any, tmp_path: Path) -> None:
    # A home unit nominates one more: first without what is needed, then rightly.
    home = sign_in("keji")
    open_programme(home)
    assert "推荐" in home.text()
    home.follow("推荐人选")
    home.page.locator("select[name=cadre]").select_option(index=1)
    home.act("推荐人选")
    home.press("报送组织部")
    assert "还缺单位党委（党组）意见" in home.text()
    assert "至少填写一个志愿" in home.text()
    home.page.go_back()
    home.page.fill("textarea[name=unit_opinion]", "同意推荐。")
    home.page.check("input[name=recusal_declared]")
    row = home.page.locator("tr", has=home.page.locator("td .ok"))
    if row.count():
        row.first.locator("input.rankbox").fill("1")
        home.press("报送组织部")
        assert "已推荐" in home.text()

    # A host ranks a nominee, and declines another with a reason.
    host = sign_in("zhen01")
    open_programme(host)
    host.follow("大桥镇")
    assert "短名单" in host.text()
    host.unfold("排序")
    host.page.locator("input[name=rank]").first.fill("1")
    host.act("排序")
    assert "排第 1" in host.text()

    # The officer solves.
    officer = sign_in("zuzhi1")
    open_programme(officer)
    assert "岗位 11" in officer.text()
    officer.press("新建方案")
    officer.press("求解")
    wait_for_result(officer)
    text = officer.text()
    officer.picture("desk")
    assert "已证明最优" in officer.page.inner_text("footer.proof")
    assert officer.page.locator("article.seat").count() == 11
    assert officer.page.locator("article.seat a.person").count() == 11
    assert "得分构成" in text
    assert "谁也接近" in text
    officer.page.wait_for_selector("table.go, aside.r :text('没有其他符合条件的岗位')")
    first_plan = officer.page.url.split("?")[0]

    # Why not: another person on the selected post.
    officer.page.get_by_role("button", name="问").click()
    officer.page.wait_for_selector("#answer .note")

    # What was solved can be proven again from the command line.
    archive = zipfile.ZipFile(io.BytesIO(officer.download("冻结数据")))
    archive.extractall(tmp_path)
    plan, proof = tmp_path / "plan.json", tmp_path / "certificate.json"
    assert match(["verify", str(tmp_path / "problem"), str(plan), str(proof)]) == 0
    again = tmp_path / "again.json"
    assert match([str(tmp_path / "problem"), "--out", str(again)]) == 0
    assert (
        json.loads(again.read_text())["assignments"] == json.loads(plan.read_text())["assignments"]
    )

    # Pin one, forbid one, in a second plan; solve again and see what changed.
    officer.press("复制为新方案")
    second_plan = officer.page.url.split("?")[0]
    officer.press("求解")
    wait_for_result(officer)
    chosen = officer.page.locator("aside.r h2.xl").inner_text()
    officer.page.locator("form[action*='plan.pin'] input[name=reason]").fill("工作需要另行安排")
    officer.page.get_by_role("button", name="排除", exact=True).click()
    officer.page.wait_for_load_state()
    assert "已过期" in officer.text()
    officer.press("求解")
    officer.page.wait_for_selector(".tag:has-text('已过期')", state="detached", timeout=60_000)
    wait_for_result(officer)
    assert "排除" in officer.text()
    assert officer.page.locator(".kind", has_text=re.compile("调入|新增")).count() >= 1
    board = officer.page.locator("article.seat.on, article.seat").first
    assert chosen not in board.inner_text()

    # Try a move by dragging, drop the thought; try another by its button, adopt it, take it back.
    cards = officer.page.locator("article.seat a.person")
    cards.first.drag_to(officer.page.locator("article.seat").nth(1))
    officer.page.wait_for_selector("#trial .note")
    officer.page.keyboard.press("Escape")
    if officer.page.get_by_role("button", name="放弃").count():
        officer.page.get_by_role("button", name="放弃").click()
        assert officer.page.locator("#trial .note").count() == 0
    officer.page.locator("table.go [data-try]").first.click()
    officer.page.wait_for_selector("#trial >> text=试调")
    officer.page.fill("#trr", "镇里需要他的专长")
    officer.picture("trial")
    officer.page.get_by_role("button", name="采用").click()
    officer.page.wait_for_selector(".toast:has-text('已固定')")
    wait_for_result(officer)
    officer.page.wait_for_selector(".kind:has-text('固定')")
    pins = officer.page.locator("[data-undo]")
    assert pins.count() == 1
    officer.page.keyboard.press("Control+z")
    officer.page.wait_for_selector(".tag:has-text('已过期')")
    officer.press("求解")
    officer.page.wait_for_selector(".tag:has-text('已过期')", state="detached", timeout=60_000)
    wait_for_result(officer)

    # Compare the two.
    officer.follow("对比")
    assert "首选达成" in officer.text()
    officer.picture("compare")
    assert officer.page.locator("table.cmp4 thead th").count() == 3

    # Send, deliberate; the sender may not approve.
    officer.page.goto(first_plan)
    briefing = docx.Document(io.BytesIO(officer.download("部务会材料")))
    assert any("逐岗建议" in paragraph.text for paragraph in briefing.paragraphs)
    officer.press("送审")
    assert "已送审" in officer.text()
    for name, count in (("due", 9), ("present", 8), ("agree", 8), ("disagree", 0), ("abstain", 0)):
        officer.page.fill(f"input[name={name}]", str(count))
    officer.press("记录研究情况")
    assert "已研究" in officer.text()
    assert officer.page.get_by_role("button", name="批准").is_disabled()
    assert "须由另一人办理" in officer.text()

    # A second officer approves and issues; the notice is a .docx with eleven people.
    second = sign_in("zuzhi2")
    second.page.goto(first_plan)
    second.confirm("批准")
    assert "已批准" in second.text()
    second.confirm("发文")
    assert "已发布" in second.text()
    notice = docx.Document(io.BytesIO(second.download("挂职通知")))
    lines = [p.text for p in notice.paragraphs if "挂职任" in p.text]
    assert len(lines) == 11

    # The other plan cannot be approved any more, and says why.
    officer.page.goto(second_plan)
    assert "送审" in officer.text()

    # Each host confirms arrival; before the term and after it are refused.
    second.go("/secondments/?state=NOTICED")
    assert second.page.locator("tbody tr").count() == 11
    for number in range(1, 12):
        town = sign_in(f"zhen{number:02d}", width=390, height=844)
        town.go("/secondments/?state=NOTICED")
        assert town.page.locator("tbody tr").count() == 1
        town.page.locator("tbody th a").first.click()
        town.page.locator("summary", has_text="确认报到").click()
        if number == 1:
            town.page.fill("input[name=arrived_on]", "2010-01-01")
            town.press("确认报到")
            town.page.wait_for_selector("text=早于任期开始")
        town.page.evaluate(
            "document.querySelector('input[name=arrived_on]').value = new Date().toISOString().slice(0,10)"
        )
        town.press("确认报到")
        assert "已报到" in town.text()


def test_the_same_pages_in_english(sign_in: Any) -> None:
    officer = sign_in("zuzhi1")
    officer.page.get_by_role("button", name="EN").click()
    officer.page.wait_for_load_state()
    assert officer.page.locator("html").get_attribute("lang") == "en"
    assert "To do" in officer.text()
    officer.page.get_by_role("button", name="中文").click()
    officer.page.wait_for_load_state()
    assert "待办" in officer.text()
