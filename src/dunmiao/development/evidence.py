"""What is on record of somebody, each line with its source: for evidence cards and for the
end-of-term appraisal. Numbers stay numbers of something; nothing here is a score."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dunmiao.access.actors import Actor
from dunmiao.assessments.models import BallotRound, PanelNote
from dunmiao.assessments.rules.panels import ASPECTS
from dunmiao.assessments.rules.schemes import APPRAISAL
from dunmiao.assessments.selectors import count_in_words
from dunmiao.development.rules.notes import FACT, SHORTCOMING, SOURCES, STRENGTH
from dunmiao.development.selectors import usable_notes
from dunmiao.outcomes.selectors import outcome_in_words, shares_of_cadres
from dunmiao.people.models import AnnualGrade, Cadre
from dunmiao.secondments.models import (
    LeaveRequest,
    Obligation,
    PlanMeasure,
    Secondment,
    Visit,
    WorkLog,
)
from dunmiao.secondments.rules.leave import KINDS as LEAVES

GOOD_GRADE, POOR_GRADES = "优秀", {"基本称职", "不称职"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of evidence; `tone` is STRENGTH, SHORTCOMING or FACT."""

    tone: str
    text: str
    source: str

    def plain(self) -> dict[str, str]:
        """As it is frozen in an appraisal."""
        return {"text": self.text, "source": self.source}


def lines_of(*, actor: Actor, cadres: Sequence[int], today: date) -> dict[int, list[Line]]:
    """By person: words of panels, everyday notes, measures done, outcomes, grades over the years.

    A fixed number of queries for any number of people.
    """
    out: dict[int, list[Line]] = {cadre: [] for cadre in cadres}
    for made in (
        _panel_words(cadres),
        _notes(actor, cadres, today),
        _measures(cadres),
        _brought_home(cadres),
        _grades(cadres),
    ):
        for cadre, line in made:
            out[cadre].append(line)
    return out


def _panel_words(cadres: Sequence[int]) -> Iterable[tuple[int, Line]]:
    """What concluded panels wrote: equal words are one line, with everybody who wrote them."""
    rows = PanelNote.objects.filter(
        subject__cadre__in=cadres, subject__panel__state="CLOSED", submitted_at__isnull=False
    ).values_list(
        "subject__cadre", "subject__panel__title", "subject__visit_on", "words", "shortcoming"
    )
    said: dict[tuple[int, str, str], Counter[str]] = {}
    for about, title, day, words, lack in rows.order_by("-subject__visit_on", "pk"):
        where = f"{title}，{day.isoformat()}"
        for key, label in ASPECTS.items():
            if words.get(key):
                text = f"{label}：{words[key]}"
                said.setdefault((about, STRENGTH, text), Counter())[where] += 1
        if lack:
            said.setdefault((about, SHORTCOMING, lack), Counter())[where] += 1
    for (about, tone, text), places in said.items():
        told = [f"{where}，{n} 名成员" if n > 1 else where for where, n in places.items()]
        yield about, Line(tone, text, "；".join(told))


def _notes(actor: Actor, cadres: Sequence[int], today: date) -> Iterable[tuple[int, Line]]:
    for row in usable_notes(actor=actor, today=today).filter(cadre__in=cadres):
        how = SOURCES[row.source] + (f"（{row.source_text}）" if row.source_text else "")
        source = f"平时掌握，{row.observed_on.isoformat()}，{row.place}，{how}，{row.writer}"
        text = row.text + (f"（本人说明：{row.answer}）" if row.answer else "")
        yield row.cadre_id, Line(row.tone, text, source)


def _measures(cadres: Sequence[int]) -> Iterable[tuple[int, Line]]:
    rows = PlanMeasure.objects.filter(secondment__cadre__in=cadres, done_on__isnull=False)
    for row in rows.select_related("secondment").order_by("-done_on"):
        text = f"{row.text}：{row.result}" if row.result else row.text
        yield row.secondment.cadre_id, Line(STRENGTH, text, f"工作计划完成情况，{row.done_on}")


