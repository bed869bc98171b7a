"""Everyday notes, suggestions, and what came of those who were found: three promoted to the
level of 处, listings in the reserve, and a look-back; all by the actions."""

from datetime import date, timedelta
from typing import Any

from dunmiao.example.ballots import merit_of
from dunmiao.example.stage import Stage

PROMOTED, LISTED, FURTHER = 3, 2, 1
SHOWN = "挂职期间独当一面，考察反映好。（示例）"
PAPER = "示例委干〔{year}〕{number}号"
SEEN = (
    ("STRENGTH", "SEEN", "", "镇企业服务站", "连续两天带队走访 6 家企业，当场办结用地问题 1 件。（示例）"),
    ("STRENGTH", "HEARD", "村书记", "河道整治现场", "汛期每天到河道看水，群众找得到人。（示例）"),
    ("SHORTCOMING", "SEEN", "", "镇党政联席会", "一次专题会材料准备不足，会后补报。（示例）"),
    ("FACT", "PAPER", "镇人大会议纪要", "镇政府", "当选镇人民代表大会列席代表。（示例）"),
)  # fmt: skip


def follow(stage: Stage, programmes: dict[str, Any]) -> None:
    """Notes about those in the towns, then the ledger of those who are back."""
    _notes(stage, programmes["towns-before"])
    ended = [
        row for key, row in programmes.items()
        if key.startswith("outside-") and row.ends_on < stage.today
    ]  # fmt: skip
    _ledger(stage, sorted(ended, key=lambda row: row.starts_on))
    _suggest(stage, programmes["projects-before"])


def _notes(stage: Stage, programme: Any) -> None:
    from dunmiao.access.models import User
    from dunmiao.development.actions import notes

    with stage.at("zuzhi1", stage.today):
        cases = list(
            programme.secondments.filter(state__in=["SERVING", "ARRIVED"]).select_related("cadre")
        )
        hosts = {
            case.pk: User.objects.filter(
                grants__role="HOST_UNIT", grants__unit=case.host_unit_id
            ).first()
            for case in cases
        }
    for number, case in enumerate(cases):
        host = hosts[case.pk]
        tone, source, whose, place, text = SEEN[number % len(SEEN)]
        day = stage.today - timedelta(days=12 + 9 * number)
        if host is None or day < (case.arrived_on or case.starts_on):
            continue
        with stage.at(host.username, day) as actor:
            notes.write_note(
                stage.doing(actor, day), case.cadre, observed_on=day, place=place, tone=tone,
                source=source, source_text=whose, text=text,
            )  # fmt: skip


def _returned(programme: Any, rank: int, known: set[int], today: date) -> list[Any]:
    """Those back from a batch, of a rank, the most meritorious first, whom no open batch has."""
    from dunmiao.secondments.models import Nomination

    rows = programme.secondments.filter(state="CLOSED", cadre__rank=rank).select_related("cadre")
    busy = set(
        Nomination.objects.filter(programme__ends_on__gte=today).values_list("cadre", flat=True)
    )
    cases = [case for case in rows if case.cadre_id not in busy | known]
    return sorted(cases, key=lambda c: -merit_of(c.cadre.name, c.cadre.birth_month))


def _ledger(stage: Stage, ended: list[Any]) -> None:
    from dunmiao.development.actions import uses
    from dunmiao.kernel.ranks import Rank

    known: set[int] = set()
    first, second = ended[0], ended[1]
    higher = str(int(Rank.DEPUTY_DIVISION))
    plan: list[tuple[Any, date, Any, dict[str, str]]] = [
        (case, day, uses.record_promotion, {"post": f"{unit}副局长", "rank": higher})
        for case, unit, day in _promotions(stage, first, second, known)
    ]
    plan += [
        (case, stage.today - timedelta(days=400), uses.record_listing, {"pool": "县处级后备"})
        for case in _take(stage, first, Rank.SECTION, known, LISTED)
    ]
    plan += [
        (case, second.ends_on + timedelta(days=30), uses.record_further,
         {"post": "市重点工作专班综合组组长"})
        for case in _take(stage, second, Rank.DEPUTY_SECTION, known, FURTHER)
    ]  # fmt: skip
    made = []
    for number, (case, day, record, given) in enumerate(plan, start=1):
        paper = PAPER.format(year=day.year, number=10 + number)
        with stage.at("zuzhi1", day) as officer:
            doing = stage.doing(officer, day)
            row = record(doing, case, decided_on=day, document_no=paper, words=SHOWN, **given)
            made.append(row)
    _look_back(stage, [row for row in made if row.kind == "RESERVE"][:1])


def _take(stage: Stage, programme: Any, rank: int, known: set[int], count: int) -> list[Any]:
    with stage.at("zuzhi1", stage.today):
        cases = _returned(programme, rank, known, stage.today)[:count]
    known |= {case.cadre_id for case in cases}
    return cases


def _promotions(
    stage: Stage, first: Any, second: Any, known: set[int]
) -> list[tuple[Any, str, date]]:
    """Two of the first batch, one of the second, a while after each ended."""
    from dunmiao.kernel.ranks import Rank

    out = []
    for programme, count in ((first, PROMOTED - 1), (second, 1)):
        for case in _take(stage, programme, Rank.SECTION, known, count):
            with stage.at("zuzhi1", stage.today):
                unit = case.cadre.home_unit.name
            out.append((case, unit, programme.ends_on + timedelta(days=60)))
    return out


def _look_back(stage: Stage, made: list[Any]) -> None:
    """One listing looked back at after a year; the other is waiting."""
    from dunmiao.development.actions import uses

    for row in made:
        with stage.at("zuzhi1", stage.today) as officer:
            back = row.look_backs.get(years=1)
            uses.look_back(
                stage.doing(officer, stage.today), back, finding="FIT",
                words="回原单位后牵头一个专班，进展正常。（示例）",
            )  # fmt: skip


def _suggest(stage: Stage, programme: Any) -> None:
    """Suggestions under way: for two of those found, one of them sent to selection."""
    from dunmiao.assessments.models import BallotRound
    from dunmiao.development.actions import uses
    from dunmiao.development.discovery import read_board

    with stage.at("zuzhi1", stage.today) as officer:
        rounds = BallotRound.objects.filter(programme=programme, state="PUBLISHED")
        round_ = rounds.exclude(standing=None).order_by("-starts_on").first()
        if round_ is None:
            return
        board = read_board(actor=officer, round_=round_)
        made = [
            uses.suggest(
                stage.doing(officer, stage.today),
                board.people[uid],
                kind=kind,
                words="测评和谈话一致，能牵头跨部门任务。（示例）",
                ballot_round=round_,
            )  # fmt: skip
            for uid, kind in zip(board.listed[:2], ("PROMOTION", "GRASSROOTS"), strict=False)
        ]
    with stage.at("zuzhi2", stage.today) as second:
        for row in made[:1]:
            uses.send_suggestion(stage.doing(second, stage.today), row)
