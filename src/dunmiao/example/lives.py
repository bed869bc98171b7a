"""Two years of invented life for the rounds before: every step by its action, at its day."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from dunmiao.example import ballots, batches, contacts, endings, groups, outcomes, uses, years
from dunmiao.example import towns as town_figures
from dunmiao.example.passwords import Passwords, invented
from dunmiao.example.stage import Stage

# The exchange with one county: units in the order of each ring.
RINGS = [
    ["市财政局", "嘉善财政局"],
    ["市发展和改革委员会", "嘉善发展和改革局"],
    ["市经济和信息化委员会", "嘉善经济信息商务局"],
    ["市人力资源和社会保障局", "嘉善组织部"],
    ["市商务局", "嘉善县", "姚庄镇"],
]
REPORT = "本月走访企业、协调项目、参加镇里集体学习；下月继续跟进在谈项目。（示例）"
LOGS = (
    "走访规上企业 6 家，收集用电、用工问题 9 件",
    "参加园区低效用地盘活协调会",
    "对接招商线索 2 条",
)
MEASURES = (
    ("PARK", "盘活园区低效用地", "盘活 120 亩（示例）"),
    ("SERVICE", "建立企业问题清单并逐件办理", "办结 31 件（示例）"),
    ("INDUSTRY", "梳理主导产业链并上门招商", "签约 2 个项目（示例）"),
)


def live(
    programmes: dict[str, Any], *, today: date, passwords: Passwords, tell: Callable[[str], None]
) -> dict[str, tuple[str, str, str]]:
    """Let the rounds run from plan to the present day; returns the secondees' accounts."""
    from dunmiao.units.workdays import seed_workdays

    stage = Stage(today)
    accounts: dict[str, tuple[str, str, str]] = {}
    with stage.at("zuzhi1", today) as actor:
        seed_workdays(city_id=actor.city_id, years=range(today.year - 2, today.year + 2))
    towns, outside = programmes["towns-before"], programmes["outside-before"]
    for programme in (towns, outside):
        _place(stage, programme)
        accounts |= _open_accounts(stage, programme, passwords)
        cases = _approve(stage, programme)
        _serve(stage, programme, cases)
    _change(stage, towns)
    endings.end(stage, outside, cases, overdue=1, unanswered=1)
    tell("  重点工作、互派、外派各批……")
    _large_rounds(stage, programmes)
    tell("  测评和推荐……")
    ballots.hold(stage, programmes)
    tell("  年度考核和优秀名额……")
    years.assess(stage)
    tell("  平时掌握和使用台账……")
    uses.follow(stage, programmes)
    tell("  成果……")
    outcomes.bring_home(stage, programmes)
    tell("  镇和项目指标……")
    town_figures.bring_figures(stage, towns)
    contacts.keep_contacts(stage, programmes)
    groups.form_groups(stage, programmes)
    return accounts


def exchange_before(programme: Any, *, today: date) -> None:
    """The exchange is settled before the other rounds draw on the same units."""
    batches.exchange(Stage(today), programme, RINGS)


def exchange_to_come(programme: Any, *, today: date) -> None:
    """The round that is open has people to exchange: a pair and a ring of three."""
    for ring in (RINGS[0], RINGS[4]):
        batches.ready_people(Stage(today), programme, ring, today)


def _large_rounds(stage: Stage, programmes: dict[str, Any]) -> None:
    """Teams of key work, the exchange, and the batches outside of two years."""
    teams = programmes["projects-before"]
    _place(stage, teams)
    _approve(stage, teams)
    batches.report(stage, batches.begin(stage, teams))
    exchanged = batches.begin(stage, programmes["exchange-before"])
    batches.move_relations(stage, exchanged)
    batches.report(stage, exchanged)
    outside = [row for key, row in programmes.items() if key.startswith("outside-")]
    gone: dict[str, list[Any]] = {}
    for programme in sorted(outside, key=lambda row: row.starts_on):
        if programme == programmes["outside-before"]:
            continue
        _place(stage, programme)
        _approve(stage, programme)
        cases = batches.begin(stage, programme)
        batches.care_for(stage, cases)
        if programme.ends_on < stage.today:
            endings.end(stage, programme, cases, overdue=2)
        else:
            batches.report(stage, cases)
        batches.hand_on(stage, gone.get(programme.name, []), cases)
        gone[programme.name] = cases