def _brought_home(cadres: Sequence[int]) -> Iterable[tuple[int, Line]]:
    """Verified outcomes with his part in them, and what was reversed: facts, whatever the sum."""
    rows = shares_of_cadres(cadres=cadres)
    for share in rows:
        yield (
            share.secondment.cadre_id,
            Line(FACT, outcome_in_words(share), "成果登记，第二单位核实"),
        )


def _grades(cadres: Sequence[int]) -> Iterable[tuple[int, Line]]:
    for row in AnnualGrade.objects.filter(cadre__in=cadres).order_by("-year"):
        tone = (
            STRENGTH
            if row.grade == GOOD_GRADE
            else SHORTCOMING
            if row.grade in POOR_GRADES
            else FACT
        )
        yield row.cadre_id, Line(tone, f"{row.year} 年度考核{row.grade}", "年度考核")


def ballot_lines(*, cadre: Cadre) -> list[Line]:
    """The legal count of every round that counted him, as far as it may be shown."""
    rounds = BallotRound.objects.filter(
        subjects__cadre=cadre, state__in=["COUNTED", "PUBLISHED"], kind=APPRAISAL
    )
    out = []
    for round_ in rounds.order_by("-starts_on"):
        told = count_in_words(round_).get(cadre.pk)
        if told:
            out.append(Line(FACT, told, f"{round_.title}，{round_.starts_on}"))
    return out


def term_facts(*, secondment: Secondment, today: date) -> list[Line]:
    """The term in facts: days, leave, reports on time, plan, visits, logs."""
    first = secondment.arrived_on or secondment.starts_on
    last = min(secondment.left_on or secondment.ends_on, today)
    out = [
        Line(FACT, f"在{secondment.host_unit.name}任{secondment.post.title}，{first} 至 {last}，"
             f"共 {(last - first).days + 1} 天", "挂职记录"),
        _reports(secondment),
        _plan(secondment),
    ]  # fmt: skip
    leaves = LeaveRequest.objects.filter(secondment=secondment, state__in=["APPROVED", "RETURNED"])
    days: Counter[str] = Counter()
    for kind, count in leaves.values_list("kind", "workdays"):
        days[kind] += count
    told = "，".join(f"{LEAVES[kind]} {count} 个工作日" for kind, count in sorted(days.items()))
    out.append(Line(FACT, f"请假：{told or '无'}", "请假单"))
    shares = shares_of_cadres(cadres=[secondment.cadre_id], secondment=secondment)
    out += [Line(FACT, outcome_in_words(share), "成果登记，第二单位核实") for share in shares]
    logs = WorkLog.objects.filter(secondment=secondment).count()
    visits = Visit.objects.filter(secondment=secondment).count()
    out.append(Line(FACT, f"工作日志 {logs} 篇，走访谈话 {visits} 次", "日志、走访记录"))
    return out


def _reports(secondment: Secondment) -> Line:
    owed = Obligation.objects.filter(secondment=secondment, party="PERSON").exclude(state="VOID")
    met = [(row.met_on, row.due_on) for row in owed if row.state == "MET" and row.met_on]
    late = sum(day > due for day, due in met)
    still = sum(row.state == "OPEN" for row in owed)
    text = f"本人应办 {len(owed)} 项：按期 {len(met) - late}，逾期办结 {late}，未办 {still}"
    return Line(SHORTCOMING if late + still > len(met) - late else FACT, text, "待办记录")


def _plan(secondment: Secondment) -> Line:
    rows = PlanMeasure.objects.filter(secondment=secondment)
    done = rows.filter(done_on__isnull=False).count()
    return Line(FACT, f"工作措施 {rows.count()} 项，完成 {done} 项", "工作计划")


def plain(lines: Iterable[Any]) -> list[dict[str, str]]:
    """Lines as they are frozen."""
    return [line.plain() for line in lines]
