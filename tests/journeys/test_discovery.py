"""From being found to a use record: the list, a suggestion by one, sent by another, the ledger."""

from datetime import date
from typing import Any

from tests.journeys.test_pages import violations


def test_from_the_list_to_a_use_record(sign_in: Any) -> None:
    officer, second = sign_in("zuzhi1"), sign_in("zuzhi2")
    officer.go("/discovery/")
    wanted = officer.page.locator("select[name=round] option", has_text="一线专项考察测评")
    officer.page.select_option("select[name=round]", wanted.first.get_attribute("value"))
    officer.press("查看")
    officer.picture("discovery")
    assert "人有证据可看" in officer.text()
    assert "不排名" in officer.text()
    assert violations(officer) == []
    cards = officer.page.locator("article.evid")
    assert cards.count() >= 3
    boxes = officer.page.locator("input[name=pick]")
    for number in range(3):
        boxes.nth(number).check()
    officer.press("对照")
    officer.page.wait_for_selector("text=其余")
    assert officer.page.locator(".dom, table.wt tbody tr").count() == 3, "three people, three pairs"

    card = officer.page.locator("article.evid").last
    name = card.get_attribute("aria-label")
    card.locator("summary", has_text="以本人名义提建议").click()
    card.locator("select[name=kind]").select_option("OBSERVE")
    card.locator("textarea[name=words]").fill("测评和谈话一致，还要看一段")
    card.get_by_role("button", name="以本人名义提建议").click()
    officer.page.wait_for_selector("text=已记为陆组文的建议")
    second.go("/discovery/uses/")
    row = second.page.locator("tr", has_text=name).filter(has_text="继续了解")
    row.get_by_role("button", name="送选任").click()
    second.page.wait_for_selector("text=经办人已记录")
    row = second.page.locator("tr", has_text=name).filter(has_text="继续了解")
    assert "沈部长" in row.inner_text()
    row.get_by_role("link", name="登记使用").click()
    second.unfold("登记进一步使用")
    form = second.page.locator("details[open]")
    form.locator("select[name=suggestion]").select_option(index=1)
    form.locator("input[name=decided_on]").fill(date.today().isoformat())  # noqa: DTZ011
    form.locator("input[name=document_no]").fill("旅程干〔2026〕1号")
    form.locator("input[name=post]").fill("市专班综合组组长")
    form.get_by_role("button", name="登记进一步使用").click()
    second.page.wait_for_selector("text=1、3、5 年后各回看一次")
    assert "市专班综合组组长" in second.text()
    assert violations(second) == []
    second.go("/discovery/validity/")
    assert "这是模拟" in second.text()
    assert "能预示" in second.text(), "the early round tells the later one, as it was seeded"
    assert violations(second) == []


def test_a_hosts_note_reaches_the_phone_of_its_person(sign_in: Any) -> None:
    host = sign_in("zhen01", width=390)
    host.go("/discovery/notes/")
    assert violations(host) == []
    assert not host.page.evaluate("document.documentElement.scrollWidth > 390")
    host.press("选定")
    host.unfold("记一条")
    host.page.select_option("select[name=tone]", "SHORTCOMING")
    host.page.select_option("select[name=source]", "SEEN")
    host.page.fill("input[name=place]", "镇党政联席会")
    host.page.fill("textarea[name=text]", "旅程：汇报时对企业情况不熟。")
    host.act("记一条")
    host.page.wait_for_selector("text=前说明")
    assert "此前不作为依据" in host.text()
