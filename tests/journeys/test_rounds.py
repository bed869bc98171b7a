"""The two years of the example: what the pages say is what the records hold."""

import io
import re
from typing import Any

import docx


def figures(person: Any) -> dict[str, int]:
    """The figures of a round's overview."""
    pairs = person.page.locator(".figures > div").all_inner_texts()
    return {text.split()[0]: int(text.split()[1]) for text in pairs}


def test_two_hundred_and_three_were_sent_out_and_every_figure_is_counted(sign_in: Any) -> None:
    officer = sign_in("zuzhi1")
    officer.go("/programmes/")
    links = {
        link.get_attribute("href"): link.inner_text()
        for link in officer.page.locator("main a[href^='/programmes/']").all()
    }
    sent = {"外派": 0, "重点": 0, "互派": 0}
    for path, name in links.items():
        if path == "/programmes/new/":
            continue
        officer.go(f"{path}overview/")
        if "2014" in officer.page.locator("h1 .tag").inner_text():
            continue  # the rounds to come, which other stories play with
        found = figures(officer)
        states = officer.page.locator("section[aria-labelledby=sb] dl dd").all_inner_texts()
        assert sum(map(int, states)) == found["派出"], name
        kind = "重点" if "重点" in name else "互派" if "互派" in name else "外派"
        if "强镇" not in name:
            sent[kind] += found["派出"]
    assert (sent["外派"], sent["互派"]) == (203, 11)
    assert 90 <= sent["重点"] <= 98  # seven teams of 14; a leader may be wanting, and is shown so


def test_the_printed_roster_counts_as_the_page(sign_in: Any) -> None:
    officer = sign_in("zuzhi1")
    officer.go("/programmes/")
    officer.page.get_by_role("link", name="赴杭州挂职").first.click()
    officer.page.wait_for_load_state()
    officer.follow("批次概览")
    people = figures(officer)["派出"]
    officer.picture("round")
    officer.page.locator("summary", has_text="打印名册").click()
    paper = docx.Document(io.BytesIO(officer.download("Word A3")))
    assert len(paper.tables[0].rows) == people + 1 == 37
    assert f"共 {people} 人" in "".join(p.text for p in paper.paragraphs)
    officer.page.reload()
    officer.page.locator("summary", has_text="打印名册").click()
    assert officer.download("PDF A4").startswith(b"%PDF-")
    summary = docx.Document(io.BytesIO(officer.download("批次小结")))
    assert re.search(rf"派出 {people}；", "".join(p.text for p in summary.paragraphs))


def test_a_calendar_link_is_shown_once_and_can_be_ended(sign_in: Any) -> None:
    officer = sign_in("zuzhi1")
    officer.go("/settings/")
    officer.press("生成日历订阅链接")
    link = officer.page.locator("dl.facts code").inner_text()
    answer = officer.page.request.get(link)
    assert answer.ok
    assert "BEGIN:VEVENT" in answer.text()
    officer.follow("返回")
    officer.confirm("停用密钥")
    assert officer.page.request.get(link).status == 404
