"""Reads of cadre files: always through `visible`, sensitive ones audited by the caller."""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BooleanField, Count, F, Func, QuerySet, Value

from dunmiao.access.actors import Actor
from dunmiao.access.policy import policy_of, visible
from dunmiao.access.roles import Permission
from dunmiao.formats.names import clean_name, fold
from dunmiao.kernel.errors import RuleBroken, not_visible
from dunmiao.kernel.ranks import Rank
from dunmiao.people.masks import FieldClass
from dunmiao.people.messages import say
from dunmiao.people.models import Cadre, CareerStage, ImportBatch, NameToken, ReserveListing
from dunmiao.units.models import Unit

PAGE = 50
SORTS = {"stroke": "name_stroke_key", "pinyin": "name_pinyin_key"}
PARTS = (
    "educationrecords",
    "careerrows",
    "rankrecords",
    "reservelistings",
    "familymembers",
    "annualgrades",
)


def with_parts(rows: QuerySet[Cadre]) -> QuerySet[Cadre]:
    """The same rows with everything `record_of` reads, in a fixed number of queries."""
    return rows.select_related("home_unit").prefetch_related(*PARTS)


@dataclass(frozen=True)
class RosterQuery:
    """What is asked of the roster; empty = no restriction."""

    unit: str = ""
    rank: str = ""
    sex: str = ""
    reserve: str = ""
    stage: str = ""
    search: str = ""
    sort: str = "stroke"
    after: str = ""


@dataclass
class RosterPage:
    """One page of the roster with its total, facets, and the key of the next page."""

    cadres: list[Cadre]
    total: int
    next_after: str = ""
    facets: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def open_files(actor: Actor) -> QuerySet[Cadre]:
    """Whose file the actor may open: to watch over plans shows who is nominated, no file."""
    rows = visible(Cadre, actor)
    return rows if actor.has(Permission.PEOPLE_VIEW) else rows.filter(user_id=actor.user_id)


def filtered(actor: Actor, query: RosterQuery) -> QuerySet[Cadre]:
    """The cadres of a query, in scope, not yet ordered."""
    rows = open_files(actor)
    if query.unit:
        rows = rows.filter(home_unit__uid=_uid(query.unit))
    if query.rank.isdigit():
        rows = rows.filter(rank=int(query.rank))
    if query.sex in {"男", "女"}:
        rows = rows.filter(sex=query.sex)
    if query.stage in {"FREE", "SECONDED", "LEFT"}:
        rows = rows.filter(stage=query.stage)
    if query.reserve and actor.has(Permission.RESERVE_VIEW):
        rows = rows.filter(pk__in=ReserveListing.objects.in_force().values("cadre_id"))
    for token in _tokens(query.search):
        # A sub-select by equality: the operator is leakproof, so its index works under RLS.
        found = NameToken.objects.filter(city_id=actor.city_id, token=token)
        rows = rows.filter(pk__in=found.values("cadre_id"))
    return rows


def _tokens(search: str) -> list[str]:
    """A search text as tokens: characters and pairs for Chinese, the folded text else."""
    text = fold(clean_name(search))[:50]
    if not text:
        return []
    if text.isascii():
        return [text]
    if len(text) == 1:
        return [text]
    return [text[i : i + 2] for i in range(len(text) - 1)]


def _uid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise not_visible() from None


def eligible(
    *, actor: Actor, unit: Unit, rank_from: int, rank_to: int, oldest: int | None, today: date
) -> QuerySet[Cadre]:
    """Everybody in scope of a unit and all below it whose level lies in the range, and who is
    not older than `oldest` full years (whoever's month of birth is unknown is not left out)."""
    rows = open_files(actor).filter(
        home_unit__path__startswith=unit.path, rank__gte=rank_from, rank__lte=rank_to
    )
    rows = rows.exclude(stage=CareerStage.LEFT)
    if oldest is not None:
        born = today.replace(year=today.year - oldest - 1, day=1)
        rows = rows.exclude(birth_month__lte=born)
    return rows.order_by("name_stroke_key", "pk")


