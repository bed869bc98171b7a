"""Ask for the accounts with which people on secondment sign in; the system administrator opens
them: two persons, as for every right that is given."""

from datetime import date
from typing import Annotated

from django.db.models import QuerySet

from dunmiao.access.messages import say
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, Several
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.people.models import Cadre
from dunmiao.posts.models import Programme
from dunmiao.secondments.accounts import account_of, ask_account, without_account
from dunmiao.secondments.models import Secondment

LastDay = Annotated[
    date, Day("授权到", help="须晚于任期结束，给鉴定和总结留出时间；到期可由安全管理员改。")
]


def _cases(doing: Doing, programme: Programme) -> QuerySet[Secondment]:
    cases = visible(Secondment, doing.actor).filter(programme=programme)
    return without_account(cases).select_related("cadre__home_unit").order_by("post", "pk")


def _everybody_has_one(programme: Programme, doing: Doing) -> list[Finding]:
    return [] if _cases(doing, programme).exists() else [say("account.all_have")]


@act(
    "programme.ask_accounts", Programme, "申请开通账号", records="accounts.asked",
    said="已为 {count} 人申请账号，请系统管理员开通并打印激活条。",
    may=Held(Permission.CASES_MANAGE, "lead_unit"), unless=_everybody_has_one,
)  # fmt: skip
def ask_accounts(
    programme: Programme,
    doing: Doing,
    *,
    cases: Annotated[
        list[Secondment],
        Several(
            "获批的人",
            offers=_cases,
            search=("cadre__name",),
            say=lambda row: f"{row.cadre.name}　{row.cadre.home_unit.name}",
        ),
    ],
    last_day: LastDay,
) -> Programme:
    """Ask for accounts of people whom an approved plan placed, each tied to his cadre file; who
    has an account of his own keeps it."""
    _require_after(programme.ends_on, last_day)
    for case in cases:
        ask_account(doing, case.cadre, last_day)
        doing.concern(case.cadre.uid)
    doing.note(count=len(cases), last_day=last_day)
    return programme


def _require_after(ends_on: date, last_day: date) -> None:
    if last_day < ends_on:
        raise RuleBroken([say("account.before_end", where="last_day", day=ends_on)])


def _has_one(cadre: Cadre, doing: Doing) -> list[Finding]:
    return [say("account.has_one", name=account.username)] if (account := account_of(cadre)) else []


@act(
    "cadre.ask_account", Cadre, "申请开通账号", records="accounts.asked",
    said="已申请账号，请系统管理员开通并打印激活条。",
    may=Held(Permission.PEOPLE_EDIT, "home_unit"), unless=_has_one, related="home_unit",
)  # fmt: skip
def ask_own_account(cadre: Cadre, doing: Doing, *, last_day: LastDay) -> Cadre:
    """Ask for the account of one person, tied to his cadre file."""
    if last_day < doing.today:
        raise RuleBroken([say("grant.past", where="last_day")])
    ask_account(doing, cadre, last_day)
    doing.note(last_day=last_day)
    return cadre
