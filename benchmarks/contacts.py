"""The directory: a tree of 20,000 nodes with its coverage, and 10,000 cards filed and given out."""

import os
import time
from typing import Any

from benchmarks.database import in_own_database
from benchmarks.pages import measure_page

NODES = int(os.environ.get("BENCH_NODES", "20000"))
CARDS = int(os.environ.get("BENCH_CARDS", "10000"))
REPEATS = 20
BUREAUS = 20  # below a ministry
DIVISIONS = 9  # below a bureau


def run() -> None:
    """In a database of its own, thrown away afterwards."""
    in_own_database(_measure)


def _measure() -> None:
    import psycopg
    from django.utils import timezone

    from dunmiao.liaison import selectors
    from tests.factories.city import Cast

    cast, today = Cast.build(), timezone.localdate()
    with cast.acting("officer") as officer:
        roots = _tree(cast, officer)
        _there_and_back(officer, roots[0], today)
    with psycopg.connect(os.environ["DUNMIAO_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("ANALYZE")
    with cast.acting("officer") as officer:
        times = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            tree = selectors.read_tree(actor=officer, today=today)
            times.append(1000 * (time.perf_counter() - began))
        times.sort()
        print(
            f"coverage of {sum(tree.kinds.values()):,} nodes, {tree.whole.known:,} contacts: "
            f"{times[len(times) // 2]:.0f} ms, slowest of {REPEATS} {times[-1]:.0f} ms"
        )
    measure_page(cast.client("officer"), "directory", "/contacts/", of=NODES)
    at = f"/contacts/?at={roots[0].uid}"
    measure_page(cast.client("officer"), "directory, a ministry", at, of=NODES)


def _there_and_back(officer: Any, root: Any, today: Any) -> None:
    from dunmiao.liaison import papers, selectors
    from dunmiao.liaison.card_filing import take_cards

    place = selectors.own_place(actor=officer)
    assert place is not None
    began = time.perf_counter()
    cards, _broken = papers.read_file(name="a.vcf", content=_file())
    report = take_cards(actor=officer, place=place, cards=cards, root=root, today=today)
    spent = time.perf_counter() - began
    print(f"{report.taken:,} cards read and filed, sealed: {report.taken / spent:,.0f} a second")
    began = time.perf_counter()
    rows = selectors.list_contacts(actor=officer)
    content = papers.contacts_as_vcards(actor=officer, rows=rows, version="4.0")
    spent = time.perf_counter() - began
    print(f"given out as vCard 4.0 ({len(content) >> 20} MB): {report.taken / spent:,.0f} a second")


def _tree(cast: Any, officer: Any) -> list[Any]:
    from dunmiao.liaison.models import Organisation

    below = 1 + BUREAUS * (1 + DIVISIONS)
    kinds = (("MINISTRY", "部"), ("BUREAU", "司"), ("DIVISION", "处"))
    roots = [
        Organisation(city_id=cast.city.pk, kind="MINISTRY", name=f"部{n}")
        for n in range(max(1, NODES // below))
    ]
    Organisation.objects.bulk_create(roots)
    above = roots
    for depth, count in ((1, BUREAUS), (2, DIVISIONS)):
        kind, word = kinds[depth]
        above = [
            Organisation(city_id=cast.city.pk, kind=kind, name=f"{word}{n}", parent=parent)
            for parent in above
            for n in range(count)
        ]
        Organisation.objects.bulk_create(above, batch_size=2000)
    rows = {row.pk: row for row in Organisation.objects.order_by("pk")}
    for row in rows.values():
        row.path = f"{rows[row.parent_id].path if row.parent_id else '/'}{row.pk}/"
    Organisation.objects.bulk_update(rows.values(), ["path"], batch_size=2000)
    return roots


def _file() -> bytes:
    cards = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\n"
        f"N:张;示例{n};;;\r\nFN:张示例{n}\r\nORG:部0;司{n % BUREAUS};处{n % DIVISIONS}\r\n"
        f"TITLE:处长\r\nTEL;TYPE=WORK:010-6{n:07d}\r\nTEL;TYPE=CELL:138{n:08d}\r\n"
        f"NOTE:示例\r\nX-KEEP:{n}\r\nEND:VCARD\r\n"
        for n in range(CARDS)
    )
    return "".join(cards).encode()
