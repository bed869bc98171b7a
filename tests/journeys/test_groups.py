"""A leader's month: a group is founded, meets, signs in by the code on the screen, decides, and
what was decided is done; its members on phones."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.journeys.test_pages import violations

ZONE = ZoneInfo("Asia/Shanghai")


def name_of(person: Any) -> str:
    """The name in the corner of the page."""
    return str(person.page.locator(".who summary").inner_text()).split("\n")[0].strip()


def choose(person: Any, field: str, words: str) -> None:
    """Pick the option that says so."""
    option = person.page.locator(f"select[name={field}] option", has_text=words).first
    person.page.select_option(f"select[name={field}]", option.get_attribute("value"))


def test_a_leaders_month(sign_in: Any) -> None:
    officer = sign_in("zuzhi1")
    leader, member = sign_in("gua01", width=390), sign_in("gua02", width=390)
    first, second = name_of(leader), name_of(member)
    officer.go("/groups/new/")
    programme = officer.page.locator("select[name=programme] option", has_text="强镇挂职上一批")
    officer.page.select_option("select[name=programme]", programme.get_attribute("value"))
    officer.press("选择")
    assert violations(officer) == []
    officer.page.fill("input[name=name]", "旅程一组")
    for name in (first, second):
        officer.page.locator("label:has(input[name=members])", has_text=name).locator(
            "input"
        ).check()
    choose(officer, "unit", "嘉兴市")
    choose(officer, "leader", first)
    officer.press("成立挂职小组")
    officer.page.wait_for_selector("text=小组已成立")
    assert violations(officer) == []
    path = re.sub(r"^https?://[^/]+", "", officer.page.url)

    leader.go(path)
    assert "不按篇数评先后" in leader.text()
    assert not leader.page.evaluate("document.documentElement.scrollWidth > 390")
    assert violations(leader) == []
    leader.page.select_option("select[name=kind]", label="走访")
    leader.page.fill("input[name=title]", "走访产业园")
    leader.page.fill("input[name=starts_at]", datetime.now(ZONE).strftime("%Y-%m-%dT%H:%M"))
    leader.press("发起活动")
    leader.page.wait_for_selector("text=已发起")
    activity = re.sub(r"^https?://[^/]+", "", leader.page.url)
    leader.press("签到")  # the field is required, and nothing is sent
    leader.follow("显示签到码")
    assert violations(leader) == []

    member.go("/groups/")
    member.follow("走访产业园")
    member.page.fill("input[name=code]", "000000")
    member.press("签到")
    assert "签到码不对" in member.text()
    member.go(activity)
    member.page.fill("input[name=code]", leader.page.locator("#code b").inner_text())
    member.press("签到")
    member.page.wait_for_selector("text=已签到")
    assert "到会 1 / 2" in member.text()
    assert member.page.get_by_role("button", name="签到", exact=True).count() == 0
    assert violations(member) == []

    leader.go(activity)
    leader.page.fill("textarea[name=text]", "走访两家企业，定下回访。")
    leader.press("写纪要")
    leader.page.wait_for_selector("text=纪要已存")
    leader.page.fill("form[action*='task.set'] input[name=text]", "回访轴承企业")
    leader.page.select_option("select[name=owner]", label=second)
    leader.page.fill("input[name=due_on]", datetime.now(ZONE).strftime("%Y-%m-%d"))
    leader.press("交办")
    leader.page.wait_for_selector("text=已交办")
    leader.go(path)
    leader.follow("平时掌握")
    leader.page.locator("li.row", has_text=second).get_by_role("link").last.click()
    leader.page.wait_for_load_state()
    leader.page.fill("input[name=place]", "走访产业园")
    leader.page.locator("select[name=tone]").select_option(index=1)
    leader.page.locator("select[name=source]").select_option(index=1)
    leader.page.fill("textarea[name=text]", "把三家企业的卡点当场列成清单。")
    leader.page.locator("form.stack p.row button.primary").last.click()
    leader.page.wait_for_selector("text=已记下")
    assert violations(leader) == []
    leader.go(f"{path}record/")
    assert leader.download("年度报告").startswith(b"%PDF")
    assert violations(leader) == []
    member.go(f"{path}record/")
    assert "年度报告" not in member.text()
    member.go(path)
    member.page.locator("summary", has_text="办结").first.click()
    member.page.fill("input[name=result]", "已回访")
    member.press("办结")
    member.page.wait_for_selector("text=已办结")

    officer.go(path)
    line = officer.page.locator("tr", has_text=second)
    line.locator("summary", has_text="办理").click()
    line.get_by_role("button", name="任组长", exact=True).click()
    officer.page.wait_for_selector("text=已任组长")
    assert "曾在组里" not in officer.text(), "changed on its first day, it is corrected in place"
    assert f"组长 {second}" in officer.text()
    officer.picture("group")
    leader.go(path)
    assert "不按篇数评先后" not in leader.text(), "who leads no more is told no more"
