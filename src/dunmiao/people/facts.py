"""A cadre as facts that rules judge: plain values at a day, nothing guessed."""

import re
from datetime import date
from typing import Any

from dunmiao.kernel.months import years_between
from dunmiao.people.models import Cadre

GRADE_ORDER = ("不称职", "基本称职", "称职", "优秀")


def person_facts(cadre: Cadre, *, day: date, look_back: int = 3) -> dict[str, Any]:
    """Facts of a cadre (with parts prefetched) at `day`; None where a value is missing.

    `look_back` is how many years of grades count (`selection.grade_lookback_years`).
    """
    recent = [
        row.grade
        for row in cadre.annualgrades.all()
        if day.year - look_back <= row.year < day.year and row.grade in GRADE_ORDER
    ]
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
        "politics": cadre.politics or None,
        "lowest_grade": min(recent, key=GRADE_ORDER.index) if recent else None,
        "excellent_years": recent.count("优秀"),
        "growth_division": cadre.growth_division or None,
        "home_unit": str(cadre.home_unit.uid),
        "kin_at": [m.unit.name for m in cadre.familymembers.all() if m.unit],
        "on_secondment": cadre.stage == "SECONDED",
        "specialities": [w for w in re.split(r"[、,，;；\s]+", cadre.speciality) if w],
        "reserve": any(row.is_open for row in cadre.reservelistings.all()),
        "experience": list(cadre.experience),
    }
