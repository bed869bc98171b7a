"""Exchanges are proposed: a pair or a ring, put before its sides."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from django.db.models import QuerySet

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, One, Sheet, Text
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.people.writing import share_cadre
from dunmiao.posts.against import against_closed
from dunmiao.posts.models import Post, Programme
from dunmiao.posts.selectors import list_posts
from dunmiao.secondments import exchanges, selectors
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import Exchange, ExchangeLeg, Nomination
from dunmiao.secondments.rules import exchanges as rules


def _takes_none(programme: Programme, doing: Doing) -> Iterator[Finding]:
    if programme.kind != "EXCHANGE":
        yield say("exchange.kind")
    yield from against_closed(programme, doing)


def _people(doing: Doing, programme: Programme) -> list[tuple[str, str]]:
    rows = selectors.list_nominations(actor=doing.actor, programme=programme, with_facts=False)
    return [
        (str(row.uid), f"{row.cadre.name}　{row.home_unit.name}　{row.cadre.current_post}")
        for row in rows.filter(state="SCREENED")
    ]


def _posts(doing: Doing, programme: Programme) -> QuerySet[Post]:
    return list_posts(programme=programme)


def _named(post: Post) -> str:
    return f"{post.unit.name} {post.title}"


Ways = Annotated[
    dict[str, Post],
    Sheet("每人去向", offers=_people, help="每个单位派一人、收一人，首尾相接成对或成环。",
          cell=One("到", offers=_posts, say=_named, search=("title", "unit__name"))),
]  # fmt: skip


@act(
    "exchange.propose", Programme, "提出互派",
    records="exchange.proposed",
    said="互派已提出，等待各方表态。",
    may=Held(Permission.PLANS_PREPARE, "lead_unit"), unless=_takes_none,
)  # fmt: skip
def propose_exchange(
    programme: Programme,
    doing: Doing,
    *,
    ways: Ways,
    starts_on: Annotated[date, Day("起", first=lambda programme: programme.starts_on)],
    ends_on: Annotated[date, Day("止", first=lambda programme: programme.ends_on)],
    name: Annotated[str, Text("名称", most=60, help="如：第 2 对")] = "",
    reason: Annotated[str, Text("说明", most=300)] = "",
) -> Exchange:
    """Put a pair or a ring before its sides; each host may then see who would come."""
    people = {
        str(row.uid): row
        for row in selectors.list_nominations(actor=doing.actor, programme=programme)
    }
    rows = [_leg(people[uid], post) for uid, post in ways.items()]
    legs = exchanges.legs_of(rows)
    policy = exchanges.policy_of(city_id=programme.city_id, day=doing.today)
    found = rules.objections_to_exchange(legs, starts_on=starts_on, ends_on=ends_on, policy=policy)
    found += _objections_to_people(programme, rows, day=starts_on)
    if found:
        raise RuleBroken(found)
    name = name or f"互派{programme.exchanges.count() + 1}"
    units = [row.home_unit for row in rows]
    parties = {*(unit.pk for unit in units), *exchanges.side_ids(units), programme.lead_unit_id}
    with conflict("exchange_name_once", say("exchange.exists", where="name", name=name)):
        exchange = Exchange.objects.create(
            city_id=programme.city_id, programme=programme, lead_unit_id=programme.lead_unit_id,
            name=name, party_units=sorted(parties), starts_on=starts_on, ends_on=ends_on,
            reason=reason, made_by_id=doing.actor.user_id, made_at=doing.now,
        )  # fmt: skip
    _keep(doing, exchange, rows)
    return exchange


def _leg(nomination: Nomination, post: Post) -> ExchangeLeg:
    return ExchangeLeg(
        city_id=nomination.city_id, nomination=nomination, cadre=nomination.cadre, post=post,
        home_unit=nomination.home_unit, host_unit=post.unit,
    )  # fmt: skip


def _keep(doing: Doing, exchange: Exchange, rows: Sequence[ExchangeLeg]) -> None:
    """The legs along the ring; each person is shown to his host."""
    ring = rules.ordered(exchanges.legs_of(rows))
    order = {leg.person.id: at for at, leg in enumerate(ring)}
    for row in rows:
        row.exchange, row.order = exchange, order[row.cadre_id]
        with conflict("leg_one_a_person", say("exchange.taken", name=row.cadre.name)):
            row.save()
        share_cadre(
            actor=doing.actor, cadre=row.cadre, unit_id=row.host_unit_id, today=doing.today,
            why="exchange",
        )  # fmt: skip
        doing.concern(row.cadre.uid)
    doing.note(people=len(rows))


def _objections_to_people(
    programme: Programme, rows: Sequence[ExchangeLeg], *, day: date
) -> list[Finding]:
    """Everyone meets his post's rules on the first day, and the post is free."""
    found = []
    cadres = [row.cadre_id for row in rows]
    judging = selectors.judging_at(city_id=programme.city_id, day=day, cadre_ids=cadres)
    live = ExchangeLeg.objects.filter(post__programme=programme, is_live=True)
    taken = list(live.values_list("post_id", flat=True))
    for row in rows:
        if taken.count(row.post_id) >= row.post.seats:
            found.append(say("exchange.post_taken", where="ways", post=_named(row.post)))
            continue
        taken.append(row.post_id)
        found += selectors.objections_to_post(
            nomination=row.nomination, post=row.post, judging=judging
        )
    return found
