"""A round from slips to the official print with phones, and one on paper: by real pages."""

import io
import json
import re
import time
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from pypdf import PdfReader

from dunmiao.assessments.rules.secrecy import code_hash, receipt_of
from dunmiao.db.embedded import EmbeddedServer
from tests.journeys.test_pages import violations


def make_round(
    officer: Any,
    title: str,
    *,
    people: int,
    due: dict[str, int],
    paper: str = "",
    remote: bool = False,
) -> str:
    """Set up one session by the pages and finish; the address of the session."""
    officer.go("/assessments/")
    officer.follow("新建测评")
    officer.page.fill("input[name=title]", title)
    officer.page.select_option("select[name=scheme]", label="专项考察测评 · 民主测评")
    programme = officer.page.locator("select[name=programme] option", has_text="强镇挂职上一批")
    officer.page.select_option("select[name=programme]", programme.get_attribute("value"))
    officer.act("新建测评")
    officer.unfold("加入场次")
    officer.page.fill("input[name=name]", "大会场")
    officer.page.locator("details[open] select[name=place]").select_option(index=1)
    for code, count in due.items():
        officer.page.fill(f"input[name='due.{code}']", str(count))
    if paper:
        officer.page.fill(f"input[name='paper.{paper}']", str(due[paper]))
    boxes = officer.page.locator("input[name=people]")
    for number in range(people):
        boxes.nth(number).check()
    if remote:
        officer.page.select_option("select[name=way]", "REMOTE")
    officer.act("加入场次")
    officer.follow(title)
    officer.act("定稿")
    officer.follow("大会场")
    return str(officer.page.url).removeprefix(officer.site.address)


def issue(officer: Any) -> bytes:
    """Press the button that gives the slips, once."""
    officer.unfold("发票：下载票条 PDF")
    with officer.page.expect_download() as waiting:
        officer.page.get_by_role("button", name="发票：下载票条 PDF").click()
    with open(waiting.value.path(), "rb") as handle:
        return handle.read()


CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{2}")


def codes_on(pdf: bytes) -> list[str]:
    """The codes printed on the slips, as a voter would type them."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return CODE.findall(re.sub(r"\s", "", "".join(page.extract_text() for page in pages)))


class Phone:
    """A voter's own phone: no account, no cookie."""

    def __init__(self, browser: Any, address: str) -> None:
        self.context = browser.new_context(viewport={"width": 390, "height": 760}, locale="zh-CN")
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.address = address

    def vote(self, code: str, *, marks: dict[int, str], people: int) -> str:
        """Scan, read, mark person by person, look over, cast; the receipt."""
        self.page.goto(f"{self.address}#{code.replace('-', '')}")
        assert "#" not in self.page.url, "the code leaves the address bar"
        self.page.get_by_role("button", name="开始填").click()
        for person in range(people):
            for item in range(4):
                mark = marks.get(item, "称职")
                group = self.page.locator(f"input[name=m-{person}-{item}]")
                group.and_(self.page.locator(f"[value={mark}]")).check(force=True)
            self.page.locator(".step:not([hidden]) [data-next]").click()
        assert not self.context.cookies()
        self.page.get_by_role("button", name="投票", exact=True).dblclick()
        return str(self.page.locator("#receipt").inner_text())


def superuser(site: Any) -> Any:
    """Whoever has the server: every table, every hidden column, every file."""
    server = EmbeddedServer(site.home)
    return psycopg.connect(**server.parameters("dunmiao_boot"), autocommit=True)


def files_of_tables(site: Any) -> bytes:
    """Every table file of the database, as the disk holds it."""
    with superuser(site) as attacker:
        attacker.execute("CHECKPOINT")
    folder = EmbeddedServer(site.home).data / "base"
    return b"".join(path.read_bytes() for path in folder.glob("*/*") if path.is_file())


