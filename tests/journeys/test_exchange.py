"""A ring of three between the city and a county: proposed, agreed by both sides, decided by
another, issued; everybody arrives and one person's three relations move."""

import re
from datetime import date, timedelta
from typing import Any

LABELS = {"PERSONNEL": "人事关系", "WAGE": "工资关系", "PARTY": "组织关系"}

RING = ("市商务局", "嘉善县", "姚庄镇")


def propose(officer: Any) -> str:
    """Choose the three ways and propose; the address of the exchange."""
    officer.go("/exchanges/")
    officer.page.get_by_role("link", name=re.compile("新建互派.*2014")).click()
    officer.page.wait_for_load_state()
    today = date.today()
    officer.page.get_by_label("名称").fill("第 2 环")
    officer.page.fill("input[type=date][name=starts_on]", today.isoformat())
    officer.page.fill("input[type=date][name=ends_on]", (today + timedelta(days=540)).isoformat())
    for home, host in zip(RING, (*RING[1:], RING[0]), strict=True):
        row = officer.page.locator("tr", has=officer.page.locator("th", has_text=f"　{home}　"))
        option = row.locator("option", has_text=f"{host} ").first.get_attribute("value")
        row.locator("select").select_option(option)
    officer.act("提出互派")
    return str(officer.page.url).removeprefix(officer.site.address)


def record_places(officer: Any, path: str) -> None:
    """The officer records what each unit counted: full, so that nobody may come too early."""
    for number in range(len(RING)):
        officer.go(path)
        forms = officer.page.locator("details", has_text="登记编制")
        forms.nth(number).locator("summary").click()
        form = forms.nth(number)
        form.locator("input[name=as_of]").fill((date.today() - timedelta(days=1)).isoformat())
        form.locator("input[name=establishment]").fill("20")
        form.locator("input[name=occupied]").fill("20")
        officer.act("登记编制", form)


def arrive(officer: Any, case: str) -> None:
    """Confirm the arrival and the duty on a case's page."""
    officer.go(case)
    officer.confirm("确认报到")
    officer.unfold("明确分工")
    officer.page.fill("details[open] textarea[name=duty]", "分管日常工作")
    officer.act("明确分工")


def send(officer: Any, case: str, relation: str) -> None:
    """Open a letter for a relation."""
    officer.go(case)
    officer.page.get_by_role("link", name=f"转出{LABELS[relation]}").click()
    officer.page.fill("input[name=letter_no]", "函 2026-1")
    officer.act("转出关系")


def receive(officer: Any) -> None:
    """Confirm the first relation that is on its way."""
    officer.confirm("已收到")


def test_a_ring_with_three_relations_of_one_person(sign_in: Any) -> None:
    officer, county, second = sign_in("zuzhi1"), sign_in("jiashan"), sign_in("zuzhi2")
    path = propose(officer)
    assert "0 / 9" in officer.text()
    officer.act("同意")
    second.go(path)
    assert "嘉善县组织部门还没有表态" in second.text()
    county.go(path)
    assert "嘉善县组织部门" in county.text()
    county.act("同意")
    record_places(officer, path)
    assert "经手前一步的人不能办这一步" in officer.text()
    second.go(path)
    second.page.get_by_label("决定文号").fill("嘉组干〔2026〕示例7号")
    second.act("决定互派")
    officer.go(path)
    officer.act("发文")
    cases = [
        link.get_attribute("href")
        for link in officer.page.locator("h2 a[href^='/secondments/']").all()
    ]
    assert len(cases) == len(RING)
    for case in cases:
        arrive(officer, case)
    send(officer, cases[0], "PERSONNEL")
    receive(officer)
    assert "须待其派出人员的人事关系转出后才能接收" in officer.text()
    send(officer, cases[1], "PERSONNEL")  # the host's own person leaves first
    for relation in ("WAGE", "PARTY"):
        send(officer, cases[0], relation)
    for _ in range(3):
        officer.go(cases[0])
        receive(officer)
    officer.go(path)
    officer.picture("exchange")
    assert "3 / 9" in officer.text()
    officer.go(cases[0])
    officer.page.locator("summary", has_text="提出变更").count()
    county.go(path)
    assert "3 / 9" in county.text()
