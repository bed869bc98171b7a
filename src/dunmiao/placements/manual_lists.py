"""The list that the former, manual way made, brought as a workbook to be compared (原办法)."""

from collections.abc import Sequence
from typing import Any

from dunmiao.formats.workbook import write_workbook
from dunmiao.kernel.findings import Finding
from dunmiao.placements.messages import say
from dunmiao.placements.selectors import PlanNames

HEADER = ("姓名", "派出单位", "接收单位", "岗位")


def blank(names: PlanNames, listed: Sequence[Sequence[str]], *, mark: str) -> bytes:
    """Every nominee with his unit; host and post as listed already, else to be filled in."""
    at = {person: names.posts[post] for person, post in listed if post in names.posts}
    rows = []
    for uid, row in sorted(
        names.nominations.items(), key=lambda item: bytes(item[1].cadre.name_stroke_key)
    ):
        post = at.get(uid)
        place = [post.unit.name, post.title] if post else ["", ""]
        rows.append([row.cadre.name, row.home_unit.name, *place])
    return write_workbook(sheet="原办法名单", header=HEADER, rows=rows, watermark=mark)


def read(
    names: PlanNames, rows: Sequence[tuple[int, dict[str, Any]]]
) -> tuple[list[list[str]], list[Finding]]:
    """([nominee, post] by uid, every fault with its row); rows without a host are nobody's seat."""
    pairs: list[list[str]] = []
    faults: list[Finding] = []
    first: dict[str, int] = {}
    for number, cells in rows:
        name, home, host, title = (str(cells.get(column) or "").strip() for column in HEADER)
        if not host:
            continue
        people = [
            uid
            for uid, row in names.nominations.items()
            if row.cadre.name == name and home in ("", row.home_unit.name)
        ]
        posts = [
            uid
            for uid, post in names.posts.items()
            if post.unit.name == host and title in ("", post.title)
        ]
        if len(people) != 1:
            code = "manual.two_people" if people else "manual.nobody"
            faults.append(say(code, row=number, name=name))
        if len(posts) != 1:
            code = "manual.two_posts" if posts else "manual.no_post"
            faults.append(say(code, row=number, host=host, title=title))
        if len(people) == 1 and people[0] in first:
            faults.append(say("manual.twice", row=number, name=name, first=first[people[0]]))
        elif len(people) == 1:
            first[people[0]] = number
            pairs += [[people[0], posts[0]]] if len(posts) == 1 else []
    if not pairs and not faults:
        faults.append(say("manual.empty"))
    return pairs, faults
