"""A whole round in figures: who went where, how it goes, what is still open; all counted from
the records, so that page, paper and workbook say the same."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.formats.names import stroke_key
from dunmiao.kernel.months import dotted
from dunmiao.posts.models import Programme
from dunmiao.secondments.lifecycle import AT_POST, CLOSING_REASONS, SECONDMENT
from dunmiao.secondments.models import Care, Handover, Obligation, Report, Secondment
from dunmiao.units.models import Unit

ROSTER_HEADER = (
    "序号", "姓名", "性别", "出生年月", "派出单位", "原职务", "职务层次",
    "接收单位", "挂任职务", "起", "止", "状态",
)  # fmt: skip


@dataclass
class Place:
    """A place of the round with its hosts: how many people each has."""

    name: str
    people: int = 0
    serving: int = 0
    hosts: dict[str, int] = field(default_factory=dict)


@dataclass
class Overview:
    """The figures of a round; every count is of cases in the reader's scope."""

    programme: Programme
    people: int
    states: list[tuple[str, str, int]]
    figures: list[tuple[str, int]]
    places: list[Place]
    cares_open: list[Care]
    handovers_open: int
    late: int


def _cases(actor: Actor, programme: Programme) -> list[Secondment]:
    actor.require(Permission.SECONDMENTS_VIEW)
    rows = visible(Secondment, actor).filter(programme=programme)
    parts = ("cadre", "post", "home_unit", "host_unit", "host_unit__parent")
    return list(rows.exclude(state="CANCELLED").select_related(*parts).order_by("pk"))


def place_of(unit: Unit) -> str:
    """Where a host is: the unit above it (a county, a city outside), or itself."""
    return unit.parent.name if unit.parent and unit.parent.parent_id else unit.name


def overview_of(*, actor: Actor, programme: Programme, today: date) -> Overview:
    """Everything about a round at a day."""
    cases = _cases(actor, programme)
    ids = [case.pk for case in cases]
    states = Counter(case.state for case in cases)
    late = Obligation.objects.filter(secondment__in=ids, state="OPEN", due_on__lt=today)
    cares = Care.objects.filter(secondment__in=ids, done_on=None, dropped_reason="")
    reports = Report.objects.filter(secondment__in=ids).aggregate(
        sent=Count("pk"), confirmed=Count("pk", filter=Q(state="CONFIRMED"))
    )
    reasons = Counter(case.closing_reason for case in cases)
    figures = [
        ("派出", len(cases)),
        ("已报到", sum(case.arrived_on is not None for case in cases)),
        ("在岗", sum(case.state in AT_POST for case in cases)),
        ("延期", sum(case.extensions > 0 for case in cases)),
        *((label, reasons[code]) for code, label in CLOSING_REASONS.items()),
        ("已结案", states["CLOSED"]),
        ("已反馈", states["FED_BACK"] + states["CLOSED"]),
        ("报告", reports["sent"]),
        ("报告已确认", reports["confirmed"]),
    ]
    return Overview(
        programme,
        len(cases),
        [(code, label, states[code]) for code, label in SECONDMENT.labels.items() if states[code]],
        figures,
        _places(cases),
        list(cares.select_related("secondment__cadre").order_by("due_on")[:50]),
        Handover.objects.filter(secondment__in=ids, received_on=None).count(),
        late.count(),
    )


def _places(cases: Sequence[Secondment]) -> list[Place]:
    found: dict[str, Place] = {}
    for case in cases:
        place = found.setdefault(place_of(case.host_unit), Place(place_of(case.host_unit)))
        place.people += 1
        place.serving += case.state in AT_POST
        place.hosts[case.host_unit.name] = place.hosts.get(case.host_unit.name, 0) + 1
    return sorted(found.values(), key=lambda place: (-place.people, place.name))


def roster_of(*, actor: Actor, programme: Programme) -> list[list[Any]]:
    """The roster of a round in stroke order of the names, a row a person; its making is
    recorded, since it leaves the system."""
    actor.require(Permission.PEOPLE_EXPORT)
    cases = sorted(_cases(actor, programme), key=lambda case: stroke_key(case.cadre.name))
    rows = [
        [
            number,
            case.cadre.name,
            case.cadre.sex,
            dotted(case.cadre.birth_month),
            case.home_unit.name,
            case.cadre.current_post,
            case.cadre.rank_label,
            case.host_unit.name,
            case.post.title,
            case.starts_on.isoformat(),
            (case.left_on or case.ends_on).isoformat(),
            SECONDMENT.labels[case.state],
        ]
        for number, case in enumerate(cases, start=1)
    ]
    cadres = [case.cadre.uid for case in cases]
    actor.record("roster.printed", programme, cadres=cadres, rows=len(rows))
    return rows
