"""Hard times, on an installation of its own in a folder of limited size: the disk runs full,
everything is killed in the middle of an import. Nothing acknowledged is lost, nothing half done."""

import contextlib
import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.journeys.sites import Site, example_city, launch

SIZE = "480m"


@pytest.fixture(scope="module")
def small_site() -> Iterator[Site]:
    """A site whose home lies on a small file system of its own."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a folder of limited size")
    base = Path(tempfile.mkdtemp(prefix="dm-", dir="/tmp"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", base], check=True)
    try:
        with example_city(base) as site:
            yield site
    finally:
        subprocess.run(["umount", "-l", base], check=True)
        base.rmdir()


class Visitor:
    """A signed-in user without a browser: forms are read and sent as one would."""

    def __init__(self, site: Site, username: str) -> None:
        self.site = site
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        secret = site.passwords[username]
        self.send("/accounts/login/", login=username, password=secret)

    def get(self, path: str) -> tuple[int, str]:
        return self._open(urllib.request.Request(self.site.address + path))

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def _token(self, path: str) -> str:
        status, page = self.get(path)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found, (status, page[:300])
        return found[1]

    def send(self, path: str, form: str = "", **fields: str) -> tuple[int, str]:
        fields["csrfmiddlewaretoken"] = self._token(form or path)
        body = urllib.parse.urlencode(fields).encode()
        address = self.site.address + path
        return self._open(urllib.request.Request(address, body, {"Referer": address}))

    def upload(self, name: str, content: bytes) -> tuple[int, str]:
        page = self.get("/imports/")[1]
        unit = re.search(r'<option value="([0-9a-f-]{36})">', page)
        assert unit
        fields = {"csrfmiddlewaretoken": self._token("/imports/"), "unit": unit[1]}
        edge = uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        parts += [f"--{edge}\r\n{head}".encode(), content, f"\r\n--{edge}--\r\n".encode()]
        address = self.site.address + "/do/import.receive/"
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}", "Referer": address}
        return self._open(urllib.request.Request(address, b"".join(parts), kind))


def roster(first: int, people: int) -> bytes:
    """A roster of invented people without ID numbers."""
    import io

    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet("名册")
    page.write_row(0, 0, ["姓名", "性别", "出生年月", "工作单位", "现任职务"])
    for number in range(people):
        # Three characters of 20,000 make names that nobody else has.
        name = "龘" + chr(0x4E00 + (first + number) // 200) + chr(0x4E00 + (first + number) % 200)
        page.write_row(number + 1, 0, [name, "男", "1985.06", "市财政局", "科员"])
    book.close()
    return stream.getvalue()


def wait_for(visitor: Visitor, path: str, words: str, seconds: int = 90) -> str:
    """Look again until the page says it."""
    page = ""
    for _ in range(seconds * 2):
        page = visitor.get(path)[1]
        if words in page:
            return page
        time.sleep(0.5)
    raise AssertionError(f"{words} did not appear: {re.sub('<[^>]+>', ' ', page)[-1500:]}")


def newest_import(visitor: Visitor) -> str:
    found = re.search(r"/imports/[0-9a-f-]{36}/", visitor.get("/imports/")[1])
    assert found
    return found[0]


def confirm_of(path: str) -> str:
    """Where the import of that page is confirmed."""
    return path.replace("/imports/", "/do/import.confirm/")


def progress_of(visitor: Visitor, path: str) -> str:
    """Where the page looks how far the import is."""
    page = wait_for(visitor, path, "正在后台办理")
    found = re.search(r"/jobs/[0-9a-f-]{36}/progress/", page)
    assert found
    return found[0]


def count(visitor: Visitor) -> int:
    """How many people the roster of the city holds."""
    found = re.search(r'cnt">(\d+) ', visitor.get("/cadres/")[1])
    assert found
    return int(found[1])


def fill(folder: Path, leave: int) -> Path:
    """Take the file system's free space but `leave` bytes."""
    ballast = folder / "ballast"
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    with ballast.open("wb") as out:
        os.posix_fallocate(out.fileno(), 0, max(1, free - leave))
    return ballast


def test_a_full_disk_is_said_and_loses_nothing(small_site: Site) -> None:
    officer = Visitor(small_site, "zuzhi1")
    before = count(officer)
    assert officer.upload("前.xlsx", roster(0, 5))[0] == 200
    kept = newest_import(officer)
    wait_for(officer, kept, "确认导入 5 人")
    ballast = fill(small_site.home.parent, leave=200_000)
    try:
        status, page = officer.upload("大.xlsx", roster(1000, 20_000))
        assert status == 503, (status, page[:500])
        assert "磁盘空间不足" in page
        assert "没有写入" in page
        assert "Traceback" not in page
    finally:
        ballast.unlink()
    wait_for(officer, kept, "确认导入 5 人")
    assert newest_import(officer) == kept
    assert officer.send(confirm_of(kept), form=kept)[0] == 200
    wait_for(officer, kept, "撤销导入")
    assert count(officer) == before + 5