def list_cadres(*, actor: Actor, query: RosterQuery) -> RosterPage:
    """A page of 50 by keyset, with total and facets counted in scope."""
    rows = filtered(actor, query)
    facets = _facets(rows)
    total = sum(facet["count"] for facet in facets["rank"])
    key = SORTS.get(query.sort, "name_stroke_key")
    page = rows.select_related("home_unit").prefetch_related("reservelistings")
    if query.after:
        page = _after(page, rows, key, query.after)
    found = list(page.order_by(key, "pk")[: PAGE + 1])
    following = str(found[PAGE - 1].uid) if len(found) > PAGE else ""
    for cadre in found:
        cadre.shown_pools = pools_of(actor, cadre)
    return RosterPage(found[:PAGE], total, following, facets)


def _after(page: QuerySet[Cadre], rows: QuerySet[Cadre], key: str, uid: str) -> QuerySet[Cadre]:
    last = rows.filter(uid=_uid(uid)).values(key, "pk").first()
    if last is None:
        return page
    return page.filter(later_than(key, last[key], last["pk"]))


class _Later(Func):
    """`ROW(a, b) > ROW(x, y)`: one condition of one index, where an OR would walk it all."""

    template = "%(expressions)s"
    arg_joiner = " > "
    output_field = BooleanField()


def later_than(key: str, value: object, pk: int) -> Func:
    """Rows after this one in the order of `key`, then of the primary key."""
    columns = Func(F(key), F("pk"), function="ROW")
    return _Later(columns, Func(Value(value), Value(pk), function="ROW"))


def _facets(rows: QuerySet[Cadre]) -> dict[str, list[dict[str, Any]]]:
    """Counts by level and by sex, from one pass over the rows in scope."""
    ranks: Counter[int] = Counter()
    sexes: Counter[str] = Counter()
    for row in rows.order_by().values("rank", "sex").annotate(n=Count("*")):
        ranks[row["rank"]] += row["n"]
        sexes[row["sex"]] += row["n"]
    return {
        "rank": [
            {"value": str(rank), "label": Rank(rank).label, "count": ranks[rank]}
            for rank in sorted(ranks, reverse=True)
        ],
        "sex": [
            {"value": sex, "label": sex, "count": sexes[sex]}
            for sex in sorted(sexes, reverse=True)
            if sex
        ],
    }


def pools_of(actor: Actor, cadre: Cadre) -> str:
    """The reserve lists a cadre stands on now; empty for who may not know."""
    if FieldClass.RESERVE not in visible_classes(actor, cadre):
        return ""
    return "、".join(row.pool for row in cadre.reservelistings.all() if row.is_open)


def get_cadre(*, actor: Actor, uid: uuid.UUID) -> Cadre:
    """One cadre with all parts; the reading is audited."""
    cadre = with_parts(open_files(actor)).filter(uid=uid).first()
    if cadre is None:
        raise not_visible()
    actor.record("cadre.read", cadre, cadres=[cadre.uid])
    return cadre


def visible_classes(actor: Actor, cadre: Cadre) -> frozenset[FieldClass]:
    """The classes of fields that the actor may read of a cadre in scope; his own file whole."""
    if cadre.user_id is not None and cadre.user_id == actor.user_id:
        return frozenset(FieldClass) - {FieldClass.RESERVE}
    if not actor.has(Permission.PEOPLE_VIEW):
        return frozenset()
    at = [cadre.home_unit_id]
    needs = policy_of(Cadre).masks.items()
    return frozenset(one for one, right in needs if right is None or actor.may(right, at=at))


def compare_cadres(*, actor: Actor, uids: list[uuid.UUID]) -> list[Cadre]:
    """Up to five cadres side by side."""
    if len(uids) > 5:
        raise RuleBroken([say("compare.too_many")])
    found = {c.uid: c for c in with_parts(open_files(actor)).filter(uid__in=uids)}
    actor.record("cadre.compared", cadres=list(found))
    return [found[uid] for uid in uids if uid in found]


def get_import(*, actor: Actor, uid: uuid.UUID, lock: bool = False) -> ImportBatch:
    """One import of a unit in scope."""
    rows = visible(ImportBatch, actor)
    if lock:
        rows = rows.select_for_update(of=("self",))
    batch = rows.select_related("unit", "file", "made_by").filter(uid=uid).first()
    if batch is None:
        raise not_visible()
    return batch


def list_imports(*, actor: Actor) -> QuerySet[ImportBatch]:
    """The newest imports of the units in scope."""
    rows = visible(ImportBatch, actor).select_related("unit", "file", "made_by")
    return rows.order_by("-pk")[:50]
