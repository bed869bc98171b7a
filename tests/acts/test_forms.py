"""What a generated form starts with, and where its faults stand."""

from typing import Annotated, Any

import pytest
from django.utils.datastructures import MultiValueDict

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held, cadres_of
from dunmiao.acts.declare import ACTS, act
from dunmiao.acts.fields import Sheet, Text, Whole
from dunmiao.units.models import Unit
from dunmiao.web.act_forms import ActForm

Seats = Annotated[
    dict[str, int],
    Sheet("名额", offers=lambda doing, row: [("A", "甲类"), ("B", "乙类")],
          cell=Whole("数", most=9), first=lambda row: {"A": 3}),
]  # fmt: skip
Name = Annotated[str, Text("名称", most=9, first=lambda row: row.name)]


@pytest.fixture
def trial() -> Any:
    """An act of this test alone."""

    @act("trial.try", Unit, "试", said="已试。", may=Held(Permission.UNITS, "pk"), records="tried")
    def try_it(unit: Unit, doing: Doing, *, name: Name, seats: Seats) -> Unit:
        """Nothing."""
        return unit

    yield try_it
    del ACTS["trial.try"]


def test_a_form_starts_with_what_stands_there(city: Any, trial: Any) -> None:
    with city.acting("officer") as actor:
        page = ActForm(trial, Doing.by(actor), city.units["大桥镇"]).as_div()
    assert 'value="大桥镇"' in page
    assert 'name="seats.A" value="3"' in page.replace("\n", " ")


def test_a_fault_in_a_sheet_names_its_cell(city: Any, trial: Any) -> None:
    sent = MultiValueDict({"name": ["镇"], "seats.A": ["99"], "seats.B": ["二"]})
    with city.acting("officer") as actor:
        form = ActForm(trial, Doing.by(actor), city.units["大桥镇"], sent, MultiValueDict())
    assert form.errors["seats"] == ["甲类：不能大于 9。", "乙类：请填写数字。"]


def test_a_record_takes_the_person_that_the_row_names_itself() -> None:
    class Seen:
        cadre_uid = "u"
        cadre_id = 1  # whose file the reader may not reach

    assert cadres_of(Seen()) == ["u"]


def test_a_form_sent_to_an_act_that_takes_json_is_told(city: Any) -> None:
    path = "/api/v1/acts/ballot_scheme.keep_recommendation"
    answer = city.client("officer").post(path, {"name": "推荐"})
    assert answer.status_code == 400
    assert [finding["code"] for finding in answer.json()["findings"]] == ["field.media"]


def test_an_act_with_a_page_only_is_no_operation(city: Any) -> None:
    from tests.factories import ballots as play

    session = play.session_of(city, play.make(city))
    path = f"/api/v1/acts/ballot_session.issue/{session.uid}"
    assert city.client("officer").post(path).status_code == 404


def test_what_the_page_answers_is_not_offered_again(city: Any, trial: Any) -> None:
    with city.acting("officer") as actor:
        doing = Doing.by(actor)
        assert trial.options(doing, city.units["大桥镇"], answered=["seats"]) == {}
        assert set(trial.options(doing, city.units["大桥镇"])) == {"seats"}


def test_a_row_that_the_page_answers_is_hidden(city: Any) -> None:
    with city.acting("officer") as actor:
        doing, person = Doing.by(actor), city.cadres["王伟"]
        form = ActForm(ACTS["suggestion.make"], doing, person, given={"ballot_round": None})
    assert "ballot_round" in [field.name for field in form.hidden_fields()]


def test_what_is_made_is_shown_unless_its_page_is_come_back_to(city: Any) -> None:
    client, where = city.client("officer"), f"/programmes/{city.programme.uid}/"
    door = f"/do/plan.make/{city.programme.uid}/"
    first = client.post(door, {"next": where})
    assert first["Location"].startswith("/plans/")
    assert client.post(door, {"next": where, "_stay": "1"})["Location"] == where
    made = first["Location"].strip("/").split("/")[1]
    copied = client.post(f"/do/plan.copy/{made}/", {"next": first["Location"]})
    assert copied["Location"].startswith("/plans/")  # of the copy, not of what was copied
    assert copied["Location"] != first["Location"]


def test_a_page_may_answer_an_input_of_any_name(city: Any) -> None:
    page = city.client("officer").get(f"/programmes/{city.programme.uid}/").content.decode()
    form = page[page.index(f"/do/plan.make/{city.programme.uid}/") :].split("</form>")[0]
    assert '<input type="hidden" name="name"' in form
    assert "新建方案" in form
