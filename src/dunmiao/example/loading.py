"""Load the example city through the import and the actions, never fixtures."""

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dunmiao.access.policy import visible
from dunmiao.db.home import write_secret
from dunmiao.example.lives import exchange_before, exchange_to_come, live
from dunmiao.example.passwords import Passwords, invented
from dunmiao.kernel.months import add_months

FOLDER = Path(__file__).parent / "jiaxing-2014"
LONG_AGO = date(2010, 1, 1)  # grants of the example reach back to its first round
KEPT = "keys/demo-passwords.txt"

# account, name, role, unit
OFFICERS = [
    ("zuzhi1", "陆组文", "ORG_DEPARTMENT", "嘉兴市"),
    ("zuzhi2", "沈部长", "ORG_DEPARTMENT", "嘉兴市"),
    ("lingdao", "顾书记", "ORG_LEADER", "嘉兴市"),
    ("jiashan", "邵组文", "ORG_DEPARTMENT", "嘉善县"),
    ("jiandu", "严纪检", "SUPERVISOR", "嘉兴市"),
    ("zhujing", "谢青野", "LIAISON_OFFICE", "嘉兴市驻北京联络处"),
    ("kaocha", "邵考察", "PANEL_MEMBER", "市审计局"),
    ("jingxin", "钱经信", "HOME_UNIT", "市经济和信息化委员会"),
    ("keji", "许科技", "HOME_UNIT", "市科学技术局"),
]