def _place(stage: Stage, programme: Any) -> None:
    """Solve a plan at the close of nominations."""
    from dunmiao.placements import engine, runs
    from dunmiao.placements.actions.plans import make_plan

    day = programme.nominate_by
    with stage.at("zuzhi1", day) as actor:
        plan = make_plan(stage.doing(actor, day), programme, name="方案1")
        frozen = runs.freeze_plan(actor=actor, plan_uid=plan.uid)
        answer = engine.solve_files(frozen.files, seed=0, seconds=60, progress=lambda *_: None)
        runs.store_result(
            actor=actor, plan_uid=plan.uid, frozen=frozen, answer=answer, now=stage.moment(day)
        )


def _plan(programme: Any) -> Any:
    return programme.plans.get(name="方案1")


def _open_accounts(
    stage: Stage, programme: Any, passwords: Passwords
) -> dict[str, tuple[str, str, str]]:
    """The people of the plan sign in as secondees."""
    from dunmiao.access import accounts
    from dunmiao.access.models import User
    from dunmiao.access.roles import Role
    from dunmiao.secondments.accounts import link

    out = {}
    with stage.at("zuzhi1", programme.nominate_by) as actor:
        start = User.objects.filter(username__startswith="gua").count()
        seats = _plan(programme).seats.select_related("nomination__cadre__home_unit")
        for number, seat in enumerate(seats.order_by("post__sort_order", "pk"), start=start + 1):
            cadre = seat.nomination.cadre
            username = f"gua{number:02d}"
            secret, user = passwords.open_account(
                username, cadre.name, city_id=actor.city_id, person=None
            )
            accounts.make_grant(
                actor=actor,
                user=user,
                role=Role.SECONDEE,
                unit=cadre.home_unit,
                today=programme.nominate_by,
            )
            link(cadre, user)
            out[user.username] = (secret, cadre.home_unit.name, Role.SECONDEE.label)
    return out


def _approve(stage: Stage, programme: Any) -> list[Any]:
    """Deliberated, approved by a second officer, issued."""
    from dunmiao.placements.actions import approval
    from dunmiao.secondments.models import Secondment

    day = programme.starts_on - timedelta(days=10)
    counts = {"due": 9, "present": 9, "agree": 9, "disagree": 0, "abstain": 0}
    with stage.at("zuzhi1", day) as actor:
        doing, plan = stage.doing(actor, day), _plan(programme)
        approval.submit_plan(doing, plan)
        approval.record_deliberation(doing, plan, **counts)
    with stage.at("zuzhi2", day) as actor:
        doing = stage.doing(actor, day)
        approval.approve_plan(doing, plan)
        approval.issue_plan(doing, plan)
        rows = Secondment.objects.filter(programme=programme).select_related(
            "cadre", "user", "post"
        )
        return list(rows.order_by("post__sort_order", "pk"))


