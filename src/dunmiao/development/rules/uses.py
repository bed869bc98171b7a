"""What came of it (发现使用): a use is tied to the secondment that showed the person, and is
looked back at after one, three and five years."""

from dataclasses import dataclass
from datetime import date

from dunmiao.development.messages import say
from dunmiao.kernel.findings import Finding
from dunmiao.kernel.months import add_months
from dunmiao.kernel.ranks import Rank

PROMOTION, RESERVE, FURTHER = "PROMOTION", "RESERVE", "FURTHER"
KINDS = {PROMOTION: "提任", RESERVE: "列入后备", FURTHER: "进一步使用"}
SUGGESTIONS = {
    "PROMOTION": "提任考察",
    "RESERVE": "列入后备",
    "GRASSROOTS": "补一段基层经历",
    "NEXT_TASK": "承担下一项任务",
    "OBSERVE": "继续了解",
}
FINDINGS = {"FIT": "胜任", "PARTLY": "基本胜任", "UNFIT": "不适应", "MOVED": "已另有任用"}
LOOK_BACK_YEARS = (1, 3, 5)


@dataclass(frozen=True, slots=True)
class Use:
    """A decision about somebody; `rank` the level after a promotion, `pool` the reserve."""

    kind: str
    decided_on: date
    document_no: str
    post: str = ""
    rank: Rank | None = None
    pool: str = ""
    words: str = ""


def objections_to_use(
    use: Use, *, rank_before: Rank, shown_from: date, pools: frozenset[str], today: date
) -> list[Finding]:
    """Everything that is wrong with a use at once. `shown_from`: when the secondment began that
    showed the person; `pools`: reserves he is listed in already."""
    found = []
    if use.decided_on > today:
        found.append(say("use.in_future", where="decided_on", day=use.decided_on.isoformat()))
    if use.decided_on < shown_from:
        found.append(say("use.before", where="decided_on", day=shown_from.isoformat()))
    if not use.document_no.strip():
        found.append(say("use.no_document", where="document_no"))
    if use.kind != RESERVE and not use.post.strip():
        found.append(say("use.no_post", where="post"))
    if use.kind == PROMOTION and (use.rank is None or use.rank <= rank_before):
        found.append(say("use.no_higher", where="rank", rank=rank_before.label))
    if use.kind == RESERVE and not use.pool.strip():
        found.append(say("use.no_pool", where="pool"))
    if use.kind == RESERVE and use.pool.strip() in pools:
        found.append(say("use.listed", where="pool", pool=use.pool.strip()))
    return found


def look_back_days(decided_on: date) -> dict[int, date]:
    """Years after → the day from which the look-back is due."""
    return {years: add_months(decided_on, 12 * years) for years in LOOK_BACK_YEARS}
