"""The table of accounts (账号表): name, ID number, account name, in an office's words."""

import re
from dataclasses import dataclass

from dunmiao.formats import checks
from dunmiao.formats.books import open_book
from dunmiao.formats.container import Refused
from dunmiao.formats.heads import normal
from dunmiao.formats.messages import say
from dunmiao.formats.sheets import Row
from dunmiao.kernel.findings import Finding

HEAD = ("姓名", "身份证号", "账号")
HEADER_WITHIN = 15
MOST_NAME = 50
_HEADS = {
    "name": r"姓名",
    "number": r"(?:公民)?身份(?:证)?(?:号|号码)",
    "username": r"账号|帐号|登录名|用户名",
}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One person as the table has him; `username` empty where it is to be found for him."""

    row: int
    name: str
    number: str
    username: str

    @property
    def where(self) -> str:
        """Which row it is."""
        return f"第 {self.row} 行"


def _places(row: Row) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, cell in enumerate(row.cells):
        for name, form in _HEADS.items():
            if name not in places and re.fullmatch(form, normal(cell.text)):
                places[name] = index
    return places


def read_accounts(content: bytes) -> tuple[list[AccountRow], list[Finding]]:
    """Rows in the order of the table, and faults of single rows; Refused for another table."""
    for sheet in open_book(content).sheets:
        places: dict[str, int] = {}
        rows: list[AccountRow] = []
        for row in sheet.rows():
            if places:
                text = {key: checks.text_of(row.at(at).text) for key, at in places.items()}
                if any(text.values()):
                    rows.append(AccountRow(row.number, text["name"], text["number"],
                                           text.get("username", "")))  # fmt: skip
            elif row.number > HEADER_WITHIN:
                break
            elif {"name", "number"} <= (named := _places(row)).keys():
                places = named
        if places:
            return rows, [fault for one in rows for fault in _faults(one)]
    raise Refused(say("accounts.no_header"))


def _faults(row: AccountRow) -> list[Finding]:
    for text in (row.name, row.username):
        if checks.is_formula(text):
            return [say("cell.formula", where=row.where, text=text[:20])]
    if len(row.name) > MOST_NAME:
        return [say("name.too_long", where=row.where, count=len(row.name))]
    if len(row.username) > MOST_NAME or re.search(r"\s", row.username):
        return [say("accounts.bad_username", where=row.where)]
    return []
