"""A cadre as facts that rules judge: plain values at a day, nothing guessed."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from dunmiao.kernel.months import years_between
from dunmiao.people.models import Cadre, FamilyMember

GRADE_ORDER = ("不称职", "基本称职", "称职", "优秀")
# Grades of institutions (事业单位) stand beside those of public servants.
GRADE_STEPS = {
    **{grade: grade for grade in GRADE_ORDER},
    "不合格": "不称职",
    "基本合格": "基本称职",
    "合格": "称职",
}


def kin_at(cadre_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Names of the units where relatives work, for many cadres at once.

    A relative's unit is the one his entry names, or that of the cadre of the same name and
    birth month (R5: matched by name and unit, cleared by a named officer).
    """
    relatives = FamilyMember.objects.filter(cadre_id__in=list(cadre_ids))
    found: dict[int, set[str]] = {}
    for cadre_id, unit in relatives.filter(unit__isnull=False).values_list("cadre", "unit__name"):
        found.setdefault(cadre_id, set()).add(unit)
    named = list(
        relatives.filter(birth_month__isnull=False).values_list("cadre", "name", "birth_month")
    )
    works_at: dict[tuple[str, date | None], set[str]] = {}
    files = Cadre.objects.filter(name__in={name for _, name, _ in named})
    for name, birth, unit in files.values_list("name", "birth_month", "home_unit__name"):
        works_at.setdefault((name, birth), set()).add(unit)
    for cadre_id, name, birth in named:
        found.setdefault(cadre_id, set()).update(works_at.get((name, birth), ()))
    return {cadre_id: frozenset(units) for cadre_id, units in found.items() if units}


def person_facts(
    cadre: Cadre, *, day: date, look_back: int = 3, kin: Iterable[str] = ()
) -> dict[str, Any]:
    """Facts of a cadre (with parts prefetched) at `day`; None where a value is missing.

    `look_back` is how many years of grades count (`selection.grade_lookback_years`), one year
    further back while last year's is not given yet; `kin` the units where relatives work.
    """
    graded = {
        row.year: GRADE_STEPS[row.grade]
        for row in cadre.annualgrades.all()
        if row.year < day.year and row.grade in GRADE_STEPS
    }
    first = day.year - look_back - (day.year - 1 not in graded)
    recent = [grade for year, grade in graded.items() if year >= first]
    birth = cadre.birth_month_verified or cadre.birth_month
    started = cadre.work_started_month_verified or cadre.work_started_month
    return {
        "rank": cadre.rank,
        "age": years_between(birth, day) if birth else None,
        "years_of_service": years_between(started, day) if started else None,
        "years_in_rank": (
            years_between(cadre.rank_since_month, day) if cadre.rank_since_month else None
        ),
        "education": cadre.education_level or None,
        "politics": cadre.politics.split("、")[0] or None,
        "lowest_grade": min(recent, key=GRADE_ORDER.index) if recent else None,
        "excellent_years": recent.count("优秀"),
        "growth_division": cadre.growth_division or None,
        "home_unit": str(cadre.home_unit.uid),
        "kin_at": sorted(kin),
        "on_secondment": cadre.stage == "SECONDED",
        "specialities": [w for w in re.split(r"[、,，;；\s]+", cadre.speciality) if w],
        "reserve": any(row.is_open for row in cadre.reservelistings.all()),
        "experience": list(cadre.experience),
    }


def kin_between(cadre_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Pairs of these cadres of whom one names the other as a relative, the smaller id first.

    A relative is known by name and birth month, as in `kin_at`.
    """
    ids = list(cadre_ids)
    files = Cadre.objects.filter(pk__in=ids, birth_month__isnull=False)
    known: dict[tuple[str, date | None], int] = {
        (name, birth): pk for pk, name, birth in files.values_list("pk", "name", "birth_month")
    }
    relatives = FamilyMember.objects.filter(cadre_id__in=ids, birth_month__isnull=False)
    found = set()
    for cadre_id, name, birth in relatives.values_list("cadre", "name", "birth_month"):
        other = known.get((name, birth))
        if other is not None and other != cadre_id:
            found.add((min(cadre_id, other), max(cadre_id, other)))
    return found
