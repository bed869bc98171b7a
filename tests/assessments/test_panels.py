"""Panels: who may sit on one, notes apart from each other, the talk sheet, the report."""

import io
import json
import random
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from dunmiao.access.accounts import make_grant
from dunmiao.access.roles import Role
from dunmiao.access.scopes import scope, system_actor
from dunmiao.acts.fields import Upload
from dunmiao.acts.reading import Unreadable
from dunmiao.assessments import panels
from dunmiao.assessments.actions import panel_notes, results, rounds
from dunmiao.assessments.actions import panels as actions
from dunmiao.assessments.models import PanelNote
from dunmiao.assessments.rules import panels as rules
from dunmiao.formats.workbook import write_workbook
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from tests.acts.stages import by, doing
from tests.factories import ballots as play

DAY = date(2026, 9, 24)


def codes(refused: Any) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def whole(**changes: Any) -> rules.Note:
    words = dict.fromkeys(rules.ASPECTS, "走访企业三十家，办结问题二十件")
    fields = {"grades": dict.fromkeys(rules.ASPECTS, "优秀"), "words": words,
              "talks": {"leaders": 2, "colleagues": 3, "served": 1}} | changes  # fmt: skip
    return rules.Note(**fields)


def test_every_conflict_of_every_member_is_told() -> None:
    members = [rules.Member("甲", frozenset({1, 9})), rules.Member("乙", frozenset({2}))]
    people = [
        rules.Subject("王", home_unit=1, host_unit=2),
        rules.Subject("李", home_unit=3, host_unit=4, relatives=frozenset({"乙"})),
    ]
    found = [(f.code, f.facts["member"], f.facts["subject"])
             for f in rules.objections_to_members(members, people)]  # fmt: skip
    assert found == [
        ("panel.same_home", "甲", "王"),
        ("panel.same_host", "乙", "王"),
        ("panel.kin", "乙", "李"),
    ]
    assert rules.objections_to_members(members[:1], people[1:])[0].code == "panel.too_few"


def test_a_note_says_what_was_seen() -> None:
    assert rules.objections_to_note(whole(), who="王") == []
    none = rules.Note({}, {}, {})
    expected = ["panel.grade", "panel.words"] * 3 + ["panel.no_talks"]
    assert [f.code for f in rules.objections_to_note(none, who="王")] == expected
    far = whole(talks={"leaders": -1, "served": 999})
    assert [f.code for f in rules.objections_to_note(far, who="王")] == ["panel.talks"] * 2


def sent(city: Any, round_: Any = None, names: tuple[str, ...] = ("王伟",)) -> Any:
    """Two of the department go to see people in their towns."""
    towns = ("大桥镇", "新仓镇")
    cases = [city.secondee(name, town=towns[n % 2]) for n, name in enumerate(names)]
    return send(city, cases, ballot_round=round_)


def send(city: Any, cases: list[Any], members: tuple[str, ...] = ("second",), **given: Any) -> Any:
    """A panel led by the officer, on one day."""
    return by(
        city, "officer", actions.send_panel, city.programme,
        **{"title": "专项考察", "unit": city.units["甲市"], "starts_on": DAY, "ends_on": DAY,
           "leader": city.users["officer"], "members": [city.users[key] for key in members],
           "cases": cases} | given,
    )  # fmt: skip


def write(city: Any, key: str, person: Any, note: rules.Note, *, submit: bool = True) -> Any:
    """One member's note."""
    return by(
        city, key, panel_notes.write_note, person, grades=dict(note.grades), words=dict(note.words),
        talks=dict(note.talks), shortcoming=note.shortcoming, submit=submit,
    )  # fmt: skip


def subject_of(city: Any, panel: Any, number: int = 0) -> Any:
    with city.acting("officer"):
        return list(panels.subjects_of(panel))[number]


def test_a_member_of_the_home_unit_is_refused(city: Any) -> None:
    case = city.secondee("王伟")
    hire_panel(city, "home", "host")
    with pytest.raises(RuleBroken) as refused:
        send(city, [case], ("home", "host"), ends_on=date(2026, 1, 1))
    assert sorted(codes(refused)) == ["panel.same_home", "panel.same_host", "round.term"]


