"""Every file of `cases/` is read as it should be, or refused for its reason."""

from typing import Any

import pytest

from dunmiao.formats.phones import phone_key
from tests.formats.elsewhere import ELSEWHERE, read_elsewhere
from tests.formats.wanted import CASES, WANTED, Wanted, plain_of


def faults(name: str, wanted: Wanted) -> list[str]:
    """What differs from the right value; empty where the file is read rightly."""
    files = plain_of(name)
    people = [person for one in files for person in one["people"]]
    findings = [finding for one in files for finding in one["findings"]]
    codes = {finding["code"] for finding in findings}
    out = [f"lacks {code}" for code in wanted.codes - codes]
    refused = files[0]["refused"] and files[0]["refused"]["code"]
    errors = sum(finding["severity"] == "error" for finding in findings)
    if refused != wanted.refused or errors != wanted.errors:
        out.append(f"refused {refused}, {errors} errors")
    if wanted.people is not None and tuple(p["name"] for p in people) != wanted.people:
        out.append(f"people {[p['name'] for p in people]}")
    if people:
        out += _of_person({**people[0], **people[0].get("card", {})}, wanted)
    for key, values in wanted.each.items():
        read = tuple(_value(person, key) for person in people)
        if read != values:
            out.append(f"{key}: {read}")
    return out


def _of_person(person: dict[str, Any], wanted: Wanted) -> list[str]:
    out = [f"{key}: {person[key]!r}" for key, value in wanted.first.items() if person[key] != value]
    career = tuple((c["from"], c["to"], c["kind"], c["text"]) for c in person["career"])
    if wanted.career is not None and career != wanted.career:
        out.append(f"career {career}")
    if wanted.grades is not None and _value(person, "grades") != wanted.grades:
        out.append(f"grades {person['annual_grades']}")
    return out


def _value(person: dict[str, Any], key: str) -> Any:
    if key == "grades":
        return {entry["year"]: entry["grade"] for entry in person["annual_grades"]}
    if key == "levels":
        return [entry["level"] for entry in person["education"]]
    if key == "born":
        return person["family"][0]["born"]
    if key == "keys":
        return phone_key(person["phone"])
    return person[key]


def test_every_file_has_its_right_value_written_down() -> None:
    assert {path.name for path in CASES.iterdir()} == WANTED.keys() | ELSEWHERE.keys()


@pytest.mark.parametrize("name", sorted(WANTED))
def test_a_file_is_read_rightly(name: str) -> None:
    assert faults(name, WANTED[name]) == []


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_a_file_of_another_reader_is_read_rightly(name: str) -> None:
    assert read_elsewhere(name) == ELSEWHERE[name][1]


def test_two_periods_in_a_bracket_are_two_children_and_the_post_stays_what_it_was() -> None:
    (row,) = plain_of("J11_secondment_inside.lrmx")[0]["people"][0]["career"]
    assert row["kind"] == "work"
    assert [(c["from"], c["to"], c["kind"], c["text"]) for c in row["children"]] == [
        ("2015-03", "2017-03", "secondment", "挂任西塘镇党委副书记"),
        ("2018-09", "2021-06", "study", "浙江大学公共管理硕士在职学习"),
    ]


def test_what_was_cut_of_a_long_post_lies_in_the_finding() -> None:
    (one,) = plain_of("E13_long_post.xlsx")
    (cut,) = [f for f in one["findings"] if f["code"] == "cell.long"]
    whole = one["people"][0]["post"] + cut["facts"]["rest"]
    assert whole == "党组成员、副局长，" * 40


def test_no_finding_of_an_id_number_repeats_it() -> None:
    for name in WANTED:
        for one in plain_of(name):
            for finding in one["findings"]:
                if finding["code"].startswith("id."):
                    assert "330421" not in finding["message"], name
