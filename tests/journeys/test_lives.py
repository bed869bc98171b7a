"""Secondments alive: a month by phone, an extension refused and then granted, the end with
feedback, each party at its own desk."""

import io
import re
from datetime import date, timedelta
from typing import Any

import docx

from tests.factories.rosters import id_number

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "606060000000050001a5f645400000000049454e44ae426082"
)


def open_case(person: Any, state: str, name: str = "") -> str:
    """The first case in a state (of this person, where named); its address."""
    person.go(f"/secondments/?state={state}")
    rows = (
        person.page.locator("tbody tr", has_text=name) if name else person.page.locator("tbody tr")
    )
    rows.locator("th a").first.click()
    person.page.wait_for_load_state()
    return str(person.page.url).removeprefix(person.site.address)


def test_a_month_by_phone(sign_in: Any) -> None:
    me = sign_in("gua10", width=390, height=844)
    me.go("/my/")
    assert "下一步" in me.text()
    me.page.fill("#log textarea[name=text]", "走访企业三家，协调用地一件")
    me.page.fill("#log input[name=place]", "园区")
    me.page.set_input_files(
        "#log input[name=photos]", {"name": "p.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    me.press("保存日志")
    assert "走访企业三家" in me.text()
    assert me.page.locator("#log a", has_text="照片").count() == 1
    me.page.fill("#log textarea[name=text]", "机密文件一份")
    me.press("保存日志")
    assert "涉密" in me.text()
    me.go("/my/")
    first = date.today() + timedelta(days=14 - date.today().weekday())
    me.page.fill("#leave input[name=first]", first.isoformat())
    me.page.fill("#leave input[name=last]", (first + timedelta(days=4)).isoformat())
    me.page.wait_for_selector("#leave .chain .now:has-text('接收地组织部')")
    me.page.fill("#leave input[name=reason]", "家事")
    me.press("请假")
    assert "待批准" in me.text()
    me.press("撤回请假")
    me.page.select_option("#plan select[name=line]", index=1)
    me.page.fill("#plan input[name=text]", "走访规上企业全覆盖")
    me.page.fill("#plan input[name=due_on]", (date.today() + timedelta(days=30)).isoformat())
    me.press("列入计划")
    assert "走访规上企业全覆盖" in me.text()


def test_a_draft_outlives_a_lost_connection(sign_in: Any) -> None:
    me = sign_in("gua02", width=390, height=844)
    me.go("/my/")
    me.page.fill("#log textarea[name=text]", "断网时写的日志")
    me.page.wait_for_selector("#log [data-kept]:has-text('草稿已存在本机')")
    me.page.context.set_offline(True)
    me.page.get_by_role("button", name="保存日志").click()
    me.page.wait_for_timeout(500)
    me.page.context.set_offline(False)
    me.errors.clear()
    me.go("/my/")
    me.page.wait_for_selector("#log [data-kept]:has-text('已恢复')")
    assert me.page.input_value("#log textarea[name=text]") == "断网时写的日志"
    me.press("保存日志")
    assert "断网时写的日志" in me.page.locator("#log ul").inner_text()
    me.page.wait_for_timeout(300)
    me.go("/my/")
    assert me.page.input_value("#log textarea[name=text]") == ""


def test_an_extension_refused_and_then_granted(sign_in: Any) -> None:
    host = sign_in("zhen11")
    path = open_case(host, "SERVING")
    name = host.page.locator("h1").inner_text().split()[0]
    new_end = (date.today() + timedelta(days=300)).isoformat()

    def ask(day: str) -> None:
        host.go(path)
        host.page.locator("summary", has_text="提出变更").click()
        host.follow("申请延期")
        host.page.fill("input[name=new_end]", day)
        host.page.fill("input[name=reason]", "项目尚未完工")
        host.press("申请延期")

    ask((date.today() + timedelta(days=3650)).isoformat())
    assert "总期须在" in host.text()
    ask(new_end)
    assert "办理中" in host.text()

    officer = sign_in("zuzhi1")
    officer.go(path)
    officer.picture("case")
    decide(officer, "document_no", "嘉组〔2026〕示例31号", "批准")
    officer.page.wait_for_selector("text=还缺派出单位同意")
    assert "还缺本人同意" in officer.text()
    officer.go(path)
    decide(officer, "note", "待派出单位意见", "不批准")
    assert "办理中" not in officer.page.locator("main").inner_text().split("三方")[0]

    ask(new_end)
    home_unit = officer.page.locator(".parties h3").first.inner_text().split("：")[1]
    accounts = (officer.site.home / "keys/demo-passwords.txt").read_text().splitlines()[1:]
    officer.go(path)
    assert name in officer.text()
    for account in (line.split()[0] for line in accounts if line.startswith("gua")):
        me = sign_in(account, width=390, height=844)
        me.go("/my/")
        if me.page.get_by_role("button", name="同意", exact=True).count():
            me.press("同意")
            break
    else:
        raise AssertionError("nobody was asked")
    home = personnel_office(sign_in, home_unit)
    home.go(path)
    home.page.locator("summary", has_text="表态").click()
    home.press("同意")
    officer.go(path)
    decide(officer, "document_no", "嘉组〔2026〕示例32号", "批准")
    officer.page.wait_for_selector("text=已延期")
    assert "已延期" in officer.text()
    assert "延期决定" in officer.text()


def decide(officer: Any, field: str, text: str, button: str) -> None:
    """The department's decision on the change that is open."""
    officer.page.locator("summary", has_text="决定").first.click()
    officer.page.fill(f"form[action^='/do/change.decide/'] [name={field}]", text)
    officer.press(button)


def personnel_office(sign_in: Any, unit: str) -> Any:
    """An account for a home unit: made by one administrator, granted by another, activated."""
    system, security = sign_in("sysadmin"), sign_in("secadmin")
    system.go("/access/accounts/")
    system.page.fill("input[name=username]", "paichu")
    system.page.fill("input[name=full_name]", "派出办")
    number = id_number(77, date(1980, 3, 1), "男")
    system.page.fill("input[name=id_number]", number)
    system.press("新建账号")
    code = system.page.locator("code").last.inner_text()
    security.go("/access/grants/")
    security.page.locator("tr", has_text="派出办 paichu").get_by_role("link", name="授权").click()
    security.page.select_option("select[name=role]", label="派出单位")
    security.page.select_option("select[name=unit]", label=unit)
    security.press("授权")
    password = "Paichu-2026-ban"  # noqa: S105 - of this test's own site
    system.page.context.clear_cookies()
    system.go("/activate/")
    system.page.fill("input[name=username]", "paichu")
    system.page.fill("input[name=code]", code)
    system.page.fill("input[name=id_number]", number)
    system.page.fill("input[name=password]", password)
    system.press("激活并设置密码")
    security.site.passwords["paichu"] = password
    return sign_in("paichu")


def test_the_end_of_a_round_unit_by_unit(sign_in: Any) -> None:
    officer = sign_in("zuzhi1")
    officer.go("/feedback/")
    assert "应反馈" in officer.text()
    officer.follow("约走访")
    officer.press("约走访")
    visit = officer.page.url
    officer.press("起草反馈函")
    assert "接收单位鉴定" in officer.text()
    deliver(officer)
    officer.page.wait_for_selector("text=还没有走访")
    officer.page.goto(visit)
    officer.page.fill("input[name=visitors]", "陆组文")
    officer.page.fill("textarea[name=minutes]", "通报情况")
    officer.press("记录走访")
    deliver(officer)
    officer.page.wait_for_selector("text=已送函")
    letter = docx.Document(io.BytesIO(officer.download(r"反馈函 .docx")))
    texts = [paragraph.text for paragraph in letter.paragraphs]
    assert any("挂职任" in text for text in texts)
    assert any(re.search(r"反馈〔\d{4}〕\d+号", text) for text in texts)
    officer.page.goto(visit)
    officer.picture("letter")
    officer.press("回执")
    assert "已回执" in officer.text()


def deliver(officer: Any) -> None:
    """Give the letter to the home unit: asked first."""
    officer.page.locator("summary", has_text="送达并要求回执").click()
    officer.press("送达并要求回执")


def test_the_board_is_true(sign_in: Any) -> None:
    officer = sign_in("zuzhi1")
    officer.go("/obligations/?all=1")
    officer.picture("obligations")
    late = int(officer.page.locator(".lanes .late h2 b").inner_text())
    assert late > 0
    officer.go("/obligations/?all=1&kind=MONTHLY_REPORT")
    assert "月报" in officer.text()
    me = sign_in("gua01", width=390, height=844)
    me.go("/obligations/")
    assert "半年走访" not in me.page.locator(".lanes").inner_text()