def test_a_database_without_space_says_so_and_comes_back(small_site: Site) -> None:
    officer = Visitor(small_site, "zuzhi1")
    before = count(officer)
    people = 1500
    assert officer.upload("多.xlsx", roster(5000, people))[0] == 200
    path = newest_import(officer)
    wait_for(officer, path, f"确认导入 {people} 人")
    ballast = fill(small_site.home.parent, leave=1_000_000)
    try:
        officer.send(confirm_of(path), form=path)
        time.sleep(5)
    finally:
        ballast.unlink()
    deadline = time.monotonic() + 90
    while officer.get("/readyz")[0] != 200 and time.monotonic() < deadline:
        time.sleep(0.5)
    said = (small_site.home / "pg/server.log").read_text(errors="replace")
    assert "No space left on device" in said, "the database never ran out of space"
    page = wait_for(officer, path, "多.xlsx")
    assert count(officer) in {before, before + people}, "half an import"
    if "撤销导入" not in page:
        for _ in range(60):
            page = officer.get(path)[1]
            if "撤销导入" in page:
                break
            if "正在后台办理" not in page:
                officer.send(confirm_of(path), form=path)
            time.sleep(1)
    wait_for(officer, path, "撤销导入")
    assert count(officer) == before + people


def test_everything_killed_in_mid_import_ends_as_if_nothing_had_been(small_site: Site) -> None:
    officer = Visitor(small_site, "zuzhi1")
    before, people = count(officer), 1500
    assert officer.upload("再.xlsx", roster(20_000, people))[0] == 200
    path = newest_import(officer)
    wait_for(officer, path, f"确认导入 {people} 人")
    assert officer.send(confirm_of(path), form=path)[0] == 200
    wait_for(officer, progress_of(officer, path), "写入档案")
    parent = psutil.Process(small_site.process.pid)
    family = [parent, *parent.children(recursive=True)]
    assert any("postgres" in process.name() for process in family)
    for process in family:
        with contextlib.suppress(psutil.Error):  # some have ended meanwhile
            if "granian" not in " ".join(process.cmdline()):
                process.send_signal(signal.SIGKILL)
    small_site.process.wait(10)
    small_site.process = launch(small_site.address, small_site.home, small_site.log)
    officer = Visitor(small_site, "zuzhi1")
    wait_for(officer, path, "撤销导入")
    assert count(officer) == before + people
    log = small_site.log.read_text(errors="replace")
    assert "留下的网页服务" in log
    assert "1985" not in log, "personal data in the log"


def test_a_second_run_on_one_home_is_refused(small_site: Site) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {"DUNMIAO_HOME": str(small_site.home), "DUNMIAO_BIND": "127.0.0.1:1"}
    command = [sys.executable, "-m", "dunmiao.cli.main", "run"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "dunmiao run 已在" in done.stderr
    assert _is_ready(small_site)


def test_a_restarted_run_watches_the_database_that_was_left(small_site: Site) -> None:
    postmaster = small_site.home / "pg/data/postmaster.pid"
    left = int(postmaster.read_text().split()[0])
    begun = small_site.log.read_text(errors="replace").count("墩苗已启动")
    small_site.process.kill()
    small_site.process.wait(10)
    small_site.process = launch(small_site.address, small_site.home, small_site.log)
    deadline = time.monotonic() + 90
    while small_site.log.read_text(errors="replace").count("墩苗已启动") == begun:
        assert time.monotonic() < deadline, small_site.log.read_text(errors="replace")[-2000:]
        time.sleep(0.3)  # the pages that were left answer before the new run has begun
    assert "接管留下的数据库" in small_site.log.read_text(errors="replace")
    assert int(postmaster.read_text().split()[0]) == left
    os.kill(left, signal.SIGKILL)
    deadline = time.monotonic() + 90
    while _pid(postmaster) == left or not _is_ready(small_site):
        assert time.monotonic() < deadline, small_site.log.read_text(errors="replace")[-2000:]
        time.sleep(0.3)


def _pid(postmaster: Path) -> int:
    """Of the server that wrote the file; 0 while there is none."""
    try:
        return int(postmaster.read_text().split()[0])
    except (OSError, IndexError):
        return 0


def _is_ready(site: Site) -> bool:
    try:
        return urllib.request.urlopen(site.address + "/readyz", timeout=25).status == 200
    except OSError:
        return False


def test_the_site_is_whole_afterwards(small_site: Site, browser: Any) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(small_site.address + "/accounts/login/")
    page.fill("input[name=login]", "zuzhi1")
    page.fill("input[name=password]", small_site.passwords["zuzhi1"])
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_selector("nav.rail")
    context.close()
