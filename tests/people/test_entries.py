"""Files made by hand: one person added, moved, his lists written anew."""

from datetime import date
from typing import Any

import pytest

from dunmiao.formats.person import Career
from dunmiao.kernel.errors import Conflict, NotVisible, RuleBroken
from dunmiao.people.actions import entries
from dunmiao.people.models import Cadre
from dunmiao.people.records import record_of
from tests.acts.stages import by
from tests.factories.city import Cast, id_number

BORN = date(1990, 3, 1)


def add(city: Cast, who: str = "home", **more: Any) -> Cadre:
    """A person typed by that part of the cast."""
    given = {"unit": city.units["市财政局"], "name": "周新", "sex": "女", "birth_month": BORN}
    made: Cadre = by(city, who, entries.add_cadre, **{**given, **more})
    return made


def codes(refused: pytest.ExceptionInfo[Any]) -> set[tuple[str, str]]:
    return {(one.code, one.where) for one in refused.value.findings}


def test_a_person_is_added_and_found(city: Cast) -> None:
    number = id_number(8, BORN, "女")
    made = add(city, id_number=number, phone="13800000008", post="科员", rank="1")
    with city.acting("home"):
        found = record_of(Cadre.objects.get(pk=made.pk))
    assert (found.name, found.id_number, found.post, found.rank) == ("周新", number, "科员", 1)
    with pytest.raises(Conflict) as refused:
        add(city, name="周另", id_number=number)
    assert codes(refused) == {("import.id_taken", "id_number")}


def test_two_people_alike_are_told_apart_by_whoever_knows(city: Cast) -> None:
    add(city)
    with pytest.raises(Conflict) as refused:
        add(city)
    assert codes(refused) == {("cadre.alike", "is_another")}
    assert add(city, is_another=True).pk


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": " \u3000"}, ("name.missing", "name")),
        ({"post": "=1+1"}, ("cell.formula", "post")),
        ({"sex": "男", "id_number": id_number(8, BORN, "女")}, ("id.sex_differs", "sex")),
        ({"id_number": "330400199003010000"}, ("id.check_digit", "id_number")),
        ({"birth_month": date(2020, 1, 1)}, ("month.out_of_range", "birth_month")),
        ({"party_joined_month": date(1980, 1, 1)}, ("month.order", "birth_month")),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    city: Cast, wrong: dict[str, Any], told: tuple[str, str]
) -> None:
    with pytest.raises(RuleBroken) as refused:
        add(city, **wrong)
    assert codes(refused) == {told}


def test_a_move_takes_the_file_to_the_other_unit(city: Cast) -> None:
    cadre = city.cadres["王伟"]
    with pytest.raises(RuleBroken):
        by(city, "officer", entries.move_cadre, cadre, unit=city.units["市财政局"], reason="误")
    by(city, "officer", entries.move_cadre, cadre, unit=city.units["市科技局"], reason="调动")
    with pytest.raises(NotVisible):
        by(city, "home", entries.move_cadre, cadre, unit=city.units["市财政局"], reason="x")
    with city.acting("other_home"):
        assert Cadre.objects.get(name="王伟").home_unit.name == "市科技局"


def test_the_lists_of_a_file_are_written_whole(city: Cast) -> None:
    cadre = city.cadres["王伟"]
    schooling = entries.Schooling("某大学", "大学", "学士", is_full_time=True)
    by(city, "home", entries.correct_education, cadre, rows=[schooling], reason="补", revision=1)
    grades = [entries.YearsGrade(2024, "称职"), entries.YearsGrade(2022, "优秀")]
    by(city, "home", entries.correct_grades, cadre, rows=grades, reason="补", revision=2)
    kin = [entries.Kin("配偶", "李某", None, "群众", "市科技局干部")]
    by(city, "home", entries.correct_family, cadre, rows=kin, reason="补", revision=3)
    lines = [entries.Line("市财政局科员", date(2015, 7, 1))]
    by(city, "home", entries.correct_career, cadre, rows=lines, reason="补", revision=4)
    with city.acting("home"):
        found = record_of(Cadre.objects.get(name="王伟"))
    assert found.education[0].school == "某大学"
    assert found.annual_grades == ((2022, "优秀"), (2024, "称职"))
    assert [one.name for one in found.family] == ["李某"]
    assert found.career == (Career(date(2015, 7, 1), None, "市财政局科员"),)


def test_a_year_twice_and_a_line_that_ends_before_it_begins(city: Cast) -> None:
    cadre = city.cadres["王伟"]
    twice = [entries.YearsGrade(2024, "称职"), entries.YearsGrade(2024, "优秀")]
    with pytest.raises(RuleBroken) as refused:
        by(city, "home", entries.correct_grades, cadre, rows=twice, reason="补", revision=1)
    assert codes(refused) == {("grade.twice", "rows.1.year")}
    wrong = [entries.Line("科员", date(2020, 1, 1), date(2019, 1, 1))]
    with pytest.raises(RuleBroken) as refused:
        by(city, "home", entries.correct_career, cadre, rows=wrong, reason="补", revision=1)
    assert codes(refused) == {("career.order", "rows.0.last")}


def test_the_form_of_a_list_begins_with_what_stands_there(city: Cast) -> None:
    page = city.client("home").get(f"/do/cadre.correct_family/{city.cadres['王伟'].uid}/")
    assert 'value="眷属1"' in page.content.decode()
