"""What a book of figures would change, and whether it may."""

from datetime import date

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.documents.selectors import read_file
from dunmiao.formats.books import read_tables
from dunmiao.formats.container import Refused
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.quarters import quarter_of
from dunmiao.outcomes.indicators import known_versions, places_of, present_figures
from dunmiao.outcomes.messages import say
from dunmiao.outcomes.models import IndicatorBook
from dunmiao.outcomes.rules.indicator_books import read_indicator_book
from dunmiao.outcomes.rules.indicators import MOST_FAULTS, Comparison, compare_book, place_cells


def compare_with_present(*, actor: Actor, book: IndicatorBook, today: date) -> Comparison:
    """What a waiting book would do today: others may have brought theirs meanwhile."""
    actor.require(Permission.INDICATORS_MANAGE)
    return compare_content(actor=actor, content=read_file(book.file), today=today)


def compare_content(*, actor: Actor, content: bytes, today: date) -> Comparison:
    """What a workbook would do, with every fault; refused where it is no workbook of ours."""
    try:
        read, found = read_indicator_book(read_tables(content))
    except Refused as refused:
        raise RuleBroken([refused.finding]) from refused
    found += place_cells(read, places_of(actor=actor).find)
    compared = compare_book(
        read,
        known=known_versions(actor=actor),
        figures=present_figures(actor=actor),
        this_quarter=quarter_of(today),
    )
    if compared.begun and actor.units_with(Permission.INDICATORS_MANAGE) is not None:
        found += [say("indicator.city_defines", name=new.name) for new, _ in compared.begun]
    compared.faults = (found + compared.faults)[:MOST_FAULTS]
    return compared
