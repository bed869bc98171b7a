"""How one gets into an account, or no longer does: password, second factor, lock, disabling.

The password is reset by the system administrator, the second factor by the security
administrator: neither alone gets into an account that needs both (三员分立).
"""

from allauth.mfa.models import Authenticator
from axes.utils import reset

from dunmiao.access.accounts import end_keys, renew
from dunmiao.access.lifecycle import ACCOUNT
from dunmiao.access.messages import say
from dunmiao.access.models import User
from dunmiao.access.roles import Permission
from dunmiao.accounts.actions.accounts import CODE, KEEPER, Reason
from dunmiao.accounts.guards import accounts_of, last_of_kind, oneself, require_another
from dunmiao.acts.claims import ROOT, Doing, Held
from dunmiao.acts.declare import Shown, act
from dunmiao.kernel.findings import Finding


def _keeps_one(account: User, doing: Doing) -> list[Finding]:
    return oneself(account, doing) or last_of_kind(account, doing)


def _no_factor(account: User, doing: Doing) -> list[Finding]:
    if found := oneself(account, doing):
        return found
    has_one = Authenticator.objects.filter(user=account).exists()
    return [] if has_one else [say("account.no_factor")]


@act(
    "account.reset_password", User, "重置密码", said="原密码已失效。",
    records="account.password_reset", may=KEEPER, among=accounts_of, life=ACCOUNT, moves="reset",
    unless=oneself, danger="原密码、已登录的会话和接口密钥立即失效，改用新的激活码。",
)  # fmt: skip
def reset_password(account: User, doing: Doing, *, reason: Reason) -> Shown:
    """A new slip instead of the password, or of a slip that was lost; shown once."""
    return Shown(account, {"账号": account.username, CODE: renew(account, now=doing.now)})


@act(
    "account.reset_factor", User, "重置动态码", said="动态码已解除，下次登录重新绑定。",
    records="account.factor_reset", may=Held(Permission.GRANTS, ROOT), among=accounts_of,
    unless=_no_factor, danger="请先核对是本人要求的。",
)  # fmt: skip
def reset_factor(account: User, doing: Doing, *, reason: Reason) -> User:
    """Forget the second factor of who lost his telephone; he binds another at sign-in."""
    doing.note(forgotten=Authenticator.objects.filter(user=account).delete()[0])
    return account


@act(
    "account.unlock", User, "解锁", said="可以重新登录了。", records="account.unlocked", may=KEEPER,
    among=accounts_of, unless=oneself,
)  # fmt: skip
def unlock_account(account: User, doing: Doing) -> User:
    """Forget the wrong passwords that lock the account."""
    doing.note(forgotten=reset(username=account.username))
    return account


@act(
    "account.disable", User, "停用账号", said="账号已停用。", records="account.disabled",
    may=KEEPER, among=accounts_of, life=ACCOUNT, moves="disable", unless=_keeps_one,
    danger="停用后立即不能登录，接口密钥同时失效。",
)  # fmt: skip
def disable_account(account: User, doing: Doing, *, reason: Reason) -> User:
    """Shut an account at once; its grants stand, so that enabling gives them back."""
    require_another(account, doing)
    account.state = ACCOUNT.target("disable")
    account.activation_hash = ""
    account.save(update_fields=["state", "activation_hash"])
    doing.note(keys=end_keys(account, now=doing.now))
    return account


@act(
    "account.enable", User, "启用账号", said="账号已启用。", records="account.enabled", may=KEEPER,
    among=accounts_of, life=ACCOUNT, moves="enable", unless=oneself,
)  # fmt: skip
def enable_account(account: User, doing: Doing, *, reason: Reason) -> Shown:
    """Open a disabled account again, with a new code instead of the old password."""
    return Shown(account, {"账号": account.username, CODE: renew(account, now=doing.now)})
