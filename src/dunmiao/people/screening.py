"""Rules as conditions of the database: how many of a hundred thousand pass, in one pass.

`rulebook.rules.judge` stays the definition; a test holds both to the same answer.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from dunmiao.people.facts import GRADE_ORDER, GRADE_STEPS
from dunmiao.people.models import AnnualGrade, Cadre, FamilyMember, ReserveListing
from dunmiao.rulebook.rules import EDUCATION, Predicate

_MONTHS = {
    "age": "birth_month_known",
    "years_of_service": "work_started_known",
    "years_in_rank": "rank_since_month",
}
_SPLIT = r"[、,，;；\s]"


@dataclass(frozen=True, slots=True)
class _When:
    """The day at which facts are taken, and how many years of grades count."""

    day: date
    look_back: int


def _by_years(column: str, operator: str, years: int, day: date) -> Q | None:
    """`years` completed at `day`, as a bound on the month it is counted from."""

    def reached(count: int) -> Q:
        return Q(**{f"{column}__lte": date(day.year - count, day.month, 1)})

    match operator:
        case ">=":
            return ~reached(years)
        case ">":
            return ~reached(years + 1)
        case "<=":
            return reached(years + 1)
        case "<":
            return reached(years)
    return None


def _by_number(column: str, operator: str, value: Any) -> Q | None:
    lookups = {">=": "lt", "<=": "gt", ">": "lte", "<": "gte"}
    if operator in lookups:
        return Q(**{f"{column}__{lookups[operator]}": value})
    if operator in {"==", "!="}:
        return _by_text(column, operator, value)
    return None


def _by_text(column: str, operator: str, value: Any) -> Q | None:
    match operator:
        case "==":
            return ~Q(**{column: value})
        case "!=":
            return Q(**{column: value})
        case "in":
            return ~Q(**{f"{column}__in": value})
        case "not in":
            return Q(**{f"{column}__in": value})
    return None


def _by_party(operator: str, value: Any) -> Q | None:
    """As `_by_text`, by the first party of a member of two (中共党员、民盟)."""
    same = Q(pk__isnull=True)
    for one in value if isinstance(value, list | tuple) else [value]:
        same |= Q(politics=one) | Q(politics__startswith=f"{one}、")
    match operator:
        case "==" | "in":
            return ~same
        case "!=" | "not in":
            return same
    return None


def _by_scale(column: str, operator: str, value: Any) -> Q | None:
    if operator != ">=":
        return None
    enough = [word for word, place in EDUCATION.items() if place >= EDUCATION.get(value, 0)]
    return ~Q(**{f"{column}__in": enough})


def _recent(when: "_When") -> Any:
    """Grades that count: one year further back where last year's is not given yet."""
    graded = AnnualGrade.objects.filter(grade__in=list(GRADE_STEPS))
    rows = graded.filter(cadre=OuterRef("pk"), year__lt=when.day.year)
    first = when.day.year - when.look_back
    last_year = Exists(graded.filter(cadre=OuterRef("cadre"), year=when.day.year - 1))
    return rows.filter(Q(year__gte=first) | Q(year=first - 1) & ~last_year)


def _fails(rule: Predicate, wanted: Any, when: _When) -> Q | None:
    """Where the value that is there does not hold; None where SQL cannot tell."""
    name, operator = rule.attribute, rule.operator
    if name in _MONTHS:
        return _by_years(_MONTHS[name], operator, int(wanted), when.day)
    if name == "rank":
        return _by_number("rank", operator, wanted)
    if name == "education":
        return _by_scale("education_level", operator, wanted)
    if name == "politics":
        return _by_party(operator, wanted)
    if name == "growth_division":
        return _by_text(name, operator, wanted)
    if name == "home_unit":
        return _by_text("home_unit__uid", operator, wanted)
    if name == "lowest_grade" and operator == ">=" and wanted in GRADE_ORDER:
        below = GRADE_ORDER[: GRADE_ORDER.index(wanted)]
        worse = [grade for grade, step in GRADE_STEPS.items() if step in below]
        return Q(Exists(_recent(when).filter(grade__in=worse)))
    return _fails_by_parts(name, operator, wanted)


