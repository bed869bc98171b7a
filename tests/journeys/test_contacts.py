"""A return with contacts handed over: kept on the phone, offered, signed for at the liaison office."""

import re
from typing import Any

from tests.journeys.test_pages import violations

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def test_contacts_are_handed_over_with_a_receipt(sign_in: Any) -> None:
    person, office = sign_in("gua02", width=390), sign_in("zhujing")
    person.go("/my/")
    person.page.get_by_role("link", name="存联系人").click()
    person.page.wait_for_selector("text=由你保管到期满移交")
    assert violations(person) == []
    assert not person.page.evaluate("document.documentElement.scrollWidth > 390")
    person.page.fill("input[name=name]", "闻人旅程")
    person.page.fill("input[name=ministry]", "产业发展部（示例）")
    person.page.fill("input[name=bureau]", "装备工业司")
    person.page.fill("input[name=division]", "轴承处")
    person.press("存联系人")
    person.page.wait_for_selector("text=至少填一个电话或邮箱")
    person.page.locator("input[name='phones.1.number']").fill("010-60009988")
    person.press("存联系人")
    person.page.wait_for_selector("text=已存入，由你保管")
    address = re.sub(r"^https?://[^/]+", "", person.page.url)
    assert "010-****9988" in person.text()
    assert "60009988" not in person.page.content()
    assert violations(person) == []
    person.press("显示号码")
    call = person.page.locator("a[href='tel:010-60009988']")
    assert call.inner_text() == "010-60009988"
    assert violations(person) == []
    person.go(address)
    person.page.fill("input[name=purpose]", "请教轴承目录")
    person.press("登记一次联系")
    person.page.wait_for_selector("text=已登记")
    person.page.locator("summary", has_text="仍有效").click()
    person.page.get_by_role("button", name="仍有效", exact=True).click()
    person.page.wait_for_selector("text=已核对")

    person.go("/contacts/")
    person.follow("产业发展部（示例）")
    person.follow("存一份资料")
    assert violations(person) == []
    person.page.fill("input[name=title]", "轴承处年度日历")
    person.page.select_option("select[name=kind]", "CALENDAR")
    person.page.fill("input[name=as_of]", "2026-01-05")
    paper = {"name": "日历.pdf", "mimeType": "application/pdf", "buffer": PDF}
    person.page.set_input_files("input[name=file]", paper)
    person.press("存一份资料")
    person.page.wait_for_selector("text=保管中")
    assert not person.page.evaluate("document.documentElement.scrollWidth > 390")
    assert violations(person) == []
    kept = re.sub(r"^https?://[^/]+", "", person.page.url)

    office.go(address)
    assert "闻人旅程" not in office.text(), "not his yet"
    person.go("/contacts/handovers/")
    person.page.locator("select[name=to]").first.select_option(label="嘉兴市驻北京联络处")
    assert violations(person) == []
    person.page.get_by_role("button", name="移交给单位", exact=True).click()
    person.page.wait_for_selector("text=等待签收")
    handover = re.sub(r"^https?://[^/]+", "", person.page.url)

    office.go(handover)
    assert violations(office) == []
    assert "轴承处年度日历" in office.text()
    office.press("签收所选")
    office.page.wait_for_selector("text=从今天起由你保管")
    office.go(address)
    office.press("显示号码")
    office.page.wait_for_selector("text=010-60009988")
    assert "双方签收" in office.text()
    office.go("/contacts/")
    office.page.fill("input[name=q]", "wenren")
    office.page.locator("main").get_by_role("button", name="查找").click()
    office.page.wait_for_selector("text=查找结果")
    assert "闻人旅程" in office.text()
    assert "wenren" not in office.page.url
    office.page.get_by_role("link", name="产业发展部（示例）").click()
    office.page.wait_for_selector("text=保管链")
    office.picture("contacts")
    assert violations(office) == []
    office.go(kept)
    assert office.download("下载") == PDF
    assert violations(office) == []
    person.go(kept)
    assert "需要时请联系保管人" in person.text()
    person.go(address)
    assert "需要时请联系保管人" in person.text()
    assert person.page.get_by_role("button", name="显示号码").count() == 0
