"""A secondee's day on the phone: a log with a picture, a contact, an outcome with a photo, sign-in
to an activity; each in under a minute by the keystroke-level model.

The model (Card, Moran and Newell 1980) adds the time of a tap, of each character and of thinking
before each field to what the machine really took; its times here are those of slow thumbs.
"""

import io
import logging
import re
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PIL import Image

from tests.journeys.test_groups import ZONE, choose, name_of
from tests.journeys.test_pages import violations

log = logging.getLogger(__name__)
# Seconds: a tap, a digit, a Chinese character by pinyin, a thought before a field, a picture
# taken with the phone's camera.
TAP, DIGIT, CHARACTER, THOUGHT, PICTURE = 1.1, 0.5, 1.0, 1.35, 8.0
MINUTE = 60


def photo() -> dict[str, Any]:
    """As a phone takes it: twelve megapixels."""
    out = io.BytesIO()
    Image.effect_noise((400, 300), 60).resize((4000, 3000)).convert("RGB").save(out, "JPEG")
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@dataclass
class Thumbs:
    """Does things on a phone and adds up what a person would need."""

    person: Any
    seconds: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def write(self, selector: str, text: str) -> None:
        """Tap into a field and type."""
        self.person.page.fill(selector, text)
        each = [DIGIT if char.isascii() else CHARACTER for char in text]
        self.seconds += THOUGHT + TAP + sum(each)

    def choose(self, selector: str, value: str) -> None:
        """Open a list and tap a line."""
        self.person.page.select_option(selector, value)
        self.seconds += THOUGHT + 2 * TAP

    def take(self, selector: str) -> None:
        """Tap the field and take a picture."""
        self.person.page.set_input_files(selector, photo())
        self.seconds += TAP + PICTURE

    def tap(self, words: str, seen: str, role: str = "button") -> None:
        """Tap and wait until the answer says so."""
        self.person.page.get_by_role(role, name=words, exact=role == "button").first.click()
        self.person.page.wait_for_selector(f"text={seen}")
        self.seconds += THOUGHT + TAP

    def took(self) -> float:
        """What a person would need, with what the machine took."""
        return self.seconds + time.monotonic() - self.began


def test_a_secondees_day(sign_in: Any) -> None:
    me, leader = sign_in("gua05", width=390, height=844), sign_in("gua06", width=390)
    path = call_together(sign_in, leader, name_of(me))
    times: dict[str, float] = {}

    me.go("/my/")
    assert violations(me) == []
    hand = Thumbs(me)
    hand.tap("写日志", "不得填写涉密内容", role="link")
    hand.write("#log textarea[name=text]", "走访轴承企业三家，协调用地")
    hand.take("#log input[name=photos]")
    hand.tap("保存日志", "日志已保存")
    times["log"] = hand.took()
    assert me.page.locator("#log a", has_text="照片").count() == 1

    me.go("/my/")
    hand = Thumbs(me)
    hand.tap("存联系人", "只存工作联系方式", role="link")
    hand.write("input[name=name]", "尉迟旅程")
    hand.write("input[name=ministry]", "产业发展部（示例）")
    hand.write("input[name=bureau]", "装备工业司")
    me.page.locator("input[name='phones.1.number']").fill("01060001234")
    hand.seconds += THOUGHT + TAP + 11 * DIGIT
    hand.tap("存联系人", "已存入，由你保管")
    times["contact"] = hand.took()
    assert "****1234" in me.text()

    me.go("/my/")
    hand = Thumbs(me)
    hand.tap("报成果", "到了哪一步", role="link")
    hand.tap("解决问题", "为谁解决", role="link")
    hand.write("input[name=title]", "园区用电增容")
    hand.write("input[name=partner]", "旅程轴承公司")
    hand.take("input[name='proofs.0.files']")
    hand.tap("登记解决问题", "核实后计入")
    times["outcome"] = hand.took()
    assert not me.page.evaluate("document.documentElement.scrollWidth > 390")

    me.go("/groups/")
    hand = Thumbs(me)
    hand.tap("旅程现场会", "签到码", role="link")
    leader.go(f"{path}code/")
    hand.write("input[name=code]", leader.page.locator("#code b").inner_text())
    hand.tap("签到", "已签到")
    times["sign-in"] = hand.took()

    me.go("/my/")
    assert "走访轴承企业三家" in me.text()
    assert violations(me) == []
    me.picture("secondees-day")
    assert max(times.values()) < MINUTE, times
    log.info("seconds by the model: %s", {key: round(value) for key, value in times.items()})


def call_together(sign_in: Any, leader: Any, other: str) -> str:
    """A task group of both that meets now; the address of its activity."""
    officer = sign_in("zuzhi1")
    officer.go("/groups/new/")
    officer.page.select_option("select[name=kind]", "TASK")
    choose(officer, "unit", "嘉兴市")
    officer.page.fill("input[name=name]", "旅程专项组")
    first = name_of(leader)
    for name in (first, other):
        officer.page.locator("label:has(input[name=members])", has_text=name).locator(
            "input"
        ).check()
    choose(officer, "leader", first)
    officer.press("成立协调小组或专班")
    officer.page.wait_for_selector("text=小组已成立")
    leader.go(re.sub(r"^https?://[^/]+", "", officer.page.url))
    leader.page.select_option("select[name=kind]", label="走访")
    leader.page.fill("input[name=title]", "旅程现场会")
    leader.page.fill("input[name=starts_at]", datetime.now(ZONE).strftime("%Y-%m-%dT%H:%M"))
    leader.press("发起活动")
    leader.page.wait_for_selector("text=已发起")
    return re.sub(r"^https?://[^/]+", "", leader.page.url)
