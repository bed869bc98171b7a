"""What a team needs and how far it is: shares of all seats, unknown facts never count."""

from hypothesis import given
from hypothesis import strategies as st

from dunmiao.posts.composition import Need, gauges, needed_of, shortfalls

LEADER = Need("leader", "处级领衔不少于 1 人", 1, "rank", ">=", 3)
BACKBONE = Need("backbone", "后备干部不少于三分之一", 2, "reserve", "==", 1)
YOUNG = Need("young", "35 岁以下不少于 2 人", 2, "age", "<", 35)
NEEDS = [LEADER, BACKBONE, YOUNG]


def person(**facts: object) -> dict[str, object]:
    return {
        "rank": 1,
        "reserve": False,
        "age": 40,
        "home_unit": "u",
        "politics": "中共党员",
    } | facts


def test_a_share_is_of_all_seats_rounded_up() -> None:
    assert needed_of(at_least=None, share=(1, 3), seats=6) == 2
    assert needed_of(at_least=None, share=(1, 3), seats=7) == 3
    assert needed_of(at_least=4, share=(0, 1), seats=7) == 4


def test_gauges_tell_what_is_missing() -> None:
    people = [person(rank=3), person(reserve=True, age=30), person(age=None)]
    found = {gauge.label: gauge for gauge in gauges(NEEDS, people, seats=6)}
    assert found[LEADER.label].is_met
    assert found[BACKBONE.label].missing == 1
    assert found[YOUNG.label].missing == 1
    assert (found[BACKBONE.label].percent, found[BACKBONE.label].least_percent) == (16, 33)
    assert found["来源单位"].text == "1"


def test_shortfalls_name_the_requirement() -> None:
    found = shortfalls(NEEDS, [person(reserve=True, age=30)] * 2, team="甲组")
    assert [finding.facts["label"] for finding in found] == [LEADER.label]
    assert "处级领衔" in found[0].message
    assert not found[0].is_error


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.integers(20, 60)), max_size=12))
def test_one_more_person_never_makes_a_team_lack_more(
    rows: list[tuple[int, bool, int]],
) -> None:
    people = [person(rank=rank, reserve=reserve, age=age) for rank, reserve, age in rows]
    missing = [g.missing for g in gauges(NEEDS, people, seats=6)]
    fewer = [g.missing for g in gauges(NEEDS, people[:-1], seats=6)]
    assert all(now <= before for now, before in zip(missing[:3], fewer[:3], strict=True))
