"""The pages of a round, by the test client: what is shown, refused, and never shown."""

import random
import re
import uuid
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dunmiao.assessments.models import BallotRound, BallotSession
from dunmiao.assessments.rules.secrecy import spaced
from tests.factories import ballots as play


def body(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def filled(paper: str, slip: Any, grade: str = "优秀") -> dict[str, str]:
    """The voter's form with one grade for everything."""
    number = re.search(r'name="ballot" value="([^"]+)"', paper)
    assert number is not None
    fields = dict.fromkeys(re.findall(r'type="radio" name="([^"]+)"', paper), grade)
    return {"ballot": number[1], "code": spaced(slip.code), **fields}


def test_a_voter_needs_no_account_and_gets_a_receipt(city: Any) -> None:
    session = play.session_of(city, play.make(city))
    slips = play.issue(city, session)
    voter, path = Client(), f"/b/{session.uid}/"
    page = voter.get(path)
    assert page.status_code == 200
    assert not page.cookies
    assert "checked" not in body(page), "nothing is preselected"
    sent = filled(body(page), slips[0])
    done = voter.post(path, sent)
    receipt = re.search(r'id="receipt">([^<]+)<', body(done))
    assert receipt is not None
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", receipt[1])
    assert receipt[1] in body(voter.post(path, sent)), "a double tap is the same ballot"
    again = voter.post(path, {**sent, "ballot": str(uuid.uuid4())})
    assert again.status_code == 409
    assert "此票码已使用" in body(again)
    fresh = body(voter.get(path))
    open_field = {k: v for k, v in filled(fresh, slips[1]).items() if k != "m-1-2"}
    half = voter.post(path, open_field)
    assert half.status_code == 422
    assert "业绩”还没有填" in body(half)
    assert body(half).count("checked") == 8
    assert voter.get(f"{path}receipts/?receipt={receipt[1]}").status_code == 200
    play.close(city, session)
    found = voter.get(f"{path}receipts/?receipt={receipt[1].lower().replace('-', ' ')}")
    assert "已计入" in body(found)
    assert "没有这个回执号" in body(voter.get(f"{path}receipts/?receipt=0000-0000"))
    late = voter.post(path, filled(body(page), slips[2]) | {"ballot": str(uuid.uuid4())})
    assert late.status_code == 409
    assert "已经结束" in body(late)


def test_no_log_tells_when_somebody_voted(city: Any, caplog: Any) -> None:
    session = play.session_of(city, play.make(city))
    slips = play.issue(city, session)
    voter, path = Client(), f"/b/{session.uid}/"
    sent = filled(body(voter.get(path)), slips[0])
    caplog.clear()
    assert voter.post(path, sent).status_code == 200
    assert voter.post(path, {**sent, "ballot": str(uuid.uuid4())}).status_code == 409
    assert voter.post(path, {"code": "x"}).status_code == 422
    assert voter.get(f"/b/{uuid.uuid4()}/").status_code == 404
    assert caplog.records == []


def test_no_address_of_a_voter_carries_a_code(city: Any) -> None:
    session = play.session_of(city, play.make(city))
    slips = play.issue(city, session)
    page = body(Client().get(f"/b/{session.uid}/"))
    assert not any(slip.code in page or spaced(slip.code) in page for slip in slips)


def test_an_officer_sets_a_round_up_by_the_pages(city: Any) -> None:
    city.secondee("王伟")
    officer = city.client("officer")
    assert "/do/ballot_scheme.keep_appraisal/" in body(officer.get("/assessments/schemes/"))
    officer.post(
        "/do/ballot_scheme.keep_appraisal/",
        {"name": "中期测评", "items": play.ITEMS, "grades": play.GRADES, "groups": play.GROUPS,
         "rounding": "half-up"},
    )  # fmt: skip
    assert "/do/ballot_round.make/" in body(officer.get("/assessments/"))
    form = body(officer.get("/do/ballot_round.make/"))
    scheme = re.search(r'<option value="([^"]+)">中期测评', form)
    assert scheme is not None
    made = officer.post(
        "/do/ballot_round.make/",
        {"title": "中期测评", "scheme": scheme[1], "unit": str(city.units["甲市"].uid),
         "programme": str(city.programme.uid), "starts_on": "2026-09-01", "ends_on": "2026-09-02"},
    )  # fmt: skip
    page = body(officer.get(made["Location"]))
    person = city.cadres["王伟"].uid
    assert "还没有场次" in page
    assert str(person) in page
    assert str(city.cadres["李芳"].uid) not in page, "only the people of the batch are offered"
    uid = made["Location"].split("/")[-2]
    add, fields = f"/do/ballot_session.add/{uid}/", {
        "name": "大桥镇", "place": str(city.units["大桥镇"].uid), "held_on": "2026-09-01",
        "due.A": "4", "due.B": "8", "paper.A": "0", "people": str(person), "revision": "1",
    }  # fmt: skip
    wrong = officer.post(add, {**fields, "due.A": "四"})
    assert wrong.status_code == 400
    assert "A 领导班子：请填写数字。" in body(wrong)
    assert officer.post(add, fields).status_code == 302
    stale = officer.post(add, {**fields, "name": "又一场"})
    assert stale.status_code == 409
    page = body(officer.get(made["Location"]))
    assert "大桥镇副镇长" in page or "王伟" in page
    assert "不足 5 人，不单独公布" in page
    officer.post(f"/do/ballot_round.finish/{uid}/")
    with city.acting("officer"):
        session = BallotSession.objects.get()
    door = f"/do/ballot_session.issue/{session.uid}/"
    assert door in body(officer.get(f"/assessments/sessions/{session.uid}/"))
    sent = {"present.A": "4", "present.B": "7", "_key": str(uuid.uuid4())}
    pdf = officer.post(door, sent)
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content[:5] == b"%PDF-"
    again = officer.post(door, sent)
    assert again.status_code == 302, "pressed twice, the first slips stay good"
    assert city.client("officer").post(f"/api/v1/acts{door[3:-1]}").status_code == 404
    witness = city.client("supervisor")
    witness.post(f"/do/ballot_session.open/{session.uid}/")
    assert "投票中" in body(officer.get(f"/assessments/sessions/{session.uid}/"))
    assert officer.get(f"/assessments/sessions/{session.uid}/sheets/A/").status_code == 200
    blank = officer.get(f"/assessments/sessions/{session.uid}/sheets/A/blank.pdf")
    assert blank.content[:5] == b"%PDF-"


def counted(city: Any, **more: Any) -> BallotRound:
    """A round counted, with honest ballots."""
    round_: BallotRound = play.make(city, **more)
    session, lot = play.session_of(city, round_), random.Random(5)
    for slip in play.issue(city, session):
        play.cast(session, slip.code, play.marks(lot, len(session_people(city, session))))
    play.close(city, session)
    return round_


def session_people(city: Any, session: Any) -> list[Any]:
    with city.acting("officer"):
        return list(session.places.all())


def test_results_show_the_tally_first_and_no_small_cell(city: Any) -> None:
    round_ = counted(city, counts={"A": (3, 0), "B": (12, 0)})
    officer = city.client("officer")
    path = f"/assessments/{round_.uid}/results/"
    page = body(officer.get(path))
    assert "归档后显示调整后位置" in page
    assert page.count("不单独公布") == 6, "A has three voters, and B would give A away"
    officer.post(f"/do/ballot_round.publish/{round_.uid}/")
    page = body(officer.get(path))
    assert "信度" in page
    assert "两两比较：3 对中" in page
    assert "宽严是否因事因人而异" not in page, "only one group has five voters: nothing to compare"
    assert "无法判断" in page or "没有" in page or "高度一致" in page
    assert officer.get(f"/assessments/{round_.uid}/results/opinion/").status_code == 200
    table = officer.get(f"/assessments/{round_.uid}/results.xlsx")
    assert table.content[:2] == b"PK"
    paper = officer.get(f"/assessments/{round_.uid}/results.docx")
    assert paper.content[:2] == b"PK"
    assert city.client("home").get(path).status_code == 404
    assert city.client("leader").get(path).status_code == 200


def test_whoever_is_eligible_can_be_recommended(city: Any) -> None:
    with city.acting("officer") as officer:
        scheme = play.scheme(officer, name="会议推荐", choose=2)
    client, root = city.client("officer"), city.units["甲市"].uid
    new = {"title": "副局长人选推荐", "scheme": scheme.uid, "unit": root,
           "starts_on": "2026-09-24", "ends_on": "2026-09-24"}  # fmt: skip
    path = client.post("/do/ballot_round.make/", new)["Location"]
    assert "凡符合条件的人都可推荐" in body(client.get(path))
    uid = path.split("/")[-2]
    session = {"name": "大会", "place": root, "held_on": "2026-09-24", "due.A": "6", "due.B": "8",
               "unit": root, "rank_from": "1", "rank_to": "2", "oldest": "60"}  # fmt: skip
    door = f"/do/ballot_session.add_eligible/{uid}/"
    nobody = client.post(door, session | {"rank_from": "9", "rank_to": "9"})
    assert nobody.status_code == 422
    assert "没有人符合所填条件" in body(nobody)
    assert client.post(door, session).status_code == 302
    with city.acting("officer"):
        round_ = BallotRound.objects.get(title="副局长人选推荐")
        ranks = {row.cadre.rank for row in round_.subjects.select_related("cadre")}
        names = [row.name for row in round_.subjects.all()]
    assert ranks <= {1, 2}
    assert len(names) >= 3
    client.post(f"/do/ballot_round.finish/{uid}/")
    made = play.session_of(city, round_)
    slip = play.issue(city, made)[0]
    one = [["推荐" if n == 0 else "未推荐"] for n in range(len(names))]
    assert play.cast(made, slip.code, one)
    assert "最多推荐 2 人" in body(Client().get(f"/b/{made.uid}/"))


def test_reading_results_is_recorded_with_the_people(city: Any) -> None:
    from dunmiao.access.models import AuditEvent

    round_ = counted(city)
    city.client("leader").get(f"/assessments/{round_.uid}/results/")
    with city.acting("auditor"):
        event = AuditEvent.objects.filter(kind="results.read").latest("pk")
        assert set(event.cadres) == {city.cadres[n].uid for n in ("王伟", "李芳", "欧阳明")}


def test_sheets_are_typed_by_digits(city: Any) -> None:
    round_ = play.make(city, counts={"A": (5, 5), "B": (5, 0)})
    session = play.session_of(city, round_)
    play.issue(city, session)
    officer, second = city.client("officer"), city.client("second")
    base = f"/assessments/sessions/{session.uid}"
    officer.post(f"/do/paper_sheet.count/{session.uid}/", {"group": "A", "returned": "2"})
    digits = {f"marks.{p}-{i}": d for p in range(3) for i, d in enumerate("129")}
    door, page = f"/do/paper_sheet.enter/{session.uid}/", f"{base}/sheets/A/"
    assert 'name="marks.2-2"' in body(officer.get(page))
    answer = officer.post(door, {"group": "A", "number": "1", "next": page, **digits})
    assert answer["Location"] == page
    bad = officer.post(door, {"group": "A", "number": "2", **digits, "marks.0-0": "7"})
    assert bad.status_code == 422
    assert "王伟 能力：" in body(bad) or "“能力”填了“7”" in body(bad)
    second.post(door, {"group": "A", "number": "1", **digits, "marks.2-0": "2"})
    page = body(officer.get(f"{base}/settle/"))
    assert "第 1 号" in page
    assert "陆组文" in page
    sheet = re.search(r'name="sheet" value="(A-1)"', page)
    assert sheet is not None
    officer.post(f"/do/paper_sheet.settle/{session.uid}/", {"sheet": sheet[1], **digits})
    assert "没有不一致的票" in body(officer.get(f"{base}/settle/"))


def test_query_budgets_of_rounds(city: Any) -> None:
    round_ = counted(city)
    officer, spent = city.client("officer"), {}
    session = play.session_of(city, round_)
    for path in ("/assessments/", f"/assessments/{round_.uid}/", f"/assessments/{round_.uid}/results/",
                 f"/assessments/sessions/{session.uid}/", "/assessments/schemes/"):  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            assert officer.get(path).status_code == 200
        spent[path] = sum(
            not re.match(r"(SAVEPOINT|RELEASE)", q["sql"]) and "django_session" not in q["sql"]
            for q in captured.captured_queries
        )
    assert max(spent.values()) <= 15, spent


def test_a_stranger_to_a_round_sees_none_of_it(city: Any) -> None:
    round_ = play.make(city)
    session = play.session_of(city, round_)
    for key in ("home", "host", "stranger", "system", "auditor"):
        for path in (f"/assessments/{round_.uid}/", f"/assessments/sessions/{session.uid}/"):
            assert city.client(key).get(path).status_code == 404, (key, path)
