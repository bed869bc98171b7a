"""The city's workdays: the published table, seeded from the years a library knows."""

from datetime import date, timedelta

from django.db import transaction

from dunmiao.formats.workdays import Workdays
from dunmiao.units.models import WorkdayOverride


def load_workdays(*, city_id: int) -> Workdays:
    """Every published day of the city as a plain calendar."""
    rows = dict(WorkdayOverride.objects.filter(city_id=city_id).values_list("day", "is_working"))
    return Workdays(rows, frozenset(day.year for day in rows))


@transaction.atomic
def seed_workdays(*, city_id: int, years: range) -> int:
    """Enter the holidays and working week-ends of years that are published; returns how many.

    Days that somebody entered by hand stay as they are.
    """
    import chinese_calendar

    found = []
    for year in years:
        day = date(year, 1, 1)
        while day.year == year:
            try:
                is_working = chinese_calendar.is_workday(day)
            except NotImplementedError:  # the year is not published yet
                break
            if is_working != (day.weekday() < 5):
                source = f"国务院办公厅 {year} 年部分节假日安排"
                found.append(
                    WorkdayOverride(city_id=city_id, day=day, is_working=is_working, source=source)
                )
            day += timedelta(days=1)
    WorkdayOverride.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)
