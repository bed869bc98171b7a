"""Reading: lrmx files, roster rows and vCards a second (no database)."""

import time
import zipfile
from datetime import date
from io import BytesIO

from dunmiao.formats.lrmx import read_lrmx
from dunmiao.formats.read import read_upload
from dunmiao.formats.vcard import Card, Line, read_vcards
from dunmiao.formats.vcard_write import write_vcards
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
    _cards()


def _cards() -> None:
    """10,000 contacts there and back, what is not modelled with them."""
    cards = [
        Card(
            name=f"联系人{n}", surname="联", given=f"系人{n}", organisation=("某部", "某司", "某处"),
            title="处长", phones=(("手机", f"138{n:08d}"), ("值班室", f"010-{n:08d}")),
            emails=(("办公", f"n{n}@example.invalid"),), note="由驻京联络处提供，年初核对过。" * 3,
            groups=("部委",), kept=(Line("BDAY", "1980-01-01"), Line("X-OTHER", str(n))),
        )
        for n in range(10_000)
    ]  # fmt: skip
    for version in ("3.0", "4.0"):
        began = time.perf_counter()
        written = write_vcards(cards, version=version)
        middle = time.perf_counter()
        again = read_vcards(written).cards
        took = time.perf_counter() - middle
        same = sum(
            (one.phones, one.organisation, one.note, one.groups, [line.value for line in one.kept])
            == (
                two.phones,
                two.organisation,
                two.note,
                two.groups,
                [line.value for line in two.kept],
            )
            for one, two in zip(cards, again, strict=True)
        )
        print(
            f"vCard {version}: {len(cards) / (middle - began):.0f} written and "
            f"{len(cards) / took:.0f} read a second; {same} of {len(cards)} came back the same"
        )
