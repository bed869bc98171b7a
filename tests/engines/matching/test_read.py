"""Every fault of a folder at once, each with file, line and reason."""

import json

import pytest

from dunmiao.engines.matching.read import problem_from
from dunmiao.engines.tables import BadInput
from tests.engines.matching import instances

GOOD = {
    "people.csv": b"id,unit,rank\na,U1,4\nb,U1,3\n",
    "posts.csv": b"id,host,seats,tier,team\np1,H1,1,1,k1\np2,H2,1,,\n",
    "pairs.csv": b"person,post,fit\na,p1,700\nb,p2,1\n",
    "problem.json": json.dumps(
        {
            "format": "dunmiao-matching/1",
            "tier_bonus": {"1": 5},
            "teams": [
                {
                    "id": "k1",
                    "requirements": [{"id": "x", "share": "1/2", "where": [["rank", ">=", 4]]}],
                    "shortfall_penalty": 3,
                }
            ],
        },
        indent=1,
    ).encode(),
}


def faults(**changes: bytes) -> list[str]:
    given = dict(GOOD)
    for name, content in changes.items():
        given[name.replace("_", ".")] = content
    with pytest.raises(BadInput) as refused:
        problem_from(given)
    return str(refused.value).splitlines()


def settings(**changes: object) -> bytes:
    return json.dumps(json.loads(GOOD["problem.json"]) | changes, indent=1).encode()


def test_a_good_folder_is_read() -> None:
    problem = problem_from(GOOD)
    assert problem.people == ("a", "b")
    assert problem.teams[0].requirements[0].need == 1


def test_bom_crlf_and_blanks_are_accepted() -> None:
    people = b"\xef\xbb\xbfid, unit ,rank\r\n a ,U1,4\r\nb,U1,3\r\n"
    assert problem_from({**GOOD, "people.csv": people}).people == ("a", "b")


def test_faults_of_all_files_come_together_and_sorted() -> None:
    found = faults(
        pairs_csv=b"person,post,fit\nx9,p1,700\nb,p2,1.5\nb,p2,2\n",
        posts_csv=b"id,host,seats,tier,team\np1,H1,-1,7,k1\np2,H2,1,,\n",
    )
    assert found == [
        'pairs.csv:2: unknown person "x9"',
        'pairs.csv:3: fit "1.5" is not an integer of at most 10^9',
        'pairs.csv:4: duplicate pair "b", "p2" (first in line 3)',
        'posts.csv:2: seats "-1" is not an integer >= 0',
        'posts.csv:2: tier "7" has no bonus',
    ]


def test_faults_of_the_settings_name_their_line() -> None:
    text = b'{"format": "dunmiao-matching/1",\n"tier_bonus": {"1": 5},\n"teams": [\n'
    text += b'{"id": "k1", "requirements": [\n{"id": "x", "share": "2/0"}]}],\n"pinz": []}'
    assert faults(problem_json=text) == [
        'problem.json:5: team "k1": share "2/0" is not a fraction',
        'problem.json:6: unknown key "pinz"',
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "ends too early"),
        (b'{"format": "dunmiao-matching/1", "stickiness": NaN}', "'NaN' is not a JSON value"),
        (b"[" * 100, "nested too deeply"),
        (b'{"a": 1, "a": 2}', 'key "a" stands twice'),
    ],
)
def test_what_is_not_json_is_said(content: bytes, reason: str) -> None:
    assert any(reason in line for line in faults(problem_json=content))


def test_pins_must_be_pairs_and_not_forbidden() -> None:
    found = faults(problem_json=settings(pins=[["a", "p1"], ["a", "p2"]], forbidden=[["a", "p1"]]))
    assert [line.split(": ", 1)[1] for line in found] == [
        "a pin is also forbidden",
        "a pin is not an eligible pair",
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"release_cap": {"default": -1}}, "a cap must be an integer >= 0 or null"),
        ({"release_cap": {"default": 1, "units": {"U9": 1}}}, 'unknown unit "U9"'),
        ({"teams": [{"id": "zz"}]}, 'team "zz" has no posts'),
        ({"stickiness": 1.5}, "stickiness must be an integer of at most 10^9"),
        ({"format": "other"}, 'format must be "dunmiao-matching/1"'),
    ],
)
def test_settings_out_of_range_are_refused(change: dict[str, object], reason: str) -> None:
    assert any(reason in line for line in faults(problem_json=settings(**change)))


