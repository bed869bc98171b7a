"""Annual assessment: who assesses whom, which pool counts him, how many may be excellent.

Pools are cut first and given out after, in exact arithmetic; the theoretical and the granted
number stay side by side. Rates, extras and their documents are data (干部考核规定 2020, local
policy for key work, unconfirmed).
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from dunmiao.assessments.messages import say
from dunmiao.kernel.findings import Finding

EXCELLENT, COMPETENT, NOT_GRADED = "EXCELLENT", "COMPETENT", "NOT_GRADED"
GRADES = {
    EXCELLENT: "优秀",
    COMPETENT: "称职",
    "BASIC": "基本称职",
    "INCOMPETENT": "不称职",
    NOT_GRADED: "不定等次",
}
HOME, PROJECT = "HOME", "PROJECT"
POOLS = {HOME: "本单位", PROJECT: "单列"}


@dataclass(frozen=True, slots=True)
class QuotaPolicy:
    """Percentages of the rule set in force: the usual rate, and the most with approval."""

    pct: int = 20
    pct_approved: int = 25
    objection_days: int = 30

    @property
    def rate(self) -> Fraction:
        """The usual rate."""
        return Fraction(self.pct, 100)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of service away from the home unit; both days count. `pool` is the pool of its
    own that the work has, None where it has none."""

    unit: Hashable
    first: date
    last: date
    pool: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Where somebody is assessed and counted in a year, and the days that say so."""

    assessor: Hashable
    other: Hashable | None
    pool: Hashable | None
    days: dict[Hashable, int]


def year_days(year: int) -> int:
    """365 or 366."""
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def days_away(stretches: Iterable[Stretch], year: int) -> dict[Stretch, int]:
    """Days of each stretch inside the year, those of none left out."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    out = {}
    for stretch in stretches:
        count = (min(stretch.last, last) - max(stretch.first, first)).days + 1
        if count > 0:
            out[stretch] = count
    return out


def share_of(
    home: Hashable, stretches: Sequence[Stretch], year: int, *, half: Fraction = Fraction(1, 2)
) -> Share:
    """The unit of at least half of the year assesses and hears the other; the home unit where
    none has half. A pool of its own counts whoever worked for it at least half of the year."""
    whole = year_days(year)
    away = days_away(stretches, year)
    units: dict[Hashable, int] = {}
    pools: dict[Hashable, int] = {}
    for stretch, count in away.items():
        units[stretch.unit] = units.get(stretch.unit, 0) + count
        if stretch.pool is not None:
            pools[stretch.pool] = pools.get(stretch.pool, 0) + count
    at_home = whole - sum(units.values())
    days = {**({home: at_home} if at_home > 0 else {}), **units}
    host = max(units, key=lambda unit: units[unit], default=None)
    is_host = host is not None and units[host] >= half * whole
    pool = max(pools, key=lambda one: pools[one], default=None)
    return Share(
        assessor=host if is_host else home,
        other=home if is_host else host,
        pool=pool if pool is not None and pools[pool] >= half * whole else None,
        days=days,
    )


@dataclass(frozen=True, slots=True)
class PoolLine:
    """A pool of the ledger: its base, rate, approved extra, and what was granted and used."""

    key: Hashable
    kind: str
    base: int
    rate: Fraction
    extra: int
    granted: int | None
    used: int

    @property
    def theory(self) -> Fraction:
        """rate × base, exactly."""
        return self.rate * self.base

    @property
    def places(self) -> int:
        """What the rule gives: the theory cut down, never rounded up, and the approved extra."""
        return self.theory.numerator // self.theory.denominator + self.extra

    @property
    def left(self) -> int | None:
        """Places not yet given."""
        return None if self.granted is None else self.granted - self.used


def objections_to_pool(
    rate: Fraction | None, extra: int, *, document: str, policy: QuotaPolicy
) -> list[Finding]:
    """A rate above the usual, and extra places, want a document; nothing goes above the most."""
    found = []
    most = Fraction(policy.pct_approved, 100)
    if rate is None or not 0 <= rate <= 1:
        return [say("quota.rate", where="rate")]
    if extra < 0:
        found.append(say("quota.extra", where="extra"))
    if rate > most:
        shown, limit = f"{float(rate * 100):g}", policy.pct_approved
        found.append(say("quota.most", where="rate", rate=shown, limit=limit))
    if (rate > policy.rate or extra) and not document.strip():
        found.append(say("quota.document", where="document", usual=policy.pct))
    return found


@dataclass(frozen=True, slots=True)
class Proof:
    """One sum of the ledger: what must hold, the figures that show it, and whether it does."""

    code: str
    figures: dict[str, str]
    holds: bool


def proofs(
    pools: Sequence[PoolLine],
    *,
    people: int,
    not_graded: int,
    in_two_pools: int,
    separate_in_home: int,
    shares: Mapping[Hashable, tuple[int, int]],
) -> list[Proof]:
    """The five sums of a year's ledger.

    `people`: everybody on the year's list; `separate_in_home`: people counted both in a pool
    of its own and at home; `shares`: places given to parts of a pool, (settled, tied).
    """
    separate = sum(pool.base for pool in pools if pool.kind == PROJECT)
    home = sum(pool.base for pool in pools if pool.kind == HOME)
    theory = sum((pool.theory for pool in pools), Fraction(0))
    extra = sum(pool.extra for pool in pools)
    granted = sum(pool.granted or 0 for pool in pools)
    over = [pool for pool in pools if pool.granted is not None and pool.used > pool.granted]
    used = sum(pool.used for pool in pools)
    of_key = {pool.key: pool for pool in pools}
    uneven = [
        key
        for key, (settled, tied) in shares.items()
        if settled + tied != (of_key[key].granted or 0)
    ]
    return [
        Proof(
            "one-pool",
            {"separate": str(separate), "home": str(home), "not_graded": str(not_graded),
             "people": str(people), "twice": str(in_two_pools)},
            separate + home + not_graded == people and in_two_pools == 0,
        ),
        Proof("not-at-home", {"count": str(separate_in_home)}, separate_in_home == 0),
        Proof(
            "within",
            {"used": str(used), "granted": str(granted), "over": str(len(over))},
            not over,
        ),
        Proof(
            "parts",
            {"pools": str(len(shares)), "uneven": str(len(uneven))},
            not uneven,
        ),
        Proof(
            "never-up",
            {"granted": str(granted), "theory": f"{float(theory):.1f}", "extra": str(extra)},
            granted <= theory + extra,
        ),
    ]  # fmt: skip