def test_a_round_from_slips_to_the_official_print(sign_in: Any, browser: Any, site: Any) -> None:
    officer, witness = sign_in("zuzhi1"), sign_in("jiandu")
    path = make_round(officer, "旅程测评", people=2, due={"A": 0, "B": 6, "C": 0})
    officer.picture("session")
    codes = codes_on(issue(officer))
    assert len(codes) == len(set(codes)) == 6
    officer.go(path)
    officer.page.wait_for_selector("text=已发票")
    witness.go(path)
    witness.act("核对票数并开票")
    address = site.address + "/b/" + path.split("/")[-2] + "/"
    receipts, phones = [], []
    for number, code in enumerate(codes[:5]):
        phone = Phone(browser, address)
        marks = {0: "优秀"} if number % 2 else {0: "优秀", 3: "基本称职"}
        receipts.append(phone.vote(code, marks=marks, people=2))
        phones.append(phone)
    assert len(set(receipts)) == 5
    again = Phone(browser, address)
    again.page.goto(f"{address}#{codes[0].replace('-', '')}")
    assert violations(again) == []
    again.page.get_by_role("button", name="开始填").click()
    assert violations(again) == []
    assert not again.page.evaluate("document.documentElement.scrollWidth > 390")
    again.page.locator(".step:not([hidden]) [data-go=review]").first.click()
    again.page.get_by_role("button", name="投票", exact=True).click()
    assert again.page.locator("fieldset:has(input:focus)").count() == 1, "open items are shown"
    again.page.evaluate(
        "document.querySelectorAll('fieldset').forEach(f => { f.querySelector('input').checked = true; })"
    )
    again.page.evaluate("document.getElementById('ballot').requestSubmit()")
    again.page.wait_for_selector("text=此票码已使用")
    with superuser(site) as attacker:
        spent = attacker.execute(
            "SELECT count(*) FROM assessments_ballotcode WHERE is_spent"
        ).fetchone()
        assert spent == (5,), "a second ballot spends nothing, and counts nothing"
        attacker.execute("ANALYZE")  # as the server does by itself, whenever it likes
    officer.go(path)
    assert "≥ 5" in officer.text(), "turnout is told in steps of five"
    officer.act("停止投票")
    witness.go(path)
    witness.confirm("封票并计票")
    assert "计入 5 票" in witness.text().replace("\n", " ")
    attack(site, path.split("/")[-2], codes, receipts)
    phones[0].page.goto(f"{address}receipts/?receipt={receipts[0]}")
    assert "已计入" in phones[0].page.inner_text("main")
    officer.go("/assessments/")
    officer.follow("旅程测评")
    assert "收回" in officer.text()
    paper = officer.download("打印计票结果")
    text = zipfile.ZipFile(io.BytesIO(paper)).read("word/document.xml").decode()
    assert "旅程测评计票结果" in text
    assert "封票根值" in text
    officer.confirm("归档：计算位置并删除票面关联")
    assert "已归档" in officer.text()
    for phone in [*phones, again]:
        assert not phone.errors
        phone.context.close()


def attack(site: Any, session: str, codes: list[str], receipts: list[str]) -> None:
    """With the server in hand, after closing: no code is left, no order, no link."""
    with superuser(site) as attacker:
        rows = attacker.execute(
            "SELECT b.id, b.xmin::text FROM assessments_ballot b JOIN assessments_ballotsession s "
            "ON s.id = b.session_id WHERE s.uid = %s ORDER BY b.ctid",
            [session],
        ).fetchall()
        assert len({xmin for _, xmin in rows}) == 1
        assert [row[0] for row in rows] == sorted(row[0] for row in rows)
        assert {receipt_of(row[0]) for row in rows} == set(receipts)
        assert attacker.execute("SELECT count(*) FROM assessments_ballotcode").fetchone() == (0,)
        assert attacker.execute("SELECT count(*) FROM assessments_castballot").fetchone() == (0,)
    hashes = [code_hash(code.replace("-", "")).encode() for code in codes]
    for _ in range(60):  # the worker sweeps a moment after the commit
        held = files_of_tables(site)
        if not any(digest in held for digest in hashes):
            break
        time.sleep(0.5)
    assert not any(digest in held for digest in hashes), "dropped codes are still in the files"


