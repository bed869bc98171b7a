"""The whole life of an account: made once for a person, reset, disabled, asked for."""

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from dunmiao.access import accounts
from dunmiao.access.keys import find_key
from dunmiao.access.models import AuditEvent, User
from dunmiao.access.persons import id_key
from dunmiao.access.roles import Role
from dunmiao.accounts.actions.accounts import (
    create_account,
    identify_account,
    import_accounts,
    open_accounts,
    rename_account,
)
from dunmiao.accounts.actions.grants import grant_role
from dunmiao.accounts.actions.keys import make_key
from dunmiao.accounts.actions.sign_in import (
    disable_account,
    enable_account,
    reset_factor,
    reset_password,
    unlock_account,
)
from dunmiao.acts.fields import Upload
from dunmiao.formats.accounts import HEAD
from dunmiao.formats.workbook import write_workbook
from dunmiao.kernel.errors import Conflict, DomainError, NotPermitted, RuleBroken
from dunmiao.people.models import Cadre
from dunmiao.secondments.actions.accounts import ask_accounts, ask_own_account
from dunmiao.secondments.models import Obligation, Secondment
from tests.acts.stages import by
from tests.acts.stages.sign_in import placed
from tests.factories.rosters import id_number

BORN = date(1980, 3, 1)
GOOD = "Abcdef-123"


def number(serial: int) -> str:
    """An invented ID number."""
    return id_number(serial, BORN, "男")


def made(city: Any, username: str = "xin", serial: int = 901, name: str = "新人") -> Any:
    """A new account as the page shows it: (account, code)."""
    shown = by(city, "system", create_account, username=username, full_name=name,
               id_number=number(serial))  # fmt: skip
    return shown.row, shown.facts["激活码（7 天内有效）"]


def activate(
    username: str, code: str, serial: int = 901, password: str = GOOD, days: int = 0
) -> Any:
    """Set a password with a slip."""
    now = timezone.now() + timedelta(days=days)
    return accounts.activate_account(
        username=username, code=code, password=password, now=now, person=id_key(number(serial))
    )


def said(act: Any) -> list[str]:
    """The codes of a refusal."""
    with pytest.raises(DomainError) as refused:
        act()
    return [finding.code for finding in refused.value.findings]


def table(*rows: list[Any]) -> Upload:
    """A workbook of accounts."""
    return Upload("账号表.xlsx", write_workbook(sheet="账号表", header=HEAD, rows=rows))


def test_a_slip_is_used_once_in_time_and_by_its_person(city: Any) -> None:
    user, code = made(city)
    assert said(lambda: activate("xin", code, serial=902)) == ["account.code_wrong"]
    assert said(lambda: activate("xin", code, days=8)) == ["account.code_wrong"]
    activate("xin", code)
    assert said(lambda: activate("xin", code)) == ["account.code_wrong"]
    user.refresh_from_db()
    assert user.state == "OPEN"
    assert user.check_password(GOOD)


@pytest.mark.parametrize("name", ["   ", "\u3000", "张\u200b三", "……"])
def test_a_name_of_blanks_or_hidden_signs_is_refused(city: Any, name: str) -> None:
    given = {"username": "x", "full_name": name, "id_number": number(903)}
    codes = said(lambda: by(city, "system", create_account, **given))
    assert codes in (["account.no_name"], ["account.name_unclean"])


def test_every_fault_of_a_new_account_is_told_at_once(city: Any) -> None:
    given = {"username": "a b", "full_name": " ", "id_number": "123"}
    assert said(lambda: by(city, "system", create_account, **given)) == [
        "account.no_name", "account.bad_username", "id.length",
    ]  # fmt: skip


def test_a_person_has_one_account(city: Any) -> None:
    made(city)
    assert said(lambda: made(city, "xin2")) == ["account.has_one"]


