"""Accounts as the system administrator keeps them: made, opened, renamed, tied to persons."""

from typing import Annotated

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from dunmiao.access.accounts import identify, name_faults, new_account, new_accounts, renew
from dunmiao.access.messages import say
from dunmiao.access.models import User
from dunmiao.access.roles import Permission
from dunmiao.accounts.guards import accounts_of, oneself, read_person
from dunmiao.accounts.tables import read_table
from dunmiao.acts.claims import ROOT, Anyone, Doing, Held
from dunmiao.acts.declare import Shown, act
from dunmiao.acts.fields import File, Several, Text, Upload
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.units.models import City

KEEPER = Held(Permission.ACCOUNTS, ROOT)
CODE = "激活码（7 天内有效）"
Reason = Annotated[str, Text("理由", most=300)]
FullName = Annotated[str, Text("姓名", most=50)]
Number = Annotated[str, Text("身份证号", most=24, help="只留下不可还原的指纹，用来认出同一个人。")]


def _own(doing: Doing) -> QuerySet[User]:
    return User.objects.filter(pk=doing.actor.user_id)


def _asked(doing: Doing, city: City) -> QuerySet[User]:
    return accounts_of(doing).filter(state="ASKED")


def _none_asked(city: City, doing: Doing) -> list[Finding]:
    return [] if _asked(doing, city).exists() else [say("account.none_asked")]


def _taken(person: bytes, doing: Doing, but: User | None = None) -> list[Finding]:
    """Another account of the same person."""
    others = accounts_of(doing).filter(person_key=person)
    others = others.exclude(pk=but.pk) if but else others
    return [say("account.has_one", where="id_number", name=one.username) for one in others[:1]]


@act(
    "account.create", City, "新建账号", said="账号 {username} 已建立。", records="account.created",
    may=KEEPER,
)  # fmt: skip
def create_account(
    city: City,
    doing: Doing,
    *,
    username: Annotated[str, Text("账号", most=50)],
    full_name: FullName,
    id_number: Number,
) -> Shown:
    """Make an account without rights, one for a person; its activation code is shown once."""
    found = name_faults(full_name, "full_name") + _username_faults(username)
    person = read_person(id_number, "id_number", found)
    found += _taken(person, doing) if person else []
    if found:
        raise RuleBroken(found)
    with conflict(
        "access_user_username_key", say("account.name_taken", where="username", name=username)
    ):
        user, code = new_account(
            city_id=city.pk, username=username, full_name=full_name, now=doing.now,
            person_key=person,
        )  # fmt: skip
    doing.note(username=username)
    return Shown(user, {"账号": username, CODE: code})


def _username_faults(username: str) -> list[Finding]:
    good = username.isprintable() and not any(one.isspace() for one in username)
    return [] if good else [say("account.bad_username", where="username")]


@act(
    "account.import", City, "从账号表开多个", said="已开 {count} 个账号。",
    records="accounts.imported", may=KEEPER, prints=True,
)  # fmt: skip
def import_accounts(
    city: City,
    doing: Doing,
    *,
    file: Annotated[
        Upload, File("文件", accept=".xlsx", help="列：姓名、身份证号、账号；账号空着的按拼音取。")
    ],
) -> Shown:
    """An account for each row of a workbook, or none and every fault with its row; the slips are
    printed once."""
    people, found = read_table(file.content, accounts_of(doing))
    if found:
        raise RuleBroken(found)
    codes = new_accounts(city_id=city.pk, people=people, now=doing.now)
    doing.note(count=len(codes))
    return Shown(city, codes)


@act(
    "account.open", City, "开通并打印激活条", said="已开通 {count} 个账号。",
    records="accounts.opened", may=KEEPER, prints=True, unless=_none_asked,
)  # fmt: skip
def open_accounts(
    city: City,
    doing: Doing,
    *,
    accounts: Annotated[list[User], Several("申请开通的人", offers=_asked)],
) -> Shown:
    """Open accounts that the department asked for; their slips are printed once."""
    codes = {one.username: renew(one, now=doing.now) for one in accounts}
    doing.note(count=len(codes), accounts=sorted(codes))
    return Shown(city, codes)


@act(
    "account.rename", User, "改姓名", said="已改。", records="account.renamed", may=KEEPER,
    among=accounts_of,
)  # fmt: skip
def rename_account(
    account: User,
    doing: Doing,
    *,
    full_name: Annotated[str, Text("姓名", most=50, first=lambda row: row.full_name)],
    reason: Reason,
) -> User:
    """Correct the name; records of earlier acts keep the name of their day."""
    if found := name_faults(full_name, "full_name"):
        raise RuleBroken(found)
    doing.note(before=account.full_name, after=full_name)
    account.full_name = full_name
    account.save(update_fields=["full_name"])
    return account


@act(
    "account.identify", User, "登记身份证号", said="已登记。", records="account.identified",
    may=KEEPER, among=accounts_of, unless=oneself,
)  # fmt: skip
def identify_account(account: User, doing: Doing, *, id_number: Number, reason: Reason) -> User:
    """Say whose account it is, or correct it; refused where he would hold two of the separated
    duties, or has another account."""
    found: list[Finding] = []
    person = read_person(id_number, "id_number", found)
    found += _taken(person, doing, account) if person else []
    if person is None or found:
        raise RuleBroken(found)
    doing.note(was_known=account.person_key is not None)
    identify(account, person, where="id_number")
    return account


@act(
    "account.set_email", User, "保存邮箱", said="已保存。", records="account.email_set",
    may=Anyone(), among=_own,
)  # fmt: skip
def set_email(
    account: User,
    doing: Doing,
    *,
    email: Annotated[str, Text("邮箱", most=200)] = "",
) -> User:
    """Where one's own reminders go; empty: nowhere."""
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise RuleBroken([say("account.email", where="email")]) from None
    account.email = email
    account.save(update_fields=["email"])
    doing.note(is_set=bool(email))
    return account
