"""The large rounds of the example: teams of key work, the exchange, two years of batches outside.

Every step by its action at its day; many cases in one scope, their duties reckoned once, so
that loading stays short.
"""

from datetime import date, timedelta
from typing import Any

from dunmiao.example.stage import Stage

CARES = (
    ("HOUSING", "租住人才公寓一间", "LEAD"),
    ("SCHOOL", "子女转学手续", "HOME"),
    ("PARENTS", "父母就医陪护", "HOME"),
)
ITEMS = [
    ("FILE", "企业台账 2 册（示例）"),
    ("CONTACT", "联系人 12 位（示例）"),
    ("MATTER", "在谈项目 1 个（示例）"),
]


def begin(stage: Stage, programme: Any) -> list[Any]:
    """Everybody arrives in the first days and gets a duty."""
    from dunmiao.secondments.actions import dispatch
    from dunmiao.secondments.duties import refreshing_once
    from dunmiao.secondments.models import Secondment

    first = programme.starts_on
    with stage.at("zuzhi1", first) as officer, refreshing_once(actor=officer, today=first):
        rows = Secondment.objects.filter(programme=programme).select_related("cadre", "post")
        cases = list(rows.order_by("post__sort_order", "pk"))
        for number, case in enumerate(cases):
            came = first + timedelta(days=number % 4)
            if came > stage.today:
                continue
            case.arrived_on = came
            dispatch.confirm_arrival(stage.doing(officer, came), case, arrived_on=came)
            duty = case.post.duty or "协助分管处室工作"
            dispatch.assign_duty(stage.doing(officer, came), case, duty=duty, on_day=came)
    return cases


def report(stage: Stage, cases: list[Any]) -> None:
    """Most people send the reports of their months; every fifth is behind by a month or two."""
    from dunmiao.kernel.months import add_months
    from dunmiao.secondments.actions import reports
    from dunmiao.secondments.duties import refreshing_once

    last = stage.today
    for number, case in enumerate(cases):
        username = person_of(stage, case)
        month = (case.arrived_on or case.starts_on).replace(day=1)
        until = add_months(last.replace(day=1), -2 if number % 5 == 4 else -1)
        with stage.at(username, last) as person, refreshing_once(actor=person, today=last):
            while month <= min(until, case.ends_on):
                day = min(add_months(month, 1) + timedelta(days=3), last)
                reports.send_report(
                    stage.doing(person, day),
                    case,
                    kind="MONTHLY",
                    period=f"{month:%Y-%m}",
                    text="本月在岗，按分工推进工作。（示例）",
                )
                month = add_months(month, 1)


def care_for(stage: Stage, cases: list[Any]) -> None:
    """Cares of people away from home: some seen to, some open, one overdue."""
    from dunmiao.secondments.actions import cares
    from dunmiao.secondments.duties import refreshing_once

    if not cases:
        return
    day = cases[0].starts_on + timedelta(days=10)
    with stage.at("zuzhi1", day) as officer, refreshing_once(actor=officer, today=day):
        for number, case in enumerate(cases[::6]):
            kind, text, owner = CARES[number % len(CARES)]
            care = cares.raise_care(
                stage.doing(officer, day),
                case,
                kind=kind,
                text=f"{text}（示例）",
                owner=owner,
                due_on=day + timedelta(days=40 + 30 * number),
            )
            done = day + timedelta(days=20)
            if number % 2 == 0 and done <= stage.today:
                result = "已办妥（示例）"
                cares.see_to_care(stage.doing(officer, done), care, done_on=done, result=result)


def person_of(stage: Stage, case: Any) -> str:
    """The account of a person; one that cannot sign in where he has none."""
    from dunmiao.access.accounts import make_grant
    from dunmiao.access.models import User
    from dunmiao.access.roles import Role
    from dunmiao.secondments.accounts import link

    if case.user_id is not None:
        return str(User.objects.get(pk=case.user_id).username)
    with stage.at("zuzhi1", case.starts_on) as officer:
        user = User.objects.create(
            username=f"ren{case.pk:04d}", full_name=case.cadre.name, city_id=officer.city_id
        )
        make_grant(
            actor=officer, user=user, role=Role.SECONDEE, unit=case.home_unit, today=case.starts_on
        )
        link(case.cadre, user)
        case.user = user
    return user.username


def hand_on(stage: Stage, leaving: list[Any], coming: list[Any]) -> None:
    """Who leaves a host hands on to who comes next there."""
    from dunmiao.secondments.actions import takeovers
    from dunmiao.secondments.models import Secondment

    next_at = {case.host_unit_id: case for case in coming}
    with stage.at("zuzhi1", stage.today) as officer:
        waiting = Secondment.objects.filter(
            pk__in=[case.pk for case in leaving], state="APPRAISED", host_unit__in=list(next_at)
        )
        for case in waiting:
            follower = next_at[case.host_unit_id]
            items = [takeovers.Item(kind, text) for kind, text in ITEMS]
            listed = takeovers.list_handover(stage.doing(officer, stage.today), case, items=items)
            takeovers.name_successor(stage.doing(officer, stage.today), listed, successor=follower)


