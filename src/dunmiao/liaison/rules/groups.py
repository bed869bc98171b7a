"""Groups, their rhythm, sign-in by a code that changes, and what a temporary branch may do."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dunmiao.kernel.findings import Finding
from dunmiao.kernel.months import add_months
from dunmiao.liaison.messages import say

GROUP_KINDS = {"SECONDMENT": "挂职小组", "COORDINATION": "管理协调小组", "TASK": "专项工作组"}
PARTS = {"LEADER": "组长", "DEPUTY": "副组长", "MEMBER": "成员"}
MEETING, STUDY, THEMED, VISIT, SOCIAL = "MEETING", "STUDY", "THEMED_DAY", "VISIT", "SOCIAL"
ACTIVITY_KINDS = {
    MEETING: "会议",
    STUDY: "学习",
    THEMED: "主题党日",
    VISIT: "走访",
    SOCIAL: "联谊",
}
# What a temporary branch does; dues, recruiting and elections are not its business
# (支部工作条例 2018, Art. 8).
BRANCH_KINDS = (STUDY, THEMED)
BRANCH_POSTS = {"SECRETARY": "书记", "ORGANISATION": "组织委员", "PUBLICITY": "宣传委员"}
ATTENDANCE = {"INVITED": "待签到", "PRESENT": "到会", "EXCUSED": "请假", "ABSENT": "缺席"}
MIN_FULL_MEMBERS = 3
STEP_SECONDS = 30
DIGITS = 6
OPENS_BEFORE, CLOSES_AFTER = timedelta(hours=1), timedelta(hours=6)
COUNTS, MOVED, NOT_MEMBER = "COUNTS", "MOVED", "NOT_MEMBER"
PARTY_MEMBER, PROBATIONARY = "中共党员", "中共预备党员"


@dataclass(frozen=True, slots=True)
class NewGroup:
    """What somebody founds."""

    kind: str
    name: str
    starts_on: date
    place: str = ""
    plan: str = ""
    meets_months: int = 1


def objections_to_group(new: NewGroup, *, today: date) -> list[Finding]:
    """Everything that keeps a group from being founded."""
    found = []
    if new.kind not in GROUP_KINDS:
        found.append(say("group.kind"))
    if not 2 <= len(new.name.strip()) <= 60:
        found.append(say("group.name"))
    if new.starts_on > today:
        found.append(say("group.in_future", day=new.starts_on.isoformat()))
    if len(new.plan) > 1000:
        found.append(say("group.plan"))
    if not 1 <= new.meets_months <= 12:
        found.append(say("group.rhythm"))
    return found


def next_meeting_due(last: date | None, *, starts_on: date, months: int) -> date:
    """By when a group meets again: so many months after the last time, or after it began."""
    return add_months(last or starts_on, months)


def code_at(secret: str, moment: datetime) -> str:
    """The six digits shown at a moment: HMAC-SHA-256 over the half-minute (as in RFC 6238)."""
    return _code(secret, int(moment.timestamp()) // STEP_SECONDS)


def _code(secret: str, step: int) -> str:
    digest = hmac.new(secret.encode(), step.to_bytes(8, "big"), hashlib.sha256).digest()
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def objections_to_sign_in(
    secret: str, code: str, *, starts_at: datetime, now: datetime
) -> list[Finding]:
    """A code counts in its half-minute and the next, from an hour before to six hours after."""
    if not starts_at - OPENS_BEFORE <= now <= starts_at + CLOSES_AFTER:
        return [say("signin.closed")]
    step = int(now.timestamp()) // STEP_SECONDS
    plain = code.strip()
    if any(
        hmac.compare_digest(_code(secret, at).encode(), plain.encode()) for at in (step, step - 1)
    ):
        return []
    return [say("signin.code")]


def standing(politics: str, *, is_moved: bool) -> str:
    """Whether somebody counts in the temporary branch: a member whose relation has not moved."""
    if politics.split("、")[0] not in (PARTY_MEMBER, PROBATIONARY):
        return NOT_MEMBER
    return MOVED if is_moved else COUNTS


def objections_to_branch(standings: Iterable[str], *, approval_no: str) -> list[Finding]:
    """A branch needs a paper from above, and members who count."""
    found = []
    if not approval_no.strip():
        found.append(say("branch.paper"))
    count = sum(one == COUNTS for one in standings)
    if count < MIN_FULL_MEMBERS:
        found.append(say("branch.too_few", count=count, least=MIN_FULL_MEMBERS))
    return found


def months_without(days: Iterable[date], *, since: date, today: date) -> list[str]:
    """Whole months since the branch was approved that had no study and no themed day (R36)."""
    held = {(day.year, day.month) for day in days}
    first = since.replace(day=1)
    month, out = first if since.day == 1 else add_months(first, 1), []
    while add_months(month, 1) <= today:
        if (month.year, month.month) not in held:
            out.append(f"{month:%Y-%m}")
        month = add_months(month, 1)
    return out
