"""Keys of one's own account for scripts and calendar programs: shown once, kept as a hash."""

from datetime import timedelta
from typing import Annotated

from django.db.models import QuerySet

from dunmiao.access.keys import CALENDAR_DAYS, MOST_DAYS, MOST_KEYS, new_key
from dunmiao.access.messages import say
from dunmiao.access.models import AccessKey
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anyone, Doing
from dunmiao.acts.declare import Shown, act
from dunmiao.acts.fields import Picks, Text, Whole
from dunmiao.kernel.findings import Finding
from dunmiao.units.models import City

KEY = "接口密钥"
LINK = "日历订阅链接"


def _own(doing: Doing) -> QuerySet[AccessKey]:
    return AccessKey.objects.filter(user_id=doing.actor.user_id)


def _rights(doing: Doing, city: City) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in Permission if doing.actor.has(one)]


def _too_many(city: City, doing: Doing) -> list[Finding]:
    living = _own(doing).filter(revoked_at=None, valid_to__gte=doing.today)
    return [say("key.too_many", most=MOST_KEYS)] if living.count() >= MOST_KEYS else []


@act(
    "key.make", City, "生成接口密钥", said="密钥已生成。", records="key.made", may=Anyone(),
    unless=_too_many,
)  # fmt: skip
def make_key(
    city: City,
    doing: Doing,
    *,
    name: Annotated[str, Text("用途", most=60)],
    days: Annotated[int, Whole("有效天数", least=1, most=MOST_DAYS)],
    rights: Annotated[list[str], Picks("权限（不超过本人的）", offers=_rights)],
) -> Shown:
    """A key for scripts: it carries a part of its owner's rights and ends by itself."""
    chosen = sorted(rights)
    row, secret = new_key(
        user_id=doing.actor.user_id, kind="API", name=name, rights=chosen, now=doing.now,
        valid_to=doing.today + timedelta(days=days),
    )  # fmt: skip
    doing.note(key_kind="API", rights=chosen)
    return Shown(row, {KEY: secret})


@act(
    "key.make_calendar", City, "生成日历订阅链接", said="链接已生成，不要转给别人。",
    records="key.made", may=Anyone(), unless=_too_many,
)  # fmt: skip
def make_calendar(city: City, doing: Doing) -> Shown:
    """A link for a calendar program: whoever has it reads kinds and days, no names."""
    row, secret = new_key(
        user_id=doing.actor.user_id, kind="CALENDAR", name="日历", rights=[], now=doing.now,
        valid_to=doing.today + timedelta(days=CALENDAR_DAYS),
    )  # fmt: skip
    doing.note(key_kind="CALENDAR")
    return Shown(row, {LINK: f"/calendar/{secret}.ics"})


@act(
    "key.revoke", AccessKey, "停用密钥", said="已停用。", records="key.revoked", may=Anyone(),
    among=_own, danger="停用后，用这个密钥的程序立即不能再用。",
)  # fmt: skip
def revoke_key(key: AccessKey, doing: Doing) -> AccessKey:
    """End one's own key at once."""
    key.revoked_at = key.revoked_at or doing.now
    key.save(update_fields=["revoked_at"])
    return key
