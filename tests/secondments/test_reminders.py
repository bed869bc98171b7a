"""Who has not nominated yet, and what a draft lacks."""

from dunmiao.acts.claims import Doing
from dunmiao.secondments.actions.nominations import nominate_cadre
from dunmiao.secondments.selectors import missing_of, silent_units
from tests.factories.city import Cast


def test_silent_units_are_those_with_people_and_without_nominations(city: Cast) -> None:
    with city.acting("officer") as actor:
        names = [unit.name for unit in silent_units(actor=actor, programme=city.programme)]
        assert names == ["市财政局", "市科技局"]
    city.nominate("王伟")
    with city.acting("officer") as actor:
        names = [unit.name for unit in silent_units(actor=actor, programme=city.programme)]
        assert names == ["市科技局"]


def test_a_draft_says_what_it_lacks(city: Cast) -> None:
    with city.acting("home") as actor:
        cadre = city.cadres["李芳"]
        draft = nominate_cadre(Doing.by(actor), city.programme, cadre=cadre)
        assert len(missing_of(draft)) == 3
    page = city.client("home").get(f"/programmes/{city.programme.uid}/").content.decode()
    assert "还缺单位党委（党组）意见" in page
    assert "尚未推荐的单位" not in page
