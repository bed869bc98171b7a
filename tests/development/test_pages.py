"""The pages of discovery and use, the appraisal from what is on record, the same over JSON."""

import random
import re
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dunmiao.access.models import AuditEvent
from dunmiao.access.roles import Permission
from dunmiao.assessments.actions import panel_notes, results
from dunmiao.assessments.actions import panels as panel_acts
from dunmiao.assessments.models import BallotRound, Panel
from dunmiao.assessments.panels import subjects_of
from dunmiao.assessments.rules.panels import ASPECTS
from dunmiao.development.discovery import read_board
from dunmiao.development.models import EverydayNote, Suggestion, UseRecord
from dunmiao.secondments.models import Secondment, TermAppraisal
from dunmiao.secondments.tasks import do_days_work
from tests.acts.stages import by
from tests.api.test_calls import call, key_of
from tests.factories import ballots as play

NAMES = ("王伟", "李芳", "欧阳明")
SHORT = "统筹多项任务的经验还不够"


def body(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def mark(lot: random.Random, level: float) -> str:
    return "优秀" if lot.random() < level else "称职"


def send(city: Any, cases: list[Any], **given: Any) -> Panel:
    """Two of the department go to see these people today."""
    day = timezone.localdate()
    panel: Panel = by(
        city, "officer", panel_acts.send_panel, city.programme, title="考察组",
        unit=city.units["甲市"], leader=city.users["officer"], members=[city.users["second"]],
        cases=cases, starts_on=day, ends_on=day, **given,
    )  # fmt: skip
    return panel


def assess(city: Any, panel: Panel, best: set[str]) -> Panel:
    """Both write about everybody, and the panel is concluded."""
    for key in ("officer", "second"):
        with city.acting(key):
            people = list(subjects_of(panel))
        for person in people:
            grade = "优秀" if person.name in best else "称职"
            by(city, key, panel_notes.write_note, person, grades=dict.fromkeys(ASPECTS, grade),
               words=dict.fromkeys(ASPECTS, "常驻现场三个月"), talks={"leaders": 2},
               shortcoming=SHORT, submit=True)  # fmt: skip
    closed: Panel = by(city, "officer", panel_acts.close_panel, panel)
    return closed


def found(city: Any) -> BallotRound:
    """An archived round with a concluded panel, in which 王伟 is clearly ahead."""
    cases = {name: city.secondee(name, town="大桥镇") for name in NAMES[:2]}
    round_: BallotRound = play.make(city, people=NAMES)
    panel = send(city, list(cases.values()), ballot_round=round_)
    assess(city, panel, {"王伟"})
    session, lot = play.session_of(city, round_), random.Random(5)
    for slip in play.issue(city, session):
        play.cast(session, slip.code, [[mark(lot, p) for _ in range(3)] for p in (0.95, 0.4, 0.1)])
    play.close(city, session)
    by(city, "officer", results.publish_round, round_)
    with city.acting("officer"):
        return BallotRound.objects.get(pk=round_.pk)


def test_who_is_found_comes_with_evidence_for_and_against(city: Any) -> None:
    assert "还没有归档的测评" in body(city.client("officer").get("/discovery/"))
    round_ = found(city)
    page = body(city.client("officer").get("/discovery/"))
    assert "3 人中 1 人有证据可看" in page
    card = page[page.index("<article") : page.rindex("</article>")]
    assert "王伟" in card
    assert "常驻现场三个月" in card
    assert "2 名成员" in card, "equal words of both are one line"
    assert SHORT in card, "the counter-evidence stands beside"
    assert "李芳" not in card
    assert "名单有没有偏" in page
    assert "未能分辨" in page
    with city.acting("auditor"):
        event = AuditEvent.objects.filter(kind="discovery.read").latest("pk")
        assert set(event.cadres) == {city.cadres["王伟"].uid}
    with city.acting("officer") as officer:
        board = read_board(actor=officer, round_=round_)
    assert set(board.views) == {"民主测评", "谈话印象"}
    assert board.found[str(city.cadres["王伟"].uid)]


def test_weights_are_visible_and_must_sum(city: Any) -> None:
    round_ = found(city)
    officer = city.client("officer")
    page = body(officer.get(f"/discovery/?round={round_.uid}&w0=70&w1=30"))
    assert 'name="w0" value="70"' in page
    assert "综合研判" in page
    answer = officer.get(f"/discovery/?round={round_.uid}&w0=70&w1=40")
    assert answer.status_code == 422
    assert "110%" in body(answer)
    assert officer.get(f"/discovery/?round={round_.uid}&w0=x&w1=30").status_code == 422


def test_a_need_keeps_those_who_fit_its_post(city: Any) -> None:
    round_ = found(city)
    with city.acting("officer"):
        post = city.programme.posts.first()
    page = body(city.client("officer").get(f"/discovery/?round={round_.uid}&need={post.uid}"))
    assert re.search(r"名单内 1 人中 [01] 人符合", page)


def test_a_round_that_is_not_archived_shows_nobody(city: Any) -> None:
    round_ = play.make(city)
    assert city.client("officer").get(f"/discovery/?round={round_.uid}").status_code == 404


def test_only_the_department_and_its_leader_read_the_list(city: Any) -> None:
    round_ = found(city)
    assert city.client("leader").get("/discovery/").status_code == 200
    for key in ("home", "host", "supervisor", "王伟"):
        for path in ("/discovery/", f"/discovery/?round={round_.uid}", "/discovery/uses/",
                     "/discovery/validity/", "/discovery/uses/ledger.xlsx"):  # fmt: skip
            assert city.client(key).get(path).status_code in (403, 404), (key, path)


def test_from_a_suggestion_to_the_ledger_by_the_pages(city: Any) -> None:
    round_ = found(city)
    officer, cadre = city.client("officer"), city.cadres["王伟"]
    given = {"ballot_round": round_.uid, "kind": "PROMOTION", "words": "能独当一面，可提任"}
    door = f"/do/suggestion.make/{cadre.uid}/"
    assert door in body(officer.get("/discovery/"))
    assert officer.post(door, given).status_code == 302
    assert city.client("leader").post(door, given).status_code == 403
    with city.acting("officer"):
        suggestion = Suggestion.objects.get()
        case = Secondment.objects.get(cadre=cadre)
    assert city.client("second").post(f"/do/suggestion.send/{suggestion.uid}/").status_code == 302
    assert "已送选任" in body(officer.get("/discovery/uses/"))
    door = f"/do/use.record_promotion/{case.uid}/"
    assert door in body(officer.get(f"/discovery/uses/new/?cadre={cadre.uid}"))
    use = {"suggestion": suggestion.uid, "decided_on": timezone.localdate(),
           "document_no": "甲组干〔2026〕1号", "post": "市财政局副局长", "rank": "3"}  # fmt: skip
    early = use | {"decided_on": case.starts_on - timedelta(days=5)}
    refused = officer.post(door, early)
    assert refused.status_code == 422
    assert "与这段挂职无关" in body(refused)
    assert officer.post(door, use | {"document_no": ""}).status_code == 400
    with city.acting("officer"):
        Secondment.objects.filter(pk=case.pk).update(
            starts_on=timezone.localdate() - timedelta(days=30),
            arrived_on=timezone.localdate() - timedelta(days=30),
        )
    assert officer.post(door, use).status_code == 302
    page = body(officer.get("/discovery/uses/"))
    assert "市财政局副局长" in page
    assert "县处级副职" in page
    assert officer.get("/discovery/uses/ledger.xlsx").content[:2] == b"PK"
    with city.acting("officer"):
        assert UseRecord.objects.get().look_backs.count() == 3


def test_a_host_writes_notes_on_its_page_and_the_person_answers_on_his(city: Any) -> None:
    city.secondee("王伟", town="大桥镇")
    host, cadre = city.client("host"), city.cadres["王伟"]
    given = {"observed_on": timezone.localdate(), "place": "党政联席会",
             "tone": "SHORTCOMING", "source": "SEEN", "text": "专题会材料准备不足。"}  # fmt: skip
    assert "王伟" in body(host.get("/discovery/notes/"))
    door = f"/do/everyday_note.write/{cadre.uid}/"
    assert door in body(host.get(f"/discovery/notes/?cadre={cadre.uid}"))
    assert host.post(door, given | {"text": "短"}).status_code == 422
    assert host.post(door, given).status_code == 302
    assert "此前不作为依据" in body(host.get("/discovery/notes/"))
    person = city.client("王伟")
    mine = body(person.get("/my/"))
    assert "专题会材料准备不足。" in mine
    with city.acting("officer"):
        note = EverydayNote.objects.get()
    answer = {"text": "当天停电，会后已补。"}
    assert person.post(f"/do/everyday_note.answer/{note.uid}/", answer).status_code == 302
    assert "当天停电" in body(city.client("officer").get(f"/discovery/notes/?cadre={cadre.uid}"))
    elsewhere = city.client("other_host").get(f"/discovery/notes/?cadre={cadre.uid}")
    assert "专题会材料" not in body(elsewhere)
    reason = {"reason": "记错日期"}
    assert host.post(f"/do/everyday_note.withdraw/{note.uid}/", reason).status_code == 302
    assert "已撤回" in body(host.get("/discovery/notes/"))
    assert "专题会材料准备不足" not in body(person.get("/my/"))


def test_the_appraisal_is_filled_from_the_record_and_the_person_answers(city: Any) -> None:
    case = city.secondee("王伟", town="大桥镇")
    today = timezone.localdate()
    with city.acting("officer"):
        Secondment.objects.filter(pk=case.pk).update(
            starts_on=today - timedelta(days=300), arrived_on=today - timedelta(days=299),
            ends_on=today - timedelta(days=1),
        )  # fmt: skip
    do_days_work(today=today)
    client = city.client("officer")
    city.client("host").post(f"/do/everyday_note.write/{city.cadres['王伟'].uid}/", {
        "observed_on": today, "place": "工地", "tone": "STRENGTH", "source": "SEEN",
        "text": "连续三天协调管线迁改。",
    })  # fmt: skip
    city.client("王伟").post(f"/do/appraisal.write/{case.uid}/", {"text": "一年来……"})
    city.client("host").post(f"/do/appraisal.give/{case.uid}/", {"text": "作风扎实"})
    page = body(client.get(f"/discovery/appraisals/{case.uid}/"))
    assert "共 299 天" in page
    assert "连续三天协调管线迁改。" in page
    key = re.search(r'name="lines" value="([0-9a-f]{16})"\s*/?>\s*连续三天', page)
    assert key is not None
    assert city.client("host").get(f"/discovery/appraisals/{case.uid}/").status_code == 403
    given = {"text": "同意。", "lines": key[1]}
    assert client.post(f"/do/appraisal.conclude/{case.uid}/", given).status_code == 302
    answer = f"/do/appraisal.answer/{case.uid}/"
    with city.acting("officer"):
        row = TermAppraisal.objects.get(secondment=case)
        assert [line["text"] for line in row.strengths] == ["连续三天协调管线迁改。"]
        assert any("299 天" in line["text"] for line in row.facts)
    assert "连续三天协调管线迁改。" in body(city.client("王伟").get("/my/"))
    assert city.client("王伟").post(answer, {"text": " "}).status_code == 400
    assert city.client("王伟").post(answer, {"text": "同意，谢谢。"}).status_code == 302
    assert city.client("王伟").post(answer, {"text": "再说"}).status_code == 409
    assert "同意，谢谢。" in body(client.get(f"/secondments/{case.uid}/"))
    assert client.get(f"/secondments/{case.uid}/appraisal.docx").content[:2] == b"PK"


def test_growth_is_told_between_two_panels_of_the_same_people(city: Any) -> None:
    found(city)
    with city.acting("officer"):
        first = Panel.objects.get()
        Panel.objects.filter(pk=first.pk).update(
            closed_on=timezone.localdate() - timedelta(days=90)
        )
        cases = list(Secondment.objects.order_by("pk"))
    closed = assess(city, send(city, cases), {"王伟", "李芳"})
    people = closed.growth["people"]
    better = people[str(city.cadres["李芳"].uid)]
    assert better[0] > 0
    assert abs(people[str(city.cadres["王伟"].uid)][0]) < better[0]


def test_query_budgets_of_discovery(city: Any) -> None:
    round_ = found(city)
    officer, spent = city.client("officer"), {}
    for path in ("/discovery/", f"/discovery/?round={round_.uid}", "/discovery/uses/",
                 "/discovery/notes/", "/discovery/validity/"):  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            assert officer.get(path).status_code == 200
        spent[path] = sum(
            not re.match(r"(SAVEPOINT|RELEASE)", q["sql"]) and "django_session" not in q["sql"]
            for q in captured.captured_queries
        )
    assert max(spent.values()) <= 20, spent


def test_the_same_over_json(city: Any) -> None:
    round_ = found(city)
    rights = [Permission.DEVELOPMENT_VIEW, Permission.ASSESSMENTS_VIEW, Permission.PEOPLE_VIEW,
              Permission.NOTES_WRITE, Permission.SUGGEST, Permission.USES_RECORD]  # fmt: skip
    key = key_of(city, "officer", *rights)
    rows = call(key, "GET", f"discovery/rounds/{round_.uid}").json()
    assert [row["name"] for row in rows] == ["王伟"]
    cadre = rows[0]["uid"]
    note = {"observed_on": str(timezone.localdate()), "place": "工地", "tone": "STRENGTH", "source": "SEEN", "text": "连续三天协调管线迁改。"}  # fmt: skip
    assert call(key, "POST", f"acts/everyday_note.write/{cadre}", note).status_code == 200
    assert [row["text"] for row in call(key, "GET", "discovery/notes").json()] == [note["text"]]
    words = {"kind": "OBSERVE", "words": "再了解一段时间"}
    made = call(key, "POST", f"acts/suggestion.make/{cadre}", words)
    assert made.json()["state"] == "OPEN"
    sent = call(key, "POST", f"acts/suggestion.send/{made.json()['uid']}", {})
    assert sent.json()["state"] == "SENT"
    assert call(key, "GET", "discovery/uses").json() == []
    bad = call(key, "POST", f"acts/use.record_further/{round_.uid}", {})
    assert bad.status_code == 404
