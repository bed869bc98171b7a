"""A cadre as facts that rules judge: plain values at a day, nothing guessed."""

import re
from datetime import date
from typing import Any

from dunmiao.kernel.months import years_between
from dunmiao.people.models import Cadre

GRADE_ORDER = ("不称职", "基本称职", "称职", "优秀")
LOOK_BACK_YEARS = 3


def division_of(place: str) -> str:
    """The county in a place written without 省 and 县: 浙江嘉善 → 嘉善."""
    text = re.sub(r"^(浙江省?)(嘉兴市?)?", "", place)
    return re.sub(r"[县市区]$", "", text) if text else ""


def person_facts(cadre: Cadre, *, day: date) -> dict[str, Any]:
    """Facts of a cadre (with parts prefetched) at `day`; None where a value is missing."""
    recent = [
        row.grade
        for row in cadre.annualgrades.all()
        if day.year - LOOK_BACK_YEARS <= row.year < day.year and row.grade in GRADE_ORDER
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
        "growth_division": division_of(cadre.growth_place or cadre.birth_place) or None,
        "home_unit": str(cadre.home_unit.uid),
        "kin_at": [member.work for member in cadre.familymembers.all() if member.work],
        "on_secondment": cadre.stage == "SECONDED",
        "specialities": [w for w in re.split(r"[、,，;；\s]+", cadre.speciality) if w],
        "reserve": bool(cadre.reservelistings.all()),
        "experience": list(cadre.experience),
    }
