"""The table of accounts (账号表): who gets one, judged against the accounts that are there."""

from collections.abc import Iterator

from django.db.models import QuerySet

from dunmiao.access.accounts import free_usernames, name_faults
from dunmiao.access.messages import say
from dunmiao.access.models import User
from dunmiao.accounts.guards import read_person
from dunmiao.formats.accounts import AccountRow, read_accounts
from dunmiao.formats.container import Refused
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding

People = list[tuple[str, str, bytes | None]]


def read_table(content: bytes, known: QuerySet[User]) -> tuple[People, list[Finding]]:
    """(account, name, person) of every row, and every fault with its row. RuleBroken for a file
    that is no such table."""
    try:
        rows, found = read_accounts(content)
    except Refused as refused:
        raise RuleBroken([refused.finding]) from refused
    if not rows and not found:
        raise RuleBroken([say("account.empty_table", where="file")])
    persons = [_person(row, found) for row in rows]
    found += _twice(rows, persons, known)
    if found:
        return [], found
    spelled = free_usernames(row.name for row in rows if not row.username)
    names = [row.username or next(spelled) for row in rows]
    return [(u, row.name, p) for u, row, p in zip(names, rows, persons, strict=True)], []


def _person(row: AccountRow, found: list[Finding]) -> bytes | None:
    found += name_faults(row.name, row.where)
    return read_person(row.number, row.where, found)


def _twice(
    rows: list[AccountRow], persons: list[bytes | None], known: QuerySet[User]
) -> Iterator[Finding]:
    """The same person or account in two rows, or there already."""
    names = set(User.objects.values_list("username", flat=True))
    owners = {bytes(key or b""): name for key, name in known.exclude(person_key=None).values_list(
        "person_key", "username")}  # fmt: skip
    seen: dict[object, int] = {}
    for row, person in zip(rows, persons, strict=True):
        if person is not None and person in owners:
            yield say("account.has_one", where=row.where, name=owners[person])
        if row.username in names:
            yield say("account.name_taken", where=row.where, name=row.username)
        for mark in (person, row.username):
            if mark and mark in seen:
                yield say("account.row_twice", where=row.where, name=row.name, other=seen[mark])
            elif mark:
                seen[mark] = row.row