def _hosts(programmes: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    towns = next(p for p in programmes if p["key"] == "towns")
    return [
        (f"zhen{number:02d}", f"{post['unit'][:2]}镇办", "HOST_UNIT", post["unit"])
        for number, post in enumerate(towns["posts"], start=1)
    ]


def load(home: Path, *, tell: Callable[[str], None]) -> Path | None:
    """Load the example into an empty database; the file with its passwords, None if not empty."""
    from django.utils import timezone

    from dunmiao.units.selectors import get_city

    city = get_city()
    if city is not None:
        if city.is_example and not (home / KEPT).exists():
            raise SystemExit(
                "上次装入示例没有完成。示例数据可以放心删除："
                f"请停止 dunmiao，删除 {home}，再运行 make run。"
            )
        return None
    from dunmiao.access.first import make_city

    plan = json.loads((FOLDER / "programmes.json").read_text(encoding="utf-8"))
    ready = Passwords()
    codes = make_city("嘉兴市", "330400", now=timezone.now(), is_example=True)
    tell("  单位……")
    _units()
    passwords = _activate(codes) | _accounts(OFFICERS, ready)
    tell("  干部名册和任免审批表（经导入）……")
    _people()
    passwords |= _accounts(_hosts(plan["programmes"]), ready)
    tell("  批次、岗位、推荐……")
    _rules(plan["rule_set"])
    today = timezone.localdate()
    for entry, programme in zip(
        plan["programmes"], _programmes(plan, plan["programmes"]), strict=True
    ):
        if entry["kind"] == "EXCHANGE":
            exchange_to_come(programme, today=today)
    tell("  上一批的两年（经各方办理）……")
    before: dict[str, Any] = {}
    for entry in sorted(plan["past"], key=lambda one: one["kind"] != "EXCHANGE"):
        (before[entry["key"]],) = _programmes(plan, [entry])
        if entry["kind"] == "EXCHANGE":
            exchange_before(before[entry["key"]], today=today)
    passwords |= live(before, today=today, passwords=ready, tell=tell)
    ready.close()
    path = home / KEPT
    write_secret(path, _table(passwords))
    return path


def _system() -> Any:
    from dunmiao.access.scopes import system_actor
    from dunmiao.units.selectors import get_city

    city = get_city()
    assert city is not None
    return system_actor(city.pk)


def _units() -> None:
    """Bring 单位表.xlsx as the system administrator would."""
    from django.utils import timezone

    from dunmiao.access.models import User
    from dunmiao.access.scopes import scope_of
    from dunmiao.accounts.actions.units import import_units
    from dunmiao.acts.claims import Doing
    from dunmiao.acts.fields import Upload

    administrator = User.objects.get(username="sysadmin")
    with scope_of(administrator, today=timezone.localdate(), reason="示例") as actor:
        table = Upload("单位表.xlsx", (FOLDER / "单位表.xlsx").read_bytes())
        import_units(Doing.by(actor), file=table)


def _password() -> str:
    return f"{secrets.token_urlsafe(9)}-Aa1"


def _activate(codes: dict[str, str]) -> dict[str, tuple[str, str, str]]:
    """The three administrators activate their accounts, as they would in earnest."""
    from django.utils import timezone

    from dunmiao.access import accounts
    from dunmiao.access.models import User
    from dunmiao.access.scopes import scope

    out, now = {}, timezone.now()
    with scope(_system(), reason="示例"):
        for username, code in codes.items():
            password = _password()
            accounts.activate_account(
                username=username, code=code, password=password, now=now, person=invented(username)
            )
            out[username] = (password, "", User.objects.get(username=username).full_name)
    return out


def _accounts(
    wanted: list[tuple[str, str, str, str]], ready: Passwords
) -> dict[str, tuple[str, str, str]]:
    """Example users with passwords made for this installation only."""
    from dunmiao.access import accounts
    from dunmiao.access.roles import Role
    from dunmiao.access.scopes import scope
    from dunmiao.units.models import Unit

    actor = _system()
    out: dict[str, tuple[str, str, str]] = {}
    with scope(actor, reason="示例"):
        units = {unit.name: unit for unit in Unit.objects.all()}
        for username, name, role, unit in wanted:
            password, user = ready.open_account(
                username, name, city_id=actor.city_id, person=invented(username)
            )
            accounts.make_grant(
                actor=actor, user=user, role=Role(role), unit=units[unit], today=LONG_AGO
            )
            out[username] = (password, unit, Role(role).label)
    return out


def _officer() -> Any:
    from dunmiao.access.models import User

    return User.objects.get(username="zuzhi1")


def _people() -> None:
    """Import the roster, then the appointment forms."""
    from django.utils import timezone

    from dunmiao.access.scopes import scope_of
    from dunmiao.people.importing import check_upload, write_import
    from dunmiao.units.models import Unit

    today = timezone.localdate()
    for name in ("干部名册.xlsx", "任免审批表.zip"):
        with scope_of(_officer(), today=today, reason="示例") as actor:
            batch = check_upload(
                actor=actor,
                name=name,
                content=(FOLDER / name).read_bytes(),
                unit=Unit.objects.get(parent=None),
                today=today,
            )
            write_import(actor=actor, batch_uid=batch.uid, now=timezone.now())


def _rules(rules: dict[str, Any]) -> None:
    """The rules of the example: brought by one officer, confirmed by another."""
    from django.utils import timezone

    from dunmiao.access.models import User
    from dunmiao.access.scopes import scope_of
    from dunmiao.acts.claims import Doing
    from dunmiao.acts.fields import Upload
    from dunmiao.rulebook.actions.rule_sets import confirm_rule_set, load_rule_set
    from dunmiao.rulebook.starter import SINCE

    today = timezone.localdate()
    content = {key: rules[key] for key in ("rules", "parameters")}
    file = Upload("rules.json", json.dumps(content, ensure_ascii=False).encode())
    with scope_of(_officer(), today=today, reason="示例") as actor:
        drafted = load_rule_set(
            Doing.by(actor), code=rules["code"], name=rules["name"], effective_from=SINCE, file=file
        )
    with scope_of(User.objects.get(username="zuzhi2"), today=today, reason="示例") as second:
        confirm_rule_set(Doing.by(second), drafted)


def _programmes(plan: dict[str, Any], entries: list[dict[str, Any]]) -> list[Any]:
    """Open rounds with posts, teams and nominations; those in the past at their own day."""
    from django.utils import timezone

    from dunmiao.access.scopes import scope_of
    from dunmiao.acts.claims import Doing
    from dunmiao.posts.actions.posts import file_post
    from dunmiao.posts.actions.programmes import open_programme
    from dunmiao.posts.actions.teams import form_team
    from dunmiao.units.models import Unit

    today = timezone.localdate()
    with scope_of(_officer(), today=today, reason="示例") as actor:
        units = {unit.name: unit for unit in Unit.objects.all()}
        opened = []
        for entry in entries:
            starts = today + timedelta(days=entry["starts_in_days"])
            programme = open_programme(
                Doing.by(actor),
                kind=entry["kind"],
                name=entry["name"],
                batch=entry["batch"],
                purpose=entry["purpose"],
                lead_unit=units[entry["lead_unit"]],
                starts_on=starts,
                ends_on=add_months(starts, entry["months"]) - timedelta(days=1),
                nominate_by=today + timedelta(days=entry["nominate_in_days"]),
                nominations_per_unit=entry["nominations_per_unit"],
                release_cap=entry["release_cap"],
                host_cap=entry["host_cap"],
                paper_title=entry["paper_title"],
                paper_no=entry["paper_no"],
            )
            teams = {
                team["name"]: form_team(
                    Doing.by(actor),
                    programme.uid,
                    name=team["name"],
                    area=team["area"],
                    requirements=[_ask(rule) for rule in team["requirements"]],
                )
                for team in entry["teams"]
            }
            for post in entry["posts"]:
                file_post(
                    Doing.by(actor), programme, unit=units[post["unit"]],
                    team=teams.get(post.get("team", "")), **_post(post),
                )  # fmt: skip
            closes = min(today, programme.nominate_by)
            _nominate(actor, programme, entry["nominees"], closes)
            opened.append(programme)
    return opened


def _post(post: dict[str, Any]) -> dict[str, Any]:
    """The fields of a post's form."""
    from dunmiao.posts.actions.posts import Need

    words = ("title", "seats", "duty", "problems", "growth", "role")
    needs = [
        Need(rule["attribute"], rule["operator"], str(rule["value"]), rule["severity"])
        for rule in post.get("requirements", [])
    ]
    return {word: post[word] for word in words if word in post} | {
        "must_be_filled": post["tier"] == 1,
        "specialities": "、".join(post["specialities"]),
        "requirements": needs,
    }


def _ask(rule: dict[str, Any]) -> Any:
    from dunmiao.posts.actions.teams import Ask

    share = "/".join(map(str, rule.get("share") or ()))
    parts = {"at_least": rule["at_least"]} if "at_least" in rule else {}
    words = {key: rule[key] for key in ("label", "attribute", "operator", "code")}
    value = "yes" if rule["attribute"] == "reserve" else str(rule["value"])
    return Ask(**words, **parts, value=value, share=share)


def _nominate(actor: Any, programme: Any, wanted: int, today: date) -> None:
    """Nominate until `wanted` have passed screening, one after the other over the units."""
    from dunmiao.acts.claims import Doing
    from dunmiao.kernel.errors import RuleBroken
    from dunmiao.people.models import Cadre
    from dunmiao.people.selectors import with_parts
    from dunmiao.posts.selectors import list_posts
    from dunmiao.secondments import selectors
    from dunmiao.secondments.actions import nominations as actions
    from dunmiao.secondments.models import Nomination
    from dunmiao.secondments.rules.nominations import in_order

    posts = list(list_posts(programme=programme))
    least = 1 if programme.kind == "TOWN" else 0
    people = with_parts(visible(Cadre, actor)).filter(rank__gte=least, rank__lte=3)
    judging = selectors.judging_at(
        city_id=actor.city_id, day=programme.starts_on, cadre_ids=[cadre.pk for cadre in people]
    )
    by_unit: dict[int, int] = {}
    known = set(Nomination.objects.values_list("cadre", flat=True))
    turns = _in_turn(programme, people)
    done = dict.fromkeys(range(len(turns)), 0)
    for group, most, cadre in ((n, most, c) for n, (most, row) in enumerate(turns) for c in row):
        if sum(done.values()) >= wanted:
            return
        if done[group] >= most:
            continue
        limit = min(3, programme.nominations_per_unit or 3)
        if by_unit.get(cadre.home_unit_id, 0) >= limit or cadre.pk in known:
            continue
        maybe = Nomination(programme=programme, cadre=cadre)
        found = selectors.fits_of(nomination=maybe, posts=posts, judging=judging)
        open_to = [fit.post for fit in found if not fit.blocked]
        mine = set(cadre.speciality.split("、"))
        open_to.sort(
            key=lambda p: (
                not mine & set(p.specialities),
                (p.sort_order * 7 + _draw(cadre)[0]) % 11,
            )
        )
        if not open_to:
            continue
        nomination = actions.nominate_cadre(Doing.by(actor), programme, cadre=cadre)
        actions.save_nomination(
            Doing.by(actor),
            nomination,
            unit_opinion="同意推荐，政治素质好，业务能力强。（示例）",
            recusal_declared=True,
            recusal_note="无应回避情形。（示例）",
            wishes=in_order(post.uid for post in open_to[:3]),
        )
        try:
            actions.submit_nomination(Doing.by(actor, today=today), nomination)
        except RuleBroken:
            _drop_draft(nomination)
            continue
        actions.screen_nomination(Doing.by(actor, today=today), nomination, verdict="pass")
        by_unit[cadre.home_unit_id] = by_unit.get(cadre.home_unit_id, 0) + 1
        known.add(cadre.pk)
        done[group] += 1


def _in_turn(programme: Any, people: Any) -> list[tuple[int, list[Any]]]:
    """Drawn by lot, as (how many at most, people in turn). For teams first one leader for each,
    then the reserve that is their backbone, then everybody."""
    drawn = sorted(people, key=_draw)
    teams = programme.teams.count()
    if not teams:
        return [(len(drawn), drawn)]
    leaders = [c for c in drawn if c.rank >= 3]
    others = [c for c in drawn if c.rank < 3]
    reserve = [c for c in others if any(row.is_open for row in c.reservelistings.all())]
    return [(teams, leaders), (6 * teams, reserve), (len(others), others)]


def _draw(cadre: Any) -> bytes:
    """An order that looks drawn by lot and is the same in every installation."""
    return hashlib.sha256(f"{cadre.name}|{cadre.birth_month}".encode()).digest()


def _drop_draft(nomination: Any) -> None:
    """Drop a draft that was never sent."""
    nomination.delete()


def _table(passwords: dict[str, tuple[str, str, str]]) -> str:
    lines = ["账号          密码                 身份        单位"]
    for username, (password, unit, label) in passwords.items():
        lines.append(f"{username:<12}  {password:<18}  {label:<8}  {unit}")
    return "\n".join(lines) + "\n"


def new_passwords(home: Path) -> None:
    """Make new passwords for the example users; refused outside an example city."""
    from django.db import transaction

    from dunmiao.access.models import User
    from dunmiao.units.selectors import get_city

    city = get_city()
    if city is None or not city.is_example:
        raise SystemExit("这里不是示例城市，未改动任何密码。")
    passwords = {}
    with transaction.atomic():
        for user in User.objects.filter(city=city).order_by("pk"):
            password = _password()
            user.set_password(password)
            user.save()
            passwords[user.username] = (password, "", user.full_name)
    write_secret(home / KEPT, _table(passwords))
