"""Reading: lrmx files and roster rows a second (no database)."""

import time
import zipfile
from datetime import date
from io import BytesIO

from dunmiao.formats.lrmx import read_lrmx
from dunmiao.formats.read import read_upload
from tools.example_city import HERE


def run() -> None:
    """From the example city's own files."""
    today = date(2026, 11, 23)
    with zipfile.ZipFile(BytesIO((HERE / "任免审批表.zip").read_bytes())) as archive:
        forms = [archive.read(name) for name in archive.namelist()]
    began = time.perf_counter()
    for _ in range(10):
        for form in forms:
            read_lrmx(form, today=today)
    took = time.perf_counter() - began
    print(f"lrmx: {10 * len(forms) / took:.0f} files a second")
    roster = (HERE / "干部名册.xlsx").read_bytes()
    began = time.perf_counter()
    rows = len(read_upload("名册.xlsx", roster, today=today)[0].people)
    took = time.perf_counter() - began
    print(f"roster: {rows / took:.0f} rows a second")