def _serve(stage: Stage, programme: Any, cases: list[Any]) -> None:
    """Arrival, duty, plan of work, reports of the last months (some missed), visits, leave."""
    from dunmiao.secondments.actions import dispatch, experiences
    from dunmiao.secondments.duties import refreshing_once

    starts, last = programme.starts_on, min(programme.ends_on, stage.today)
    for number, case in enumerate(cases):
        came = starts + timedelta(days=number % 3)
        with stage.at("zuzhi1", came) as officer, refreshing_once(actor=officer, today=came):
            dispatch.confirm_arrival(stage.doing(officer, came), case, arrived_on=came)
            duty = case.post.duty or "协助分管招商和企业服务"
            on_day = came + timedelta(days=6)
            dispatch.assign_duty(stage.doing(officer, on_day), case, duty=duty, on_day=on_day)
            if number % 5 != 4:  # one in five is still to be visited
                for half in range(1, (last - came).days // 183 + 1):
                    day = came + timedelta(days=183 * half - 20)
                    experiences.record_visit(
                        stage.doing(officer, day),
                        case,
                        on_day=day,
                        visitors="陆组文",
                        text="到岗谈话，听取工作情况。（示例）",
                    )
        _write(stage, case, number, came, last)


def _write(stage: Stage, case: Any, number: int, came: date, last: date) -> None:
    from dunmiao.kernel.months import add_months
    from dunmiao.secondments.actions import measures, reports
    from dunmiao.secondments.duties import refreshing_once

    with stage.at(_account(case), last) as person, refreshing_once(actor=person, today=last):
        for index, (line, text, result) in enumerate(MEASURES):
            due, made = came + timedelta(days=200 + 60 * index), came + timedelta(days=20)
            row = measures.plan_measure(
                stage.doing(person, made), case, line=line, text=text, due_on=due
            )
            if due < last and (number + index) % 4:
                measures.finish_measure(stage.doing(person, due), row, done_on=due, result=result)
        month = came.replace(day=1)
        while add_months(month, 1) <= last:
            day = add_months(month, 1) + timedelta(days=2)
            if not _skips(case, month) and day <= stage.today:
                reports.send_report(
                    stage.doing(person, day),
                    case,
                    kind="MONTHLY",
                    period=f"{month:%Y-%m}",
                    text=REPORT,
                )
            month = add_months(month, 1)
        for back, text in enumerate(LOGS):
            day = last - timedelta(days=9 * back + number % 5)
            reports.write_log(
                stage.doing(person, day),
                case,
                on_day=day,
                kind="WORK",
                text=text,
                place=case.post.title[:10],
            )


def _skips(case: Any, month: date) -> bool:
    """A month now and then goes unreported: the same in every installation."""
    drawn = hashlib.sha256(f"{case.cadre.name}|{month}".encode()).digest()[0]
    return drawn < 20


def _account(case: Any) -> str:
    """The account of the person of a case."""
    return str(case.user.username)


def _change(stage: Stage, programme: Any) -> None:
    """An extension granted, a recall, an early end, a leave that is under way."""
    from dunmiao.secondments.actions import changes, leaves, serving
    from dunmiao.secondments.due import apply_due_acts
    from dunmiao.secondments.models import Secondment

    rows = Secondment.objects.select_related("cadre", "user")
    with stage.at("zuzhi1", stage.today):
        cases = list(rows.filter(programme=programme).order_by("post__sort_order", "pk"))
    longer, called, early, away = cases[2], cases[4], cases[6], cases[8]
    day = programme.starts_on + timedelta(days=500)
    host = "zhen03"
    with stage.at(host, day) as actor:
        request = changes.ask_extension(
            stage.doing(actor, day),
            longer,
            new_end=longer.ends_on + timedelta(days=181),
            reason="园区二期尚未完工，请求延期半年（示例）",
        )
    _decide(stage, request, longer, day + timedelta(days=12), "嘉组〔2014〕示例21号")
    day = programme.starts_on + timedelta(days=310)
    with stage.at("zuzhi1", day) as actor:
        serving.recall(
            stage.doing(actor, day),
            called,
            last_day=day,
            reason="派出单位承担专项任务，急需本人返岗（示例）",
            document_no="嘉组〔2014〕示例17号",
        )
    day = programme.starts_on + timedelta(days=400)
    with stage.at("zhen07", day) as actor:
        request = changes.ask_early_end(
            stage.doing(actor, day),
            early,
            last_day=day + timedelta(days=20),
            reason="机构调整，岗位任务提前完成（示例）",
        )
    _decide(stage, request, early, day + timedelta(days=8), "嘉组〔2014〕示例19号", person=False)
    first = stage.today - timedelta(days=1)
    with stage.at(_account(away), first) as person:
        leave = leaves.ask_leave(
            stage.doing(person, first),
            away,
            kind="ANNUAL",
            first=first,
            last=stage.today + timedelta(days=1),
            reason="年休假（示例）",
        )
    with stage.at("zuzhi1", stage.today) as actor:
        apply_due_acts(actor=actor, today=stage.today)
        leaves.decide_leave(stage.doing(actor, stage.today), leave, approve=True)


def _personnel_office(actor: Any, unit: Any) -> Any:
    from dunmiao.access.accounts import make_grant
    from dunmiao.access.models import User
    from dunmiao.access.roles import Role

    user = User.objects.create(
        username=f"pai{unit.pk}",
        full_name=f"{unit.name[:8]}人事",
        city_id=actor.city_id,
        person_key=invented(f"pai{unit.pk}"),
    )
    long_ago = date(2010, 1, 1)
    make_grant(actor=actor, user=user, role=Role.HOME_UNIT, unit=unit, today=long_ago)
    return user


def _decide(
    stage: Stage, request: Any, case: Any, day: date, paper: str, *, person: bool = True
) -> None:
    """The other parties agree, the department approves."""
    from dunmiao.access.models import Grant
    from dunmiao.access.roles import Role
    from dunmiao.secondments.actions import changes
    from dunmiao.secondments.actions.decisions import decide_change
    from dunmiao.secondments.models import Consent

    with stage.at("zuzhi1", day) as actor:
        held = Grant.objects.filter(role=Role.HOME_UNIT.value, unit=case.home_unit).first()
        # A home unit without an account of its own in the example gets one that cannot sign in.
        home = held.user if held else _personnel_office(actor, case.home_unit)
    for username in (home.username, *([_account(case)] if person else [])):
        with stage.at(username, day) as party:
            changes.answer_change(stage.doing(party, day), request, agree=True, note="同意（示例）")
    with stage.at("zuzhi1", day) as actor:
        assert Consent.objects.filter(request=request).exists()
        decide_change(stage.doing(actor, day), request, approve=True, document_no=paper)
