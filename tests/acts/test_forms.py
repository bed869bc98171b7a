"""What a generated form starts with, and where its faults stand."""

from typing import Annotated, Any

import pytest
from django.utils.datastructures import MultiValueDict

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing, Held, cadres_of
from dunmiao.acts.declare import ACTS, act
from dunmiao.acts.fields import One, Sheet, Text, Whole
from dunmiao.acts.offered import settled
from dunmiao.acts.reading import Unreadable
from dunmiao.units.models import Unit
from dunmiao.web.act_forms import ActForm

Seats = Annotated[
    dict[str, int],
    Sheet("名额", offers=lambda doing, row: [("A", "甲类"), ("B", "乙类")],
          cell=Whole("数", most=9), first=lambda row: {"A": 3}),
]  # fmt: skip
Name = Annotated[str, Text("名称", most=9, first=lambda row: row.name)]
Towns = Annotated[
    dict[str, Unit],
    Sheet("去向", offers=lambda doing, row: [("A", "甲"), ("B", "乙")],
          cell=One("镇", offers=lambda doing, row: Unit.objects.filter(kind="TOWN"))),
]  # fmt: skip


@pytest.fixture
def trial() -> Any:
    """An act of this test alone."""

    @act("trial.try", Unit, "试", said="已试。", may=Held(Permission.UNITS, "pk"), records="tried")
    def try_it(unit: Unit, doing: Doing, *, name: Name, seats: Seats) -> Unit:
        """Nothing."""
        return unit

    yield try_it
    del ACTS["trial.try"]


@pytest.fixture
def sending() -> Any:
    """An act whose sheet holds rows."""

    @act("trial.send", Unit, "派", said="已派。", may=Held(Permission.UNITS, "pk"), records="sent")
    def send(unit: Unit, doing: Doing, *, towns: Towns) -> Unit:
        """Tell what came."""
        doing.note(towns={key: town.name for key, town in towns.items()})
        return unit

    yield send
    del ACTS["trial.send"]


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


def test_the_cells_of_a_sheet_are_picked_from_rows(city: Any, sending: Any) -> None:
    town = city.units["大桥镇"]
    sent = MultiValueDict({"towns.A": [str(town.uid)], "towns.B": [""]})
    with city.acting("officer") as actor:
        doing, root = Doing.by(actor), city.units["甲市"]
        page = ActForm(sending, doing, root).as_div().replace("\n", " ")
        again = ActForm(sending, doing, root, sent, MultiValueDict())
        assert again.is_valid()
        sending.plain(root, doing, **settled(sending.inputs, doing, root, again.values))
        assert doing.facts == {"towns": {"A": "大桥镇"}}
        assert f'value="{town.uid}" selected' in again.as_div()
        for given in ({"A": city.units["甲市"]}, {"C": town}):
            with pytest.raises(Unreadable):
                settled(sending.inputs, doing, root, {"towns": given})
    assert page.count('name="towns.A"') == page.count('name="towns.B"') == 1
    assert page.count(f'value="{town.uid}"') == 2


def test_a_sheet_that_the_page_fills_in_is_hidden(city: Any, sending: Any) -> None:
    town = city.units["大桥镇"]
    with city.acting("officer") as actor:
        form = ActForm(sending, Doing.by(actor), town, given={"towns": {"B": town}})
        drawn = str(form["towns"])
    assert form.asks_nothing
    assert f'name="towns.B" value="{town.uid}"' in drawn
    assert drawn.count("<input") == drawn.count('type="hidden"') == 1


@pytest.mark.parametrize("name", ["kind", "subject", "cadres"])
def test_a_fact_is_not_named_as_what_the_record_holds(city: Any, name: str) -> None:
    with city.acting("officer") as actor, pytest.raises(TypeError, match=name):
        Doing.by(actor).note(**{name: "x"})


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
