"""Reading: rows, forms and cards a CPU second beside named peers in the same minute, memory of a large
roster, and the share of the files of `tests/formats/cases` that are read rightly (no database)."""

import gc
import io
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pandas
import vobject
import xlsxwriter
from lxml import etree

from dunmiao.formats.books import open_book
from dunmiao.formats.idnumber import check_character
from dunmiao.formats.lrmx import read_lrmx
from dunmiao.formats.read import read_upload
from dunmiao.formats.vcard import Card, Line, read_vcards
from dunmiao.formats.vcard_write import write_vcards
from tests.factories.rosters import HEADER
from tests.formats.elsewhere import ELSEWHERE, read_elsewhere
from tests.formats.test_cases import faults
from tests.formats.wanted import WANTED
from tools.example_city import HERE

TODAY = date(2026, 11, 30)
ROWS, LARGE, CARDS = 10_000, 50_000, 10_000
_MEMORY = r"""
import re, sys
from datetime import date
from pathlib import Path
from dunmiao.formats.read import read_upload
(read,) = read_upload("a.xlsx", Path(sys.argv[1]).read_bytes(), today=date(2026, 11, 30))
peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
print(len(read.people), int(peak[1]) // 1024)
"""


def run() -> None:
    """Each peer directly after ours; what the modules hold is no part of what is measured."""
    _cases()
    gc.collect()
    gc.freeze()
    _rows()
    _memory()
    _forms()
    _cards()


def _seconds(work: Callable[[], object]) -> float:
    """Seconds of the processor, so that neighbours on the machine do not count."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _beside(what: str, count: int, ours: float, **peers: float) -> None:
    told = ", ".join(
        f"{name} {count / took:,.0f} (×{took / ours:.2f})" for name, took in peers.items()
    )
    print(f"{what}: {count / ours:,.0f} a CPU second; {told}")


def _cases() -> None:
    wrong = [name for name in sorted(WANTED) if faults(name, WANTED[name])]
    wrong += [name for name, (_, right) in ELSEWHERE.items() if read_elsewhere(name) != right]
    count = len(WANTED) + len(ELSEWHERE)
    right = count - len(wrong)
    first = f", first wrong {wrong[0]}" if wrong else ""
    print(f"files read rightly: {right} of {count} ({100 * right / count:.0f} %){first}")


def _roster(count: int) -> bytes:
    lots, out = random.Random(1), io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("名册")
    page.write_row(0, 0, [*HEADER, "入党时间", "参加工作时间", "近三年考核"])
    for n in range(1, count + 1):
        birth = date(1970 + lots.randrange(25), 1 + lots.randrange(12), 1 + lots.randrange(28))
        body = f"339999{birth:%Y%m%d}{2 * lots.randrange(499) + 1:03d}"
        page.write_row(n, 0, [
            f"张{chr(0x4E00 + n % 5000)}{chr(0x4E00 + n // 5000)}", "男", f"{birth:%Y.%m}",
            body + check_character(body), f"某局{n % 200}", f"第{n % 300}科科长", "乡科级副职",
            f"{birth.year + 22}.06", f"{birth.year + 22}.08", "2023年优秀，2024年称职，2025年称职",
        ])  # fmt: skip
    book.close()
    return out.getvalue()


def _rows() -> None:
    content = _roster(ROWS)
    ours = _seconds(lambda: sum(1 for _ in open_book(content).sheets[0].rows()))
    _beside(
        "cells of .xlsx, rows", ROWS, ours,
        openpyxl=_seconds(lambda: sum(1 for _ in openpyxl.load_workbook(io.BytesIO(content), read_only=True).active.rows)),
        pandas=_seconds(lambda: pandas.read_excel(io.BytesIO(content), engine="openpyxl", dtype=str)),
    )  # fmt: skip
    took = _seconds(lambda: read_upload("名册.xlsx", content, today=TODAY))
    print(f"roster understood, every finding: {ROWS / took:,.0f} rows a CPU second")


def _memory() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "名册.xlsx"
        path.write_bytes(_roster(LARGE))
        command = [sys.executable, "-c", _MEMORY, str(path)]
        people, peak = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()  # fmt: skip
    print(f"memory while {int(people):,} rows are read and kept: {peak} MB at most")


def _forms() -> None:
    with zipfile.ZipFile(HERE / "任免审批表.zip") as archive:
        forms = [archive.read(name) for name in archive.namelist()] * 10
    ours = _seconds(lambda: [read_lrmx(form, today=TODAY) for form in forms])
    bare = _seconds(lambda: [etree.fromstring(form) for form in forms])
    _beside("forms (.lrmx)", len(forms), ours, **{"lxml alone": bare})


def _cards() -> None:
    """10,000 contacts there and back, what is not modelled with them."""
    cards = [
        Card(
            name=f"联系人{n}", surname="联", given=f"系人{n}", organisation=("某部", "某司", "某处"),
            title="处长", phones=(("手机", f"138{n:08d}"), ("值班室", f"010-{n:08d}")),
            emails=(("办公", f"n{n}@example.invalid"),), note="由驻京联络处提供，年初核对过。" * 3,
            groups=("部委",), kept=(Line("BDAY", "1980-01-01"), Line("X-OTHER", str(n))),
        )
        for n in range(CARDS)
    ]  # fmt: skip
    for version in ("3.0", "4.0"):
        began = time.process_time()
        written = write_vcards(cards, version=version)
        wrote = time.process_time() - began
        began = time.process_time()
        again = read_vcards(written).cards
        ours = time.process_time() - began
        text = written.decode()
        peer = _seconds(lambda text=text: list(vobject.readComponents(text)))  # type: ignore[misc]
        _beside(f"vCard {version}, cards read", CARDS, ours, vobject=peer)
        same = sum(map(_is_same, cards, again))
        print(f"vCard {version}: {CARDS / wrote:,.0f} written a CPU second; {same} of {CARDS} came back the same")  # fmt: skip


def _is_same(one: Card, two: Card) -> bool:
    kept = [[line.value for line in card.kept] for card in (one, two)]
    fields = ("phones", "organisation", "note", "groups")
    return kept[0] == kept[1] and all(getattr(one, f) == getattr(two, f) for f in fields)