# ── the exchange ──
def exchange(stage: Stage, programme: Any, rings: list[list[str]]) -> None:
    """Four pairs and a ring of three with one county: agreed by both sides, decided, issued;
    relations move, one wage relation is still on its way."""
    from dunmiao.secondments.actions import exchanges as actions
    from dunmiao.secondments.actions.exchange_proposals import propose_exchange

    day = programme.nominate_by
    for number, ring in enumerate(rings, start=1):
        with stage.at("zuzhi1", day) as officer:
            doing = stage.doing(officer, day)
            ways = [
                _way(officer, programme, home, host, stage, day)
                for home, host in zip(ring, [*ring[1:], ring[0]], strict=True)
            ]
            made = propose_exchange(
                doing,
                programme,
                name=f"第 {number} 对" if len(ring) == 2 else "第 1 环",
                ways={str(nomination.uid): post for nomination, post in ways},
                starts_on=programme.starts_on,
                ends_on=programme.ends_on,
                reason="市县互派，同进同退。（示例）",
            )
            _count(doing, ways)
        for username, unit in (("zuzhi1", "嘉兴市"), ("jiashan", "嘉善县")):
            _answer(stage, made, username, unit, day)
        with stage.at("zuzhi2", day) as second:
            number_of = f"嘉组干〔2013〕{40 + number}号"
            actions.decide_exchange(stage.doing(second, day), made, document_no=number_of)
        with stage.at("zuzhi1", day) as officer:
            actions.issue_exchange(stage.doing(officer, day), made)


def ready_people(stage: Stage, programme: Any, ring: list[str], day: date) -> None:
    """People of a ring nominated and screened, for an exchange still to be made by hand."""
    with stage.at("zuzhi1", day) as officer:
        for home, host in zip(ring, [*ring[1:], ring[0]], strict=True):
            _way(officer, programme, home, host, stage, day)


def _way(
    officer: Any, programme: Any, home: str, host: str, stage: Stage, day: date
) -> tuple[Any, Any]:
    from dunmiao.people.models import Cadre
    from dunmiao.people.selectors import with_parts
    from dunmiao.posts.selectors import list_posts
    from dunmiao.secondments import selectors
    from dunmiao.secondments.actions import nominations
    from dunmiao.secondments.rules.nominations import in_order

    post = next(p for p in list_posts(programme=programme) if p.unit.name == host)
    rows = with_parts(Cadre.objects.filter(home_unit__name=home, rank__in=[1, 2], stage="FREE"))
    people = list(rows.filter(nominations=None).order_by("pk"))
    judging = selectors.judging_at(
        city_id=officer.city_id, day=programme.starts_on, cadre_ids=[c.pk for c in people]
    )
    for cadre in people:
        doing = stage.doing(officer, day)
        one = nominations.nominate_cadre(doing, programme, cadre=cadre)
        if selectors.fits_of(nomination=one, posts=[post], judging=judging)[0].blocked:
            one.delete()
            continue
        nominations.save_nomination(
            doing, one, unit_opinion="同意。（示例）", recusal_declared=True,
            wishes=in_order([post.uid]), send=True,
        )  # fmt: skip
        nominations.screen_nomination(doing, one, verdict="pass")
        return selectors.get_nomination(actor=officer, uid=one.uid), post
    raise RuntimeError(f"the example has nobody of {home} for {host}")


def _count(doing: Any, ways: list[tuple[Any, Any]]) -> None:
    from dunmiao.secondments.actions.establishment import record_establishment

    for number, (nomination, _) in enumerate(ways):
        record_establishment(
            doing,
            nomination.home_unit,
            as_of=doing.today,
            establishment=24 + number,
            occupied=23 + number,
            headcount=6,
            leaders=5,
            source="编制台账（示例）",
        )


def _answer(stage: Stage, made: Any, username: str, unit: str, day: date) -> None:
    from dunmiao.secondments.actions.exchanges import answer_exchange
    from dunmiao.units.models import Unit

    with stage.at(username, day) as actor:
        side = Unit.objects.get(name=unit)
        answer_exchange(stage.doing(actor, day), made, side=side, agree=True, note="同意（示例）")


def move_relations(stage: Stage, cases: list[Any]) -> None:
    """Three relations of everybody, all received but one wage relation."""
    from dunmiao.secondments.actions import relations
    from dunmiao.secondments.duties import refreshing_once

    day = cases[0].starts_on + timedelta(days=6)
    with stage.at("zuzhi1", day) as officer, refreshing_once(actor=officer, today=day):
        rows = [
            relations.send_relation(
                stage.doing(officer, day),
                case,
                relation=relation,
                letter_no=f"嘉组函〔2013〕{number * 3 + index + 1}号",
                sent_on=day,
            )
            for number, case in enumerate(cases)
            for index, relation in enumerate(("PERSONNEL", "WAGE", "PARTY"))
        ]
        back = day + timedelta(days=8)
        for row in rows:
            if row is rows[4]:
                continue
            relations.receive_relation(stage.doing(officer, back), row, received_on=back)
