"""Wrong turns in the browser: a lost window in mid-run, a killed database, a hostile file."""

import os
import signal
import time
import urllib.error
import urllib.request
from typing import Any

from tests.journeys.test_eleven_towns import open_programme, wait_for_result


def test_a_window_lost_in_mid_run_loses_nothing(sign_in: Any) -> None:
    officer = sign_in("zuzhi1")
    open_programme(officer, "重点工作一线选调")
    officer.press("新建方案")
    desk = officer.page.url
    # The window is lost once the run is asked for, not before the click has left it.
    with officer.page.expect_response(lambda answer: "/do/plan.solve/" in answer.url):
        officer.press("求解")
    officer.page.goto("about:blank")
    time.sleep(1)
    again = sign_in("zuzhi1")
    again.page.goto(desk)
    wait_for_result(again)
    assert "已证明最优" in again.page.inner_text("footer.proof")
    assert again.page.locator("a.person").count() == 18


def test_pins_that_contradict_each_other_are_named(sign_in: Any) -> None:
    officer = sign_in("zuzhi2")
    open_programme(officer, "重点工作一线选调")
    officer.press("新建方案")
    people = officer.page.locator("form[action*='plan.pin'] select[name=nomination] option")
    leaders = officer.page.locator("form[action*='plan.pin'] select[name=post] option")
    post = leaders.first.get_attribute("value")
    pinned = 0
    for index in range(people.count()):
        value = people.nth(index).get_attribute("value")
        officer.page.select_option("form[action*='plan.pin'] select[name=nomination]", value)
        officer.page.select_option("form[action*='plan.pin'] select[name=post]", post)
        officer.page.locator("form[action*='plan.pin'] input[name=reason]").fill("要此人")
        officer.page.get_by_role("button", name="固定", exact=True).click()
        officer.page.wait_for_load_state()
        if "不能固定" in officer.text():
            officer.page.go_back()
            continue
        pinned += 1
        if pinned == 2:
            break
    officer.press("求解")
    officer.page.wait_for_selector("text=不能同时成立", timeout=60_000)
    assert officer.page.get_by_role("button", name="送审").is_disabled()


def test_a_hostile_file_is_refused_with_its_reason(sign_in: Any) -> None:
    home = sign_in("jingxin")
    home.go("/imports/")
    home.page.set_input_files(
        "input[name=file]",
        {
            "name": "x.lrmx",
            "mimeType": "application/xml",
            "buffer": b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Person>&e;</Person>",
        },
    )
    home.press("导入名册或审批表")
    home.page.wait_for_selector("text=DTD")
    assert home.page.get_by_role("button", name="确认导入").count() == 0


def test_a_killed_database_comes_back_and_nothing_acknowledged_is_lost(
    site: Any, sign_in: Any
) -> None:
    officer = sign_in("zuzhi1")
    open_programme(officer, "赴北京、上海挂职")
    officer.press("新建方案")
    desk = officer.page.url
    pid = int((site.home / "pg/data/postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    seen, deadline = set(), time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            seen.add(urllib.request.urlopen(site.address + "/readyz", timeout=25).status)
            break
        except urllib.error.HTTPError as answer:
            seen.add(answer.code)
            time.sleep(0.3)
    assert 200 in seen
    assert seen <= {200, 503}
    officer.errors.clear()
    officer.page.goto(desk)
    assert "方案1" in officer.text()
    officer.errors[:] = [e for e in officer.errors if "503" not in e]


def approve_by_hand(person: Any, desk: str) -> urllib.request.Request:
    """The POST that the button would send, with this person's cookies and token."""
    cookies = {c["name"]: c["value"] for c in person.page.context.cookies()}
    person.page.goto(desk)
    token = person.page.locator("form[action*='plan.approve'] input[name=csrfmiddlewaretoken]")
    body = f"csrfmiddlewaretoken={token.get_attribute('value')}".encode()
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    address = desk.split("?")[0].replace("/plans/", "/do/plan.approve/")
    return urllib.request.Request(address, data=body, headers={"Cookie": header, "Referer": desk})


def answer_to(request: urllib.request.Request) -> int:
    try:
        return int(urllib.request.urlopen(request, timeout=60).status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_two_officers_approving_at_once_approve_it_once(site: Any, sign_in: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor

    officer = sign_in("zuzhi1")
    open_programme(officer, "重点工作一线选调")
    officer.press("新建方案")
    officer.press("求解")
    wait_for_result(officer)
    desk = officer.page.url
    placed = officer.page.locator("a.person").count()
    assert placed > 0
    officer.press("送审")
    for name, count in (("due", 9), ("present", 9), ("agree", 9), ("disagree", 0), ("abstain", 0)):
        officer.page.fill(f"input[name={name}]", str(count))
    officer.press("记录研究情况")
    requests = [approve_by_hand(sign_in(name), desk) for name in ("zuzhi2", "lingdao")]
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(answer_to, requests))
    assert answers == [200, 409]
    officer.go("/secondments/?state=APPROVED")
    assert officer.page.locator("tbody tr").count() == placed
