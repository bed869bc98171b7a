"""The town round to its end: months later the terms have run out by themselves; everybody writes
his part, hosts and department conclude, each home unit is visited with one letter and answers,
work is handed over, and the cases close. The clock of the whole site is moved on."""

import contextlib
import signal
from collections.abc import Iterator
from typing import Any

from tests.journeys.conftest import Person
from tests.journeys.sites import Site, example_city, launch

DAYS = 150
# Read by every Python process of the site before anything else: its clock runs ahead.
AHEAD = f"""
import datetime, time_machine
when = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days={DAYS})
time_machine.travel(when, tick=True).start()
"""


@contextlib.contextmanager
def later(monkeypatch: Any) -> Iterator[Site]:
    """The example city, stopped and started again with its clock five months on."""
    with example_city() as site:
        site.process.send_signal(signal.SIGTERM)
        site.process.wait(40)
        ahead = site.home.with_name("ahead")
        ahead.mkdir()
        (ahead / "sitecustomize.py").write_text(AHEAD)
        monkeypatch.setenv("PYTHONPATH", str(ahead))
        site.process = launch(site.address, site.home, site.log)
        monkeypatch.delenv("PYTHONPATH")
        yield site


class Story:
    """The acts of the end, each by its page."""

    def __init__(self, site: Site, browser: Any) -> None:
        """With the browser and the running site."""
        self.site, self.browser = site, browser

    def enter(self, username: str) -> Person:
        """Sign in."""
        context = self.browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
        person = Person(self.site, context.new_page())
        person.page.set_default_timeout(15_000)
        person.go("/accounts/login/")
        person.page.fill("input[name=login]", username)
        person.page.fill("input[name=password]", self.site.passwords[username])
        person.press("登录")
        return person

    def own_parts(self) -> int:
        """Everybody whose term is ending writes his own part on the phone page."""
        written = 0
        for username in [name for name in self.site.passwords if name.startswith("gua")]:
            me = self.enter(username)
            me.go("/my/")
            form = me.page.locator("form[action^='/do/appraisal.write/']")
            if form.count():
                form.locator("textarea").fill("两年来在镇里分管工业，收获很大。")
                me.press("提交总结")
                written += 1
            me.page.context.close()
        return written


def cases(person: Person, state: str, programme: str) -> list[str]:
    """Addresses of the cases of a round in a state."""
    person.go(f"/secondments/?state={state}&programme={programme}")
    links = person.page.locator("tbody th a").all()
    return [str(link.get_attribute("href")) for link in links]


def act(person: Person, path: str, title: str, text: str = "") -> None:
    """One act of the record's footer."""
    person.go(path)
    details = person.page.locator(
        "details.act", has=person.page.locator(f"summary:text-is('{title}')")
    )
    details.locator("summary").click()
    if text:
        details.locator("textarea").fill(text)
    details.locator("button").click()
    person.page.wait_for_load_state("networkidle")


def end_leaves(person: Person, path: str) -> None:
    """Whoever was on leave is back."""
    person.go(path)
    while person.page.locator("summary", has_text="销假").count():
        act(person, path, "销假")


def feed_back(person: Person) -> int:
    """Every visit of the lanes: draft, visit, deliver, receipt."""
    person.go("/feedback/")
    links = [
        str(a.get_attribute("href"))
        for a in person.page.locator(".lane a[href^='/feedback/']").all()
    ]
    done = 0
    for path in dict.fromkeys(links):
        person.go(path)
        if not person.page.get_by_role("button", name="起草反馈函", exact=True).count():
            continue
        person.press("起草反馈函")
        person.page.fill("input[name=visitors]", "陆组文")
        person.page.fill("textarea[name=minutes]", "通报挂职情况，听取意见")
        person.press("记录走访")
        act(person, path, "送达并要求回执")
        if person.page.get_by_role("button", name="回执", exact=True).count():
            person.press("回执")
            done += 1
    return done


def test_the_town_round_from_expiry_to_closing(browser: Any, monkeypatch: Any) -> None:
    with later(monkeypatch) as site:
        story = Story(site, browser)
        officer = story.enter("zuzhi1")
        officer.go("/programmes/")
        link = officer.page.get_by_role("link", name="强镇挂职上一批").first
        programme = str(link.get_attribute("href")).split("/")[2]
        expiring = cases(officer, "EXPIRING", programme)
        assert len(expiring) >= 8  # of eleven: one goes on, one was recalled, one ended early
        written = story.own_parts()
        assert written >= len(expiring)
        officer.go(expiring[0])
        assert "还没有期满鉴定" in officer.text()
        for path in expiring:
            end_leaves(officer, path)
            act(officer, path, "鉴定意见", "敢担当，懂经济，群众公认。")
            officer.page.get_by_role("link", name="完成鉴定").click()
            officer.page.wait_for_selector("text=由系统记录汇总")
            officer.page.get_by_label("组织部门意见").fill("同意接收单位意见。")
            officer.press("完成鉴定")
        officer.go("/feedback/route/")
        officer.press("按此安排")
        assert feed_back(officer) >= 3
        for path in cases(officer, "FED_BACK", programme):
            act(officer, path, "确认移交")
            act(officer, path, "结案")
        closed = cases(officer, "CLOSED", programme)
        assert set(expiring) <= set(closed)
        officer.go(closed[0])
        assert (
            "期满返回" in officer.text() or "召回" in officer.text() or "提前结束" in officer.text()
        )
        assert [step.inner_text() for step in officer.page.locator("ol.life .todo").all()] == []
        officer.go(f"/programmes/{programme}/overview/")
        assert "已结案" in officer.text()