def test_a_paper_round_is_read_by_two(sign_in: Any) -> None:
    officer, second = sign_in("zuzhi1"), sign_in("zuzhi2")
    path = make_round(officer, "纸票测评", people=1, due={"A": 0, "B": 5, "C": 0}, paper="B")
    officer.unfold("发票：下载票条 PDF")
    officer.act("发票：下载票条 PDF")
    officer.page.wait_for_selector("text=没有票码可印")
    second.go(path)
    second.act("核对票数并开票")
    officer.go(path)
    row = officer.page.locator("tr", has_text="B 项目组同事")
    row.locator("summary", has_text="登记收回").click()
    row.locator("input[name=returned]").fill("5")
    row.get_by_role("button", name="登记收回").click()
    officer.page.wait_for_selector("text=收回张数已登记")
    for person, change in ((officer, "1"), (second, "2")):
        person.go(path)
        person.page.locator("tr", has_text="B 项目组同事").get_by_role("link", name="录票").click()
        for number in range(5):
            person.page.wait_for_selector(f"input[name=number][value='{number + 1}']")
            digits = ["1", "2", "2", change if number == 3 else "1"]
            for digit in digits:  # the script moves on by itself
                person.page.keyboard.type(digit)
            person.page.keyboard.press("Enter")
            person.page.wait_for_load_state()
        person.page.wait_for_selector("text=没有等你录的票")
    officer.go(path)
    officer.act("停止投票")
    second.go(path)
    second.confirm("封票并计票")
    assert "两次录入不一致" in second.text(), "differences must be settled first"
    second.go(path)
    second.follow("两遍不一致的票")
    assert "B 类 第 4 号" in second.text()
    second.page.locator("input.digit").fill("1")
    second.press("按票面裁定")
    second.go(path)
    second.confirm("封票并计票")
    assert "已封票" in second.text()


def test_a_year_with_its_own_pool_and_a_tie(sign_in: Any) -> None:
    officer, second = sign_in("zuzhi1"), sign_in("zuzhi2")
    year = date.today().year
    officer.go("/quota/")
    assert "余数相同，交委员会定" in officer.text()
    assert "不成立" not in officer.text()
    officer.unfold("录入决定")
    officer.page.locator(".decide input[name=parts]").first.check()
    officer.page.fill(".decide input[name=minutes]", "示例纪要〔2026〕9号")
    officer.act("录入决定")
    officer.page.wait_for_selector("text=须从余数相同的7项中选 5 项")
    for number in range(1, 5):  # what was typed is kept
        officer.page.locator(".decide input[name=parts]").nth(number).check()
    officer.act("录入决定")
    officer.page.wait_for_selector("text=委员会的决定已录入")
    assert "余数相同" not in officer.text()
    second.go(f"/quota/{year}/")
    second.act("核定其余各池")
    second.page.wait_for_selector("text=个池。")
    assert "待核定" not in second.text()
    assert "不成立" not in second.text()
    officer.go(f"/quota/{year - 1}/")
    officer.follow("市审计局")
    assert "已生效" in officer.text()


def test_a_panel_member_writes_and_the_report_follows(sign_in: Any) -> None:
    member, officer = sign_in("kaocha", width=820), sign_in("zuzhi1")
    officer.go("/assessments/panels/")
    officer.page.locator("main li", has_text="强镇挂职上一批").get_by_role("link").click()
    officer.page.fill("input[name=title]", "旅程考察组")
    leader = officer.page.locator("select[name=leader] option", has_text="陆组文").get_attribute(
        "value"
    )
    officer.page.select_option("select[name=leader]", leader)
    officer.page.locator("label", has_text="邵考察").locator("input").check()
    officer.page.locator("input[name=cases]").nth(1).check()
    officer.act("派出考察组")
    path = str(officer.page.url).removeprefix(officer.site.address)
    for person in (member, officer):
        person.go(path)
        person.page.locator("tbody th a").first.click()
        person.page.fill("input[name='talks.leaders']", "3")
        for key in ("ability", "style", "performance"):
            person.page.locator(f"input[name='grades.{key}']").first.check(force=True)
            person.page.fill(f"textarea[name='words.{key}']", "到企业一线解决用地问题（示例）")
        if person is officer:
            assert "提交自己的意见以后才能看到" in person.text()
        person.press("提交，不再修改")
        assert "已提交" in person.text()
    assert "邵考察" in officer.text()
    officer.go(path)
    officer.act("汇总")
    report = officer.download("考察报告")
    text = zipfile.ZipFile(io.BytesIO(report)).read("word/document.xml").decode()
    assert "谈话 6 人次" in text
    assert "邵考察" in text
    member.go("/cadres/")
    assert "没有办理此事的权限" in member.text(), "a member sees his panel and nobody else"