def test_an_empty_table_a_missing_column_and_a_missing_file() -> None:
    assert "people.csv:1: is empty" in faults(people_csv=b"")
    assert 'people.csv:1: missing column "unit"' in faults(people_csv=b"id\na\n")
    with pytest.raises(BadInput, match="pairs.csv:1: file is missing"):
        problem_from({name: text for name, text in GOOD.items() if name != "pairs.csv"})


def test_a_cell_of_several_lines_moves_the_lines_below_it() -> None:
    people = b'id,unit,rank,note\na,U1,4,"two\nlines"\n\nb,U1,3,\nb,U1,3,again\n'
    assert faults(people_csv=people) == ['people.csv:6: duplicate person "b" (first in line 5)']
    assert "people.csv:3: has 2 cells, the header 3" in faults(
        people_csv=b"id,unit,rank\na,U1,4\nb,U1\n"
    )


def test_a_quote_that_never_ends_is_told() -> None:
    assert any(
        "unexpected end of data" in line for line in faults(pairs_csv=b'person,post,fit\n"a,p1,1\n')
    )


def test_blocks_give_the_same_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    content = instances.files(seed=3, people=40, posts=8, units=9, density=0.6, teams=1)
    whole = problem_from(content)
    monkeypatch.setattr("dunmiao.engines.blocks.BLOCK", 7)
    parts = problem_from(content)
    for name in ("person", "post", "value", "unit_of", "seats"):
        assert (getattr(whole, name) == getattr(parts, name)).all()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"systems": {"U9": "x"}}, 'systems: unknown unit "U9"'),
        ({"systems": ["U1"]}, "systems must be an object of texts"),
        ({"county_cap": {"default": -2}}, "a cap must be an integer >= 0 or null"),
        ({"county_cap": {"counties": {"x": 1}}}, 'unknown county "x"'),
        ({"recusals": [["a", "zz"]]}, 'recusals: unknown person "zz"'),
        ({"recusals": [["a", "a"]]}, "recusals: a person beside himself"),
        ({"recusals": ["a"]}, 'recusals: an entry is ["person", "person"]'),
        ({"couples": [{"people": ["a", "b"]}]}, "couples: an entry has people, keep and level"),
        ({"couples": [{"people": ["a", "b"], "keep": "far", "level": "host"}]}, 'keep is "near" or "apart"'),
        ({"couples": [{"people": ["a", "a"], "keep": "near", "level": "host"}]}, "beside himself"),
        ({"couples": [{"people": ["a"], "keep": "near", "level": "host"}]}, "couples: people is"),
        ({"tier_bonus": {"1": 10**9}, "stickiness": 10**9, "pins": []}, None),
    ],
)  # fmt: skip
def test_keys_beyond_the_caps_are_looked_at(change: dict[str, object], reason: str | None) -> None:
    if reason is None:
        content = {**GOOD, "problem.json": settings(**change)}
        assert problem_from(content).stickiness == 10**9
    else:
        assert any(reason in line for line in faults(problem_json=settings(**change)))


def test_values_that_could_leave_64_bits_are_refused() -> None:
    posts = b"id,host,seats,tier,team\n" + b"".join(b"q%d,H,1000000,1,\n" % n for n in range(300))
    people = b"id,unit\n" + b"".join(b"c%d,U\n" % n for n in range(30_000))
    pairs = b"person,post," + b",".join(b"f%d" % n for n in range(10_000)) + b"\n"
    pairs += b"c0,q0," + b",".join([b"1000000000"] * 10_000) + b"\n"
    plain = json.dumps({"format": "dunmiao-matching/1", "tier_bonus": {"1": 0}}).encode()
    assert faults(people_csv=people, posts_csv=posts, pairs_csv=pairs, problem_json=plain) == [
        "problem.json:1: values are so large that a plan's could leave 64 bits"
    ]