def hire_panel(city: Any, *keys: str) -> None:
    """Make these parts of the cast members of panels, too."""
    actor = system_actor(city.city.pk)
    with scope(actor, reason="test"):
        for key in keys:
            make_grant(actor=actor, user=city.users[key], role=Role.PANEL_MEMBER,
                       unit=city.units["甲市"], today=date(2020, 1, 1))  # fmt: skip


def test_who_may_sit_on_no_panel_is_not_offered(city: Any) -> None:
    with pytest.raises(Unreadable) as refused:
        send(city, [city.secondee("王伟")], ("home",))
    assert [finding.where for finding in refused.value.findings] == ["members"]


def test_notes_are_hidden_until_ones_own_is_submitted(city: Any) -> None:
    panel = sent(city)
    person = subject_of(city, panel)
    write(city, "officer", person, whole())
    with pytest.raises(Conflict):
        write(city, "officer", person, whole())
    with city.acting("second") as two:
        assert panels.notes_seen(actor=two, subject=person) == []
    draft = rules.Note({"ability": "称职"}, {}, {})
    write(city, "second", person, draft, submit=False)
    with pytest.raises(RuleBroken):
        write(city, "second", person, draft)
    with city.acting("officer"):
        assert PanelNote.objects.count() == 1, "another's draft is not even a row"
    with pytest.raises(RuleBroken) as refused:
        by(city, "officer", actions.close_panel, panel)
    assert codes(refused) == ["panel.open_notes"]
    write(city, "second", person, whole())
    with city.acting("second") as two:
        assert len(panels.notes_seen(actor=two, subject=person)) == 2
    assert by(city, "officer", actions.close_panel, panel).state == "CLOSED"
    with city.acting("leader") as reader:
        assert len(panels.notes_seen(actor=reader, subject=person)) == 2
    with pytest.raises(NotPermitted):
        write(city, "leader", person, whole(), submit=False)
    for key in ("home", "host", "stranger", "王伟"):
        with city.acting(key) as actor, pytest.raises(NotVisible):
            panels.get_panel(actor=actor, uid=panel.uid)


def test_the_talk_sheet_comes_back_as_drafts(city: Any) -> None:
    panel = sent(city, names=("王伟", "李芳"))
    client = city.client("officer")
    blank = client.get(f"/assessments/panels/{panel.uid}/talk-sheet.xlsx").content
    table = CalamineWorkbook.from_filelike(io.BytesIO(blank)).get_sheet_by_index(0).to_python()
    assert table[0] == rules.HEADER
    assert len(table[1:3]) == 2
    filled = [
        [*row[:3], "2", 3, "", "优秀", "作了六项调研", "", "", "称职", "完成三个项目", ""]
        for row in table[1:3]
    ]

    def back(rows: list[Any], header: list[str] = rules.HEADER) -> int:
        content = write_workbook(sheet="谈话记录", header=header, rows=rows)
        with doing(city, "officer") as now:
            panel_notes.read_sheet(now, panel, sheet=Upload("a.xlsx", content))
            return int(now.facts["people"])

    with doing(city, "officer") as now:  # as it was downloaded, its mark below the table included
        panel_notes.read_sheet(now, panel, sheet=Upload("a.xlsx", blank))
        assert now.facts["people"] == 0
    assert back(filled) == 2
    with city.acting("officer"):
        note = PanelNote.objects.get(subject__name="王伟")
        assert note.talks == {"leaders": 2, "colleagues": 3, "served": 0}
        assert note.grades["ability"] == "优秀"
        assert note.submitted_at is None
    wrong = [["9", *filled[0][1:]], [*filled[1][:3], "二", *filled[1][4:]], filled[1]]
    with pytest.raises(RuleBroken) as refused:
        back(wrong)
    assert codes(refused) == ["panel.sheet_person", "panel.sheet_number", "panel.sheet_twice"]
    with pytest.raises(RuleBroken) as refused:
        back([row[:-1] for row in filled], rules.HEADER[:-1])
    assert codes(refused) == ["panel.sheet_header"]
    with pytest.raises(RuleBroken):
        by(
            city,
            "officer",
            panel_notes.read_sheet,
            panel,
            sheet=Upload("a.xlsx", b"not a workbook"),
        )


