"""Counting by SQL gives what judging one by one gives, rule by rule and together."""

from collections import Counter
from datetime import date
from itertools import product
from typing import Any

import pytest

from dunmiao.people.facts import kin_at, person_facts
from dunmiao.people.models import AnnualGrade, Cadre, FamilyMember, ReserveListing
from dunmiao.people.screening import count_by_rules
from dunmiao.people.selectors import with_parts
from dunmiao.rulebook.rules import Predicate, blocking, judge
from tests.factories.city import Cast

DAY = date(2026, 6, 15)
POST = {"division": "海宁", "unit_name": "大桥镇"}
ASKED = [
    ("rank", ">=", 2), ("rank", "<=", 1), ("rank", "==", 1),
    ("age", "<=", 36), ("age", ">=", 36), ("age", "<", 36), ("age", ">", 36), ("age", "<=", 40),
    ("years_of_service", ">=", 13), ("years_in_rank", ">=", 6),
    ("education", ">=", "大专"), ("education", ">=", "研究生"),
    ("politics", "==", "中共党员"), ("politics", "!=", "中共党员"),
    ("lowest_grade", ">=", "称职"), ("lowest_grade", ">=", "优秀"),
    ("growth_division", "!=", {"post": "division"}),
    ("kin_at", "excludes", {"post": "unit_name"}),
    ("on_secondment", "==", False), ("reserve", "==", True),
    ("specialities", "contains", "金融"), ("experience", "contains", "乡镇"),
]  # fmt: skip


def rule(attribute: str, operator: str, value: Any, severity: str) -> Predicate:
    return Predicate(f"t.{attribute}", attribute, operator, value, severity, "", "")


@pytest.fixture
def varied(city: Cast) -> Cast:
    """People with every fact there, missing, and at the edge."""
    with city.acting("officer"):
        rows = Cadre.objects.order_by("pk")
        first, second, third, fourth, fifth = rows
        Cadre.objects.filter(pk=first.pk).update(
            birth_month=date(1990, 6, 1), education_level="大学", experience=["乡镇", "招商"]
        )
        Cadre.objects.filter(pk=second.pk).update(
            birth_month=date(1990, 7, 1), education_level="", politics="", speciality="产业金融"
        )
        Cadre.objects.filter(pk=third.pk).update(
            birth_month=None, education_level="研究生", rank_since_month=None, stage="SECONDED"
        )
        Cadre.objects.filter(pk=fourth.pk).update(
            growth_division="",
            birth_month_verified=date(1989, 6, 1),
            speciality="金融、法律",
            politics="中共党员、民盟",
        )
        Cadre.objects.filter(pk=fifth.pk).update(work_started_month=None, growth_division="海宁")
        AnnualGrade.objects.filter(cadre=second).delete()
        AnnualGrade.objects.filter(cadre=third).update(grade="不定等次")
        AnnualGrade.objects.create(cadre=first, city=city.city, year=2025, grade="基本称职")
        AnnualGrade.objects.filter(cadre=fourth).update(grade="基本合格")
        AnnualGrade.objects.filter(cadre=fifth).update(grade="合格")
        ReserveListing.objects.create(cadre=first, city=city.city, pool="市管后备")
        ReserveListing.objects.create(cadre=fourth, city=city.city, pool="旧", is_open=False)
        FamilyMember.objects.filter(cadre=fifth).update(unit=city.units["大桥镇"])
        # A relative known by his own cadre file, and a namesake who is another person.
        Cadre.objects.filter(pk=second.pk).update(home_unit=city.units["大桥镇"])
        for cadre, birth in ((first, date(1990, 7, 1)), (fourth, date(1970, 1, 1))):
            FamilyMember.objects.filter(cadre=cadre).update(name=second.name, birth_month=birth)
    return city


def judged(rules: list[Predicate], look_back: int = 3) -> Counter[tuple[bool, ...]]:
    found: Counter[tuple[bool, ...]] = Counter()
    kin = kin_at(Cadre.objects.values_list("pk", flat=True))
    for cadre in with_parts(Cadre.objects.all()):
        mine = kin.get(cadre.pk, frozenset())
        facts = person_facts(cadre, day=DAY, look_back=look_back, kin=mine)
        found[tuple(bool(blocking(judge(facts, POST, [r], day=DAY))) for r in rules)] += 1
    return found


def test_every_rule_alone_counts_as_it_judges(varied: Cast) -> None:
    with varied.acting("officer"):
        for asked, severity in product(ASKED, ("BLOCK", "OVERRIDE", "WARN")):
            rules = [rule(*asked, severity)]
            counted = count_by_rules(Cadre.objects.all(), rules, POST, day=DAY, look_back=3)
            assert counted == judged(rules), (asked, severity)


def test_kin_are_known_by_their_entry_or_by_their_own_file(varied: Cast) -> None:
    with varied.acting("officer"):
        names = dict(Cadre.objects.values_list("pk", "name"))
        found = {names[pk]: set(units) for pk, units in kin_at(names).items()}
    assert found == {"王伟": {"大桥镇"}, "赵刚": {"大桥镇"}}


def test_all_rules_together(varied: Cast) -> None:
    with varied.acting("officer"):
        rules = [rule(*asked, "BLOCK") for asked in ASKED]
        counted = count_by_rules(Cadre.objects.all(), rules, POST, day=DAY, look_back=3)
        assert counted == judged(rules)
        assert counted.total() == 5


def test_a_rule_out_of_force_or_without_a_value_keeps_nobody_out(varied: Cast) -> None:
    with varied.acting("officer"):
        old = Predicate("t", "rank", ">=", 9, "BLOCK", "", "", effective_to=date(2020, 1, 1))
        empty = rule("growth_division", "!=", {"post": "nothing"}, "BLOCK")
        counted = count_by_rules(Cadre.objects.all(), [old, empty], POST, day=DAY, look_back=3)
        assert counted == Counter({(False, False): 5})


def test_what_sql_cannot_tell_is_said(varied: Cast) -> None:
    with varied.acting("officer"):
        strange = [rule("education", "<", "大专", "BLOCK")]
        rows = Cadre.objects.all()
        assert count_by_rules(rows, strange, POST, day=DAY, look_back=3) is None


@pytest.mark.parametrize("look_back", [1, 2])
def test_last_years_grade_not_given_yet_is_looked_for_a_year_further_back(
    varied: Cast, look_back: int
) -> None:
    rules = [rule("lowest_grade", ">=", "称职", severity) for severity in ("BLOCK", "OVERRIDE")]
    with varied.acting("officer"):
        counted = count_by_rules(Cadre.objects.all(), rules, POST, day=DAY, look_back=look_back)
        assert counted == judged(rules, look_back)
        last = with_parts(Cadre.objects.order_by("pk"))
        first, fifth = last[0], last[4]  # graded in 2025, too; in 2024 at last
        found = [
            person_facts(cadre, day=day, look_back=1)["lowest_grade"]
            for cadre, day in (
                (first, DAY), (fifth, DAY), (first, date(2027, 1, 5)), (fifth, date(2027, 1, 5))
            )
        ]  # fmt: skip
    assert found == ["基本称职", "称职", "基本称职", None]
