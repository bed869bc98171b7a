"""Range expressions for constraints."""

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func


class Days(Func):
    """A span of days in which both the first and the last day count."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[]')"
    output_field = DateRangeField()
