"""An investment from lead to money paid in, on a phone and at the desk, and its reversal; the
first page checked against what the raw records say."""

import re
from pathlib import Path
from typing import Any

from tests.journeys.test_pages import violations

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def paid_in(officer: Any) -> tuple[str, str]:
    """(signed, paid-in in 亿元) as the board of outcomes says."""
    officer.go("/outcomes/")
    row = officer.page.locator("section", has_text="后一阶段含在前一阶段内").locator(
        "tr", has_text="签约"
    )
    cells = row.locator("td").all_inner_texts()
    return cells[0].strip(), cells[2].strip()


def test_an_investment_from_lead_to_paid_in_with_a_reversal(sign_in: Any, tmp_path: Path) -> None:
    proof = tmp_path / "证明.pdf"
    proof.write_bytes(PDF)
    person, officer = sign_in("gua01", width=390), sign_in("zuzhi1")
    signed, paid = paid_in(officer)
    person.go("/my/")
    person.page.get_by_role("link", name="报成果").click()
    person.page.wait_for_selector("text=到了哪一步")
    assert violations(person) == []
    assert not person.page.evaluate("document.documentElement.scrollWidth > 390")
    person.page.fill("input[name=title]", "旅程精密轴承项目")
    person.page.fill("input[name=partner]", "旅程轴承公司")
    person.page.select_option("select[name=stage]", "SIGNED")
    person.page.fill("input[name=amount]", "三千万")
    person.press("登记招商项目")
    person.page.wait_for_selector("text=读不出金额")
    assert person.page.input_value("select[name=stage]") == "SIGNED", "what was chosen is kept"
    person.page.fill("input[name=amount]", "1亿")
    person.page.select_option("select[name='proofs.0.kind']", "CONTRACT")
    person.page.set_input_files("input[name='proofs.0.files']", proof)
    person.press("登记招商项目")
    person.page.wait_for_selector("text=核实后计入")
    address = re.sub(r"^https?://[^/]+", "", person.page.url)
    assert "没有" not in person.page.locator("h1").inner_text()
    assert violations(person) == []
    assert person.page.get_by_role("button", name="核实").count() == 0, "nobody verifies his own"

    assert paid_in(officer) == (signed, paid), "nothing counts before a second unit's word"
    officer.go(address)
    officer.page.get_by_role("button", name="核实", exact=True).click()
    officer.page.wait_for_selector("text=计入合计")
    person.go(address)
    person.unfold("登记到账")
    paying = person.page.locator("form[action*='outcome.pay_in']")
    paying.locator("input[name=amount]").fill("5000万元")
    paying.locator("select[name='proofs.0.kind']").select_option("BANK_SLIP")
    paying.locator("input[name='proofs.0.files']").set_input_files(proof)
    person.press("登记到账")
    person.page.wait_for_selector("text=核实后计入")
    officer.go(address)
    officer.page.get_by_role("button", name="核实", exact=True).click()
    officer.page.wait_for_selector("text=计入合计")
    officer.picture("outcome")
    now = paid_in(officer)
    assert int(now[0]) == int(signed) + 1
    assert round(float(now[1]) - float(paid), 2) == 0.5
    officer.go("/harvest/")
    assert now[1] in officer.page.locator("section", has_text="兴业").inner_text()
    assert violations(officer) == []

    officer.go(address)
    officer.page.get_by_role("link", name="改份额").click()
    officer.page.fill("input[name='parties.0.share']", "40%")
    officer.page.select_option("select[name='parties.1.unit']", index=1)
    officer.page.fill("input[name='parties.1.share']", "50%")
    officer.picture("shares")
    officer.press("改份额")
    officer.page.wait_for_selector("text=应正好 100%")

    person.go(address)
    person.unfold("撤回")
    person.page.fill("form[action*='outcome.reverse'] input[name=reason]", "投资方撤回")
    person.page.locator("form[action*='outcome.reverse'] button").click()
    person.page.wait_for_selector("text=自撤回之日起不计")
    assert paid_in(officer) == (signed, paid)
    officer.page.get_by_role("link", name="已撤回").click()
    officer.page.wait_for_selector("text=旅程精密轴承项目")
    assert violations(officer) == []