VECTOR = """async (v) => {
  const T = window.DunmiaoBlind, big = (h) => BigInt("0x" + h);
  const key = { n: big(v.n), e: big(v.e) };
  const prepared = T.join(T.bytes(v.msg_prefix), T.bytes(v.msg));
  const encoded = await T.encode(prepared, key.n.toString(2).length - 1, T.bytes(v.salt));
  const made = await T.blind(key, prepared, T.bytes(v.salt), big(v.factor));
  return { encoded: T.hex(encoded), blinded: made.blinded, inverse: big(made.inverse) === big(v.inv),
           sig: await T.finalize(key, prepared, v.blind_sig, big(v.inv)),
           refused: !(await T.verify(key, T.bytes(v.msg), T.bytes(v.sig))) || v.msg_prefix === "" };
}"""


def test_a_remote_ballot_is_signed_blindly_in_the_browser(
    sign_in: Any, browser: Any, site: Any
) -> None:
    officer, witness = sign_in("zuzhi1"), sign_in("jiandu")
    path = make_round(officer, "旅程远程测评", people=1, due={"A": 0, "B": 5, "C": 0}, remote=True)
    assert "防不了" in officer.text()
    codes = codes_on(issue(officer))
    witness.go(path)
    witness.act("核对票数并开票")
    address = site.address + "/b/" + path.split("/")[-2] + "/"
    sent: list[str] = []
    phone = Phone(browser, address)
    phone.page.on("request", lambda asked: sent.append(asked.post_data or ""))
    page = phone.page
    page.goto(f"{address}#{codes[0].replace('-', '')}")
    assert "防不了" in page.inner_text("main")
    assert violations(phone) == []
    page.get_by_role("button", name="换取匿名签名").click()
    page.wait_for_selector("text=票码不再使用")
    page.reload()  # the tab keeps what was signed
    page.locator("input[name=code]").fill(codes[0])
    page.get_by_role("button", name="换取匿名签名").click()
    page.wait_for_selector("text=票码不再使用")
    page.get_by_role("button", name="开始填").click()
    for item in range(4):
        page.locator(f"input[name=m-0-{item}][value=优秀]").check(force=True)
    page.locator(".step:not([hidden]) [data-next]").click()
    page.get_by_role("button", name="投票", exact=True).click()
    receipt = page.wait_for_selector("#receipt").inner_text()
    assert receipt
    (cast,) = [body for body in sent if "m-0-0" in body]
    assert "code=" not in cast, "no code goes with the ballot"
    assert page.evaluate("window.sessionStorage.length") == 0
    again = Phone(browser, address)
    again.page.goto(f"{address}#{codes[0].replace('-', '')}")
    again.page.get_by_role("button", name="换取匿名签名").click()
    again.page.wait_for_selector("text=此票码已使用")
    vectors = Path(__file__).resolve().parents[3] / "shared/data/rfc9474_test_vectors.json"
    for vector in json.loads(vectors.read_text()) if vectors.is_file() else []:
        if len(vector.get("salt") or "") != 96:
            continue
        given = {**vector, "msg_prefix": vector.get("msg_prefix") or ""}
        given["factor"] = f"{pow(int(vector['inv'], 16), -1, int(vector['n'], 16)):x}"
        made = page.evaluate(VECTOR, given)
        assert made["encoded"] == vector.get("encoded_msg", made["encoded"])
        assert made["blinded"] == vector["blinded_msg"]
        assert made["inverse"]
        assert made["sig"] == vector["sig"]
        assert made["refused"]
    officer.go(path)
    officer.act("停止投票")
    witness.go(path)
    witness.confirm("封票并计票")
    assert "计入 1 票" in witness.text().replace("\n", " ")
    phone.context.close()
    again.context.close()