def test_accounts_from_a_workbook_or_none(city: Any) -> None:
    made(city)
    bad = table(["张三", number(904), "zhang"], ["张三丰", number(904), ""], ["新人", number(901), ""],
                ["李四", "12", ""], ["王五", number(905), "officer"])  # fmt: skip
    codes = said(lambda: by(city, "system", import_accounts, file=bad))
    assert sorted(codes) == [
        "account.has_one", "account.name_taken", "account.row_twice", "id.length",
    ]  # fmt: skip
    assert not User.objects.filter(full_name="张三").exists()
    good = table(
        ["张三", number(904), ""], ["张叁", number(905), ""], ["李四", number(906), "lisi"]
    )
    shown = by(city, "system", import_accounts, file=good)
    assert list(shown.facts) == ["zhangsan", "zhangsan2", "lisi"]
    activate("lisi", shown.facts["lisi"], serial=906)


def test_five_thousand_accounts_in_a_minute(city: Any) -> None:
    from time import perf_counter

    numbers = [id_number(n % 400, date(1970 + n // 400, 3, 1), "男") for n in range(5000)]
    book = table(*([f"新{chr(0x4E00 + n)}", one, f"u{n}"] for n, one in enumerate(numbers)))
    before = perf_counter()
    shown = by(city, "system", import_accounts, file=book)
    assert len(shown.facts) == 5000
    assert perf_counter() - before < 60


def test_slips_are_printed_once_and_kept_nowhere(city: Any) -> None:
    answer = city.client("system").post(
        "/do/account.import/", {"file": _file(table(["张三", number(904), ""]))}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "zhangsan" in page
    code = page.split("<code>")[2].split("<")[0]
    activate("zhangsan", code, serial=904)
    with city.acting("auditor"):
        told = [str(row.detail) for row in AuditEvent.objects.filter(kind="accounts.imported")]
    assert len(told) == 1
    assert code not in told[0]


def _file(upload: Upload) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(upload.name, upload.content)


def test_a_reset_ends_password_session_and_keys(city: Any) -> None:
    client = city.client("home")
    with city.acting("home") as actor:
        from dunmiao.acts.claims import Doing

        key = make_key(Doing.by(actor), name="k", days=90, rights=["people.view"])
    secret = key.facts["接口密钥"]
    today = timezone.localdate()
    assert find_key(kind="API", secret=secret, today=today)
    shown = by(city, "system", reset_password, city.users["home"], reason="忘了")
    assert find_key(kind="API", secret=secret, today=today) is None
    assert client.get("/cadres/").status_code == 302
    again = shown.facts["激活码（7 天内有效）"]
    accounts.activate_account(username="home", code=again, password=GOOD, now=timezone.now(),
                              person=id_key(number(907)))  # fmt: skip
    assert Client().login(request=_request(), username="home", password=GOOD)


def _request() -> Any:
    from django.test import RequestFactory

    return RequestFactory().get("/")


def test_the_second_factor_is_the_other_administrators(city: Any) -> None:
    Authenticator.objects.create(user=city.users["home"], type="totp", data={"secret": ""})
    with pytest.raises(NotPermitted):
        by(city, "system", reset_factor, city.users["home"], reason="换手机")
    by(city, "security", reset_factor, city.users["home"], reason="换手机")
    assert not Authenticator.objects.filter(user=city.users["home"]).exists()
    with pytest.raises(Conflict):
        by(city, "security", reset_factor, city.users["home"], reason="换手机")


def test_a_locked_account_is_unlocked(city: Any) -> None:
    client = Client()
    for _ in range(6):
        client.post("/accounts/login/", {"login": "officer", "password": "no"})
    right = {"login": "officer", "password": "x"}
    assert client.post("/accounts/login/", right).status_code in {403, 429}
    by(city, "system", unlock_account, city.users["officer"])
    assert Client().post("/accounts/login/", right).status_code == 302


def test_who_left_gets_in_no_more_until_enabled(city: Any) -> None:
    client = city.client("home")
    assert client.get("/").status_code == 200
    by(city, "system", disable_account, city.users["home"], reason="调离")
    assert client.get("/").status_code == 302
    assert not Client().login(request=_request(), username="home", password="x")
    with pytest.raises(Conflict):
        by(city, "system", disable_account, city.users["home"], reason="调离")
    shown = by(city, "system", enable_account, city.users["home"], reason="调回")
    assert shown.facts["账号"] == "home"
    assert not User.objects.get(username="home").has_usable_password()


@pytest.mark.parametrize("who", ["security", "auditor"])
def test_the_last_administrator_of_a_kind_stays(city: Any, who: str) -> None:
    with pytest.raises(Conflict) as refused:
        by(city, "system", disable_account, city.users[who], reason="x")
    assert refused.value.findings[0].code == "account.last"


def test_nobody_acts_on_himself_by_whatever_account(city: Any) -> None:
    twin = User.objects.create(username="sys2", full_name="系统管理员", city=city.city)
    key = id_key(number(908))
    User.objects.filter(username__in=["sys2", "system"]).update(person_key=key)
    city.users["system"].refresh_from_db()
    for act in (disable_account, reset_password):
        with pytest.raises(Conflict) as refused:
            by(city, "system", act, twin, reason="x")
        assert refused.value.findings[0].code == "account.own"


def test_two_accounts_of_one_person_cannot_hold_two_duties(city: Any) -> None:
    from dunmiao.access.accounts import identify

    with city.acting("officer"):
        identify(city.users["system"], id_key(number(909)) or b"", where="")
        with pytest.raises(RuleBroken) as refused:
            identify(city.users["security"], id_key(number(909)) or b"", where="")
    assert refused.value.findings[0].code == "grant.mixed_duties"
    given = {"role": Role.HOME_UNIT.value, "unit": city.units["市财政局"]}
    assert said(lambda: by(city, "security", grant_role, city.users["stranger"], **given)) == [
        "grant.no_person"
    ]
    codes = said(lambda: by(city, "system", identify_account, city.users["stranger"],
                            id_number=number(909), reason="登记"))  # fmt: skip
    assert codes == ["account.has_one"]


def test_a_name_is_corrected_with_a_reason(city: Any) -> None:
    by(city, "system", rename_account, city.users["home"], full_name="钱财经", reason="更正")
    assert User.objects.get(username="home").full_name == "钱财经"
    assert said(lambda: by(city, "system", rename_account, city.users["home"],
                           full_name="\u3000 ", reason="x")) == ["account.no_name"]  # fmt: skip


def test_people_of_a_plan_get_accounts_tied_to_their_files(city: Any) -> None:
    programme = placed(city, "")
    with city.acting("officer"):
        case = Secondment.objects.get(programme=programme, user=None)
    early = programme.ends_on - timedelta(days=1)
    late = programme.ends_on + timedelta(days=90)
    assert said(lambda: by(city, "officer", ask_accounts, programme, cases=[case.uid],
                           last_day=early)) == ["account.before_end"]  # fmt: skip
    by(city, "officer", ask_accounts, programme, cases=[case.uid], last_day=late)
    user = User.objects.get(state="ASKED")
    assert user.username == "lifang"
    assert not user.is_active
    with city.acting("officer"):
        cadre = Cadre.objects.get(name="李芳")
        assert cadre.user == user
        assert bytes(user.person_key or b"") == bytes(cadre.id_number_key or b"")
        case.refresh_from_db()
        assert case.user == user
        assert set(Obligation.objects.filter(secondment=case).values_list("user", flat=True)) == {
            user.pk
        }
    shown = by(city, "system", open_accounts, accounts=[user.uid])
    accounts.activate_account(
        username="lifang", code=shown.facts["lifang"], password=GOOD, now=timezone.now(),
        person=bytes(user.person_key or b""),
    )  # fmt: skip
    city.users["lifang"] = User.objects.get(pk=user.pk)
    assert city.client("lifang").get("/my/").status_code == 200
    with pytest.raises(Conflict):
        by(city, "officer", ask_accounts, programme, cases=[case.uid], last_day=late)


def test_who_has_an_account_keeps_it_as_a_secondee(city: Any) -> None:
    with city.acting("officer"):
        cadre = Cadre.objects.get(name="李芳")
    home = city.users["home"]
    home.person_key = bytes(cadre.id_number_key)
    home.save()
    codes = said(lambda: by(city, "officer", ask_own_account, cadre, last_day=date(2999, 1, 1)))
    assert codes == ["account.has_one"]