def _fails_by_parts(name: str, operator: str, wanted: Any) -> Q | None:
    if name == "on_secondment" and operator == "==":
        held = Q(stage="SECONDED")
        return ~held if wanted else held
    if name == "reserve" and operator == "==":
        held = Q(Exists(ReserveListing.objects.in_force().filter(cadre=OuterRef("pk"))))
        return ~held if wanted else held
    if name == "specialities" and operator == "contains":
        word = re.escape(wanted)
        return ~Q(speciality__regex=rf"(^|{_SPLIT}){word}($|{_SPLIT})")
    if name == "experience" and operator == "contains":
        return ~Q(experience__contains=[wanted])
    if name == "kin_at" and operator == "excludes":
        return _has_kin_at(wanted)
    return None


def _has_kin_at(unit: str) -> Q:
    """As `people.facts.kin_at`: by the entry's unit, or by the relative's own cadre file."""
    relatives = FamilyMember.objects.filter(cadre=OuterRef("pk"))
    same = Cadre.objects.filter(name=OuterRef("name"), birth_month=OuterRef("birth_month"))
    own_file = Exists(same.filter(home_unit__name=unit))
    return Q(Exists(relatives.filter(Q(unit__name=unit) | Q(own_file))))


def _missing(name: str, when: _When) -> Q:
    """Where the fact itself is not filled in."""
    if name in _MONTHS:
        return Q(**{f"{_MONTHS[name]}__isnull": True})
    columns = {"education": "education_level", "politics": "politics"}
    if name == "growth_division":
        return Q(growth_division="")
    if name in columns:
        return Q(**{columns[name]: ""})
    if name == "lowest_grade":
        return ~Q(Exists(_recent(when)))
    return Q(pk__isnull=True)


def _blocked_by(rule: Predicate, post: Mapping[str, Any], when: _When) -> Q | None:
    """The cadres that this rule keeps out; None where SQL cannot express it.

    As in `judge`: a fact that is missing keeps out where the rule is BLOCK, never elsewhere;
    a WARN rule keeps nobody out.
    """
    wanted = rule.wanted(post)
    counts = rule.in_force(when.day) and rule.concerns(post) and rule.severity != "WARN"
    if not counts or wanted in (None, ""):
        return Q(pk__isnull=True)
    fails = _fails(rule, wanted, when)
    if fails is None:
        return None
    missing = _missing(rule.attribute, when)
    return missing | fails if rule.severity == "BLOCK" else ~missing & fails


def count_by_rules(
    rows: QuerySet[Cadre],
    rules: Sequence[Predicate],
    post: Mapping[str, Any],
    *,
    day: date,
    look_back: int,
) -> Counter[tuple[bool, ...]] | None:
    """How many people have each pattern of rules that keep them out; None: SQL cannot tell."""
    when = _When(day, look_back)
    conditions = [_blocked_by(rule, post, when) for rule in rules]
    if any(condition is None for condition in conditions):
        return None
    marks = {
        f"out_{index}": Case(
            When(condition, then=Value(value=True)),
            default=Value(value=False),
            output_field=BooleanField(),
        )
        for index, condition in enumerate(conditions)
    }
    known = rows.annotate(
        birth_month_known=Coalesce("birth_month_verified", "birth_month"),
        work_started_known=Coalesce("work_started_month_verified", "work_started_month"),
    )
    found: Counter[tuple[bool, ...]] = Counter()
    grouped = known.annotate(**marks).order_by().values(*marks).annotate(people=Count("pk"))
    for row in grouped:
        found[tuple(row[name] for name in marks)] += row["people"]
    return found