def test_a_panel_links_sessions_that_share_no_voter(city: Any) -> None:
    with doing(city, "officer") as now:
        round_ = rounds.make_round(
            now, title="中期测评", scheme=play.scheme(now.actor), unit=city.units["甲市"],
            starts_on=DAY, ends_on=DAY,
        )  # fmt: skip
        for town, names in (("大桥镇", ("王伟", "欧阳明")), ("新仓镇", ("李芳", "陈静"))):
            play.add(city, now, round_, town, town, names, {"A": (6, 0), "B": (6, 0)})
    panel = sent(city, round_, names=("王伟", "李芳"))
    with city.acting("officer"):
        assert panels.links_of(round_)[0] == frozenset(
            round_.subjects.filter(name__in=["王伟", "李芳"]).values_list("pk", flat=True)
        )
    by(city, "officer", rounds.finish_round, round_)
    lot = random.Random(3)
    for number in (0, 1):
        session = play.session_of(city, round_, number)
        for slip in play.issue(city, session):
            play.cast(session, slip.code, play.marks(lot, 2))
        play.close(city, session)
    for key in ("officer", "second"):
        for number in (0, 1):
            write(city, key, subject_of(city, panel, number), whole())
    by(city, "officer", results.publish_round, round_)
    with city.acting("officer"):
        round_.refresh_from_db()
    assert [part["ratees"] for part in round_.standing["components"]] == [4]
    by(city, "officer", actions.close_panel, panel)
    paper = city.client("leader").get(f"/assessments/panels/{panel.uid}/report.docx")
    assert paper.content[:2] == b"PK"


def test_a_panel_over_json(city: Any) -> None:
    panel = sent(city)
    client, second = city.client("officer"), city.client("second")
    base = "/api/v1/assessments/panels"
    assert [row["title"] for row in client.get(base).json()] == ["专项考察"]
    person = client.get(f"{base}/{panel.uid}/people").json()[0]
    assert (person["name"], person["submitted"]) == ("王伟", 0)
    note = whole()
    sent_note = {"grades": note.grades, "words": note.words, "talks": note.talks, "submit": True}

    def post(who: Any, **changes: Any) -> Any:
        path = f"/api/v1/acts/panel_note.write/{person['uid']}"
        return who.post(path, json.dumps(sent_note | changes), content_type="application/json")

    refused = post(client, grades={})
    assert {f["code"] for f in refused.json()["findings"]} == {"panel.grade"}
    assert post(client).status_code == 200
    notes = f"{base}/people/{person['uid']}/notes"
    assert second.get(notes).json() == []
    assert post(second).status_code == 200
    assert len(second.get(notes).json()) == 2
    assert city.client("home").get(notes).status_code == 404


def test_the_pages_of_a_panel(city: Any) -> None:
    case = city.secondee("王伟")
    client = city.client("officer")
    path = f"/do/panel.send/{city.programme.uid}/"
    assert path in client.get("/assessments/panels/").content.decode()
    form = client.get(path).content.decode()
    assert "陆组文" in form
    assert "王伟" in form
    fields = {"title": "走访", "unit": str(city.units["甲市"].uid), "starts_on": "2026-09-24",
              "ends_on": "2026-09-24", "leader": str(city.users["officer"].uid),
              "members": [str(city.users["second"].uid)], "cases": [str(case.uid)]}  # fmt: skip
    page = client.post(path, fields)["Location"]
    text = client.get(page).content.decode()
    assert "大桥镇" in text
    assert "未写" in text
    assert "0/2" in text
    with city.acting("officer"):
        person = panels.PanelSubject.objects.get()
    note = f"/assessments/panels/notes/{person.uid}/"
    assert "提交自己的意见以后才能看到" in client.get(note).content.decode()
    door = f"/do/panel_note.write/{person.uid}/"
    kept = client.post(door, {"submit": "0", "grades.ability": "优秀", "talks.leaders": "x"})
    assert kept.status_code == 400
    assert "领导班子：请填写数字。" in kept.content.decode()
    half = client.post(door, {"submit": "1", "grades.ability": "优秀"})
    assert half.status_code == 422
    assert "作风：" in half.content.decode()
    client.post(door, {"submit": "0", "grades.ability": "优秀"})
    assert "草稿" in client.get(page).content.decode()
    sheet = {"sheet": SimpleUploadedFile("a.xlsx", b"x")}
    bad = client.post(f"/do/talk_sheet.read/{page.split('/')[-2]}/", sheet)
    assert bad.status_code == 422
    assert client.get("/assessments/panels/").status_code == 200
    assert city.client("home").get("/assessments/panels/").status_code == 403
